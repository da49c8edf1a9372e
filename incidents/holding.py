# SPDX-License-Identifier: EUPL-1.2
"""What a hold on an incident or a perpetrator holds along (RULES: "Holds").

An incident is held by a request about itself, about a report that it was joined with, or about somebody that one of
these names. A perpetrator is held by a request about them, and as long as an incident that names them is: what hangs
together is decided on together, and no destruction takes away a part of what is held. It goes no further: another
incident of somebody who is held along goes on its own day.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.levels import Level
from accounts.models import User
from accounts.policy import scope_of
from retention import holds
from retention.models import Hold
from retention.terms import hold_ends

from .access import NotAllowed, own
from .models import Incident, Involvement, Perpetrator
from .moments import last_day

Ids = Sequence[uuid.UUID]
OURS = (Incident._meta.label, Perpetrator._meta.label)
# Of somebody in many incidents so many references stand in a title.
NAMED = 3


def coordinates(user: Any) -> bool:
    """Whether this person handles the requests of persons in their municipality."""
    return scope_of(user).holds_on_root(Level.COORDINATOR)


def held_for(user: Any) -> QuerySet[Incident]:
    """The incidents that are due and held, for those who handle the request; nobody else sees them anywhere."""
    rows = Incident.with_due.filter(pk__in=Incident.held.values("pk"))
    return rows.filter(~own(user), municipality=user.municipality_id) if coordinates(user) else rows.none()


def held_perpetrators_for(user: Any) -> QuerySet[Perpetrator]:
    """The perpetrators who are due and held, for those who handle the request."""
    rows = Perpetrator.with_due.filter(pk__in=Perpetrator.held.values("pk"))
    return rows.filter(municipality=user.municipality_id) if coordinates(user) else rows.none()


def holds_for(user: Any) -> QuerySet[Hold]:
    """The holds on incidents and perpetrators that run in the municipality of who handles requests, the first to end
    first; what another room holds is answered there."""
    rows = (
        holds.running().filter(municipality=user.municipality_id, what__in=OURS).select_related("placed_by")
    )
    return rows.order_by("until", "pk") if coordinates(user) else rows.none()


@dataclass(frozen=True)
class Described:
    """A hold as a list shows it: what it is about, by reference only; and how long, in last days."""

    hold: Hold
    title: str
    # The last day on which the record, without the hold, is there; None when it is gone.
    goes_on: datetime.date | None
    is_due: bool
    # Whether something that it holds is due, and so to be read here: of somebody, an incident too.
    can_be_read: bool

    @property
    def last_day(self) -> datetime.date:
        return last_day(self.hold.until)


def described(rows: Iterable[Hold]) -> list[Described]:
    """These holds, each with the references of what it is about; four queries at most, whatever their number."""
    found = list(rows)
    incidents = Incident.with_due.in_bulk([h.object_id for h in found if h.what == Incident._meta.label])
    people = Perpetrator.with_due.in_bulk([h.object_id for h in found if h.what == Perpetrator._meta.label])
    named: dict[Any, list[Incident]] = defaultdict(list)
    by = Involvement.with_due.filter(perpetrator__in=people).select_related("incident")
    for involvement in by.order_by("-incident__reference"):
        named[involvement.perpetrator_id].append(involvement.incident)
    shown = []
    for hold in found:
        key = uuid.UUID(hold.object_id)
        row = incidents.get(key) or people.get(key)
        title = _("Vernietigd") if row is None else str(row)
        if key in people:
            title = _("Dader in %(references)s") % {"references": _listed(named[key])}
        goes_on = last_day(row.destroy_at) if row else None
        is_due = row is not None and row.is_due
        can_be_read = is_due or any(incident.is_due for incident in named[key])
        shown.append(Described(hold, title, goes_on, is_due, can_be_read))
    return shown


def _listed(incidents: Sequence[Incident]) -> str:
    """The newest references by name, the others by their number."""
    words = ", ".join(incident.reference for incident in incidents[:NAMED]) or "–"
    more = len(incidents) - NAMED
    if more <= 0:
        return words
    return ngettext("%(listed)s en %(n)s andere", "%(listed)s en %(n)s andere", more) % {
        "listed": words,
        "n": more,
    }


def incidents_for_requests(user: Any) -> QuerySet[Incident]:
    """The incidents in which who handles requests may find somebody: all of the municipality that are not due, but for
    those in which they are a victim themselves (another coordinator does). To be found is not to be read."""
    rows: QuerySet[Incident] = Incident.objects.filter(~own(user), municipality=user.municipality_id)
    return rows if coordinates(user) else rows.none()


def perpetrators_for_requests(user: Any) -> QuerySet[Perpetrator]:
    """The same of perpetrators: none of an incident in which the user is a victim."""
    theirs = Involvement.with_due.filter(perpetrator=OuterRef("pk"), incident__victims__user=user.pk)
    rows: QuerySet[Perpetrator] = Perpetrator.objects.filter(
        ~Exists(theirs), municipality=user.municipality_id
    )
    return rows if coordinates(user) else rows.none()


@transaction.atomic
def hold_for_request(
    actor: User, record: Incident | Perpetrator, request: str, received_on: datetime.date
) -> Hold | None:
    """Postpone the destruction of a record in which a person was found who asks something; None when the request came
    too long ago to postpone anything.

    Raises NotAllowed for what the actor may not find (any more).
    """
    if isinstance(record, Incident):
        lock_records([record.pk], [])
        found: QuerySet[Any] = incidents_for_requests(actor)
    else:
        lock_records([], [record.pk])
        found = perpetrators_for_requests(actor)
    if not found.filter(pk=record.pk).exists():
        raise NotAllowed
    if hold_ends(received_on) <= timezone.now():
        return None
    return holds.place_hold(actor, record, request, received_on)


def running_on_all(incidents: Ids, perpetrators: Ids) -> QuerySet[Hold]:
    """The holds that run and that keep any of these from being destroyed, by themselves or along."""
    named = {*perpetrators, *_named_by(incidents)}
    return _holds_on_event(_event_of(incidents)) | holds.running_on(Perpetrator, named)


@transaction.atomic
def end_by(actor: User, hold: Hold, ending: str) -> None:
    """The decision on a request, by who handles requests in the municipality; one that ended by itself stays as it
    ended. Raises NotAllowed."""
    if hold.what not in OURS or not coordinates(actor) or hold.municipality != actor.municipality_id:
        raise NotAllowed
    key = uuid.UUID(hold.object_id)
    if hold.what == Perpetrator._meta.label:
        lock_records([], [key])
    else:
        lock_records([key], [])
    holds.end_hold(actor, hold, ending)


def lock_records(incidents: Ids, perpetrators: Ids) -> None:
    """Lock these and all that hangs together with them, inside a transaction that ends more than one hold or changes
    more than one record: incidents before perpetrators, as everywhere, each by its number. Nobody waits in a circle."""
    named_by = Involvement.with_due.filter(perpetrator__in=perpetrators).values_list("incident_id", flat=True)
    event = _event_of([*incidents, *named_by])
    list(Incident.with_due.select_for_update(of=("self",)).filter(pk__in=event).order_by("pk"))
    people = {*perpetrators, *_named_by(event)}
    list(Perpetrator.with_due.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"))


def move_holds(goes: Perpetrator, stays: Perpetrator) -> None:
    """Two turned out to be one: what holds the one holds the other, and the one that goes is held by nothing.

    Inside a transaction; the incidents are the other's already.
    """
    moved = Hold.with_due.filter(what=Perpetrator._meta.label, object_id=str(goes.pk))
    moved.update(object_id=str(stays.pk))
    derive_of_perpetrators([goes.pk, stays.pk])


def holds_on(incident: Incident) -> QuerySet[Hold]:
    """The holds that run and that hold this incident, by themselves or along, the last to end first."""
    return _holds_on_event(_event_of([incident.pk])).order_by("-until", "pk")


def refresh(incident: Incident) -> None:
    """After anything about this incident changed: somebody else may be named, another report joined.

    Where no request runs in the municipality, as a rule, this is one small question.
    """
    if incident.is_held or holds.running().filter(municipality=incident.municipality_id).exists():
        derive_of_incidents([incident.pk])


def derive_of_incidents(ids: Iterable[uuid.UUID]) -> None:
    """Derive again until when these incidents are held, and all that is held along with them."""
    people: set[uuid.UUID] = set()
    left = set(ids)
    while left:
        event = _event_of([next(iter(left))])
        left -= {*event, next(iter(left))}
        holds.set_held_until(Incident, event, holds.last_of(_holds_on_event(event)))
        people |= _named_by(event)
    _derive_alone(people)


def derive_of_perpetrators(ids: Iterable[uuid.UUID]) -> None:
    """The same of perpetrators and the incidents that name them."""
    wanted = set(ids)
    derive_of_incidents(
        Involvement.with_due.filter(perpetrator__in=wanted).values_list("incident_id", flat=True)
    )
    _derive_alone(wanted)


def _derive_alone(people: Iterable[uuid.UUID]) -> None:
    """From the holds on each of these, and from the incidents that name them, as these are held now."""
    for person in people:
        along = Incident.with_due.filter(
            involvements__perpetrator=person, held_until__gt=timezone.now()
        ).aggregate(last=Max("held_until"))["last"]
        itself = holds.last_of(holds.running_on(Perpetrator, [person]))
        holds.set_held_until(Perpetrator, [person], max(filter(None, (along, itself)), default=None))


def together_with(ids: Iterable[uuid.UUID]) -> Ids:
    """The ids of the incidents that were joined with one of these, and of these: what is decided on together."""
    return _event_of(list(ids))


def _event_of(ids: Ids) -> Ids:
    """The reports of one event: these, what they were joined into and what was joined into them."""
    known = set(ids)
    while True:
        near = Incident.with_due.filter(
            Q(pk__in=known) | Q(joined_into__in=known) | Q(joined__in=known)
        ).values_list("pk", flat=True)
        found = known | set(near)
        if found == known:
            return sorted(known)
        known = found


def _named_by(event: Ids) -> set[uuid.UUID]:
    return set(Involvement.with_due.filter(incident__in=event).values_list("perpetrator_id", flat=True))


def _holds_on_event(event: Ids) -> QuerySet[Hold]:
    return holds.running_on(Incident, event) | holds.running_on(Perpetrator, _named_by(event))
