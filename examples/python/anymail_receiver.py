"""A receiver for django-anymail: adds the cause to the event of whatever service sends the mail.

In an app's ready():  anymail.signals.tracking.connect(note_cause)
"""
from __future__ import annotations

import logging

from bounce.compat.anymail import explain

log = logging.getLogger("mail.bounces")


def note_cause(sender, event, esp_name, **kwargs):
    """Sets event.cause (an id or None), and logs whose turn it is."""
    event.cause = None
    if event.event_type not in ("bounced", "deferred", "rejected", "failed"):
        return
    report = explain(event)
    if report is None or not report.causes:
        return
    cause = report.causes[0]
    event.cause = cause.id
    log.info("%s: %s: %s; next: %s", esp_name, event.recipient, cause.id, ", ".join(cause.parties))
