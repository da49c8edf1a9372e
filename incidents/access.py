# SPDX-License-Identifier: EUPL-1.2
"""Which incidents a person may see and handle: querysets on top of the access policy.

An incident belongs to one unit, whose handlers and supervisors see it; handlers of other victims' units may read it.
A victim never handles, nor reads as a handler, their own incident.
"""

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.levels import Level
from accounts.policy import scope_of

from .models import Incident, Sight, Status, Victim
from .sight import refresh_sight as refresh_sight

Incidents = TypeVar("Incidents", bound=QuerySet[Incident])


class NotAllowed(Exception):
    """The domain refuses; a view answers 404."""


def visible_to(incidents: Incidents, user: Any) -> Incidents:
    """Incidents that this person may see in full."""
    scope = scope_of(user)
    handling, watching = scope.units_with(Level.HANDLER), scope.units_with(Level.SUPERVISOR)
    if not handling and not watching:
        return incidents.none()
    sight = Sight.with_due.filter(sighted(handling, watching), incident=OuterRef("pk"))
    return incidents.filter(Exists(sight), ~own(user))


def sighted(handling: frozenset[int], watching: frozenset[int]) -> Q:
    """The sight rows through which handlers and supervisors of these units see an incident."""
    only_watching = watching - handling
    if not only_watching:
        return Q(unit__in=handling)
    return Q(unit__in=handling) | Q(unit__in=only_watching, is_owner=True)


def sights_of(user: Any) -> QuerySet[Sight]:
    """The rows of Sight through which this person may see incidents in full, those of `visible_to`; an incident with
    victims in several of their units has several. For who counts many: they are narrow, an incident is not."""
    scope = scope_of(user)
    handling, watching = scope.units_with(Level.HANDLER), scope.units_with(Level.SUPERVISOR)
    rows: QuerySet[Sight] = Sight.with_due.filter(
        municipality=user.municipality_id, destroy_at__gt=timezone.now()
    ).order_by()
    if len(handling | watching) == len(scope.tree):
        # Every incident belongs to a unit that is seen: its owner's row stands for it.
        rows = rows.filter(is_owner=True)
    else:
        rows = rows.filter(sighted(handling, watching))
    return rows.filter(~Exists(Victim.with_due.filter(incident=OuterRef("incident"), user=user)))


def own(user: Any) -> Exists:
    """The incidents in which this person is a victim."""
    return Exists(Victim.with_due.filter(incident=OuterRef("pk"), user=user))


def handled_by(incidents: Incidents, user: Any) -> Incidents:
    """Incidents that this person may handle: of their units as handler, and never their own."""
    units = scope_of(user).units_with(Level.HANDLER)
    return incidents.filter(~own(user), unit__in=units) if units else incidents.none()


def watched_by(incidents: Incidents, user: Any) -> Incidents:
    """Incidents whose progress this person watches, as supervisor of their unit; never their own."""
    units = scope_of(user).units_with(Level.SUPERVISOR)
    return incidents.filter(~own(user), unit__in=units) if units else incidents.none()


def may_handle(user: Any, incident: Incident) -> bool:
    """Whether this person may handle this incident now; nobody handles one that was joined into another."""
    mine = handled_by(Incident.objects.exclude(status=Status.JOINED), user)
    return mine.filter(pk=incident.pk).exists()


def may_watch(user: Any, incident: Incident) -> bool:
    """Whether this person watches over the handling of this incident now."""
    mine = watched_by(Incident.objects.exclude(status=Status.JOINED), user)
    return mine.filter(pk=incident.pk).exists()


def of_victim_or_reporter(incidents: Incidents, user: Any) -> Incidents:
    """Incidents that this person reported or in which they are a victim. Who took one over did not report it."""
    if not user.is_authenticated or not user.is_active or user.municipality_id is None:
        return incidents.none()
    return incidents.filter(Q(reporter=user, taken_over=False) | own(user), municipality=user.municipality_id)


def is_victim(user: Any, incident: Incident) -> bool:
    """Whether this person is a victim of this incident."""
    return Victim.objects.filter(incident=incident, user=user).exists()
