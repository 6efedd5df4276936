"""bounce: what a bounce e-mail says, whose turn it is, and what to do.

>>> import bounce
>>> report = bounce.classify("550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using Trend Micro RBL+")
>>> report.causes[0].id
'ip.dnsbl_listed'
>>> report.causes[0].facts["ip"]
'192.0.2.25'
"""
from .capi import bounce_knowledge_version as _knowledge_version
from .capi import bounce_version as _version
from .causes import CauseId
from .classifier import (Classifier, KnowledgeError, classify, classify_file, classify_many, classify_reply, iter_log, iter_maildir,
                         iter_mbox)
from .model import Attachment, Cause, Evidence, Hint, Note, Origin, Original, Recipient
from .report import Report
from .words import Action, AddressVerdict, Command, Confidence, Kind, Party, Persistence, Source

__version__: str = str(_version())


def knowledge_version() -> str:
    """The version of the built-in knowledge, "2026.11.22"."""
    return str(_knowledge_version())


__all__ = [
    "Action", "AddressVerdict", "Attachment", "Cause", "CauseId", "Classifier", "Command", "Confidence", "Evidence", "Hint", "Kind",
    "KnowledgeError", "Note", "Origin", "Original", "Party", "Persistence", "Recipient", "Report", "Source", "classify", "classify_file",
    "classify_many", "classify_reply", "iter_log", "iter_maildir", "iter_mbox", "knowledge_version",
]
