# SPDX-License-Identifier: EUPL-1.2
from .base import Retained, RetainedManager, RetainedWith, RetainedWithManager
from .files import FileRemoval, MissingFile
from .ledger import DestructionFailure, LedgerBatch, LedgerChain, LedgerCopy, LedgerEntry
from .watch import Alarm, Sweep

__all__ = [
    "Alarm",
    "DestructionFailure",
    "FileRemoval",
    "LedgerBatch",
    "LedgerChain",
    "LedgerCopy",
    "LedgerEntry",
    "MissingFile",
    "Retained",
    "RetainedManager",
    "RetainedWith",
    "RetainedWithManager",
    "Sweep",
]
