"""Rows for Arrow's readers: pyarrow, Polars, DuckDB, each skipped where it is not installed."""
import glob
import importlib.util
import os
import sys
import unittest

import bounce
from bounce import arrow

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]
MAILS = sorted(glob.glob(os.path.join(ROOT, "corpus/written/*.eml")))[:60]


def needs(*modules):
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)} not installed")


def rows():
    return arrow.rows((bounce.classify_file(path) for path in MAILS), batch_size=7)


class Arrow(unittest.TestCase):
    def test_ddl(self):
        self.assertTrue(arrow.DDL.startswith("key string, kind string"))
        with self.assertRaises(ValueError):
            arrow.rows([], batch_size=0)

    @needs("pyarrow")
    def test_pyarrow(self):
        import pyarrow as pa

        table = pa.RecordBatchReader.from_stream(rows()).read_all()
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

    @needs("pyarrow")
    def test_map_batches(self):
        import pyarrow as pa

        batch = pa.RecordBatch.from_pydict({"key": ["a", "b", "c"], "raw": [b"550 5.1.1 User unknown", b"", None]},
                                           pa.schema([("key", pa.string()), ("raw", pa.binary())]))
        out = pa.Table.from_batches(arrow.map_batches([batch, batch]))
        self.assertEqual(out.column("key").to_pylist(), ["a", "b", "c"] * 2)
        self.assertEqual(out.column("cause").to_pylist()[:2], ["recipient.unknown", None])

    @needs("pyarrow", "polars")
    def test_polars(self):
        import polars

        frame = polars.DataFrame(rows())
        self.assertEqual(frame.columns, [name for name, _ in arrow.COLUMNS])
        self.assertGreater(frame.group_by("cause").len().height, 5)

    @needs("pyarrow", "duckdb")
    def test_duckdb(self):
        import duckdb

        stream = rows()
        if "stream" in locals():
            found = duckdb.sql("select cause, count(*) as n from stream group by cause order by n desc, cause").fetchall()
        self.assertGreater(len(found), 5)
        self.assertEqual(sum(n for _, n in found), sum(len(bounce.classify_file(path).to_dicts()) for path in MAILS))


if __name__ == "__main__":
    if importlib.util.find_spec("pyarrow") is None:
        print("skipped: pyarrow is not installed")
        sys.exit(77)
    unittest.main()
