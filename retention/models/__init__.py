# SPDX-License-Identifier: EUPL-1.2
from .base import Retained, RetainedManager, RetainedWith, RetainedWithManager
from .ledger import DestructionFailure, LedgerBatch, LedgerChain, LedgerCopy, LedgerEntry

__all__ = [
    "DestructionFailure",
    "LedgerBatch",
    "LedgerChain",
    "LedgerCopy",
    "LedgerEntry",
    "Retained",
    "RetainedManager",
    "RetainedWith",
    "RetainedWithManager",
]
