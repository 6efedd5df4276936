"""bounce: what a bounce e-mail says, whose turn it is, and what to do.

>>> import bounce
>>> report = bounce.classify("550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using Trend Micro RBL+")
>>> report.causes[0].id
'ip.dnsbl_listed'
>>> report.causes[0].facts["ip"]
'192.0.2.25'
"""
from .capi import bounce_knowledge_version as knowledge_version
from .capi import bounce_version as _version
from .classifier import Classifier, KnowledgeError, classify, classify_reply, iter_log, iter_maildir, iter_mbox
from .model import Attachment, Cause, Evidence, Hint, Note, Original, Recipient
from .report import Report
from .words import Action, AddressVerdict, Command, Confidence, Kind, Party, Persistence, Source

__version__: str = _version()

__all__ = [
    "Action", "AddressVerdict", "Attachment", "Cause", "Classifier", "Command", "Confidence", "Evidence", "Hint", "Kind", "KnowledgeError",
    "Note", "Original", "Party", "Persistence", "Recipient", "Report", "Source", "classify", "classify_reply", "iter_log", "iter_maildir",
    "iter_mbox", "knowledge_version",
]
