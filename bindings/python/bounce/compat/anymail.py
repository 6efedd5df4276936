"""django-anymail: its event types and reject reasons for a bounce, and the cause behind an ESP's event.

    @receiver(anymail.signals.tracking)
    def note(sender, event, esp_name, **kwargs):
        report = bounce.compat.anymail.explain(event)
"""
from __future__ import annotations

from typing import Any, NamedTuple, Optional

from ..classifier import Classifier, default_classifier
from ..report import Report

__all__ = ["TrackingEvent", "explain", "tracking_events"]


class TrackingEvent(NamedTuple):
    """The fields of an AnymailTrackingEvent that a bounce fills; their words are Anymail's."""

    event_type: str
    reject_reason: Optional[str]
    recipient: Optional[str]
    message_id: Optional[str]
    description: str
    mta_response: Optional[str]


def tracking_events(report: Report) -> list[TrackingEvent]:
    """One event for each recipient; none for a report that Anymail has no word for."""
    events = []
    for recipient in report.recipients or (report.whole,):
        words = (recipient.compat("anymail") or "").split(" ")
        if words[0]:
            causes = recipient.causes
            events.append(TrackingEvent(words[0], words[1] if len(words) > 1 else None, recipient.address, report.original.message_id,
                                        causes[0].meaning if causes else "", recipient.diagnostic))
    return events


def explain(event: Any, classifier: Classifier | None = None) -> Report | None:
    """What the server said in an event of any ESP, classified: causes, whose turn it is, hints. None where the event carries no reply.

    event: an AnymailTrackingEvent, or anything with its attributes mta_response and description.
    """
    said = getattr(event, "mta_response", None) or getattr(event, "description", None)
    return (classifier or default_classifier()).classify_reply(said) if said else None
