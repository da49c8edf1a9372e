# SPDX-License-Identifier: EUPL-1.2
"""What every act of an application administrator has in common: where they may act, one act at a time, and how a
rule says no (LEI 1.i.i).

An administrator acts on the units on which they hold the level, and on the people whose department is one of these.
Groups, the staff list, the settings and the proposals of others need the level on the whole municipality.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.outbox import queue_mail
from retention import ledger

from . import policy, rights, sessions
from .levels import COMPATIBLE_WITH_ADMINISTRATOR, Level
from .models import Group, Municipality, OrganisationalUnit, User
from .policy import Scope


class NotAllowed(Exception):
    """Outside what this administrator may touch; a view answers 404."""


class Refused(Exception):
    """A rule says no. `message` says why, for the screen; `field` names the form field it is about, if one."""

    message: Any = _("Dit kan niet.")

    def __init__(self, message: Any = None, field: str | None = None) -> None:
        self.message = message or self.message
        self.field = field
        super().__init__(str(self.message))


class UnitClosed(Refused):
    message = _("Dit onderdeel is gesloten. Er kan niets meer bij.")


class PersonInactive(Refused):
    message = _("Deze persoon is gedeactiveerd. Activeer de persoon eerst.")


class LastAdministrator(Refused):
    message = _(
        "Dan heeft de gemeente geen applicatiebeheerder meer. Geef dit niveau eerst aan iemand anders, op de hele "
        "gemeente."
    )


class KeysAndDoors(Refused):
    """An administrator can hold no other level than reporter (who gives keys, opens no doors)."""

    message = _(
        "Een applicatiebeheerder kan daarnaast alleen melder zijn. Wie de sleutels uitdeelt, opent zelf geen deuren. "
        "Trek eerst het andere niveau in."
    )


@dataclass(frozen=True)
class Administration:
    """Where somebody is application administrator, at one moment."""

    actor: User
    scope: Scope
    # Which rights this act changed; written in the ledger when it is done, so that the chain is locked last.
    changed_rights: list[ledger.Line] = field(default_factory=list, compare=False)

    def note_granted(self, right: rights.Right) -> None:
        """Have the ledger say that this right counts, on its days, from now on."""
        self.changed_rights.append(rights.granted(self.municipality_id, right))

    def note_withdrawn(self, right: rights.Right) -> None:
        """Have the ledger say that this right counts no more."""
        self.changed_rights.append(rights.withdrawn(self.municipality_id, right))

    @property
    def units(self) -> frozenset[int]:
        """Ids of the units they administer, closed ones included."""
        return self.scope.units_with(Level.ADMINISTRATOR)

    @property
    def is_whole(self) -> bool:
        """Whether they administer the whole municipality."""
        return self.scope.holds_on_root(Level.ADMINISTRATOR)

    @property
    def municipality_id(self) -> int:
        return self.root.municipality_id

    @property
    def root(self) -> OrganisationalUnit:
        return next(unit for unit in self.scope.tree.values() if unit.is_root)

    def people(self) -> "QuerySet[User]":
        """Everybody whom this administrator may see and change."""
        people = User.objects.filter(municipality_id=self.municipality_id)
        return people if self.is_whole else people.filter(unit__in=self.units)

    def groups(self) -> "QuerySet[Group]":
        groups = Group._default_manager.filter(municipality_id=self.municipality_id)
        return cast("QuerySet[Group]", groups)

    def need_whole(self) -> None:
        """Raises NotAllowed for an administrator of a part."""
        if not self.is_whole:
            raise NotAllowed

    def unit(self, unit: OrganisationalUnit | int) -> OrganisationalUnit:
        """The unit as it is now. Raises NotAllowed when it is not one of theirs."""
        pk = unit if isinstance(unit, int) else unit.pk
        if pk not in self.units:
            raise NotAllowed
        return self.scope.tree[pk]

    def open_unit(self, unit: OrganisationalUnit | int) -> OrganisationalUnit:
        """The unit as it is now. Raises NotAllowed, or UnitClosed."""
        found = self.unit(unit)
        if found.closed_on is not None:
            raise UnitClosed(field="unit")
        return found

    def person(self, person: User | int) -> User:
        """The person as they are now. Raises NotAllowed when they are not one of theirs."""
        found = self.people().filter(pk=person if isinstance(person, int) else person.pk).first()
        if found is None:
            raise NotAllowed
        return found

    def active_person(self, person: User | int) -> User:
        """The person as they are now. Raises NotAllowed, or PersonInactive."""
        found = self.person(person)
        if not found.is_active:
            raise PersonInactive
        return found

    def group(self, group: Group | int) -> Group:
        """The group as it is now. Raises NotAllowed when they do not administer the whole municipality."""
        self.need_whole()
        found = self.groups().filter(pk=group if isinstance(group, int) else group.pk).first()
        if found is None:
            raise NotAllowed
        return found


def administration_of(user: User) -> Administration:
    """Where this person is application administrator. Raises NotAllowed for everybody who is so nowhere."""
    scope = policy.scope_of(user)
    if not scope.holds(Level.ADMINISTRATOR):
        raise NotAllowed
    return Administration(user, scope)


def lock(municipality_id: int) -> None:
    """Wait for every other administrator of this municipality; call it first in a transaction.

    Rules such as "an administrator holds no other level" speak about several rows at once: two administrators who
    each see the situation before the other's change could break them together. Reports, which only refer to the
    municipality, do not wait.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality_id)


