"""Dictionaries as Sisimai's rise() gives them, under its field names.

    from bounce.compat import sisimai
    for fact in sisimai.rise("/var/spool/bounces") or []:
        print(fact["recipient"], fact["reason"], fact["hardbounce"])

Reasons and hardbounce follow Sisimai's vocabulary; what Sisimai computes for itself only (token, alias, catch) is not there.
"""
from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from ..classifier import Classifier, default_classifier
from ..model import Recipient
from ..report import Report
from ..words import Action, Kind

__all__ = ["facts", "rise"]

_LEFT_OUT = (Kind.NONE, Kind.RECEIPT, Kind.CHALLENGE, Kind.NOTICE, Kind.RELAYED, Kind.EXPANDED, Kind.UNKNOWN)


def rise(source: str | bytes | os.PathLike[str], *, delivered: bool = False, vacation: bool = False,
         classifier: Classifier | None = None) -> list[dict[str, Any]] | None:
    """The facts of a mail (bytes or a text with line breaks), a file, an mbox or a Maildir; None where there are none.

    delivered: successful deliveries too. vacation: automatic answers too. OSError where a path cannot be read.
    """
    found = [fact for report in _reports(source, classifier or default_classifier())
             for fact in facts(report, delivered=delivered, vacation=vacation)]
    return found or None


def facts(report: Report, *, delivered: bool = False, vacation: bool = False) -> list[dict[str, Any]]:
    """The facts of one report: one for each recipient."""
    if report.kind in _LEFT_OUT or (report.kind is Kind.AUTOREPLY and not vacation):
        return []
    return [_fact(report, recipient) for recipient in (report.recipients or (report.whole,))
            if delivered or (recipient.action is not Action.DELIVERED and report.kind is not Kind.DELIVERED)]


def _reports(source: str | bytes | os.PathLike[str], classifier: Classifier) -> Iterator[Report]:
    if isinstance(source, bytes) or (isinstance(source, str) and "\n" in source):
        yield classifier.classify(source)
    elif os.path.isdir(source):
        yield from classifier.iter_maildir(source)
    else:
        with open(source, "rb") as file:
            is_mbox = file.read(5) == b"From "
        if is_mbox:
            yield from classifier.iter_mbox(source)
        else:
            yield classifier.classify_file(source)


def _host(address: str) -> str:
    return address.rpartition("@")[2]


def _fact(report: Report, recipient: Recipient) -> dict[str, Any]:
    address, sender = recipient.address or "", parseaddr(report.original.sender or "")[1]
    written = _time(report.date)
    reason = recipient.compat("sisimai") or "undefined"
    if report.kind is Kind.COMPLAINT:
        reason = "feedback"
    elif report.kind is Kind.AUTOREPLY:
        reason = "vacation"
    elif recipient.action is Action.DELIVERED:
        reason = "delivered"
    return {
        "action": str(recipient.action) if recipient.action else "",
        "addresser": sender,
        "decodedby": report.software or report.format or "",
        "deliverystatus": recipient.status or "",
        "destination": _host(address),
        "diagnosticcode": recipient.diagnostic or "",
        "diagnostictype": "SMTP" if recipient.reply else "",
        "feedbacktype": (report.subtype or "") if report.kind is Kind.COMPLAINT else "",
        "hardbounce": recipient.hard,
        "lhost": recipient.local_host or report.generator_host or "",
        "messageid": (report.original.message_id or "").strip("<>"),
        "origin": report.origin.name if report.origin else "<MEMORY>",
        "reason": reason,
        "recipient": address,
        "replycode": recipient.reply or "",
        "rhost": recipient.remote_host or "",
        "senderdomain": _host(sender),
        "command": str(recipient.command) if recipient.command else "",
        "subject": report.original.subject or "",
        "timestamp": int(written.timestamp()) if written else 0,
        "timezoneoffset": written.strftime("%z") if written else "+0000",
    }


def _time(date: str | None) -> datetime | None:
    """ISO 8601 as the record has it; "Z" is not understood before Python 3.11."""
    if date is None:
        return None
    try:
        moment = datetime.fromisoformat(date.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
