"""The report: what one input said."""
from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from . import capi
from .fields import Field, Parts, member, optional, setter, string
from .model import Attachment, Cause, Hint, Note, Origin, Original, Recipient, causes_of, clean, hints_of
from .words import Kind, Source

__all__ = ["Report"]


def _original(p: Any) -> Original:
    attachments = tuple(Attachment(capi.bounce_report_attachment_name(p, i), str(capi.bounce_report_attachment_type(p, i)))
                        for i in range(capi.bounce_report_attachment_count(p)))
    return Original(capi.bounce_report_original_message_id(p), capi.bounce_report_original_from(p), capi.bounce_report_original_to(p),
                    capi.bounce_report_original_subject(p), capi.bounce_report_original_date(p), attachments)


def _original_of(record: dict[str, Any]) -> Original:
    o = record.get("original") or {}
    attachments = tuple(Attachment(a["name"], a["type"]) for a in o.get("attachments") or ())
    return Original(o.get("message_id"), o.get("from"), o.get("to"), o.get("subject"), o.get("date"), attachments)


class Report:
    """What one input said. Immutable; it keeps its classifier alive, and its parts keep it alive.

    Two reports are equal if their records are. A pickled report holds its record: all but texts in further languages.
    """

    # _pointer is the C object; in an unpickled report the first record, and then only there are _records and _words.

    __slots__ = ("_pointer", "_records", "_words", "language", "origin")

    _pointer: Any
    _records: str
    _words: list[Any]
    language: str
    """The language its texts are in, a BCP 47 tag."""
    origin: Origin | None
    """Where the input came from, where that is known."""

    def __init__(self, pointer: Any, language: str, origin: Origin | None = None) -> None:
        set_pointer(self, pointer)
        set_language(self, language)
        set_origin(self, origin)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Report is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Report is read-only")

    kind = member("What is reported.", Kind, capi.bounce_kind_name, capi.bounce_report_kind, "report.kind")
    source = member("What kind of input it was.", Source, capi.bounce_source_name, capi.bounce_report_source, "source.kind")
    format = optional('The form of the report: "rfc3464", "qmail", "exchange" …', capi.bounce_report_format, "report.format")
    software = optional("The software that wrote it.", capi.bounce_report_software, "report.generator.software")
    generator_host = optional("The host that wrote it.", capi.bounce_report_generator_host, "report.generator.host")
    report_language = optional("The language it is written in.", capi.bounce_report_language, "report.language")
    ours = string('Whether the returned message was ours: "yes", "no" or "unknown".', capi.bounce_report_ours, "report.ours")
    subtype = optional("The feedback type of a complaint, the disposition of a receipt.", capi.bounce_report_subtype, "report.subtype")
    date = optional("When it was written, ISO 8601.", capi.bounce_report_date, "report.date")
    arrival_date = optional("When the message arrived at the reporting host, as written there.", capi.bounce_report_arrival_date,
                        "report.arrival_date")
    envelope_id = optional("The envelope identifier (RFC 3464, section 2.2.1).", capi.bounce_report_envelope_id, "report.envelope_id")
    original: Field[Original] = Field("The returned message.", _original, _original_of)
    notes: Field[tuple[Note, ...]] = Field(
        "Odd things about the input.",
        lambda p: tuple(Note(str(capi.bounce_report_note(p, i)), capi.bounce_report_note_detail(p, i))
                        for i in range(capi.bounce_report_note_count(p))),
        lambda record: tuple(Note(note["id"], note["detail"]) for note in record["notes"]))

    @property
    def recipients(self) -> Sequence[Recipient]:
        """The recipients, in the report's order."""
        p = self._pointer
        if type(p) is dict:
            records = self.to_dicts()
            return Parts(0 if p["recipient"] is None else len(records), lambda i: Recipient(records[i], self, (i,)))
        return Parts(capi.bounce_report_recipient_count(p), lambda i: Recipient(capi.bounce_report_recipient(p, i), self, (i,)))

    @property
    def whole(self) -> Recipient:
        """The report as a whole, as a recipient without an address; with recipients, the first of them."""
        p = self._pointer
        return Recipient(p if type(p) is dict else capi.bounce_report_whole(p), self, (-1,))

    @property
    def causes(self) -> Sequence[Cause]:
        """The causes of the whole report; with recipients, the first one's."""
        p = self._pointer
        return self.whole.causes if type(p) is dict else causes_of(capi.bounce_report_whole(p), self, -1)

    @property
    def hints(self) -> Sequence[Hint]:
        """The steps for the whole report; with recipients, the first one's."""
        p = self._pointer
        return self.whole.hints if type(p) is dict else hints_of(capi.bounce_report_whole(p), self, -1)

    def to_json(self) -> str:
        """The record bounce/1 as JSON Lines: one object per recipient, one for a report without any."""
        if type(self._pointer) is dict:
            return self._records
        if self.origin is None:
            return capi.bounce_report_to_json(self._pointer, None, self.language)
        origin = capi.bounce_origin_new()
        capi.bounce_origin_set_name(origin, clean(self.origin.name))
        capi.bounce_origin_set_place(origin, self.origin.index, self.origin.offset, self.origin.length)
        return capi.bounce_report_to_json(self._pointer, origin, self.language)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The same as dictionaries."""
        return [json.loads(line) for line in self.to_json().split("\n") if line]

    def to_dict(self) -> dict[str, Any]:
        """The first (mostly: the only) record as a dictionary."""
        record: dict[str, Any] = json.loads(self.to_json().split("\n", 1)[0])
        return record

    def _words_of_causes(self) -> list[Any]:
        if type(self._pointer) is dict:
            return self._words
        return [[{"meaning": cause.meaning, "plain": cause.plain, "not": cause.is_not} for cause in recipient.causes]
                for recipient in (self.recipients or (self.whole,))]

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.to_json(), self._words_of_causes(), self.language, self.origin)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        return other is self or (self.language == other.language and _comparable(self) == _comparable(other))

    def __hash__(self) -> int:
        return hash((self.kind, self.format, self.date, self.whole.address, self.whole.diagnostic))

    def __repr__(self) -> str:
        if len(self.recipients):
            return f"<Report {self.kind} {self.format}: {list(self.recipients)!r}>"
        return f"<Report {self.kind} {self.format or '-'}: {', '.join(cause.id for cause in self.causes) or '-'}>"


set_pointer, set_language, set_origin = setter(Report, "_pointer"), setter(Report, "language"), setter(Report, "origin")


def _comparable(report: Report) -> list[dict[str, Any]]:
    """The records without their origin: the same mail is the same report wherever it lay."""
    records = report.to_dicts()
    for record in records:
        record["source"] = record["source"]["kind"]
    return records


def _again(records: str, words: list[Any], language: str, origin: Origin | None) -> Report:
    """Unpickles a report: from its record."""
    report = Report(json.loads(records.split("\n", 1)[0]), language, origin)
    setter(Report, "_records")(report, records)
    setter(Report, "_words")(report, words)
    return report
