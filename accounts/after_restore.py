# SPDX-License-Identifier: EUPL-1.2
"""Who may do what, after an older back-up of the database was put back (retention.replay).

What was withdrawn since is back: it is withdrawn again. What was given since is missing: it is named, and given again
by an administrator, for the name of who asked for it stands in no ledger. Everybody signs in anew.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from retention.models import LedgerEntry

from . import policy
from .grants import end_today
from .models import BrowserSession, GroupGrant, Membership, User, UserGrant
from .rights import Days

BATCH = 500


def end_all_sessions() -> int:
    """Nobody is signed in any more, nor by a session that the back-up brought back; answers how many people."""
    BrowserSession.objects.all().delete()
    people = list(User.objects.only("session_salt"))
    for person in people:
        person.end_sessions()
    User.objects.bulk_update(people, ["session_salt"], batch_size=BATCH)
    return len(people)


class Outcome(enum.StrEnum):
    """What became of a right that changed after the moment to which the database went back."""

    # It was back, wholly or on more days than it should be, and is not any more.
    WITHDRAWN_AGAIN = "withdrawn again"
    # It is not there, or on fewer days than it was given for.
    MISSING = "missing"
    AS_IT_SHOULD = "as it should be"


@dataclass(frozen=True)
class Changed:
    """One right that changed, as the ledger names it: ids only."""

    chain: int
    what: str
    object_id: str
    outcome: Outcome


def follow(entries: Iterable[LedgerEntry]) -> list[Changed]:
    """Make no right wider than the ledger said last, and say of each what became of it. In the caller's transaction.

    `entries` are of the kinds LedgerEntry.RIGHTS, in the order in which they were written.
    """
    last = {(entry.what, entry.object_id): entry for entry in entries}
    return [
        Changed(entry.batch.chain_id, entry.what, entry.object_id, _follow(entry)) for entry in last.values()
    ]


def _follow(entry: LedgerEntry) -> Outcome:
    if entry.what == User._meta.label:
        return _follow_person(entry)
    row = _named(entry).first()
    if entry.kind == LedgerEntry.Kind.WITHDRAWN:
        if row is None or _is_over(row):
            return Outcome.AS_IT_SHOULD
        end_today(row)
        return Outcome.WITHDRAWN_AGAIN
    return Outcome.MISSING if row is None else _narrow(row, Days.said_by(entry))


def _follow_person(entry: LedgerEntry) -> Outcome:
    person = _named(entry).first()
    should_be_active = entry.kind == LedgerEntry.Kind.GRANTED
    if person is None:
        return Outcome.MISSING if should_be_active else Outcome.AS_IT_SHOULD
    if person.is_active == should_be_active:
        return Outcome.AS_IT_SHOULD
    if should_be_active:
        return Outcome.MISSING
    person.is_active, person.deactivated_at = False, entry.done_at
    person.end_sessions()
    person.save()
    return Outcome.WITHDRAWN_AGAIN


def _named(entry: LedgerEntry) -> "QuerySet[Any]":
    """The row that the entry is about, if it is there (accounts.rights.object_id says how it is named)."""
    parts: Any = entry.object_id.split(":")
    if entry.what == User._meta.label:
        return User.objects.select_for_update().filter(pk=parts[0])
    if entry.what == Membership._meta.label:
        return Membership.objects.select_for_update().filter(user=parts[0], group=parts[1])
    model, whose = (UserGrant, "user") if entry.what == UserGrant._meta.label else (GroupGrant, "group")
    where = {whose: parts[0], "permission__codename": parts[1], "content_object": parts[2]}
    return model.objects.select_for_update(of=("self",)).filter(**where)


def _is_over(row: UserGrant | GroupGrant | Membership) -> bool:
    return row.last_day is not None and row.last_day < policy.today()


def _narrow(row: UserGrant | GroupGrant | Membership, should: Days) -> Outcome:
    """Leave the days that both the row and the ledger give it."""
    first = max(filter(None, (row.first_day, should.first)), default=None)
    last = min(filter(None, (row.last_day, should.last)), default=None)
    fewer_than_given = (first, last) != (should.first, should.last)
    if (first, last) == (row.first_day, row.last_day):
        return Outcome.MISSING if fewer_than_given else Outcome.AS_IT_SHOULD
    if first and last and last < first:
        # No day is left.
        end_today(row)
    else:
        row.first_day, row.last_day = first, last
        row.save(update_fields=["first_day", "last_day"])
    return Outcome.MISSING if fewer_than_given else Outcome.WITHDRAWN_AGAIN
