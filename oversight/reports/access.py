# SPDX-License-Identifier: EUPL-1.2
"""Who reads anonymous reports, and which rows of units (RULES: "Who may do what")."""

from typing import Any

from accounts.levels import Level
from accounts.policy import scope_of

READERS = (Level.HANDLER, Level.SUPERVISOR)


def units_in_reports(person: Any) -> frozenset[int]:
    """The units whose rows this person sees: those they handle or supervise; for the coordinator all."""
    scope = scope_of(person)
    if scope.holds_on_root(Level.COORDINATOR):
        return frozenset(scope.tree)
    return frozenset().union(*(scope.units_with(level) for level in READERS))


def may_read_reports(person: Any) -> bool:
    """Handlers, supervisors and the coordinator; what counts for the whole municipality all of them see, for what is
    hidden is hidden from all of them together."""
    return bool(units_in_reports(person))
