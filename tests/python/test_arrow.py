"""Rows for Arrow's readers: the C structs as they are, and pyarrow, Polars and DuckDB, each skipped where it is not installed."""
import ctypes
import gc
import glob
import importlib.util
import os
import pickle
import threading
import unittest
import weakref

import bounce
from bounce import arrow

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]
MAILS = sorted(glob.glob(os.path.join(ROOT, "corpus/written/*.eml")))[:60]

# ---- the Arrow C interfaces, read by hand: needs no package, and runs under AddressSanitizer --------------------------


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


Schema._fields_ = [("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p), ("flags", ctypes.c_int64),
                   ("n_children", ctypes.c_int64), ("children", ctypes.POINTER(ctypes.POINTER(Schema))), ("dictionary", ctypes.c_void_p),
                   ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))), ("private_data", ctypes.c_void_p)]
Array._fields_ = [("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64), ("n_buffers", ctypes.c_int64),
                  ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)),
                  ("children", ctypes.POINTER(ctypes.POINTER(Array))), ("dictionary", ctypes.c_void_p),
                  ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))), ("private_data", ctypes.c_void_p)]
Stream._fields_ = [("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))),
                   ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))),
                   ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(Stream))),
                   ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))), ("private_data", ctypes.c_void_p)]
get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
get_pointer.restype, get_pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


def columns_of(capsule):
    """The names and types in a capsule of a schema."""
    schema = Schema.from_address(get_pointer(capsule, b"arrow_schema"))
    kinds = {b"u": "string", b"b": "boolean", b"+l": "array<string>"}
    children = [schema.children[i].contents for i in range(schema.n_children)]
    assert schema.format == b"+s" and all(child.flags == 2 for child in children)
    assert all(child.children[0].contents.format == b"u" for child in children if child.n_children)
    return tuple((child.name.decode(), kinds[child.format]) for child in children)


