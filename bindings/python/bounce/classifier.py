"""Classifying: Classifier, and functions on a shared one with the built-in knowledge."""
from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any, Optional, Union

from . import capi
from .model import Origin, clean
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


def _written(message: Message) -> bytes:
    """A message of the email package as bytes. The package cannot write back every mail that it has read, or that was put together with it."""
    try:
        return message.as_bytes()
    except Exception:  # mail never raises: whatever the package stumbles over
        pass
    try:
        return _encoded(message.as_string())
    except Exception:
        # get_payload() may be what raises. Fields and texts are there, the parts' borders are not.
        texts = [payload for part in message.walk() if isinstance(payload := vars(part).get("_payload"), str)]
        return _encoded("\n".join([*(f"{name}: {value}" for name, value in message.raw_items()), "", *texts]))


def _as_buffer(data: Any) -> Any:
    """Something with the buffer protocol, without a copy where the input has it."""
    if isinstance(data, (bytes, bytearray, mmap.mmap)):
        return data
    if isinstance(data, str):
        return _encoded(data)
    if isinstance(data, memoryview):
        return data if data.c_contiguous else data.tobytes()
    if hasattr(data, "as_bytes"):
        return _written(data)
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
        if not isinstance(language, str):
            raise TypeError(f"language must be a str, not {language!r}")
        paths, domains = [os.fsdecode(path) for path in knowledge], list(own_domains)
        options = capi.bounce_options_new()

        def set_option(function: Any, value: object, what: str) -> None:
            try:
                function(options, value)
            except (TypeError, ValueError, OverflowError) as error:
                raise (TypeError if isinstance(error, TypeError) else ValueError)(f"{what}, not {value!r}") from None

        for name in domains:
            set_option(capi.bounce_options_add_own, name, "own_domains are domains and addresses, each a str")
        if country is not None:
            set_option(capi.bounce_options_set_country, country, 'country must be two letters of ISO 3166-1, "KR"')
        if max_input is not None:
            set_option(capi.bounce_options_set_max_input, max_input, "max_input must be from 1 to 2**30")
        if max_recipients is not None:
            set_option(capi.bounce_options_set_max_recipients, max_recipients, "max_recipients must be from 1 to 1,000,000")
        records = capi.bounce_knowledge_new()
        for path in paths:
            with open(path, "rb") as file:
                text = file.read()
            capi.bounce_knowledge_add(records, clean(path), text)
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
        paths, language, domains, *rest = self._options
        more = "".join(f", {name}={value!r}" for name, value in zip(("country", "max_input", "max_recipients"), rest) if value is not None)
        return f"Classifier({paths!r}, language={language!r}, own_domains={domains!r}{more})"

    def classify(self, data: Data, *, envelope_from: str | None = None, envelope_to: str | None = None,
                 origin: Origin | None = None) -> Report:
        """Classifies anything: a message, pasted text, a log line, a reply. Mail never raises.

        data: text, bytes or anything with the buffer protocol, a message of the email package, or a binary file to read to its end. A str is
        mail, never a path: for that there is classify_file().
        envelope_from, envelope_to: the bounce's own envelope; a VERP or BATV envelope_to names the failed recipient.
        origin: where it came from, for the record. TypeError for anything else than mail.
        """
        buffer = data if type(data) is bytes else _as_buffer(data)
        if envelope_from is None and envelope_to is None:
            return Report(capi.bounce_classify(self._pointer, buffer), self.language, origin)
        made = capi.bounce_classify_envelope(self._pointer, buffer, envelope_from and clean(envelope_from), envelope_to and clean(envelope_to))
        return Report(made, self.language, origin)

    def classify_file(self, path: Path) -> Report:
        """Classifies a file's content. OSError where it cannot be read."""
        with open(path, "rb") as file:
            data = file.read()
        return self.classify(data, origin=Origin(os.fsdecode(path), 0, 0, len(data)))

    def classify_reply(self, text: str | bytes) -> Report:
        """Classifies one SMTP reply, of one or several lines: a failure it is, whatever it says. TypeError for anything else than text."""
        return Report(capi.bounce_classify_reply(self._pointer, _as_buffer(text)), self.language)

    def classify_log_line(self, line: str | bytes) -> Report:
        """Classifies one line of a mail log; kind none where it tells of no failed or delayed delivery."""
        return Report(capi.bounce_classify_log_line(self._pointer, _as_buffer(line)), self.language)

    def classify_many(self, inputs: Iterable[Data], *, jobs: int | None = None) -> Iterator[Report]:
        """The reports of many inputs, in their order, classified by jobs threads (default: one per processor), the calling one among them.

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
        """The reports of an mbox file, one after the other; no message is copied. OSError where it cannot be read."""
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
                        report = self.classify(message, origin=Origin(os.fsdecode(path), index, start, length))
                    yield report
                    index += 1

    def iter_maildir(self, path: Path) -> Iterator[Report]:
        """The reports of a Maildir's new and cur, in the order of names. A message that vanishes meanwhile is left out.

        OSError where the folder or a message cannot be read.
        """
        folder = os.fspath(path)
        for part in ("new", "cur"):
            for name in sorted(os.listdir(os.path.join(folder, part))):
                if name.startswith("."):
                    continue
                try:
                    yield self.classify_file(os.path.join(folder, part, name))
                except FileNotFoundError:
                    continue

    def iter_log(self, log: Path | Iterable[bytes | str]) -> Iterator[Report]:
        """The failed and delayed deliveries of a mail log: its path, an open file, or any lines.

        OSError where the path cannot be read.
        """
        if isinstance(log, (str, os.PathLike)):
            with open(log, "rb") as file:
                yield from self.iter_log(file)
            return
        for line in log:
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
    """Classifies anything with the built-in knowledge, texts in English; see Classifier.classify. TypeError for anything else than mail."""
    return (_shared[0] if _shared else default_classifier()).classify(data, envelope_from=envelope_from, envelope_to=envelope_to)


def classify_file(path: Path) -> Report:
    """Classifies a file's content with the built-in knowledge. OSError where it cannot be read."""
    return default_classifier().classify_file(path)


def classify_reply(text: str | bytes) -> Report:
    """Classifies one SMTP reply, of one or several lines, with the built-in knowledge. TypeError for anything else than text."""
    return default_classifier().classify_reply(text)


def classify_many(inputs: Iterable[Data], *, jobs: int | None = None) -> Iterator[Report]:
    """The reports of many inputs, in their order; see Classifier.classify_many."""
    return default_classifier().classify_many(inputs, jobs=jobs)


def iter_mbox(path: Path) -> Iterator[Report]:
    """The reports of an mbox file, one after the other. OSError where it cannot be read."""
    return default_classifier().iter_mbox(path)


def iter_maildir(path: Path) -> Iterator[Report]:
    """The reports of a Maildir's new and cur, in the order of names. OSError where it cannot be read."""
    return default_classifier().iter_maildir(path)


def iter_log(log: Path | Iterable[bytes | str]) -> Iterator[Report]:
    """The failed and delayed deliveries of a mail log: its path, an open file, or any lines."""
    return default_classifier().iter_log(log)
