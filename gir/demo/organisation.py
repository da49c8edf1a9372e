# SPDX-License-Identifier: EUPL-1.2
"""The municipalities of the demo, their units, their people, and who holds which level where."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from accounts import employee_notice, second_factor
from accounts.grants import Days
from accounts.levels import Level
from accounts.models import (
    Group,
    GroupGrant,
    Membership,
    Municipality,
    OrganisationalUnit,
    PendingChange,
    StartOfUse,
    User,
    UserGrant,
)
from retention.terms import local_date

from .chance import Chance
from .letters import Texts, write_texts
from .own_look import dress
from .town import PASSWORD, Person, Town

# How long ago the unit that was closed was closed, and those who left did.
CLOSED_DAYS_AGO = 430
# How long ago the municipalities began.
START = datetime.timedelta(days=1900)
# Who has not signed in since the notice to employees is there, and is asked to accept it.
NEWCOMER = "melder2"


@dataclass
class Settled:
    """A town as it stands in the database, with what the stories need to find in it."""

    town: Town
    municipality: Municipality
    closed_on: datetime.date
    units: dict[str, OrganisationalUnit] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    users: dict[str, User] = field(default_factory=dict)
    texts: Texts = field(default_factory=Texts)
    _holders: dict[tuple[str, int], list[Person]] = field(default_factory=dict)

    def user(self, person: Person) -> User:
        return self.users[person.name]

    def role(self, mailbox: str) -> Person:
        """One of the people that the README names."""
        return next(p for p in self.town.people if p.mailbox == mailbox)

    def key_of(self, unit: OrganisationalUnit) -> str:
        return next(key for key, known in self.units.items() if known.pk == unit.pk)

    def path(self, unit: OrganisationalUnit) -> list[str]:
        """The keys from the unit up to the root."""
        by_id = {u.pk: key for key, u in self.units.items()}
        keys: list[str] = []
        at: OrganisationalUnit | None = unit
        while at is not None:
            keys.append(by_id[at.pk])
            at = self.units[by_id[at.parent_id]] if at.parent_id else None
        return keys

    def holders(self, level: str, unit: OrganisationalUnit) -> list[Person]:
        """Who handles or watches this unit, the nearest first."""
        known = self._holders.get((level, unit.pk))
        if known is None:
            known = self._holders[level, unit.pk] = [
                person
                for key in self.path(unit)
                for person in self.town.people
                if person.active and f"{level}@{key}" in person.grants.split() + self._by_group(person)
            ]
        return list(known)

    def _by_group(self, person: Person) -> list[str]:
        title, members, grants = GROUPS[self.town.slug]
        return grants.split() if person.name in members else []


# A group per town whose members handle together: title, members, grants.
GROUPS = {
    "waterrijk": (
        "Afhandelaars Sociaal Domein",
        ["Petra Nijland", "Achmed Bouchtaoui", "Liesbeth Kramer"],
        "handler@sociaal",
    ),
    "duinveen": ("Afhandelaars Samenleving", ["Aziza Chahid", "Hans Opdam"], "handler@samenleving"),
}
# A stand-in per town: who, for what, for whom.
STAND_INS = {
    "waterrijk": ("Gwendolyn Sedney", "handler@publiekszaken", "Mehmet Yıldırım"),
    "duinveen": ("Marloes Zwart", "handler@publiek", "Hatice Demir"),
}
# A stand-in whose leave has not begun, and a grant that has ended: who, for what.
LATER = {"waterrijk": ("Robin Mulder", "head@kcc"), "duinveen": ("Niels Prins", "head@kcc")}
ENDED = {
    "waterrijk": ("Bas Verhoeven", "handler@inkomen"),
    "duinveen": ("Judith Scholten", "handler@inkomen"),
}


def settle(town: Town, now: datetime.datetime, chance: Chance) -> Settled:
    """Make a municipality with its units, people, groups and grants."""
    municipality = Municipality.objects.create(
        name=town.name,
        slug=town.slug,
        theme=town.theme,
        emergency_number=town.emergency_number,
        is_demo=True,
        in_use_since=now - START,
        **town.norms,
    )
    settled = Settled(town, municipality, local_date(now) - datetime.timedelta(days=CLOSED_DAYS_AGO))
    _units(settled)
    _people(settled, now, chance)
    _grants(settled, now)
    _policy(settled, now)
    _start(settled, now)
    dress(municipality, now)
    settled.texts = write_texts(town, municipality, settled.user(settled.role("beheerder")), now)
    return settled


def _policy(settled: Settled, now: datetime.datetime) -> None:
    """Two versions: as the municipality began, and shorter since an evaluation."""
    first, since = settled.town.months
    began, changed = now - START, now - datetime.timedelta(days=400)
    versions = settled.municipality.retention_policies
    versions.filter(number=1).update(made_at=began, **_months(first))
    versions.create(
        number=2,
        made_at=changed,
        made_by=settled.user(settled.role("beheerder")),
        reason="Uit de evaluatie van het protocol: korter is lang genoeg.",
        **_months(since),
    )


def _start(settled: Settled, now: datetime.datetime) -> None:
    """What an administrator wrote down before the first report."""
    began = local_date(now - START)
    StartOfUse.objects.create(
        municipality=settled.municipality,
        protocol_adopted_on=began - datetime.timedelta(days=61),
        works_council_on=began - datetime.timedelta(days=75),
        works_council_reference=f"OR {began.year}/14",
        employees_told_on=began - datetime.timedelta(days=21),
        terms_checked_on=began - datetime.timedelta(days=14),
    )


def _months(per_severity: Sequence[int]) -> dict[str, int]:
    return {f"months_severity_{severity}": months for severity, months in enumerate(per_severity, start=1)}


def _units(settled: Settled) -> None:
    above: list[tuple[int, OrganisationalUnit]] = []
    for line in filter(str.strip, settled.town.units.splitlines()):
        depth = len(line) - len(line.lstrip())
        name, _, number = line.strip().partition(" #")
        handle, _, name = name.partition(" ")
        key, _, kind = handle.lstrip("-").partition("/")
        above = [(d, u) for d, u in above if d < depth]
        unit = OrganisationalUnit.objects.create(
            municipality=settled.municipality,
            parent=above[-1][1] if above else None,
            name=name,
            emergency_number=number,
            closed_on=settled.closed_on if handle.startswith("-") else None,
        )
        above.append((depth, unit))
        settled.units[key] = unit
        if kind:
            settled.kinds[kind].append(key)


def _people(settled: Settled, now: datetime.datetime, chance: Chance) -> None:
    password = _password()
    users = []
    for number, person in enumerate(settled.town.people, start=1):
        joined = now - datetime.timedelta(days=chance.randint(5 * 366, 14 * 365))
        users.append(
            User(
                email=f"{person.mailbox or _mailbox(person.name)}@{settled.town.slug}.example",
                password=password,
                name=person.name,
                municipality=settled.municipality,
                unit=settled.units[person.unit],
                function=person.function,
                employment=person.employment,
                personnel_id=f"{settled.town.slug[0].upper()}{1000 + number * 7}",
                extension=person.extension,
                language=person.language,
                is_active=person.active,
                deactivated_at=None if person.active else now - datetime.timedelta(days=CLOSED_DAYS_AGO - 9),
                joined_at=joined,
                notice_version=0 if person.mailbox == NEWCOMER else employee_notice.VERSION,
                notice_accepted_at=None if person.mailbox == NEWCOMER else max(joined, now - START),
            )
        )
    for person, user in zip(settled.town.people, User.objects.bulk_create(users), strict=True):
        settled.users[person.name] = user
        if user.email == second_factor.SHOWN_IN_DEMO:
            # With keys of this installation's own; the code is shown where it is asked (second_factor.demo_code).
            TOTP.activate(user, generate_totp_secret())
            RecoveryCodes.activate(user)


@cache
def _password() -> str:
    """Hashing takes half a second, on purpose; it is the same password for everybody here."""
    return make_password(PASSWORD)


def _mailbox(name: str) -> str:
    plain = name.lower().translate(str.maketrans("öüşçğıé", "ouscgie"))
    return "".join(c for c in plain.replace(" ", ".") if c.isalnum() or c in ".-").replace("-", "")


def _grants(settled: Settled, now: datetime.datetime) -> None:
    levels = {p.codename: p for p in Permission.objects.filter(content_type__app_label="accounts")}
    administrator, second = (settled.user(settled.role(r)) for r in ("beheerder", "beheerder2"))
    today = local_date(now)

    def days(first: int, last: int) -> dict[str, Any]:
        moved = {"first_day": first, "last_day": last}
        return {k: today + datetime.timedelta(days=n) for k, n in moved.items()}

    def give(who: str, grant: str, asked_by: str, given_days_ago: int, **dates: Any) -> None:
        level, _, key = grant.partition("@")
        by = second if who == administrator.name else administrator
        UserGrant.objects.create(
            user=settled.users[who],
            permission=levels[Level.named(level).value],
            content_object=settled.units[key],
            requested_by=asked_by,
            granted_by=by,
            granted_at=now - datetime.timedelta(days=given_days_ago),
            **dates,
        )

    for number, person in enumerate(settled.town.people):
        for grant in person.grants.split():
            give(person.name, grant, "gemeentesecretaris", 1100 - 9 * number)
    who, grant, for_whom = STAND_INS[settled.town.slug]
    give(who, grant, for_whom, 12, **days(-5, 16))
    give(*LATER[settled.town.slug], settled.role("hoofd").name, 3, **days(20, 34))
    give(*ENDED[settled.town.slug], settled.role("coordinator").name, 260, **days(-240, -150))

    title, names, grants = GROUPS[settled.town.slug]
    everyone = [p.name for p in settled.town.people if p.reports and p.active]
    for title_, members, granted in (("Melders", everyone, "reporter@root"), (title, names, grants)):
        group = Group(municipality_id=settled.municipality.pk, title=title_)
        group.save()
        Membership.objects.bulk_create(
            Membership(
                user=settled.users[name],
                group=group,
                requested_by="gemeentesecretaris",
                granted_by=administrator,
                granted_at=now - datetime.timedelta(days=1000),
            )
            for name in members
        )
        level, _, key = granted.partition("@")
        GroupGrant.objects.create(
            group=group,
            permission=levels[level],
            content_object=settled.units[key],
            requested_by="gemeentesecretaris",
            granted_by=administrator,
            granted_at=now - datetime.timedelta(days=1000),
        )
    PendingChange.objects.create(
        municipality=settled.municipality,
        kind=PendingChange.Kind.USER_GRANT,
        parameters={
            "user": administrator.pk,
            "level": Level.REPORTER.value,
            "unit": settled.units["root"].pk,
            **Days().written(),
        },
        requested_by=settled.role("toezichthouder").name,
        proposed_by=administrator,
        proposed_at=now - datetime.timedelta(hours=20),
    )