@contextmanager
def changing(actor: User) -> Iterator[Administration]:
    """A transaction in which this administrator, and no other of the municipality, changes something.

    Their rights are read again after the others are done; what changes of anybody's rights goes into the ledger, whose
    levels change signs in anew, and a new administrator of the whole is told to the others.
    Raises NotAllowed.
    """
    if actor.municipality_id is None:
        raise NotAllowed
    try:
        with transaction.atomic():
            lock(actor.municipality_id)
            fresh = User.objects.select_related("municipality").filter(pk=actor.pk).first()
            if fresh is None:
                raise NotAllowed
            admin = administration_of(fresh)
            with new_administrators_told(admin.root, but=fresh):
                yield admin
            sessions.levels_changed(rights.whose(admin.changed_rights))
            ledger.append(admin.changed_rights, timezone.now())
    finally:
        policy.forget_scope(actor)


def check_keys_and_doors(person: User) -> None:
    """After a change: raises KeysAndDoors when somebody who is or will be an administrator, anywhere, directly or
    through a group, also has or will have a level that opens something."""
    levels = {holding.level for holding in policy.holdings_of(person)}
    if Level.ADMINISTRATOR in levels and not levels <= COMPATIBLE_WITH_ADMINISTRATOR:
        raise KeysAndDoors


def root_administrators(root: OrganisationalUnit, on: datetime.date | None = None) -> list[User]:
    """The active people who administer the whole municipality today, or on another local date to come."""
    day = on or policy.today()
    found = policy.holders(root, [Level.ADMINISTRATOR], later=True)
    return list({h.user.pk: h.user for h in found if h.in_force(day)}.values())


@contextmanager
def new_administrators_told(root: OrganisationalUnit, but: User | None = None) -> Iterator[None]:
    """Mails who administers the whole municipality, `but` who does it now, about everybody whom what happens inside makes
    one as well, today or on a day to come. Inside a transaction that holds the lock."""
    before = _administer_it_some_day(root)
    yield
    new = _administer_it_some_day(root) - before
    if not new:
        return
    for other in root_administrators(root):
        if other.pk in before and other != but:
            for pk in sorted(new):
                queue_mail(other, "administrator_added", path=reverse("person", args=[pk]))


def _administer_it_some_day(root: OrganisationalUnit) -> set[int]:
    return {holding.user.pk for holding in policy.holders(root, [Level.ADMINISTRATOR], later=True)}


def root_administrator_counts(root: OrganisationalUnit) -> tuple[int, int]:
    """How many people administer the whole municipality: today, and on the poorest day from today on."""
    found = policy.holders(root, [Level.ADMINISTRATOR], later=True)
    today = policy.today()
    # The number can only fall on the day after somebody's last.
    days = {today} | {h.last_day + datetime.timedelta(days=1) for h in found if h.last_day}
    counts = {day: len({h.user.pk for h in found if h.in_force(day)}) for day in days}
    return counts[today], min(counts.values())


@contextmanager
def administrators_remain(admin: Administration) -> Iterator[None]:
    """Raises LastAdministrator when what happens inside leaves nobody to administer the whole municipality, today or
    on a day to come, where there was somebody before."""
    before = root_administrator_counts(admin.root)
    yield
    after = root_administrator_counts(admin.root)
    if any(now < 1 <= then for then, now in zip(before, after, strict=True)):
        raise LastAdministrator
