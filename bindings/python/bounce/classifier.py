"""Classifying: Classifier, and functions on a shared one with the built-in knowledge."""
from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any, Optional, Union

from . import capi
from .model import Origin
from .report import Report

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["Classifier", "Data", "KnowledgeError", "Path", "classify", "classify_file", "classify_many", "classify_reply", "iter_log",
           "iter_maildir", "iter_mbox"]

KnowledgeError = capi.KnowledgeError
Path = Union[str, "os.PathLike[str]"]
Data = Union[str, bytes, bytearray, memoryview, mmap.mmap, "Message", IO[bytes]]


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _as_buffer(data: Any) -> Any:
    """Something with the buffer protocol, without a copy where the input has it."""
    if isinstance(data, (bytes, bytearray, mmap.mmap)):
        return data
    if isinstance(data, str):
        return _encoded(data)
    if isinstance(data, memoryview):
        return data if data.c_contiguous else data.tobytes()
    if hasattr(data, "as_bytes"):
        try:
            return data.as_bytes()
        except (UnicodeError, LookupError, ValueError):  # the email package cannot write back every mail it has read
            return _encoded(data.as_string())
    read = getattr(data, "read", None)
    if read is not None:
        content = read()
        return _encoded(content) if isinstance(content, str) else content
    if isinstance(data, os.PathLike):
        raise TypeError("mail is needed, not a path; classify_file() reads a file")
    return data


class Classifier:
    """An immutable classifier; any number of threads may share it. The interpreter's lock is released while it classifies.

    knowledge: paths of knowledge files that lie over the built-in one, in order (doc/knowledge.md).
    language: of the texts, a BCP 47 tag; English where there is no translation.
    own_domains: domains and addresses of ours; a report about another's message is then backscatter.
    country: where the sending server stands, ISO 3166-1, for hints that differ by country.
    max_input: bytes of one input that are read, 1 to 2**30.
    max_recipients: recipients of one report that are kept, 1 to 1,000,000.

    Raises KnowledgeError (file, line, column) for a broken file, OSError for an unreadable one, ValueError for a value out of range.
    """

    __slots__ = ("_options", "_pointer", "language")

    _options: tuple[Any, ...]
    _pointer: Any
    language: str
    """The language of its reports' texts, a BCP 47 tag."""

    def __init__(self, knowledge: Iterable[Path] = (), *, language: str = "en", own_domains: Iterable[str] = (),
                 country: str | None = None, max_input: int | None = None, max_recipients: int | None = None) -> None:
        if isinstance(knowledge, (str, os.PathLike)) or isinstance(own_domains, str):
            raise TypeError("knowledge and own_domains are lists, not one string")
        paths, domains = [os.fspath(path) for path in knowledge], list(own_domains)
        options = capi.bounce_options_new()
        for name in domains:
            capi.bounce_options_add_own(options, name)
        if country is not None:
            capi.bounce_options_set_country(options, country)
        if max_input is not None:
            capi.bounce_options_set_max_input(options, max_input)
        if max_recipients is not None:
            capi.bounce_options_set_max_recipients(options, max_recipients)
        records = capi.bounce_knowledge_new()
        for path in paths:
            capi.bounce_knowledge_add_file(records, path)
        set_slot = object.__setattr__
        set_slot(self, "_pointer", capi.bounce_classifier_new(records, options))
        set_slot(self, "_options", (paths, language, domains, country, max_input, max_recipients))
        set_slot(self, "language", language)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Classifier is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Classifier is read-only")

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, self._options

    def __repr__(self) -> str:
        paths, language, domains = self._options[:3]
        return f"Classifier({paths!r}, language={language!r}, own_domains={domains!r})"

    def classify(self, data: Data, *, envelope_from: str | None = None, envelope_to: str | None = None,
                 origin: Origin | None = None) -> Report:
        """Classifies anything: a message, pasted text, a log line, a reply. Mail never raises.

        data: text, bytes or anything with the buffer protocol, a message of the email package, or a binary file to read to its end.
        envelope_from, envelope_to: the bounce's own envelope; a VERP or BATV envelope_to names the failed recipient.
        origin: where it came from, for the record. TypeError for anything else than mail.
        """
        buffer = data if type(data) is bytes else _as_buffer(data)
        if envelope_from is None and envelope_to is None:
            return Report(capi.bounce_classify(self._pointer, buffer), self.language, origin)
        return Report(capi.bounce_classify_envelope(self._pointer, buffer, envelope_from, envelope_to), self.language, origin)

    def classify_file(self, path: Path) -> Report:
        """Classifies a file's content. OSError where it cannot be read."""
        with open(path, "rb") as file:
            data = file.read()
        return self.classify(data, origin=Origin(os.fspath(path), 0, 0, len(data)))

    def classify_reply(self, text: str | bytes) -> Report:
        """Classifies one SMTP reply, of one or several lines: a failure it is, whatever it says."""
        return Report(capi.bounce_classify_reply(self._pointer, _as_buffer(text)), self.language)

    def classify_log_line(self, line: str | bytes) -> Report:
        """Classifies one line of a mail log; kind none where it tells of no failed or delayed delivery."""
        return Report(capi.bounce_classify_log_line(self._pointer, _as_buffer(line)), self.language)

    def classify_many(self, inputs: Iterable[Data], *, jobs: int | None = None) -> Iterator[Report]:
        """The reports of many inputs, in their order, classified by jobs threads (default: one per processor).

        The interpreter's lock is released for a batch of mails at a time. Inputs are read ahead, some batches per thread, and must not change
        meanwhile; with jobs=1 one is read, classified and given out at a time. What the inputs raise comes after the reports of those before.
        """
        from .bulk import threaded, workers

        count = workers(jobs)
        if count == 1:
            return map(self.classify, inputs)
        return threaded(self._batch, (memoryview(_as_buffer(data)) for data in inputs), count)

    def _batch(self, buffers: list[Any]) -> list[Report]:
        language = self.language
        return [Report(made, language) for made in capi.bounce_classify_batch(self._pointer, buffers)]

    def iter_mbox(self, path: Path) -> Iterator[Report]:
        """The reports of an mbox file; no message is copied."""
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data, memoryview(data) as view:
                offset, index = 0, 0
                while True:
                    found = capi.bounce_mbox_next(data, offset)
                    if not isinstance(found, tuple):
                        return
                    offset, start, length = found
                    with view[start:start + length] as message:
                        report = self.classify(message, origin=Origin(os.fspath(path), index, start, length))
                    yield report
                    index += 1

    def iter_maildir(self, path: Path) -> Iterator[Report]:
        """The reports of a Maildir's new and cur, in the order of names. A message that vanishes meanwhile is left out."""
        folder = os.fspath(path)
        for part in ("new", "cur"):
            for name in sorted(os.listdir(os.path.join(folder, part))):
                if name.startswith("."):
                    continue
                try:
                    yield self.classify_file(os.path.join(folder, part, name))
                except FileNotFoundError:
                    continue

    def iter_log(self, lines: Iterable[bytes | str]) -> Iterator[Report]:
        """The failed and delayed deliveries of a mail log: an open file or any lines."""
        for line in lines:
            report = self.classify_log_line(line.rstrip("\n") if isinstance(line, str) else line.rstrip(b"\n"))
            if report.kind != "none":
                yield report


