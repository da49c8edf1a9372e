# SPDX-License-Identifier: EUPL-1.2
"""Rights in the ledger: each change of a grant, a membership or a person's being active leaves a row, in ids only.

So it is signed, and known outside the database: when an older back-up is put back, what was withdrawn since is
withdrawn again, and what was given since is known to be missing (after_restore.py). LEI 1.i, 4.6.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from retention import ledger
from retention.models import LedgerEntry
from retention.terms import end_of_day, local_date, start_of_day

from . import policy
from .models import GroupGrant, Membership, User, UserGrant

RULE, POLICY = "LEI", "art. 1.i"
# What an open side of a grant's days is written as: before the first day that one can type, and after the last.
OPEN_FIRST, OPEN_LAST = datetime.date(1999, 12, 31), datetime.date(2100, 1, 1)
Right = UserGrant | GroupGrant | Membership | User


@dataclass(frozen=True)
class Days:
    """What the ledger says of the days on which something counts, local dates; an empty side is open."""

    first: datetime.date | None
    last: datetime.date | None

    @classmethod
    def said_by(cls, entry: LedgerEntry) -> "Days":
        first = local_date(entry.counted_from)
        last = local_date(entry.due_at - datetime.timedelta(microseconds=1))
        return cls(None if first <= OPEN_FIRST else first, None if last >= OPEN_LAST else last)


def object_id(right: Right) -> str:
    """Whose right it is, by ids: `user:level:unit`, `group:level:unit`, `user:group`, or `user` for being active."""
    if isinstance(right, UserGrant):
        return f"{right.user_id}:{right.level}:{right.content_object_id}"
    if isinstance(right, GroupGrant):
        return f"{right.group_id}:{right.level}:{right.content_object_id}"
    if isinstance(right, Membership):
        return f"{right.user_id}:{right.group_id}"
    return str(right.pk)


def granted(municipality_id: int, right: Right) -> ledger.Line:
    """That the right counts from now on, on its days; also when these changed."""
    first, last = getattr(right, "first_day", None), getattr(right, "last_day", None)
    return _line(
        municipality_id,
        LedgerEntry.Kind.GRANTED,
        right,
        start_of_day(first or OPEN_FIRST),
        end_of_day(last or OPEN_LAST),
    )


def withdrawn(municipality_id: int, right: Right) -> ledger.Line:
    """That the right counts no more, from now on."""
    now = timezone.now()
    return _line(municipality_id, LedgerEntry.Kind.WITHDRAWN, right, now, now)


def whose(lines: Iterable[ledger.Line]) -> set[int]:
    """Ids of the people whose levels are others by these changes; a group's, of everybody who is or will be in it."""
    people, groups = set(), set()
    for line in lines:
        first = int(line.object_id.partition(":")[0])
        if line.what in (UserGrant._meta.label, Membership._meta.label):
            people.add(first)
        elif line.what == GroupGrant._meta.label:
            groups.add(first)
    if groups:
        members = Membership.objects.filter(policy.not_over(), group__in=groups)
        people.update(members.values_list("user", flat=True))
    return people


def _line(municipality_id: int, kind: str, right: Right, begins: Any, ends: Any) -> ledger.Line:
    return ledger.Line(
        chain=municipality_id,
        kind=kind,
        what=right._meta.label,
        object_id=object_id(right),
        rule=RULE,
        policy=POLICY,
        counted_from=begins,
        due_at=ends,
        done_at=timezone.now(),
    )
