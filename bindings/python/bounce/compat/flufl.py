"""The two functions of flufl.bounce, with its types: sets of addresses as bytes.

    from bounce.compat.flufl import all_failures, scan_message

A recipient that failed is permanent, whatever the cause, as there. spare_innocent=True counts as permanent only what speaks against the
address itself (or was not recognised); a refusal that is the sender's or a server's fault is then temporary: nobody loses a subscription by it.
"""
from __future__ import annotations

from email.message import Message

from ..classifier import classify
from ..model import Recipient
from ..words import Action, AddressVerdict, Kind

__all__ = ["all_failures", "scan_message"]


def all_failures(msg: Message | bytes, *, spare_innocent: bool = False) -> tuple[set[bytes], set[bytes]]:
    """The addresses of temporary failures and those of permanent ones.

    msg: the bounce, a message of the email package or its bytes.
    """
    report = classify(msg)
    temporary: set[bytes] = set()
    permanent: set[bytes] = set()
    for recipient in report.recipients:
        address = recipient.original or recipient.address
        if address is None:
            continue
        if recipient.action is Action.DELAYED or (recipient.action is None and report.kind is Kind.DELAY):
            temporary.add(address.encode())
        elif recipient.action is Action.FAILED or (recipient.action is None and report.kind is Kind.FAILURE):
            innocent = spare_innocent and _is_innocent(recipient)
            (temporary if innocent else permanent).add(address.encode())
    return temporary, permanent


def scan_message(msg: Message | bytes, *, spare_innocent: bool = False) -> set[bytes]:
    """The addresses of permanent failures."""
    return all_failures(msg, spare_innocent=spare_innocent)[1]


def _is_innocent(recipient: Recipient) -> bool:
    causes = recipient.causes
    return bool(causes) and causes[0].address_verdict is AddressVerdict.FINE
