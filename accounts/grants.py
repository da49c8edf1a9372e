# SPDX-License-Identifier: EUPL-1.2
"""Giving a level, to a person or to a group, on a unit, for some days, because somebody asked; and taking it back.

Each function is one act of an application administrator (LEI 1.i.i, 4.6). All refuse with NotAllowed what lies outside
the actor's units, and with a subclass of Refused what a rule forbids. What would widen the actor's own rights comes
back as a PendingChange.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import policy
from .administering import (
    Administration,
    Refused,
    administrators_remain,
    changing,
    check_keys_and_doors,
)
from .four_eyes import carry_out
from .levels import ROOT_ONLY, Level
from .models import (
    Group,
    GroupGrant,
    GroupMapping,
    Membership,
    OrganisationalUnit,
    PendingChange,
    User,
    UserGrant,
)

# A year with five digits, or the last day of the calendar, is a slip of the finger and cannot be counted on from.
EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)


class RootOnly(Refused):
    message = _("Dit niveau geldt voor de hele gemeente. U kunt het alleen op de gemeente zelf geven.")


class DaysRefused(Refused):
    message = _("De laatste dag ligt voor de eerste.")


class NobodyAsked(Refused):
    message = _("Vul in wie hierom vroeg.")


class FollowsProvider(Refused):
    message = _(
        "Deze groep volgt de groepen van het werkaccount. Wijzig dit bij Beheer, Werkaccount, of bij de inlogdienst."
    )


def follows_provider(group_id: int) -> bool:
    """Whether who is in this group is told by the identity provider, and not by an administrator."""
    return GroupMapping.objects.filter(group=group_id).exists()


def check_by_hand(group_id: int) -> None:
    """Raises FollowsProvider for a group that an administrator does not fill."""
    if follows_provider(group_id):
        raise FollowsProvider


@dataclass(frozen=True)
class Days:
    """From the first up to and including the last, local dates; an empty side is open."""

    first: datetime.date | None = None
    last: datetime.date | None = None

    def check(self) -> None:
        """Raises DaysRefused for days that are in the wrong order, over, or not of this century."""
        for field, day in (("first_day", self.first), ("last_day", self.last)):
            if day is not None and not EARLIEST <= day < LATEST:
                raise DaysRefused(_("Deze datum ligt te ver weg."), field=field)
        if self.first and self.last and self.last < self.first:
            raise DaysRefused(field="last_day")
        if self.last and self.last < policy.today():
            raise DaysRefused(_("De laatste dag is al voorbij."), field="last_day")

    def written(self) -> dict[str, str | None]:
        return {
            "first_day": self.first.isoformat() if self.first else None,
            "last_day": self.last.isoformat() if self.last else None,
        }

    @classmethod
    def read(cls, parameters: dict[str, Any]) -> "Days":
        first, last = parameters["first_day"], parameters["last_day"]
        return cls(
            datetime.date.fromisoformat(first) if first else None,
            datetime.date.fromisoformat(last) if last else None,
        )


def grant_level(
    actor: User,
    level: Level | str,
    unit: OrganisationalUnit,
    *,
    user: User | None = None,
    group: Group | None = None,
    requested_by: str,
    first_day: datetime.date | None = None,
    last_day: datetime.date | None = None,
) -> UserGrant | GroupGrant | PendingChange:
    """Give a person or a group a level on a unit; given again, the days of that grant change.

    Raises UnknownLevel, NotAllowed, RootOnly, UnitClosed, PersonInactive, DaysRefused, KeysAndDoors,
    LastAdministrator (fewer days for the last one), NobodyAsked.
    """
    if (user is None) == (group is None):
        raise TypeError("A level is given to a person or to a group.")
    kind = PendingChange.Kind.USER_GRANT if user else PendingChange.Kind.GROUP_GRANT
    to = {"user": user.pk} if user else {"group": group.pk if group else None}
    parameters = to | {
        "level": Level.named(level).value,
        "unit": unit.pk,
        **Days(first_day, last_day).written(),
    }
    with changing(actor) as admin:
        return carry_out(
            admin, kind, parameters, requested_by, lambda: perform_grant(admin, parameters, requested_by)
        )


def perform_grant(
    admin: Administration, parameters: dict[str, Any], requested_by: str
) -> UserGrant | GroupGrant:
    """Give what `parameters` say, as this administrator. Inside a transaction that holds the lock."""
    level = Level.named(parameters["level"])
    unit = admin.open_unit(parameters["unit"])
    if level in ROOT_ONLY and not unit.is_root:
        raise RootOnly(field="level")
    facts = _facts(admin, Days.read(parameters), requested_by)
    where: dict[str, Any] = {
        "content_object": unit,
        "permission": Permission.objects.get(codename=level.value, content_type__app_label="accounts"),
    }
    with administrators_remain(admin):
        if "user" in parameters:
            person = admin.active_person(parameters["user"])
            user_grant, _created = UserGrant.objects.update_or_create(user=person, **where, defaults=facts)
            check_keys_and_doors(person)
            admin.note_granted(user_grant)
            return user_grant
        group = admin.group(parameters["group"])
        check_by_hand(group.pk)
        group_grant, _created = GroupGrant.objects.update_or_create(group=group, **where, defaults=facts)
        _check_members(group)
        admin.note_granted(group_grant)
        return group_grant


def change_days(
    actor: User,
    row: UserGrant | GroupGrant | Membership,
    *,
    first_day: datetime.date | None,
    last_day: datetime.date | None,
    requested_by: str,
) -> UserGrant | GroupGrant | Membership | PendingChange:
    """Other days for a grant or a membership; who asked for that is written down in the place of who asked first.

    Raises what grant_level and add_member raise.
    """
    facts: dict[str, Any] = {"first_day": first_day, "last_day": last_day, "requested_by": requested_by}
    if isinstance(row, Membership):
        return add_member(actor, row.group.group, row.user, **facts)
    to: dict[str, Any] = {"user": row.user} if isinstance(row, UserGrant) else {"group": row.group.group}
    return grant_level(actor, row.level, row.content_object, **to, **facts)


def withdraw_grant(actor: User, grant: UserGrant | GroupGrant) -> None:
    """The grant ends now. Raises NotAllowed, LastAdministrator, FollowsProvider."""
    with changing(actor) as admin:
        admin.unit(grant.content_object_id)
        if isinstance(grant, GroupGrant):
            admin.need_whole()
            check_by_hand(grant.group_id)
        row = type(grant).objects.filter(pk=grant.pk).first()
        if row is not None:
            with administrators_remain(admin):
                end(admin, row)


def end(admin: Administration, row: UserGrant | GroupGrant | Membership) -> None:
    """The row counts for nothing any more, and the ledger says so. Inside a transaction that holds the lock."""
    admin.note_withdrawn(row)
    end_today(row)


def end_today(row: UserGrant | GroupGrant | Membership) -> None:
    """From this moment the row counts for nothing: yesterday was its last day. One that never held is taken away."""
    yesterday = policy.today() - datetime.timedelta(days=1)
    if row.last_day and row.last_day <= yesterday:
        return
    if row.first_day and row.first_day > yesterday:
        row.delete()
        return
    row.last_day = yesterday
    row.save(update_fields=["last_day"])


def add_member(
    actor: User,
    group: Group,
    user: User,
    *,
    requested_by: str,
    first_day: datetime.date | None = None,
    last_day: datetime.date | None = None,
) -> Membership | PendingChange:
    """Put a person in a group, which gives them what the group is granted; again, and the days change.

    Raises NotAllowed, PersonInactive, DaysRefused, KeysAndDoors, LastAdministrator, NobodyAsked.
    """
    parameters = {"user": user.pk, "group": group.pk, **Days(first_day, last_day).written()}
    with changing(actor) as admin:
        return carry_out(
            admin,
            PendingChange.Kind.MEMBERSHIP,
            parameters,
            requested_by,
            lambda: perform_membership(admin, parameters, requested_by),
        )


def perform_membership(admin: Administration, parameters: dict[str, Any], requested_by: str) -> Membership:
    """Make somebody a member as `parameters` say. Inside a transaction that holds the lock."""
    group = admin.group(parameters["group"])
    check_by_hand(group.pk)
    person = admin.active_person(parameters["user"])
    facts = _facts(admin, Days.read(parameters), requested_by)
    with administrators_remain(admin):
        membership, _created = Membership.objects.update_or_create(user=person, group=group, defaults=facts)
        check_keys_and_doors(person)
        admin.note_granted(membership)
    return membership


def remove_member(actor: User, membership: Membership) -> None:
    """The membership ends now. Raises NotAllowed, LastAdministrator, FollowsProvider."""
    with changing(actor) as admin:
        admin.group(membership.group_id)
        check_by_hand(membership.group_id)
        row = Membership.objects.filter(pk=membership.pk).first()
        if row is not None:
            with administrators_remain(admin):
                end(admin, row)


def create_group(actor: User, title: str) -> Group:
    """A new group, without members and without a level. Raises NotAllowed, Refused."""
    with changing(actor) as admin:
        admin.need_whole()
        _check_title(admin, title)
        group = Group(municipality_id=admin.municipality_id, title=title)
        group.save()
        return group


def rename_group(actor: User, group: Group, title: str) -> Group:
    """Raises NotAllowed, Refused."""
    with changing(actor) as admin:
        row = admin.group(group)
        check_by_hand(row.pk)
        _check_title(admin, title, but=row)
        row.title = title
        row.save()
        return row


def _check_title(admin: Administration, title: str, but: Group | None = None) -> None:
    same = admin.groups().filter(title__iexact=title)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(_("Er is al een groep met deze naam."), field="title")


def _facts(admin: Administration, days: Days, requested_by: str) -> dict[str, Any]:
    days.check()
    if not requested_by.strip():
        raise NobodyAsked(field="requested_by")
    return {
        "first_day": days.first,
        "last_day": days.last,
        "requested_by": requested_by.strip(),
        "granted_by": admin.actor,
        "granted_at": timezone.now(),
    }


def _check_members(group: Group) -> None:
    members = Membership.objects.filter(policy.not_over(), group=group, user__is_active=True)
    for membership in members.select_related("user"):
        check_keys_and_doors(membership.user)
