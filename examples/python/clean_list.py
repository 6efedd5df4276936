"""Cleans a subscriber list by its bounces without removing the innocent.

usage: clean_list.py SUBSCRIBERS BOUNCES.mbox > CLEANED

SUBSCRIBERS has one address per line. Removed is who asked for it (opted out) or whose address is dead, and only where the cause is sure;
a refusal because of our server, our text or a full mailbox removes nobody. What was removed, and why, is said on standard error.
"""
from __future__ import annotations

import sys

import bounce

REMOVED = (bounce.AddressVerdict.DEAD, bounce.AddressVerdict.OPTED_OUT)


def to_remove(reports):
    """Address to reason, for those that should go."""
    gone = {}
    for report in reports:
        for recipient in report.recipients:
            for cause in recipient.causes:
                if cause.address_verdict in REMOVED and cause.confidence == bounce.Confidence.HIGH and recipient.action == "failed":
                    gone[(recipient.original or recipient.address or "").lower()] = f"{cause.id}: {cause.meaning}"
    return gone


def main():
    gone = to_remove(bounce.iter_mbox(sys.argv[2]))
    with open(sys.argv[1], encoding="utf-8") as subscribers:
        for line in subscribers:
            reason = gone.get(line.strip().lower())
            if reason is None:
                sys.stdout.write(line)
            else:
                sys.stderr.write(f"removed {line.strip()}: {reason}\n")


if __name__ == "__main__":
    main()
