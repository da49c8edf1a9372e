# SPDX-License-Identifier: EUPL-1.2
"""What waits for a handler or supervisor, in numbers: of the incidents that they may open, and of no others."""

from dataclasses import dataclass

from accounts.models import User

from .listing import Filters, Tab, work_counts


@dataclass(frozen=True)
class Waiting:
    """How many incidents nobody took up yet, are with this person, or are later than the municipality's norm: the
    counts of the tabs of the work list, above listing.COUNT_CAP counted no further."""

    new: int
    mine: int
    overdue: int

    def __bool__(self) -> bool:
        return bool(self.new or self.mine or self.overdue)


def waiting_for(user: User) -> Waiting:
    """What waits for this person; an aftercare contact that is due counts after closing too. One query."""
    counts = work_counts(user, Filters())
    return Waiting(new=counts[Tab.NEW], mine=counts[Tab.MINE], overdue=counts[Tab.OVERDUE])
