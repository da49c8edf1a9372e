# SPDX-License-Identifier: EUPL-1.2
"""When the municipality shows sanctions for fewer months: what runs is shortened, and never lengthened (R3).

What is longer than the policy in force is asked of the database, so that it can be done again at any time: right
after a change of policy, in the same transaction; and by a sweep, for what somebody imposed in that very moment.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Municipality

from .models import Incident, Involvement, Perpetrator, Sanction
from .registry import refresh_sight_of, set_visibility

BATCH = 500


@dataclass(frozen=True)
class Earlier:
    """A record that goes out of view earlier than it did, by the label of its model; without its id."""

    what: str
    was: datetime.datetime
    until: datetime.datetime


def shorten_running(municipality_id: int, months: Mapping[int, int]) -> list[Earlier]:
    """Shorten what of this municipality is in view for more months than its severity has here; answers what goes out
    of view earlier, and when.

    One transaction. The incidents are locked first and the perpetrators last, each in the order of their ids.
    """
    found: list[Earlier] = []
    with transaction.atomic():
        keys = list(_longer(municipality_id, months).order_by("pk").values_list("pk", flat=True))
        people: set[Any] = set()
        for start in range(0, len(keys), BATCH):
            people |= _shorten_some(keys[start : start + BATCH], months, found)
        ordered = sorted(people)
        for start in range(0, len(ordered), BATCH):
            found += _shorten_people(ordered[start : start + BATCH])
    return found


def foresee(municipality_id: int, months: Mapping[int, int]) -> list[Earlier]:
    """What shortening to these months would do: it is done, and taken back."""
    with transaction.atomic():
        found = shorten_running(municipality_id, months)
        transaction.set_rollback(True)
    return found


def shorten_what_is_longer() -> int:
    """Shorten, in every municipality, what is longer than its policy in force; answers how many go earlier.

    Harmless to repeat. It finds something where a sanction was imposed while the policy was being changed.
    """
    return sum(
        len(shorten_running(municipality.pk, municipality.retention_policy.months))
        for municipality in Municipality.objects.all()
    )


def _longer(municipality_id: int, months: Mapping[int, int]) -> Any:
    """The incidents for which somebody is in view for more months than these."""
    now = timezone.now()
    any_severity = Q(pk=None)
    for severity, most in months.items():
        in_view = {"incident": OuterRef("pk"), "visible_until__gt": now, "months__gt": most}
        any_severity |= Q(severity=severity) & (
            Exists(Sanction.with_due.filter(**in_view, state=Sanction.State.IMPOSED))
            | Exists(Involvement.with_due.filter(**in_view))
        )
    return Incident.objects.filter(any_severity, municipality=municipality_id)


def _shorten_some(keys: Sequence[Any], months: Mapping[int, int], found: list[Earlier]) -> set[Any]:
    """One batch of incidents; answers the perpetrators of whom something was shortened."""
    # Neither what happened nor what was written about a sanction is read.
    incidents = (
        Incident.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .only("severity", "status", "outcome", "occurred_on", "facts_established_at", "destroy_at")
    )
    locked = {incident.pk: incident for incident in incidents.order_by("pk")}
    imposed: dict[Any, list[Sanction]] = defaultdict(list)
    columns = ("state", "planned_end", "lifted_on", "annulled_at", "months", "counted_from", "visible_until")
    for sanction in Sanction.with_due.filter(incident__in=locked, state=Sanction.State.IMPOSED).only(
        "involvement_id", *columns
    ):
        imposed[sanction.involvement_id].append(sanction)
    involvements = list(Involvement.with_due.filter(incident__in=locked).order_by("pk"))
    changed: dict[type, list[Any]] = {Sanction: [], Involvement: []}
    for involvement in involvements:
        incident = locked[involvement.incident_id]
        rows: list[Any] = [involvement, *imposed[involvement.pk]]
        before = [(row.months, row.visible_until) for row in rows]
        set_visibility(incident, involvement, imposed[involvement.pk], months[incident.severity])
        for row, (had, was) in zip(rows, before, strict=True):
            if (row.months, row.visible_until) != (had, was):
                changed[type(row)].append(row)
                found += _earlier(row, was, row.visible_until, incident.destroy_at)
    Sanction.with_due.bulk_update(changed[Sanction], ["months", "visible_until"], BATCH)
    Involvement.with_due.bulk_update(changed[Involvement], ["months", "visible_until"], BATCH)
    return {involvement.perpetrator_id for involvement in involvements}


def _shorten_people(keys: Sequence[Any]) -> list[Earlier]:
    people = Perpetrator.with_due.filter(pk__in=keys).order_by("pk")
    before = list(people.values_list("visible_until", "destroy_at"))
    refresh_sight_of(keys)
    after = people.values_list("visible_until", flat=True)
    return [
        earlier
        for (was, gone), until in zip(before, after, strict=True)
        for earlier in _earlier(Perpetrator, was, until, gone)
    ]


def _earlier(
    row: Any, was: datetime.datetime | None, until: datetime.datetime | None, gone: datetime.datetime
) -> list[Earlier]:
    """The record as one that goes earlier; none when it does not, or when it is destroyed (R4) before either."""
    if was is None or until is None or min(was, gone) <= min(until, gone):
        return []
    return [Earlier(row._meta.label, min(was, gone), min(until, gone))]
