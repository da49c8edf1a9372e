# SPDX-License-Identifier: EUPL-1.2
"""Arranging the organisation: add, rename, move and close a unit. A unit is never deleted: incidents point at it.

Each function is one act of an application administrator and refuses with NotAllowed what lies outside their units.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import policy
from .administering import Administration, Refused, administrators_remain, changing
from .four_eyes import carry_out
from .grants import end
from .levels import Level
from .models import GroupGrant, OrganisationalUnit, PendingChange, User, UserGrant

# Rooms above register here what keeps a unit open: given the ids of the units that would close, a sentence that says
# what must be done first, or nothing. It may tell no more than that: an administrator reads no incident.
ClosingGuard = Callable[[frozenset[int]], Any]
closing_guards: list[ClosingGuard] = []
GRANTS = (UserGrant, GroupGrant)


class NameTaken(Refused):
    message = _("Hier is al een onderdeel met deze naam.")


class RootStays(Refused):
    message = _("Dit onderdeel is de gemeente zelf. Het kan niet worden verplaatst of gesloten.")


class IntoItself(Refused):
    message = _("Een onderdeel kan niet onder zichzelf of onder een eigen onderdeel komen.")


class TopOfYours(Refused):
    message = _(
        "Hierboven bent u geen beheerder. Vraag een beheerder van het onderdeel erboven om dit te sluiten."
    )


class StillInUse(Refused):
    """Something of this unit must be finished first; `reasons` are sentences for the screen."""

    def __init__(self, reasons: list[Any]) -> None:
        super().__init__(reasons[0])
        self.reasons = reasons


def add_unit(
    actor: User, parent: OrganisationalUnit, name: str, emergency_number: str = ""
) -> OrganisationalUnit:
    """A new unit under an open one. Raises NotAllowed, UnitClosed, NameTaken."""
    with changing(actor) as admin:
        above = admin.open_unit(parent)
        _check_name(admin, above.pk, name)
        return OrganisationalUnit.objects.create(
            municipality_id=above.municipality_id, parent=above, name=name, emergency_number=emergency_number
        )


def rename_unit(
    actor: User, unit: OrganisationalUnit, name: str, emergency_number: str | None = None
) -> OrganisationalUnit:
    """Another name, and another emergency number when one is given. Raises NotAllowed, UnitClosed, NameTaken."""
    with changing(actor) as admin:
        row = admin.open_unit(unit)
        _check_name(admin, row.parent_id, name, but=row)
        row.name = name
        if emergency_number is not None:
            row.emergency_number = emergency_number
        row.save()
        return row


def _check_name(
    admin: Administration, parent_id: int | None, name: str, but: OrganisationalUnit | None = None
) -> None:
    for unit in admin.scope.tree.values():
        same = unit.parent_id == parent_id and unit.name.casefold() == name.casefold()
        if same and unit.closed_on is None and unit != but:
            raise NameTaken(field="name")


# ---------- moving ----------


@dataclass(frozen=True)
class Sight:
    """A person and a level that a unit comes or ceases to be seen with."""

    user: User
    level: Level


@dataclass(frozen=True)
class SightChange:
    """Who gains and who loses sight of a unit and what is under it; those whose grant begins later included."""

    gains: list[Sight]
    loses: list[Sight]


def sight_after_move(
    actor: User, unit: OrganisationalUnit | int, parent: OrganisationalUnit | int
) -> SightChange:
    """What the move would change, found by making it and taking it back.

    Raises NotAllowed, UnitClosed, RootStays, IntoItself, NameTaken.
    """
    with changing(actor) as admin:
        row = admin.unit(unit)
        before = _sights(row)
        with _taken_back():
            moved = _move(admin, row.pk, parent if isinstance(parent, int) else parent.pk)
            after = _sights(moved)
    return SightChange(
        gains=[sight for sight in after if sight not in before],
        loses=[sight for sight in before if sight not in after],
    )


def _sights(unit: OrganisationalUnit) -> list[Sight]:
    # Read afresh: the instance may remember the path on which it was found.
    row = OrganisationalUnit.objects.get(pk=unit.pk)
    return list(dict.fromkeys(Sight(h.user, h.level) for h in policy.holders(row, later=True)))


@contextmanager
def _taken_back() -> Iterator[None]:
    """A savepoint that is always rolled back."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


