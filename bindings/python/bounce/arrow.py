"""Arrow: one row per recipient, for pyarrow, Polars, DuckDB, Spark and whatever else reads Arrow streams. Nothing else need be installed.

    rows = bounce.arrow.rows(bounce.iter_mbox("bounces.mbox"))
    polars.DataFrame(rows)                               # by __arrow_c_stream__, as DuckDB and pyarrow.table() do
    frame.mapInArrow(bounce.arrow.map_batches, bounce.arrow.DDL)      # Spark: rows (key, raw) in

COLUMNS is the schema; it only grows. A report without recipients is one row with recipient null. The first cause is the row's cause.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from . import capi
from .classifier import Classifier, default_classifier
from .model import Recipient, clean
from .report import Report

if TYPE_CHECKING:
    import pyarrow as _pyarrow  # type: ignore[import-untyped, import-not-found, unused-ignore]

__all__ = ["COLUMNS", "DDL", "Rows", "map_batches", "rows", "schema"]

#: Name and type: a Spark type's name, of which Arrow's follows.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("key", "string"), ("kind", "string"), ("format", "string"), ("software", "string"), ("generator_host", "string"),
    ("ours", "string"), ("date", "string"), ("message_id", "string"),
    ("recipient", "string"), ("action", "string"), ("status", "string"), ("reply", "string"), ("command", "string"),
    ("diagnostic", "string"), ("local_host", "string"), ("local_ip", "string"), ("remote_host", "string"), ("remote_ip", "string"),
    ("provider", "string"), ("hard", "boolean"),
    ("cause", "string"), ("confidence", "string"), ("rule", "string"), ("party", "string"), ("persistence", "string"),
    ("address_verdict", "string"), ("fact_ip", "string"), ("fact_list", "string"),
    ("causes", "array<string>"), ("hints", "array<string>"), ("libbounce", "string"), ("knowledge", "string"))

#: The same for Spark.
DDL: str = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)


def schema() -> _pyarrow.Schema:
    """The schema for pyarrow. Needs pyarrow."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "boolean": pa.bool_(), "array<string>": pa.list_(pa.string())}
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS])


def _row(key: str | None, report: Report, recipient: Recipient) -> tuple[Any, ...]:
    """The values of a report that was pickled; of any other, rows.c takes them from the C objects."""
    causes = list(recipient.causes)
    first = causes[0] if causes else None
    facts = first.facts if first else {}
    return (key, str(report.kind), report.format, report.software, report.generator_host, report.ours,
            report.date, report.original.message_id, recipient.address, recipient.action, recipient.status, recipient.reply, recipient.command,
            recipient.diagnostic, recipient.local_host, recipient.local_ip, recipient.remote_host, recipient.remote_ip, recipient.provider,
            recipient.hard, first and first.id, first and str(first.confidence), first and first.rule,
            str(first.parties[0]) if first and first.parties else None, first and str(first.persistence),
            first and str(first.address_verdict), facts.get("ip"), facts.get("list"), [cause.id for cause in causes],
            [hint.id for hint in recipient.hints], str(capi.bounce_version()), str(capi.bounce_knowledge_version()))


class Rows:
    """Rows of reports as an Arrow stream, made batch by batch while it is read. It can be read once if its reports can.

    Give it to whatever reads Arrow streams: pyarrow.table(), polars.DataFrame(), a DuckDB query that names it. What the reports raise ends the
    stream: the reader raises an error of its own with that text.
    """

    __slots__ = ("_batch_size", "_reports")

    def __init__(self, reports: Iterable[Report | tuple[str | None, Report]], batch_size: int = 1024) -> None:
        if batch_size < 1:
            raise ValueError("batch_size must be at least 1")
        self._reports = reports
        self._batch_size = batch_size

    def _batches(self) -> Iterator[capi.bnc_rows]:
        rows, count, size = capi.bnc_rows_new(), 0, self._batch_size
        for item in self._reports:
            key, report = item if isinstance(item, tuple) else (item.origin.name if item.origin else None, item)
            pointer, key = report._pointer, None if key is None else clean(key)
            for index in range(len(report.recipients) or 1):
                if type(pointer) is dict:
                    has_room = capi.bounce_rows_add_values(rows, _row(key, report, report.recipients[index] if report.recipients else report.whole))
                else:
                    has_room = capi.bounce_rows_add(rows, key, pointer, index)
                count += 1
                if count == size or not has_room:
                    yield rows
                    rows, count = capi.bnc_rows_new(), 0
        if count:
            yield rows

    def reader(self) -> _pyarrow.RecordBatchReader:
        """The rows as pyarrow's reader. Needs pyarrow."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_stream(self)

    def batches(self) -> Iterator[_pyarrow.RecordBatch]:
        """The rows as pyarrow's record batches. Needs pyarrow."""
        return iter(self.reader())

    def __arrow_c_schema__(self) -> object:
        """The Arrow PyCapsule protocol: the schema, a capsule "arrow_schema"."""
        return capi.bounce_rows_schema()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow PyCapsule protocol: the rows, a capsule "arrow_array_stream".

        There is one representation of them: a requested schema may ask for others in vain. ValueError if it has other columns.
        """
        return capi.bounce_rows_stream(self._batches(), requested_schema)


def rows(reports: Iterable[Report | tuple[str | None, Report]], *, batch_size: int = 1024) -> Rows:
    """Reports, or pairs of a key and a report, as rows; without a key the row's key is the report's origin.

    batch_size: rows of one record batch, at least 1.
    """
    return Rows(reports, batch_size)


def map_batches(batches: Iterable[_pyarrow.RecordBatch], *, classifier: Classifier | None = None) -> Iterator[_pyarrow.RecordBatch]:
    """For Spark's mapInArrow: record batches with columns key and raw in, rows out. The same input gives the same rows. Needs pyarrow."""
    chosen = classifier or default_classifier()
    for batch in batches:
        keys, mails = batch.column("key"), batch.column("raw")
        # as_buffer: the mail is not copied out of Arrow's memory
        pairs = ((keys[i].as_py(), chosen.classify(memoryview(mails[i].as_buffer()) if mails[i].is_valid else b""))
                 for i in range(batch.num_rows))
        yield from Rows(pairs).batches()
