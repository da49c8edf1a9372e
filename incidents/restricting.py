# SPDX-License-Identifier: EUPL-1.2
"""Restriction (AVG 18): what a granted request hides from registry readers, and what it never hides.

Who is restricted is found by a registry reader only as long as a sanction runs against them, and then with the safety
line of that sanction and nothing else: people must be warned (RULES: "Holds"). Handlers and supervisors go on seeing
everything, marked; R3 and R4 go on running.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from retention.terms import local_date

from . import holding
from .access import NotAllowed
from .models import LASTING, Incident, Involvement, Perpetrator, Sanction, TimelineEntry
from .timeline import note

RESTRICTED = Q(perpetrator__restricted_since__isnull=False) | Q(incident__restricted_since__isnull=False)
Action = TimelineEntry.Action


def running_sanctions() -> QuerySet[Sanction]:
    """The sanctions in view that people must act on now; as `Sanction.is_running` says of one."""
    return Sanction.objects.filter(_runs())


def known_sanctions() -> Q:
    """Of sanctions: those in view (R3); where a restriction is, those alone that run."""
    now = timezone.now()
    in_view = Q(visible_until__gt=now, involvement__visible_until__gt=now)
    free = Q(involvement__perpetrator__restricted_since=None, involvement__incident__restricted_since=None)
    return in_view & (free | _runs())


def _runs() -> Q:
    now = timezone.now()
    return Q(
        state=Sanction.State.IMPOSED,
        kind__in=LASTING,
        annulled_at=None,
        lifted_on=None,
        planned_end__gte=local_date(now),
        visible_until__gt=now,
        involvement__visible_until__gt=now,
    )


def shown_persons(municipality_id: int) -> Q:
    """Of perpetrators: those whom no restriction hides. Who has something in view that is not restricted, or a sanction
    that runs, is shown."""
    touched = Involvement.with_due.filter(
        incident__municipality=municipality_id, incident__restricted_since__isnull=False
    )
    open_ones = Involvement.with_due.filter(
        perpetrator=OuterRef("pk"), visible_until__gt=timezone.now(), incident__restricted_since=None
    )
    running = running_sanctions().filter(involvement__perpetrator=OuterRef("pk"))
    unrestricted = Q(restricted_since=None) & (
        ~Q(pk__in=touched.order_by().values("perpetrator")) | Q(Exists(open_ones))
    )
    return unrestricted | Q(Exists(running))


def unrestricted_or_running() -> Q:
    """Of involvements: those that a registry reader sees, in full or by the safety line of what runs."""
    running = running_sanctions().filter(involvement=OuterRef("pk"))
    return ~RESTRICTED | Q(Exists(running))


def is_restricted(involvement: Involvement) -> bool:
    """Whether of this incident of this person a registry reader sees no more than what runs."""
    return (involvement.perpetrator.restricted_since or involvement.incident.restricted_since) is not None


def hides(involvement: Involvement, sanctions: Iterable[Sanction]) -> bool:
    """Whether a restriction keeps this incident of this person from who does not see it in full: nothing of it runs."""
    return is_restricted(involvement) and not any(s.is_running for s in sanctions)


@transaction.atomic
def restrict(actor: User, record: Incident | Perpetrator) -> None:
    """Hide a record from registry readers from now on (AVG 18.1), by a decision on a request; an incident with every
    report of its event, since joining moves who it names from one to another. Twice is once.

    Raises NotAllowed.
    """
    _set(actor, record, Action.RESTRICTED)


@transaction.atomic
def lift(actor: User, record: Incident | Perpetrator) -> None:
    """Registry readers see it again, as far as its terms go. The person was told before (AVG 18.3). Raises NotAllowed."""
    _set(actor, record, Action.UNRESTRICTED)


def _set(actor: User, record: Incident | Perpetrator, action: TimelineEntry.Action) -> None:
    model: Any = type(record)
    mine: Any = (
        holding.incidents_for_requests(actor)
        if model is Incident
        else holding.perpetrators_for_requests(actor)
    )
    incidents = _incidents_of(record)
    list(Incident.with_due.select_for_update(of=("self",)).filter(pk__in=incidents).order_by("pk"))
    records = incidents if model is Incident else [record.pk]
    rows = {row.pk: row for row in mine.select_for_update(of=("self",)).filter(pk__in=records).order_by("pk")}
    if record.pk not in rows:
        raise NotAllowed
    restricts = action == Action.RESTRICTED
    changing = [row for row in rows.values() if restricts != (row.restricted_since is not None)]
    if not changing:
        return
    for row in changing:
        row.restricted_since = timezone.now() if restricts else None
        row.save(update_fields=["restricted_since"])
    for incident in Incident.objects.filter(pk__in=incidents).order_by("pk"):
        note(incident, actor, action)


def _incidents_of(record: Incident | Perpetrator) -> Iterable[uuid.UUID]:
    if isinstance(record, Incident):
        return holding.together_with([record.pk])
    return list(Involvement.with_due.filter(perpetrator=record).values_list("incident_id", flat=True))
