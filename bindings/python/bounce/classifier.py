"""Classifying: Classifier, and functions on a shared one with the built-in knowledge."""
from __future__ import annotations

import mailbox
import mmap
import os
from collections.abc import Iterable, Iterator
from email.message import Message
from typing import IO, Any, Union

from . import capi
from .report import Report

__all__ = ["Classifier", "Data", "KnowledgeError", "classify", "classify_reply", "iter_log", "iter_maildir", "iter_mbox"]

KnowledgeError = capi.KnowledgeError
Data = Union[str, bytes, bytearray, memoryview, mmap.mmap, Message, IO[bytes]]


def _as_buffer(data: Data) -> Any:
    """Something with the buffer protocol, without a copy where the input has it."""
    if isinstance(data, str):
        return data.encode("utf-8", "surrogateescape")
    if isinstance(data, Message):
        return data.as_bytes()
    read = getattr(data, "read", None)
    if read is not None and not isinstance(data, mmap.mmap):
        content = read()
        return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    return data


class Classifier:
    """An immutable classifier; any number of threads may share it.

    knowledge: paths of knowledge files that lie over the built-in one, in order (doc/knowledge.md).
    language: of the texts, a BCP 47 tag; English where there is no translation.
    own: domains and addresses of ours, for backscatter.
    country: where the sending server stands, ISO 3166-1, for hints that differ.
    max_input: bytes of one input that are read.

    Raises KnowledgeError (file, line, column) for a broken file, OSError for an unreadable one, ValueError for a value out of range.
    """

    def __init__(self, knowledge: Iterable[str | os.PathLike[str]] = (), *, language: str = "en", own: Iterable[str] = (),
                 country: str | None = None, max_input: int | None = None) -> None:
        options = capi.bounce_options_new()
        for name in own:
            capi.bounce_options_add_own(options, name)
        if country is not None:
            capi.bounce_options_set_country(options, country)
        if max_input is not None:
            capi.bounce_options_set_max_input(options, max_input)
        records = capi.bounce_knowledge_new()
        for path in knowledge:
            capi.bounce_knowledge_add_file(records, os.fspath(path))
        self._pointer = capi.bounce_classifier_new(records, options)
        self.language = language

    def classify(self, data: Data, *, envelope_from: str | None = None, envelope_to: str | None = None) -> Report:
        """Classifies anything: a message, pasted text, a log line, a reply. Mail never raises."""
        buffer = _as_buffer(data)
        if envelope_from is None and envelope_to is None:
            return Report(capi.bounce_classify(self._pointer, buffer), self.language)
        return Report(capi.bounce_classify_envelope(self._pointer, buffer, envelope_from, envelope_to), self.language)

    def classify_reply(self, text: str | bytes) -> Report:
        """Classifies one SMTP reply."""
        return Report(capi.bounce_classify_reply(self._pointer, _as_buffer(text)), self.language)

    def classify_log_line(self, line: str | bytes) -> Report:
        """Classifies one line of a mail log; kind none where it tells of no failed or delayed delivery."""
        return Report(capi.bounce_classify_log_line(self._pointer, _as_buffer(line)), self.language)

    def iter_mbox(self, path: str | os.PathLike[str]) -> Iterator[Report]:
        """The reports of an mbox file, one message in memory at a time."""
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                offset = 0
                while True:
                    found = capi.bounce_mbox_next(data, offset)
                    if not isinstance(found, tuple):
                        return
                    offset, start, length = found
                    yield self.classify(data[start:start + length])

    def iter_maildir(self, path: str | os.PathLike[str]) -> Iterator[Report]:
        """The reports of a Maildir's new and cur, in the order of names."""
        box = mailbox.Maildir(os.fspath(path), create=False)
        for key in sorted(box.keys()):
            yield self.classify(box.get_bytes(key))

    def iter_log(self, lines: Iterable[bytes | str]) -> Iterator[Report]:
        """The failed and delayed deliveries of a mail log: an open file or any lines."""
        for line in lines:
            report = self.classify_log_line(line.rstrip("\n") if isinstance(line, str) else line.rstrip(b"\n"))
            if report.kind != "none":
                yield report


_shared: list[Classifier] = []


def _default() -> Classifier:
    # Made at the first use, so that importing has no side effect. Two threads may both make one; either is good.
    if not _shared:
        _shared.append(Classifier())
    return _shared[0]


def classify(data: Data) -> Report:
    """Classifies anything with the built-in knowledge, texts in English."""
    return _default().classify(data)


def classify_reply(text: str | bytes) -> Report:
    """Classifies one SMTP reply with the built-in knowledge."""
    return _default().classify_reply(text)


def iter_mbox(path: str | os.PathLike[str]) -> Iterator[Report]:
    """The reports of an mbox file."""
    return _default().iter_mbox(path)


def iter_maildir(path: str | os.PathLike[str]) -> Iterator[Report]:
    """The reports of a Maildir."""
    return _default().iter_maildir(path)


def iter_log(lines: Iterable[bytes | str]) -> Iterator[Report]:
    """The failed and delayed deliveries of a mail log."""
    return _default().iter_log(lines)
