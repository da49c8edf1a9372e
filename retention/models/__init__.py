# SPDX-License-Identifier: EUPL-1.2
from .base import Retained, RetainedManager, RetainedWith, RetainedWithManager
from .ledger import DestructionFailure, LedgerBatch, LedgerChain, LedgerCopy, LedgerEntry
from .watch import Alarm, Sweep

__all__ = [
    "Alarm",
    "DestructionFailure",
    "LedgerBatch",
    "LedgerChain",
    "LedgerCopy",
    "LedgerEntry",
    "Retained",
    "RetainedManager",
    "RetainedWith",
    "RetainedWithManager",
    "Sweep",
]
