# SPDX-License-Identifier: EUPL-1.2
"""A level for some days (a stand-in) begins and ends by itself: who has it and who gave it are told on those days."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from notices.outbox import queue_mail

from .models import GroupGrant, Membership, User, UserGrant
from .policy import in_force, today

STARTS, ENDS = "stand_in_starts", "stand_in_ends"
# What a worker that stood still for so long did not tell is told after all.
WITHIN = datetime.timedelta(days=3)


@dataclass(frozen=True)
class Turn:
    """A dated grant that begins or ends on a day, for these people."""

    kind: str
    row: UserGrant | GroupGrant | Membership
    day: datetime.date
    people: list[User]


def tell_of_stand_ins() -> int:
    """Tell of every dated grant whose first day has come, or whose last; how many people are told now. Each hears it
    once for each of these days, on the day itself as it is in Amsterdam. Harmless to repeat."""
    return sum(_tell(turn) for turn in _turns(today()))


def _tell(turn: Turn) -> int:
    once = f"{turn.kind} {turn.row._meta.model_name} {turn.row.pk} {turn.day}"
    told = [queue_mail(person, turn.kind, path=reverse("home"), once=once) for person in turn.people]
    giver = turn.row.granted_by
    if giver is not None and giver not in turn.people:
        told.append(queue_mail(giver, turn.kind, path=_page_of(turn.row), once=once))
    return sum(message is not None for message in told)


def _page_of(row: UserGrant | GroupGrant | Membership) -> str:
    name = {UserGrant: "user_grant", GroupGrant: "group_grant", Membership: "membership"}[type(row)]
    return reverse(name, args=[row.pk])


def _turns(day: datetime.date) -> Iterator[Turn]:
    """What begins or ends today, or did within some days: of open units and groups that give something."""
    gives = GroupGrant.objects.filter(group=OuterRef("group"), content_object__closed_on=None)
    tables: list[Any] = [
        UserGrant.objects.filter(content_object__closed_on=None).select_related("user", "granted_by"),
        GroupGrant.objects.filter(content_object__closed_on=None).select_related("granted_by"),
        Membership.objects.filter(Exists(gives), group__group__mapping=None).select_related(
            "user", "granted_by"
        ),
    ]
    for rows in tables:
        # One that was given for days that are over by now does not begin.
        for row in rows.filter(in_force(day), first_day__lte=day, first_day__gt=day - WITHIN):
            yield Turn(STARTS, row, row.first_day, _people_of(row))
        for row in rows.filter(last_day__lte=day, last_day__gt=day - WITHIN):
            yield Turn(ENDS, row, row.last_day, _people_of(row))


def _people_of(row: UserGrant | GroupGrant | Membership) -> list[User]:
    if isinstance(row, GroupGrant):
        members = Membership.objects.filter(in_force(), group=row.group_id).select_related("user")
        return [member.user for member in members]
    return [row.user]