def bit(buffer, i):
    return ctypes.cast(buffer, ctypes.POINTER(ctypes.c_uint8))[i // 8] >> i % 8 & 1


def values(array):
    """A column as a list."""
    valid = [bit(array.buffers[0], i) for i in range(array.length)]
    assert valid.count(0) == array.null_count and array.offset == 0 and array.buffers[0] % 8 == 0
    if array.n_buffers == 2 and not array.n_children:
        return [bool(bit(array.buffers[1], i)) if valid[i] else None for i in range(array.length)]
    ends = ctypes.cast(array.buffers[1], ctypes.POINTER(ctypes.c_int32))
    if array.n_children:
        items = values(array.children[0].contents)
        return [items[ends[i]:ends[i + 1]] for i in range(array.length)]
    return [ctypes.string_at(array.buffers[2] + ends[i], ends[i + 1] - ends[i]).decode() if valid[i] else None for i in range(array.length)]


def read(rows, after=lambda array: None):
    """All rows of a stream as tuples, batch by batch."""
    capsule = rows.__arrow_c_stream__()
    stream, batches = Stream.from_address(get_pointer(capsule, b"arrow_array_stream")), []
    while True:
        array = Array()
        if stream.get_next(stream, array):
            raise OSError(stream.get_last_error(stream).decode())
        if not array.release:
            return batches
        assert array.n_children == len(arrow.COLUMNS) and array.n_buffers == 1 and not array.buffers[0]
        batches.append(list(zip(*(values(array.children[i].contents) for i in range(array.n_children)))))
        after(array)
        if array.release:
            array.release(array)


class Structs(unittest.TestCase):
    def test_schema(self):
        self.assertEqual(columns_of(arrow.rows([]).__arrow_c_schema__()), arrow.COLUMNS)
        stream = Stream.from_address(get_pointer(capsule := arrow.rows([]).__arrow_c_stream__(), b"arrow_array_stream"))
        schema = Schema()
        self.assertEqual(stream.get_schema(stream, schema), 0)
        self.assertEqual(schema.n_children, len(arrow.COLUMNS))
        schema.release(schema)
        self.assertFalse(schema.release)
        del capsule

    def test_documented(self):
        with open(os.path.join(ROOT, "doc/python.md"), encoding="utf-8") as file:
            rows = [line.split(" | ") for line in file if line.count(" | ") == 2 and line.split(" | ")[1] in ("string", "boolean", "list of string")]
        kinds = {"list of string": "array<string>"}
        told = {(name, kinds.get(kind, kind)) for names, kind, _ in rows for name in names.strip("| ").split(", ")}
        self.assertEqual(told, set(arrow.COLUMNS))

    def test_values(self):
        """What rows.c makes of C objects is what the records say, and what is made of a pickled report."""
        reports = [bounce.classify_file(path) for path in sorted(glob.glob(os.path.join(ROOT, "corpus/*/*.eml")))]
        fresh, = read(arrow.rows(reports, batch_size=10**6))
        again, = read(arrow.rows(pickle.loads(pickle.dumps(reports)), batch_size=10**6))
        self.assertEqual(fresh, again)
        records = [record for report in reports for record in report.to_dicts()]
        self.assertEqual(len(fresh), len(records))
        names = [name for name, _ in arrow.COLUMNS]
        for row, record in zip((dict(zip(names, row)) for row in fresh), records):
            report, first = record["report"], (record["causes"] or [None])[0]
            expected = {"key": record["source"]["name"], "kind": report["kind"], "date": report["date"], "ours": report["ours"],
                        "recipient": record["recipient"] and record["recipient"]["address"], "hard": record["compat"]["hard"],
                        "provider": record["remote"]["provider"], "local_ip": record["local"]["ip"],
                        "cause": first and first["id"], "party": first and (first["party"] or [None])[0],
                        "fact_ip": first and first["facts"].get("ip"), "causes": [cause["id"] for cause in record["causes"]],
                        "hints": [hint["id"] for hint in record["hints"]],
                        **{name: record[name] for name in ("action", "status", "reply", "command", "diagnostic", "knowledge", "libbounce")}}
            self.assertEqual({name: row[name] for name in expected}, expected)

    def test_batches(self):
        mail = b"550 5.1.1 User unknown"
        for count, size, expected in ((0, 1, []), (1, 1, [1]), (7, 3, [3, 3, 1]), (6, 3, [3, 3]), (70, 64, [64, 6])):
            batches = read(arrow.rows(((str(i), bounce.classify(mail)) for i in range(count)), batch_size=size))
            self.assertEqual([len(batch) for batch in batches], expected)
            self.assertEqual([row[0] for batch in batches for row in batch], [str(i) for i in range(count)])
        with self.assertRaises(ValueError):
            arrow.rows([], batch_size=0)
        self.assertTrue(arrow.DDL.startswith("key string, kind string"))

    def test_keys(self):
        report = bounce.classify(b"")
        again = pickle.loads(pickle.dumps(report))
        for key, expected in ((None, None), ("", ""), ("한국", "한국"), ("a\0b", "a\0b"), ("\udcff", "\ufffd")):
            self.assertEqual([row[0] for row in read(arrow.rows([(key, report), (key, again)]))[0]], [expected] * 2)
        for key in (b"bytes", 7):
            for one in (report, again):
                with self.assertRaisesRegex(OSError, "Error"):
                    read(arrow.rows([(key, one)]))

    def test_errors(self):
        def breaks():
            yield bounce.classify(b"550 5.1.1 User unknown")
            raise RuntimeError("the disk is gone")

        with self.assertRaisesRegex(OSError, r"RuntimeError\('the disk is gone'\)"):
            read(arrow.rows(breaks(), batch_size=1))
        with self.assertRaisesRegex(OSError, "AttributeError"):
            read(arrow.rows([7]))
        with self.assertRaisesRegex(ValueError, "columns"):
            rows = arrow.rows([])
            capsule = rows.__arrow_c_schema__()
            schema = Schema.from_address(get_pointer(capsule, b"arrow_schema"))
            schema.n_children -= 1
            try:
                rows.__arrow_c_stream__(capsule)
            finally:
                schema.n_children += 1
        for wrong in (7, rows.__arrow_c_stream__()):
            with self.assertRaises((TypeError, ValueError)):
                rows.__arrow_c_stream__(wrong)
        self.assertTrue(rows.__arrow_c_stream__(rows.__arrow_c_schema__()))

    def test_lifetimes(self):
        """A stream that was not read, or not to its end, lets its reports go; a column taken out of a batch outlives it."""
        class Reports(list):
            pass

        for reads in range(3):
            reports = Reports(bounce.classify_file(path) for path in MAILS[:9])
            gone = weakref.ref(reports)
            capsule = arrow.rows(reports, batch_size=4).__arrow_c_stream__()
            del reports
            gc.collect()
            self.assertIsNotNone(gone())
            stream = Stream.from_address(get_pointer(capsule, b"arrow_array_stream"))
            for _ in range(reads):
                array = Array()
                self.assertEqual(stream.get_next(stream, array), 0)
                array.release(array)
            if reads == 1:
                stream.release(stream)  # by the reader; the capsule then leaves it alone
                self.assertFalse(stream.release)
            del capsule, stream
            gc.collect()
            self.assertIsNone(gone())
        kept = []

        def take(array):
            for at in (8, 28):
                child = Array()
                ctypes.memmove(ctypes.byref(child), array.children[at], ctypes.sizeof(Array))
                array.children[at].contents.release = type(child.release)()
                kept.append(child)

        expected = read(arrow.rows(bounce.classify_file(path) for path in MAILS), after=take)
        self.assertEqual([values(child) for child in kept], [[row[at] for row in expected[0]] for at in (8, 28)])
        for child in kept:
            child.release(child)

    def test_other_threads(self):
        """Called without the interpreter's lock, as ctypes and most readers do: the stream takes it itself."""
        expected = read(arrow.rows(bounce.classify_file(path) for path in MAILS))
        found = []
        threads = [threading.Thread(target=lambda: found.append(read(arrow.rows(bounce.classify_file(path) for path in MAILS)))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [expected] * 4)


# ---- with packages ----------------------------------------------------------------------------------------------------


def needs(*modules):
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)} not installed")


