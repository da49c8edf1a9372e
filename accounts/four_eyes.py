# SPDX-License-Identifier: EUPL-1.2
"""Widening one's own rights waits for a second administrator (RULES: "Who may do what").

Whether a change does that is not told by its kind: one may gain by a level for oneself, for a group one is in, by
joining a group, by longer days, by a unit that moves under one's own. So the change is made in a savepoint, what the
policy then answers about its maker is compared with what it answered before, for today and every later day on which
something begins or ends, and a change that widens is rolled back and kept as a proposal.
"""

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from notices.outbox import queue_mail

from . import policy
from .administering import Administration, NotAllowed, changing, root_administrators
from .levels import Level
from .models import GroupGrant, Membership, PendingChange, User, UserGrant

Outcome = TypeVar("Outcome")
Outlook = Callable[[datetime.date], dict[Level, frozenset[int]]]


class _Widens(Exception):
    """Takes a change back; never leaves this module."""


def carry_out(
    admin: Administration,
    kind: PendingChange.Kind,
    parameters: dict[str, Any],
    requested_by: str,
    change: Callable[[], Outcome],
) -> "Outcome | PendingChange":
    """Make the change; or, when it widens the rights of who makes it, leave it undone and propose it to the others.

    Call it inside `changing`. `parameters` are identifiers and dates from which the change can be made later.
    """
    actor = admin.actor
    days = _turning_days(actor)
    before = {day: policy.scope_on(actor, day).units for day in days}
    noted = len(admin.changed_rights)
    try:
        with transaction.atomic():
            outcome = change()
            for day in sorted(days | _turning_days(actor)):
                earlier = before.get(day, before[max(d for d in days if d <= day)])
                if _widens(earlier, policy.scope_on(actor, day).units):
                    raise _Widens
    except _Widens:
        del admin.changed_rights[noted:]
        return propose(admin, kind, parameters, requested_by)
    return outcome


def _turning_days(user: User) -> set[datetime.date]:
    """Today, and every later day on which something of this person begins or has just ended."""
    today = policy.today()
    mine = Q(group__in=Membership.objects.filter(user=user).values("group"))
    rows = [
        *UserGrant.objects.filter(user=user).values_list("first_day", "last_day"),
        *Membership.objects.filter(user=user).values_list("first_day", "last_day"),
        *GroupGrant.objects.filter(mine).values_list("first_day", "last_day"),
    ]
    begins = {first for first, _ in rows if first}
    ends = {last + datetime.timedelta(days=1) for _, last in rows if last}
    return {today} | {day for day in begins | ends if day > today}


def _widens(before: dict[Level, frozenset[int]], after: dict[Level, frozenset[int]]) -> bool:
    return any(units - before.get(level, frozenset()) for level, units in after.items())


def propose(
    admin: Administration, kind: PendingChange.Kind, parameters: dict[str, Any], requested_by: str
) -> PendingChange:
    """Keep a change for a second administrator, and tell the others. It takes the place of an earlier proposal of the
    same person about the same thing, so that nobody approves something else than they read."""
    about = {
        key: value for key, value in parameters.items() if key not in ("first_day", "last_day", "parent")
    }
    for earlier in undecided(admin).filter(proposed_by=admin.actor, kind=kind):
        if about.items() <= earlier.parameters.items():
            earlier.delete()
    change = PendingChange.objects.create(
        municipality_id=admin.municipality_id,
        kind=kind,
        parameters=parameters,
        requested_by=requested_by,
        proposed_by=admin.actor,
    )
    for other in root_administrators(admin.root):
        if other != admin.actor:
            queue_mail(other, "pending_change", path=reverse("pending_change", args=[change.pk]))
    return change


def undecided(admin: Administration) -> Any:
    """The proposals that wait and that this administrator may see: all of the municipality, or their own."""
    waiting = PendingChange.objects.filter(municipality_id=admin.municipality_id, decided_at=None)
    return waiting if admin.is_whole else waiting.filter(proposed_by=admin.actor)


def retract(actor: User, change: PendingChange) -> None:
    """Take back a proposal of one's own that nobody decided on yet. Raises NotAllowed."""
    with changing(actor) as admin:
        row = undecided(admin).filter(pk=change.pk, proposed_by=actor).first()
        if row is None:
            raise NotAllowed
        row.delete()
