"""What a classification gives: Report, Recipient, Cause, Evidence, Hint. Immutable; a part keeps its report alive."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable, Generic, NamedTuple, Optional, TypeVar, overload

from . import capi
from .words import Action, AddressVerdict, Command, Confidence, Party, Persistence

__all__ = ["Attachment", "Cause", "Evidence", "Hint", "Note", "Original", "Recipient"]

T = TypeVar("T")


class Parts(Sequence[T], Generic[T]):
    """A lazy, read-only sequence over a count and an access function of the C API."""

    __slots__ = ("_count", "_make")

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return [self._make(i) for i in range(*index.indices(self._count))]
        if index < 0:
            index += self._count
        if not 0 <= index < self._count:
            raise IndexError(index)
        return self._make(index)

    def __iter__(self) -> Iterator[T]:
        return map(self._make, range(self._count))

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(list(self))


class Evidence(NamedTuple):
    """The words that prove a cause. ``offset`` and ``length`` are in bytes of the diagnostic's UTF-8 where ``where`` is "reply"."""

    where: str
    offset: int
    length: int
    text: str


class Note(NamedTuple):
    """Something odd about the input."""

    id: str
    detail: Optional[str]


class Attachment(NamedTuple):
    """An attachment of the returned message."""

    name: Optional[str]
    type: str


class Original(NamedTuple):
    """The returned message's header fields."""

    message_id: Optional[str]
    sender: Optional[str]
    to: Optional[str]
    subject: Optional[str]
    date: Optional[str]
    attachments: tuple[Attachment, ...]


class Part:
    """A pointer into a report and the report itself, so that the pointer stays good."""

    __slots__ = ("_pointer", "_owner")

    def __init__(self, pointer: Any, owner: Any) -> None:
        object.__setattr__(self, "_pointer", pointer)
        object.__setattr__(self, "_owner", owner)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")


class Hint(Part):
    """One step of the remedy, in the order to do them."""

    __slots__ = ()

    @property
    def id(self) -> str:
        """The stable id, "isp.set_ptr"."""
        return str(capi.bounce_hint_id(self._pointer))

    @property
    def step(self) -> int:
        """The place in the order, from 1."""
        return int(capi.bounce_hint_step(self._pointer))

    @property
    def after(self) -> str | None:
        """The id of the step that comes before."""
        return capi.bounce_hint_after(self._pointer)  # type: ignore[no-any-return]

    @property
    def who(self) -> Party:
        """Who does it."""
        return Party(capi.bounce_party_name(capi.bounce_hint_who(self._pointer)))

    @property
    def text(self) -> str:
        """What to do, in the report's language."""
        return self.text_in(self._owner.language)

    def text_in(self, language: str) -> str:
        """What to do, in a language (BCP 47), English where there is no translation."""
        return str(capi.bounce_hint_text(self._pointer, language))

    @property
    def url(self) -> str | None:
        """The page to do it at; from the knowledge, never from the mail."""
        return capi.bounce_hint_url(self._pointer)  # type: ignore[no-any-return]

    @property
    def check(self) -> str | None:
        """How to see that it is done."""
        return capi.bounce_hint_check(self._pointer, self._owner.language)  # type: ignore[no-any-return]

    @property
    def wait(self) -> str | None:
        """How long it takes, an ISO 8601 duration."""
        return capi.bounce_hint_wait(self._pointer)  # type: ignore[no-any-return]

    @property
    def as_of(self) -> str | None:
        """The date of the source that says so; None: not checked."""
        return capi.bounce_hint_as_of(self._pointer)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return f"<Hint {self.step} {self.id}: {self.who}: {self.text}>"


