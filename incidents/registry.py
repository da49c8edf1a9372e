# SPDX-License-Identifier: EUPL-1.2
"""The perpetrator registry: what is in it, until when (R3), and when a perpetrator is destroyed (R5).

An incident of a perpetrator is in the registry when a handler has established its facts, and until the last of its
sanctions goes out of view; without a sanction by the incident's own date. An incident that was sanctioned is never in
view by its own date again: an annulled sanction leaves nothing to be shown by. What has gone out of view stays out.

The moments are columns; every query compares them with now, so nothing has to run for somebody to go out of view.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.levels import Level
from accounts.policy import scope_of
from retention.engine import destroy_early
from retention.terms import sanction_due, unsanctioned_due

from . import holding
from .models import Incident, Involvement, Outcome, Perpetrator, Sanction, Status
from .restricting import known_sanctions, unrestricted_or_running

# What `set_last_incident` sets.
TERM = ("destroy_at", "counted_from", "retention_rule", "retention_policy")


def refresh_registry(incident: Incident) -> None:
    """Derive again until when this incident's perpetrators are visible and kept, after anything about it changed.

    The incident is the caller's locked row, already saved.
    """
    involvements = list(Involvement.with_due.filter(incident=incident))
    standard = incident.municipality.months_for_severity(incident.severity)
    for involvement in involvements:
        imposed = list(Sanction.with_due.filter(involvement=involvement, state=Sanction.State.IMPOSED))
        set_visibility(incident, involvement, imposed, standard)
        for sanction in imposed:
            sanction.save(update_fields=["months", "counted_from", "visible_until"])
        involvement.save(update_fields=["months", "visible_until"])
    refresh_perpetrators(i.perpetrator_id for i in involvements)
    holding.refresh(incident)


def set_visibility(
    incident: Incident, involvement: Involvement, imposed: Sequence[Sanction], standard: int
) -> None:
    """Set until when an involvement and the sanctions imposed for it are visible (R3); saves nothing.

    `standard` is what the municipality gives the incident's severity now.
    """
    # Of a report that was joined into this one facts were established: a sanction that stands on them goes on showing.
    stands = any(not sanction.is_annulled for sanction in imposed)
    if incident.status == Status.JOINED or (incident.facts_established_at is None and not stands):
        involvement.visible_until = None
        return
    # Lowering the severity, or the months for it, shortens; raising changes nothing that was confirmed (R3).
    involvement.months = min(involvement.months or standard, standard)
    for sanction in imposed:
        derive_term(sanction, standard)
    if imposed:
        until = max((s.visible_until for s in imposed if s.visible_until and not s.is_annulled), default=None)
    else:
        until = unsanctioned_due(incident.occurred_on, involvement.months).at
    was, now = involvement.visible_until, timezone.now()
    if until is None or incident.outcome == Outcome.UNFOUNDED:
        involvement.visible_until = None
    elif was is not None and was <= now:
        involvement.visible_until = min(was, until)
    else:
        involvement.visible_until = min(until, incident.destroy_at)


def derive_term(sanction: Sanction, standard: int) -> None:
    """Set until when an imposed sanction is visible, from its end and its months (R3); never later than it was.

    `standard` is what the municipality gives the incident's severity now: a lower one shortens. What is out of view
    stays as it was written down.
    """
    if sanction.visible_until is not None and sanction.visible_until <= timezone.now():
        return
    sanction.months = min(sanction.months, standard)
    sanction.counted_from = sanction.last_day
    until = sanction_due(sanction.counted_from, sanction.months).at
    if sanction.annulled_at is not None:
        until = min(until, sanction.annulled_at)
    sanction.visible_until = min(sanction.visible_until or until, until)


def refresh_perpetrators(ids: Iterable[uuid.UUID]) -> None:
    """Derive again until when these are visible and kept (R3, R5); who is named by no incident any more, goes."""
    for perpetrator in Perpetrator.with_due.select_for_update().filter(pk__in=set(ids)).order_by("pk"):
        last = (
            Incident.with_due.filter(involvements__perpetrator=perpetrator)
            .order_by("-destroy_at")
            .values_list("counted_from", "destroy_at")
            .first()
        )
        if last is None:
            _let_go(perpetrator)
            continue
        perpetrator.set_last_incident(*last)
        seen = Involvement.with_due.filter(perpetrator=perpetrator).aggregate(until=Max("visible_until"))
        perpetrator.visible_until = seen["until"]
        perpetrator.save(update_fields=[*TERM, "visible_until"])


def _let_go(perpetrator: Perpetrator) -> None:
    """Nothing names them any more (R5): they go at once, or when the request about them is decided."""
    perpetrator.derive_held_until()
    perpetrator.refresh_from_db(fields=["held_until"])
    if not perpetrator.is_held:
        destroy_early([perpetrator], "R5")
        return
    now = timezone.now()
    perpetrator.set_last_incident(now, now)
    perpetrator.visible_until = None
    perpetrator.save(update_fields=[*TERM, "visible_until"])


def refresh_sight_of(ids: Iterable[uuid.UUID]) -> None:
    """Derive again until when these perpetrators are visible (R3), where no incident was added, moved or taken away.

    Locks them, in the order of their ids like everybody who locks several.
    """
    people = Perpetrator.with_due.filter(pk__in=set(ids))
    list(people.select_for_update().order_by("pk").values_list("pk"))
    theirs = Involvement.with_due.filter(perpetrator=OuterRef("pk")).order_by().values("perpetrator")
    people.update(visible_until=Subquery(theirs.annotate(until=Max("visible_until")).values("until")))


def readable_by(user: Any) -> QuerySet[Perpetrator]:
    """The perpetrators that a registry reader may find: of their own municipality, in view now (R3)."""
    if not scope_of(user).holds_on_root(Level.REGISTRY_READER):
        return Perpetrator.objects.none()
    return Perpetrator.objects.in_registry(user.municipality_id)


def seen_by(user: Any) -> QuerySet[Perpetrator]:
    """The perpetrators of incidents that this handler or supervisor sees in full, until R4."""
    incidents = Incident.objects.visible_to(user).filter(involvements__perpetrator=OuterRef("pk"))
    return Perpetrator.objects.filter(Exists(incidents), municipality=user.municipality_id)


def matchable_by(user: Any) -> QuerySet[Perpetrator]:
    """Whom a handler may be shown as the same person: those in view (R3) or in their own units, and no others."""
    if not scope_of(user).holds(Level.HANDLER):
        return Perpetrator.objects.none()
    return Perpetrator.objects.in_registry(user.municipality_id) | seen_by(user)


def in_view(perpetrator: Perpetrator) -> QuerySet[Involvement]:
    """What a registry reader sees of this person: the incidents that are in view now, newest first (R3)."""
    return (
        Involvement.objects.filter(
            unrestricted_or_running(), perpetrator=perpetrator, visible_until__gt=timezone.now()
        )
        .select_related("incident__handler", "incident__municipality")
        .order_by("-incident__occurred_at", "pk")
    )


def sanctions_in_view(involvements: Iterable[Involvement]) -> QuerySet[Sanction]:
    """The sanctions of these that are in view now; each goes on its own day (R3)."""
    return Sanction.objects.filter(
        known_sanctions(), involvement__in=involvements, state=Sanction.State.IMPOSED
    ).order_by("-decided_on", "pk")