def move_unit(
    actor: User, unit: OrganisationalUnit, parent: OrganisationalUnit, requested_by: str = ""
) -> OrganisationalUnit | PendingChange:
    """Put a unit, with all under it, under another one; both are the actor's.

    Raises NotAllowed, UnitClosed, RootStays, IntoItself, NameTaken.
    """
    parameters = {"unit": unit.pk, "parent": parent.pk}
    with changing(actor) as admin:
        return carry_out(
            admin,
            PendingChange.Kind.MOVE_UNIT,
            parameters,
            requested_by,
            lambda: perform_move(admin, parameters, requested_by),
        )


def perform_move(admin: Administration, parameters: dict[str, Any], requested_by: str) -> OrganisationalUnit:
    """Move as `parameters` say. Inside a transaction that holds the lock."""
    return _move(admin, parameters["unit"], parameters["parent"])


def _move(admin: Administration, unit_id: int, parent_id: int) -> OrganisationalUnit:
    known = admin.open_unit(unit_id)
    if known.is_root:
        raise RootStays
    above = admin.open_unit(parent_id)
    if above.pk in policy.subtree(admin.scope.tree, [known.pk]):
        raise IntoItself(field="parent")
    row = OrganisationalUnit.objects.get(pk=known.pk)
    if above.pk != row.parent_id:
        _check_name(admin, above.pk, row.name, but=row)
        row.parent = above
        row.save()
    return row


# ---------- closing ----------


@dataclass(frozen=True)
class Closing:
    """What closing a unit would do."""

    units: list[OrganisationalUnit]
    grants: int
    people: int
    moves_to: OrganisationalUnit
    obstacles: list[Any]


def closing_of(admin: Administration, unit: OrganisationalUnit) -> Closing:
    """What closing the unit would end and move, and what must be done first.

    The people go to the unit above, so that must be the administrator's too.
    Raises NotAllowed, UnitClosed, RootStays, TopOfYours.
    """
    row = admin.open_unit(unit)
    if row.parent_id is None:
        raise RootStays
    if row.parent_id not in admin.units:
        raise TopOfYours
    above = admin.unit(row.parent_id)
    ids = _open_under(admin, row)
    return Closing(
        units=[admin.scope.tree[pk] for pk in ids],
        grants=sum(
            model.objects.filter(policy.not_over(), content_object__in=ids).count() for model in GRANTS
        ),
        people=User.objects.filter(unit__in=ids, is_active=True).count(),
        moves_to=above,
        obstacles=[sentence for guard in closing_guards if (sentence := guard(frozenset(ids)))],
    )


def close_unit(actor: User, unit: OrganisationalUnit) -> None:
    """Close a unit and all that is open under it, today and for good.

    The grants on them end; the people in them are from now on in the unit above, which keeps them in its sight.
    Raises NotAllowed, UnitClosed, RootStays, TopOfYours, StillInUse.
    """
    with changing(actor) as admin:
        plan = closing_of(admin, unit)
        if plan.obstacles:
            raise StillInUse(plan.obstacles)
        ids = [u.pk for u in plan.units]
        with administrators_remain(admin):
            for model in GRANTS:
                for grant in model.objects.filter(policy.not_over(), content_object__in=ids):
                    end(admin, grant)
            for person in User.objects.filter(unit__in=ids):
                person.unit = plan.moves_to
                person.save(update_fields=["unit"])
            for row in plan.units:
                row.closed_on = policy.today()
                row.save(update_fields=["closed_on"])


def _open_under(admin: Administration, unit: OrganisationalUnit) -> list[int]:
    ids = policy.subtree(admin.scope.tree, [unit.pk])
    return sorted(pk for pk in ids if admin.scope.tree[pk].closed_on is None)