def rows():
    return arrow.rows((bounce.classify_file(path) for path in MAILS), batch_size=7)


class Readers(unittest.TestCase):
    @needs("pyarrow")
    def test_pyarrow(self):
        import pyarrow as pa

        table = pa.RecordBatchReader.from_stream(rows()).read_all()
        table.validate(full=True)
        self.assertEqual(table.schema, arrow.schema())
        records = [record for path in MAILS for record in bounce.classify_file(path).to_dicts()]
        self.assertEqual(table.num_rows, len(records))
        self.assertEqual(table.schema.names, [name for name, _ in arrow.COLUMNS])
        for row, record in zip(table.to_pylist(), records):
            self.assertEqual(row["causes"], [cause["id"] for cause in record["causes"]])
            self.assertEqual(row["hints"], [hint["id"] for hint in record["hints"]])
            self.assertEqual(row["recipient"], record["recipient"] and record["recipient"]["address"])
            for name in ("action", "status", "reply", "command", "diagnostic", "knowledge", "libbounce"):
                self.assertEqual(row[name], record[name])
        self.assertEqual(pa.table(arrow.rows([])).num_rows, 0)
        self.assertEqual(pa.schema(arrow.rows([])), arrow.schema())
        self.assertEqual(pa.Table.from_batches(rows().batches()), table)
        with self.assertRaisesRegex(Exception, "AttributeError"):
            pa.table(arrow.rows([7]))

    @needs("pyarrow")
    def test_map_batches(self):
        import pyarrow as pa

        batch = pa.RecordBatch.from_pydict({"key": ["a", "b", "c"], "raw": [b"550 5.1.1 User unknown", b"", None]},
                                           pa.schema([("key", pa.string()), ("raw", pa.binary())]))
        out = pa.Table.from_batches(arrow.map_batches([batch, batch]))
        self.assertEqual(out.column("key").to_pylist(), ["a", "b", "c"] * 2)
        self.assertEqual(out.column("cause").to_pylist()[:2], ["recipient.unknown", None])

    @needs("polars")
    def test_polars(self):
        import polars

        frame = polars.DataFrame(rows())
        self.assertEqual(frame.columns, [name for name, _ in arrow.COLUMNS])
        self.assertGreater(frame.group_by("cause").len().height, 5)

    @needs("duckdb")
    def test_duckdb(self):
        import duckdb

        stream = rows()
        if "stream" in locals():
            found = duckdb.sql("select cause, count(*) as n from stream group by cause order by n desc, cause").fetchall()
        self.assertGreater(len(found), 5)
        self.assertEqual(sum(n for _, n in found), sum(len(bounce.classify_file(path).to_dicts()) for path in MAILS))


if __name__ == "__main__":
    unittest.main()
