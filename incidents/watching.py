# SPDX-License-Identifier: EUPL-1.2
"""What a supervisor does: watch progress, remind, reassign, move, and consent to a later date (LEI 1.i.iv).

A supervisor does not handle: nothing here touches what was established or done.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.levels import Level
from accounts.models import OrganisationalUnit, User
from accounts.policy import holders, may, people_with

from .access import NotAllowed, refresh_sight, watched_by
from .appointments import tell_new_handler
from .models import Incident, Status, TimelineEntry
from .registry import refresh_registry
from .telling import tell
from .timeline import note


@contextmanager
def watching(actor: User, incident: Incident) -> Iterator[Incident]:
    """The incident, locked, for a supervisor of its unit. Raises NotAllowed."""
    with transaction.atomic():
        locked = (
            watched_by(Incident.objects.select_for_update(of=("self",)), actor).filter(pk=incident.pk).first()
        )
        if locked is None or locked.status == Status.JOINED:
            raise NotAllowed
        yield locked
        locked.save()
        refresh_registry(locked)
    incident.refresh_from_db()


def remind(actor: User, incident: Incident) -> None:
    """Send the handler the fixed reminder; all who may handle it when nobody took it up, or who did no longer may."""
    with watching(actor, incident) as row:
        able = possible_handlers(row)
        for person in [p for p in able if p.pk == row.handler_id] or able:
            tell(person, "reminder", row)
        note(row, actor, TimelineEntry.Action.REMINDED)


def possible_handlers(incident: Incident) -> QuerySet[User]:
    """Who may handle this incident: handlers of its unit who are not its victim."""
    return people_with(Level.HANDLER, incident.unit).exclude(
        Q(pk__in=incident.victims.exclude(user=None).values("user"))
    )


def reassign(actor: User, incident: Incident, handler: User) -> None:
    """Give the incident to another handler of its unit, who is told. Raises NotAllowed for anybody else."""
    with watching(actor, incident) as row:
        if not possible_handlers(row).filter(pk=handler.pk).exists():
            raise NotAllowed
        if row.handler_id == handler.pk:
            return
        row.handler = handler
        if row.status == Status.NEW:
            row.status = Status.IN_PROGRESS
        note(row, actor, TimelineEntry.Action.REASSIGNED, to=handler.pk)
        tell(handler, "reassigned", row)
        tell_new_handler(handler, row)


def move(actor: User, incident: Incident, unit: OrganisationalUnit) -> None:
    """Move the incident to another unit that the actor supervises too; the old unit loses sight at once.

    A handler who does not handle for the new unit lets go of it. Raises NotAllowed.
    """
    with watching(actor, incident) as row:
        if unit.municipality_id != row.municipality_id or not may(actor, Level.SUPERVISOR, unit):
            raise NotAllowed
        if unit.pk == row.unit_id or unit.closed_on is not None:
            return
        row.unit = unit
        if row.handler_id and not possible_handlers(row).filter(pk=row.handler_id).exists():
            row.handler = None
            row.status = Status.NEW if row.is_open else row.status
        refresh_sight(row)
        note(row, actor, TimelineEntry.Action.MOVED, to=unit.pk)
        for handler in possible_handlers(row):
            tell(handler, "new_report", row)


def change_of_sight(incident: Incident, unit: OrganisationalUnit) -> tuple[list[User], list[User]]:
    """Who would gain and who would lose sight of the incident by moving it to `unit`, by name.

    Handlers of other victims' units keep reading it; a victim sees it in no case as a handler or supervisor.
    """
    victims = set(incident.victims.exclude(user=None).values_list("user_id", flat=True))
    # As refresh_sight will have it: the units of all victims but the first.
    others = [v.unit for v in incident.victims.select_related("unit").order_by("position", "pk")][1:]
    readers = {h.user for other in set(others) for h in holders(other, [Level.HANDLER])}

    def seen_from(owner: OrganisationalUnit) -> set[User]:
        owners = {h.user for h in holders(owner, [Level.HANDLER, Level.SUPERVISOR])}
        return {person for person in owners | readers if person.pk not in victims}

    before, after = seen_from(incident.unit), seen_from(unit)
    return _by_name(after - before), _by_name(before - after)


def _by_name(people: Iterable[User]) -> list[User]:
    return sorted(people, key=lambda person: (person.name.casefold(), person.pk))
