# SPDX-License-Identifier: EUPL-1.2
from .base import Retained, RetainedManager, RetainedWith, RetainedWithManager
from .ledger import DestructionFailure, LedgerBatch, LedgerChain, LedgerCopy, LedgerEntry, LedgerImport
from .watch import Alarm, Sweep

__all__ = [
    "Alarm",
    "DestructionFailure",
    "LedgerBatch",
    "LedgerChain",
    "LedgerCopy",
    "LedgerEntry",
    "LedgerImport",
    "Retained",
    "RetainedManager",
    "RetainedWith",
    "RetainedWithManager",
    "Sweep",
]
