"""The report: what one input said."""
from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from . import capi
from .model import Attachment, Cause, Hint, Note, Original, Parts, Recipient
from .words import Kind, Source

__all__ = ["Report"]


class Report:
    """What one input said. Immutable; it keeps its classifier alive, and its parts keep it alive."""

    __slots__ = ("_pointer", "language")

    language: str
    """The language its texts are in, a BCP 47 tag."""

    def __init__(self, pointer: Any, language: str) -> None:
        object.__setattr__(self, "_pointer", pointer)
        object.__setattr__(self, "language", language)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Report is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Report is read-only")

    @property
    def kind(self) -> Kind:
        """What is reported."""
        return Kind(capi.bounce_kind_name(capi.bounce_report_kind(self._pointer)))

    @property
    def source(self) -> Source:
        """What kind of input it was."""
        return Source(capi.bounce_source_name(capi.bounce_report_source(self._pointer)))

    @property
    def format(self) -> str | None:
        """The form of the report: "rfc3464", "qmail", "exchange" …"""
        return capi.bounce_report_format(self._pointer)  # type: ignore[no-any-return]

    @property
    def software(self) -> str | None:
        """The software that wrote it."""
        return capi.bounce_report_software(self._pointer)  # type: ignore[no-any-return]

    @property
    def generator_host(self) -> str | None:
        """The host that wrote it."""
        return capi.bounce_report_generator_host(self._pointer)  # type: ignore[no-any-return]

    @property
    def report_language(self) -> str | None:
        """The language it is written in."""
        return capi.bounce_report_language(self._pointer)  # type: ignore[no-any-return]

    @property
    def ours(self) -> str:
        """Whether the returned message was ours: "yes", "no" or "unknown"."""
        return str(capi.bounce_report_ours(self._pointer))

    @property
    def date(self) -> str | None:
        """When it was written, ISO 8601."""
        return capi.bounce_report_date(self._pointer)  # type: ignore[no-any-return]

    @property
    def recipients(self) -> Sequence[Recipient]:
        """The recipients, in the report's order."""
        pointer = self._pointer
        return Parts(capi.bounce_report_recipient_count(pointer), lambda i: Recipient(capi.bounce_report_recipient(pointer, i), self))

    @property
    def whole(self) -> Recipient:
        """The report as a whole, as a recipient without an address; with recipients, the first of them."""
        return Recipient(capi.bounce_report_whole(self._pointer), self)

    @property
    def causes(self) -> Sequence[Cause]:
        """The causes of the whole report; with recipients, the first one's."""
        pointer = self._pointer
        return Parts(capi.bounce_report_cause_count(pointer), lambda i: Cause(capi.bounce_report_cause(pointer, i), self))

    @property
    def hints(self) -> Sequence[Hint]:
        """The steps for the whole report; with recipients, the first one's."""
        return self.whole.hints

    @property
    def original(self) -> Original:
        """The returned message."""
        p = self._pointer
        attachments = tuple(Attachment(capi.bounce_report_attachment_name(p, i), capi.bounce_report_attachment_type(p, i))
                            for i in range(capi.bounce_report_attachment_count(p)))
        return Original(capi.bounce_report_original_message_id(p), capi.bounce_report_original_from(p), capi.bounce_report_original_to(p),
                        capi.bounce_report_original_subject(p), capi.bounce_report_original_date(p), attachments)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Odd things about the input."""
        p = self._pointer
        return tuple(Note(capi.bounce_report_note(p, i), capi.bounce_report_note_detail(p, i)) for i in range(capi.bounce_report_note_count(p)))

    def to_json(self) -> str:
        """The record bounce/1 as JSON Lines: one object per recipient, one for a report without any."""
        return str(capi.bounce_report_to_json(self._pointer, None, self.language))

    def to_dicts(self) -> list[dict[str, Any]]:
        """The same as dictionaries."""
        return [json.loads(line) for line in self.to_json().splitlines()]

    def to_dict(self) -> dict[str, Any]:
        """The first (mostly: the only) record as a dictionary."""
        return self.to_dicts()[0]

    def __repr__(self) -> str:
        if len(self.recipients):
            return f"<Report {self.kind} {self.format}: {list(self.recipients)!r}>"
        return f"<Report {self.kind} {self.format or '-'}: {', '.join(cause.id for cause in self.causes) or '-'}>"