def _again(knowledge: list[str], language: str, own_domains: list[str], country: Optional[str], max_input: Optional[int],
           max_recipients: Optional[int]) -> Classifier:
    """Unpickles a classifier: makes it anew from its options and files."""
    return Classifier(knowledge, language=language, own_domains=own_domains, country=country, max_input=max_input,
                      max_recipients=max_recipients)


_shared: list[Classifier] = []


def default_classifier() -> Classifier:
    """The shared classifier with the built-in knowledge."""
    # Made at the first use, so that importing has no side effect. Two threads may both make one; either is good.
    if not _shared:
        _shared.append(Classifier())
    return _shared[0]


def classify(data: Data, *, envelope_from: str | None = None, envelope_to: str | None = None) -> Report:
    """Classifies anything with the built-in knowledge, texts in English; see Classifier.classify."""
    return (_shared[0] if _shared else default_classifier()).classify(data, envelope_from=envelope_from, envelope_to=envelope_to)


def classify_file(path: Path) -> Report:
    """Classifies a file's content with the built-in knowledge."""
    return default_classifier().classify_file(path)


def classify_reply(text: str | bytes) -> Report:
    """Classifies one SMTP reply with the built-in knowledge."""
    return default_classifier().classify_reply(text)


def classify_many(inputs: Iterable[Data], *, jobs: int | None = None) -> Iterator[Report]:
    """The reports of many inputs, in their order; see Classifier.classify_many."""
    return default_classifier().classify_many(inputs, jobs=jobs)


def iter_mbox(path: Path) -> Iterator[Report]:
    """The reports of an mbox file."""
    return default_classifier().iter_mbox(path)


def iter_maildir(path: Path) -> Iterator[Report]:
    """The reports of a Maildir."""
    return default_classifier().iter_maildir(path)


def iter_log(lines: Iterable[bytes | str]) -> Iterator[Report]:
    """The failed and delayed deliveries of a mail log."""
    return default_classifier().iter_log(lines)
