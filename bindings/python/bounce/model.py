"""What a report is made of: Recipient, Cause, Evidence, Hint and the small tuples. Immutable; a part keeps its report alive."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, Optional

from . import capi
from .causes import CauseId
from .fields import Field, Part, Parts, lookup, member, optional, optional_member, string
from .words import Action, AddressVerdict, Command, Confidence, Party, Persistence

__all__ = ["Attachment", "Cause", "Evidence", "Hint", "Note", "Origin", "Original", "Recipient"]


def clean(text: str) -> str:
    """A text for the library, which takes valid UTF-8: what a file name or argument has of other encodings (surrogates) becomes U+FFFD."""
    if not isinstance(text, str):
        raise TypeError(f"a str is needed, not {type(text).__name__}")
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


class Evidence(NamedTuple):
    """The words that prove a cause. ``offset`` and ``length`` are in bytes of the diagnostic's UTF-8 where ``where`` is "reply"; elsewhere offset is 0."""

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


@dataclass(frozen=True)
class Origin:
    """Where an input came from: a name (path), and its number, offset and length in bytes within it."""

    name: str
    index: int = 0
    offset: int = 0
    length: int = 0


class Hint(Part):
    """One step of the remedy, in the order to do them."""

    __slots__ = ()

    id = string('The stable id, "isp.set_ptr".', capi.bounce_hint_id, "id")
    step: Field[int] = Field("The place in the order, from 1.", capi.bounce_hint_step, "step")
    after = optional("The id of the step that comes before.", capi.bounce_hint_after, "after")
    who = member("Who does it.", Party, capi.bounce_party_name, capi.bounce_hint_who, "who")
    url = optional("The page to do it at; from the knowledge, never from the mail.", capi.bounce_hint_url, "url")
    wait = optional("How long it takes, an ISO 8601 duration.", capi.bounce_hint_wait, "wait")
    as_of = optional("The date of the source that says so; None: not checked.", capi.bounce_hint_as_of, "as_of")
    form_language = optional("The languages the page wants answers in.", capi.bounce_hint_form_language, "form_language")
    superseded = optional("An old way that this one replaces.", capi.bounce_hint_superseded, "superseded")

    @property
    def text(self) -> str:
        """What to do, in the report's language."""
        return self.text_in(self._owner.language)

    def text_in(self, language: str) -> str:
        """What to do, in a language (BCP 47), English where there is no translation; after pickling in the report's language only."""
        if type(self._pointer) is dict:
            return str(self._pointer["text"])
        return str(capi.bounce_hint_text(self._pointer, language))

    @property
    def check(self) -> str | None:
        """How to see that it is done."""
        if type(self._pointer) is dict:
            return self._pointer["check"]  # type: ignore[no-any-return]
        return capi.bounce_hint_check(self._pointer, self._owner.language)

    def _values(self) -> tuple[object, ...]:
        return (*super()._values(), self.text, self.check)

    def to_dict(self) -> dict[str, Any]:
        """The hint as it stands in the record."""
        recipient, at = self._path
        return self._owner.to_dicts()[max(recipient, 0)]["hints"][at]  # type: ignore[no-any-return]

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._owner, "hints", self._path)

    def __repr__(self) -> str:
        return f"<Hint {self.step} {self.id}: {self.who}: {self.text}>"


_party = lookup(Party)


class Cause(Part):
    """One cause, with what proves it."""

    __slots__ = ()

    id = string('The stable id, "ip.dynamic_range"; also one that a knowledge file of your own added.', capi.bounce_cause_id, "id")
    code: Field[CauseId] = Field("The id as a member of the registry's enum, CauseId.UNKNOWN where it is not in it.",
                                 capi.bounce_cause_id, "id", lookup(CauseId))
    confidence = member("How sure.", Confidence, capi.bounce_confidence_name, capi.bounce_cause_confidence, "confidence")
    rule = optional("The record of knowledge that said so.", capi.bounce_cause_rule, "rule")
    persistence = member("Whether it passes by itself.", Persistence, capi.bounce_persistence_name, capi.bounce_cause_persistence,
                       "persistence")
    address_verdict = member("What it says against the address.", AddressVerdict, capi.bounce_address_verdict_name,
                           capi.bounce_cause_address_verdict, "address_verdict")
    parties: Field[tuple[Party, ...]] = Field(
        "Who has to act, who acts first first.",
        lambda p: [capi.bounce_party_name(capi.bounce_cause_party(p, i)) for i in range(capi.bounce_cause_party_count(p))],
        "party", lambda names: tuple(map(_party, names)))
    facts: Field[Mapping[str, str]] = Field(
        'What was found: "ip", "list", "token" …',
        lambda p: {capi.bounce_cause_fact_name(p, i): capi.bounce_cause_fact_value(p, i) for i in range(capi.bounce_cause_fact_count(p))},
        "facts", MappingProxyType)
    evidence: Field[tuple[Evidence, ...]] = Field(
        "The words that prove it.",
        lambda p: tuple(Evidence(str(capi.bounce_cause_evidence_in(p, i)), capi.bounce_cause_evidence_offset(p, i),
                                 capi.bounce_cause_evidence_length(p, i), str(capi.bounce_cause_evidence_text(p, i)))
                        for i in range(capi.bounce_cause_evidence_count(p))),
        lambda record: tuple(Evidence(e["in"], e["offset"] or 0, e["length"] or 0, e["text"]) for e in record["evidence"]))

    @property
    def meaning(self) -> str:
        """What it means, one line in the report's language."""
        return str(self._words("meaning", capi.bounce_cause_meaning))

    @property
    def plain(self) -> str | None:
        """Why, for a person who is no expert."""
        return self._words("plain", capi.bounce_cause_plain)

    @property
    def is_not(self) -> str | None:
        """What it is not."""
        return self._words("not", capi.bounce_cause_not)

    def _words(self, name: str, get: Any) -> str | None:
        if type(self._pointer) is dict:
            return self._owner._words[max(self._path[0], 0)][self._path[1]][name]  # type: ignore[no-any-return]
        return get(self._pointer, self._owner.language)  # type: ignore[no-any-return]

    def to_dict(self) -> dict[str, Any]:
        """The cause as it stands in the record."""
        recipient, at = self._path
        return self._owner.to_dicts()[max(recipient, 0)]["causes"][at]  # type: ignore[no-any-return]

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._owner, "causes", self._path)

    def __repr__(self) -> str:
        return f"<Cause {self.id} ({self.confidence}) {dict(self.facts)}>"