class Cause(Part):
    """One cause, with what proves it."""

    __slots__ = ()

    @property
    def id(self) -> str:
        """The stable id, "ip.dynamic_range"."""
        return str(capi.bounce_cause_id(self._pointer))

    @property
    def confidence(self) -> Confidence:
        """How sure."""
        return Confidence(capi.bounce_confidence_name(capi.bounce_cause_confidence(self._pointer)))

    @property
    def rule(self) -> str | None:
        """The record of knowledge that said so."""
        return capi.bounce_cause_rule(self._pointer)  # type: ignore[no-any-return]

    @property
    def persistence(self) -> Persistence:
        """Whether it passes by itself."""
        return Persistence(capi.bounce_persistence_name(capi.bounce_cause_persistence(self._pointer)))

    @property
    def address_verdict(self) -> AddressVerdict:
        """What it says against the address."""
        return AddressVerdict(capi.bounce_address_verdict_name(capi.bounce_cause_address_verdict(self._pointer)))

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who has to act, who acts first first."""
        pointer = self._pointer
        return tuple(Party(capi.bounce_party_name(capi.bounce_cause_party(pointer, i))) for i in range(capi.bounce_cause_party_count(pointer)))

    @property
    def facts(self) -> Mapping[str, str]:
        """What was found: "ip", "list", "token" …"""
        pointer = self._pointer
        return {capi.bounce_cause_fact_name(pointer, i): capi.bounce_cause_fact_value(pointer, i)
                for i in range(capi.bounce_cause_fact_count(pointer))}

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The words that prove it."""
        p = self._pointer
        return tuple(Evidence(capi.bounce_cause_evidence_in(p, i), capi.bounce_cause_evidence_offset(p, i),
                              capi.bounce_cause_evidence_length(p, i), capi.bounce_cause_evidence_text(p, i))
                     for i in range(capi.bounce_cause_evidence_count(p)))

    @property
    def meaning(self) -> str:
        """What it means, one line in the report's language."""
        return str(capi.bounce_cause_meaning(self._pointer, self._owner.language))

    @property
    def plain(self) -> str | None:
        """Why, for a person who is no expert."""
        return capi.bounce_cause_plain(self._pointer, self._owner.language)  # type: ignore[no-any-return]

    @property
    def is_not(self) -> str | None:
        """What it is not."""
        return capi.bounce_cause_not(self._pointer, self._owner.language)  # type: ignore[no-any-return]

    def compat(self, vocabulary: str) -> str | None:
        """What another vocabulary calls it: "sisimai", "anymail", "ses" …"""
        return capi.bounce_cause_compat(self._pointer, vocabulary)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return f"<Cause {self.id} ({self.confidence}) {dict(self.facts)}>"


class Recipient(Part):
    """One recipient of a report."""

    __slots__ = ()

    @property
    def address(self) -> str | None:
        """The address that failed."""
        return capi.bounce_recipient_address(self._pointer)  # type: ignore[no-any-return]

    @property
    def original(self) -> str | None:
        """The address as the sender wrote it, where it differs."""
        return capi.bounce_recipient_original(self._pointer)  # type: ignore[no-any-return]

    @property
    def alias_of(self) -> str | None:
        """The alias or list it came from."""
        return capi.bounce_recipient_alias_of(self._pointer)  # type: ignore[no-any-return]

    @property
    def action(self) -> Action | None:
        """What happened."""
        name = capi.bounce_action_name(capi.bounce_recipient_action(self._pointer))
        return Action(name) if name else None

    @property
    def status(self) -> str | None:
        """The enhanced status code, "5.7.1"."""
        return capi.bounce_recipient_status(self._pointer)  # type: ignore[no-any-return]

    @property
    def reply(self) -> str | None:
        """The reply code, "550"."""
        return capi.bounce_recipient_reply(self._pointer)  # type: ignore[no-any-return]

    @property
    def command(self) -> Command | None:
        """The SMTP command that was answered."""
        name = capi.bounce_command_name(capi.bounce_recipient_command(self._pointer))
        return Command(name) if name else None

    @property
    def diagnostic(self) -> str | None:
        """What the server said."""
        return capi.bounce_recipient_diagnostic(self._pointer)  # type: ignore[no-any-return]

    @property
    def remote_host(self) -> str | None:
        """The host that answered."""
        return capi.bounce_recipient_remote_host(self._pointer)  # type: ignore[no-any-return]

    @property
    def remote_ip(self) -> str | None:
        """Its address."""
        return capi.bounce_recipient_remote_ip(self._pointer)  # type: ignore[no-any-return]

    @property
    def local_host(self) -> str | None:
        """The host that tried to send."""
        return capi.bounce_recipient_local_host(self._pointer)  # type: ignore[no-any-return]

    @property
    def local_ip(self) -> str | None:
        """Its address."""
        return capi.bounce_recipient_local_ip(self._pointer)  # type: ignore[no-any-return]

    @property
    def provider(self) -> str | None:
        """Whose system answered: a provider's id."""
        return capi.bounce_recipient_provider(self._pointer)  # type: ignore[no-any-return]

    @property
    def causes(self) -> Sequence[Cause]:
        """The causes, the surest first."""
        p, owner = self._pointer, self._owner
        return Parts(capi.bounce_recipient_cause_count(p), lambda i: Cause(capi.bounce_recipient_cause(p, i), owner))

    @property
    def hints(self) -> Sequence[Hint]:
        """The steps, in the order to do them."""
        p, owner = self._pointer, self._owner
        return Parts(capi.bounce_recipient_hint_count(p), lambda i: Hint(capi.bounce_recipient_hint(p, i), owner))

    @property
    def hard(self) -> bool:
        """Whether it is a hard bounce in Sisimai's meaning: only a dead address is."""
        return bool(capi.bounce_recipient_hard(self._pointer))

    def compat(self, vocabulary: str) -> str | None:
        """What another vocabulary calls the first cause."""
        return capi.bounce_recipient_compat(self._pointer, vocabulary)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        causes = ", ".join(cause.id for cause in self.causes)
        return f"<Recipient {self.address} {self.action or '-'}: {causes}>"
