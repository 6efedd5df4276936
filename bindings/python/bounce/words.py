"""The words of the record as enums: members are strings, and a word that this version does not know becomes UNKNOWN."""
from __future__ import annotations

import sys

if sys.version_info >= (3, 11):
    from enum import StrEnum
else:
    from enum import Enum

    class StrEnum(str, Enum):
        """A string enum, as Python 3.11 has it."""

        __str__ = str.__str__
        __format__ = str.__format__  # type: ignore[assignment]

__all__ = ["AddressVerdict", "Action", "Command", "Confidence", "Kind", "Party", "Persistence", "Source", "Word"]


class Word(StrEnum):
    """A string enum: members are strings and compare equal to their value; a value that is not known gives UNKNOWN."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    @classmethod
    def _missing_(cls, value: object) -> Word:
        return cls.__members__["UNKNOWN"]


class Kind(Word):
    """What a report reports."""

    NONE = "none"
    FAILURE = "failure"
    DELAY = "delay"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    AUTOREPLY = "autoreply"
    CHALLENGE = "challenge"
    COMPLAINT = "complaint"
    RECEIPT = "receipt"
    NOTICE = "notice"
    UNKNOWN = "?"


class Source(Word):
    """What kind of input it was."""

    MESSAGE = "message"
    TEXT = "text"
    LOG = "log"
    REPLY = "reply"
    UNKNOWN = "?"


class Action(Word):
    """What happened for a recipient (RFC 3464, section 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    UNKNOWN = "?"


class Command(Word):
    """The SMTP command that was answered."""

    CONN = "CONN"
    HELO = "HELO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    QUIT = "QUIT"
    UNKNOWN = "?"


class Confidence(Word):
    """How sure a cause is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "?"


class Persistence(Word):
    """Whether a cause passes by itself."""

    NONE = "none"
    TRANSIENT = "transient"
    UNTIL_FIXED = "until_fixed"
    PERMANENT = "permanent"
    UNKNOWN = "?"


class AddressVerdict(Word):
    """What a cause says against the recipient's address."""

    NONE = "none"
    FINE = "fine"
    SUSPECT = "suspect"
    DEAD = "dead"
    OPTED_OUT = "opted_out"
    UNKNOWN = "?"


class Party(Word):
    """Who has to act."""

    NOBODY = "nobody"
    SENDER = "sender"
    SENDING_ADMIN = "sending_admin"
    ISP = "isp"
    DNS_ADMIN = "dns_admin"
    LIST_OPERATOR = "list_operator"
    FORWARDER = "forwarder"
    RECIPIENT = "recipient"
    RECIPIENT_ADMIN = "recipient_admin"
    RECEIVER_POSTMASTER = "receiver_postmaster"
    ESP = "esp"
    UNKNOWN = "?"