def causes_of(p: Any, owner: Any, at: int) -> Sequence[Cause]:
    """The causes of the C recipient p, the one at a place of a report."""
    return Parts(capi.bounce_recipient_cause_count(p), lambda i: Cause(capi.bounce_recipient_cause(p, i), owner, (at, i)))


def hints_of(p: Any, owner: Any, at: int) -> Sequence[Hint]:
    """The steps of the C recipient p."""
    return Parts(capi.bounce_recipient_hint_count(p), lambda i: Hint(capi.bounce_recipient_hint(p, i), owner, (at, i)))


class Recipient(Part):
    """One recipient of a report."""

    __slots__ = ()

    address = optional("The address that failed.", capi.bounce_recipient_address, "recipient.address")
    original = optional("The address as the sender wrote it, where it differs.", capi.bounce_recipient_original, "recipient.original")
    alias_of = optional("The alias or list it came from.", capi.bounce_recipient_alias_of, "recipient.alias_of")
    action = optional_member("What happened.", Action, capi.bounce_action_name, capi.bounce_recipient_action, "action")
    status = optional('The enhanced status code (RFC 3463), "5.7.1".', capi.bounce_recipient_status, "status")
    reply = optional('The reply code (RFC 5321), "550".', capi.bounce_recipient_reply, "reply")
    command = optional_member("The SMTP command that was answered.", Command, capi.bounce_command_name, capi.bounce_recipient_command, "command")
    diagnostic = optional("What the server said, at most 16 KiB.", capi.bounce_recipient_diagnostic, "diagnostic")
    remote_host = optional("The host that answered.", capi.bounce_recipient_remote_host, "remote.host")
    remote_ip = optional("Its address.", capi.bounce_recipient_remote_ip, "remote.ip")
    local_host = optional("The host that tried to send.", capi.bounce_recipient_local_host, "local.host")
    local_ip = optional("Its address.", capi.bounce_recipient_local_ip, "local.ip")
    provider = optional("Whose system answered: a provider's id.", capi.bounce_recipient_provider, "remote.provider")
    retry_until = optional("Until when the server keeps trying, as written there.", capi.bounce_recipient_retry_until, "retry_until")
    hard: Field[bool] = Field("Whether it is a hard bounce in Sisimai's meaning: only a dead address is.", capi.bounce_recipient_hard,
                              "compat.hard", bool)

    @property
    def causes(self) -> Sequence[Cause]:
        """The causes, the surest first."""
        p, owner, at = self._pointer, self._owner, self._path[0]
        if type(p) is dict:
            return Parts(len(p["causes"]), lambda i: Cause(p["causes"][i], owner, (at, i)))
        return causes_of(p, owner, at)

    @property
    def hints(self) -> Sequence[Hint]:
        """The steps, in the order to do them."""
        p, owner, at = self._pointer, self._owner, self._path[0]
        if type(p) is dict:
            return Parts(len(p["hints"]), lambda i: Hint(p["hints"][i], owner, (at, i)))
        return hints_of(p, owner, at)

    def compat(self, vocabulary: str) -> str | None:
        """What another vocabulary calls the first cause: "sisimai", "anymail", "ses", "sendgrid", "mailgun", "postmark", "sparkpost",
        "powermta" or "kumomta"; a pair's words are separated by a blank. None where it has no word for it."""
        if type(self._pointer) is dict:
            words = self._pointer["compat"].get(vocabulary)
            return " ".join(word for word in words if word) if isinstance(words, list) else words
        return capi.bounce_recipient_compat(self._pointer, vocabulary)

    def _values(self) -> tuple[object, ...]:
        return (*super()._values(), self.causes, self.hints)

    def to_dict(self) -> dict[str, Any]:
        """The record of this recipient."""
        return self._owner.to_dicts()[max(self._path[0], 0)]  # type: ignore[no-any-return]

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._owner, "recipients", self._path)

    def __repr__(self) -> str:
        causes = ", ".join(cause.id for cause in self.causes)
        return f"<Recipient {self.address} {self.action or '-'}: {causes}>"


def _again(report: Any, name: str, path: tuple[int, ...]) -> Any:
    """Unpickles a part: the same place in the unpickled report."""
    recipient = report.whole if path[0] < 0 else report.recipients[path[0]]
    return recipient if name == "recipients" else getattr(recipient, name)[path[1]]
