"""Arrow: one row per recipient, for pyarrow, Polars, DuckDB, Spark and whatever else reads Arrow streams. Needs pyarrow.

    rows = bounce.arrow.rows(bounce.iter_mbox("bounces.mbox"))
    polars.DataFrame(rows)                               # by __arrow_c_stream__, as DuckDB and pyarrow.table() do
    frame.mapInArrow(bounce.arrow.map_batches, bounce.arrow.DDL)      # Spark: rows (key, raw) in

COLUMNS is the schema; it only grows. A report without recipients is one row with recipient null. The first cause is the row's cause.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from . import capi
from .classifier import Classifier, default_classifier
from .model import Recipient
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
    """The schema for pyarrow."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "boolean": pa.bool_(), "array<string>": pa.list_(pa.string())}
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS])


def _row(key: str | None, report: Report, recipient: Recipient, versions: tuple[str | None, str | None]) -> tuple[Any, ...]:
    causes = list(recipient.causes)
    first = causes[0] if causes else None
    facts = first.facts if first else {}
    return (key, str(report.kind), report.format, report.software, report.generator_host, report.ours, report.date,
            report.original.message_id, recipient.address, recipient.action, recipient.status, recipient.reply, recipient.command,
            recipient.diagnostic, recipient.local_host, recipient.local_ip, recipient.remote_host, recipient.remote_ip, recipient.provider,
            recipient.hard, first and first.id, first and str(first.confidence), first and first.rule,
            str(first.parties[0]) if first and first.parties else None, first and str(first.persistence),
            first and str(first.address_verdict), facts.get("ip"), facts.get("list"), [cause.id for cause in causes],
            [hint.id for hint in recipient.hints], *versions)


class Rows:
    """Rows of reports as an Arrow stream, made batch by batch. It can be read once if its reports can."""

    __slots__ = ("_batch_size", "_reports")

    def __init__(self, reports: Iterable[Report | tuple[str, Report]], batch_size: int = 1024) -> None:
        if batch_size < 1:
            raise ValueError("batch_size must be at least 1")
        self._reports = reports
        self._batch_size = batch_size

    def _tuples(self) -> Iterator[tuple[Any, ...]]:
        versions = (capi.bounce_version(), capi.bounce_knowledge_version())
        for item in self._reports:
            key, report = item if isinstance(item, tuple) else (item.origin.name if item.origin else None, item)
            for recipient in report.recipients or (report.whole,):
                yield _row(key, report, recipient, versions)

    def batches(self) -> Iterator[_pyarrow.RecordBatch]:
        """The rows as pyarrow's record batches."""
        import pyarrow as pa

        target, source = schema(), self._tuples()
        while True:
            columns = list(zip(*islice(source, self._batch_size)))
            if not columns:
                return
            yield pa.RecordBatch.from_arrays([pa.array(column, field.type) for column, field in zip(columns, target)], schema=target)

    def reader(self) -> _pyarrow.RecordBatchReader:
        """The rows as pyarrow's reader."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(schema(), self.batches())

    def __arrow_c_schema__(self) -> Any:
        return schema().__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.reader().__arrow_c_stream__(requested_schema)


def rows(reports: Iterable[Report | tuple[str, Report]], *, batch_size: int = 1024) -> Rows:
    """Reports, or pairs of a key and a report, as rows; without a key the row's key is the report's origin."""
    return Rows(reports, batch_size)


def map_batches(batches: Iterable[_pyarrow.RecordBatch], *, classifier: Classifier | None = None) -> Iterator[_pyarrow.RecordBatch]:
    """For Spark's mapInArrow: record batches with columns key and raw in, rows out. The same input gives the same rows."""
    chosen = classifier or default_classifier()
    for batch in batches:
        keys, mails = batch.column("key"), batch.column("raw")
        # as_buffer: the mail is not copied out of Arrow's memory
        pairs = ((keys[i].as_py(), chosen.classify(memoryview(mails[i].as_buffer()) if mails[i].is_valid else b""))
                 for i in range(batch.num_rows))
        yield from Rows(pairs).batches()
