# SPDX-License-Identifier: EUPL-1.2
from .base import HeldManager, Retained, RetainedManager, RetainedWith, RetainedWithManager, TellsOf
from .hold import Hold, Request
from .ledger import DestructionFailure, LedgerBatch, LedgerChain, LedgerCopy, LedgerEntry
from .watch import Alarm, Sweep

__all__ = [
    "Alarm",
    "DestructionFailure",
    "HeldManager",
    "Hold",
    "LedgerBatch",
    "LedgerChain",
    "LedgerCopy",
    "LedgerEntry",
    "Request",
    "Retained",
    "RetainedManager",
    "RetainedWith",
    "RetainedWithManager",
    "Sweep",
    "TellsOf",
]
