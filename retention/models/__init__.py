# SPDX-License-Identifier: EUPL-1.2
from .base import HeldManager, Retained, RetainedManager, RetainedWith, RetainedWithManager, TellsOf
from .files import FileRemoval, MissingFile
from .hold import Hold, Request
from .ledger import DestructionFailure, LedgerBatch, LedgerChain, LedgerCopy, LedgerEntry, LedgerImport
from .recorded import Recorded, RecordedManager, RecordedQuerySet
from .watch import Alarm, Sweep

__all__ = [
    "Alarm",
    "DestructionFailure",
    "FileRemoval",
    "HeldManager",
    "Hold",
    "LedgerBatch",
    "LedgerChain",
    "LedgerCopy",
    "LedgerEntry",
    "LedgerImport",
    "MissingFile",
    "Recorded",
    "RecordedManager",
    "RecordedQuerySet",
    "Request",
    "Retained",
    "RetainedManager",
    "RetainedWith",
    "RetainedWithManager",
    "Sweep",
    "TellsOf",
]
