# SPDX-License-Identifier: EUPL-1.2
"""What a list of staff would do, and doing exactly that.

A dry run tells the fate of every row and who is missing from the list. The import is made of the same plan, made
anew under the lock: when anything differs from what the administrator saw, or a single row is wrong, nothing at all is
imported. It never grants a level, and nobody leaves but who was ticked.
"""

import enum
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .administering import Administration, NotAllowed, Refused, changing
from .levels import Level
from .listing import levels_today
from .models import OrganisationalUnit, StaffListReading, User
from .people import EmailTaken, PersonFacts, add_person, deactivate, send_link, write_facts
from .staff_list import HEADERS
from .text import unprintable
from .unit_names import folded_name, units_by_name

EMPLOYMENT_WORDS = {
    "in dienst": User.Employment.EMPLOYEE,
    "vast": User.Employment.EMPLOYEE,
    "ingehuurd": User.Employment.HIRED,
    "inhuur": User.Employment.HIRED,
    "extern": User.Employment.HIRED,
    "stagiair": User.Employment.INTERN,
    "stagiaire": User.Employment.INTERN,
    "stage": User.Employment.INTERN,
    "vrijwilliger": User.Employment.VOLUNTEER,
}


# What a unit or an employment may be called is looked up, not stored.
LENGTHS = {"unit": 300, "employment": 300} | {
    name: cast(models.CharField, User._meta.get_field(name)).max_length or 0
    for name in ("personnel_id", "name", "email", "function", "extension")
}


class Fate(enum.StrEnum):
    """What the import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True)
class Change:
    """One fact of a person that the list would change."""

    label: str
    old: str
    new: str


@dataclass
class Row:
    """A row of the list and its fate."""

    number: int
    name: str
    fate: Fate
    reason: str = ""
    person: User | None = None
    facts: PersonFacts | None = None
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Leaver:
    """An active person with a personnel id who is not in the list."""

    person: User
    # What they hold today beyond reporting, so that somebody may have to take it over.
    levels: list[Level]
    is_actor: bool


@dataclass(frozen=True)
class Plan:
    """The fate of everybody."""

    rows: list[Row]
    leavers: list[Leaver]
    unused: list[str]

    def with_fate(self, *fates: Fate) -> list[Row]:
        return [row for row in self.rows if row.fate in fates]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.fate.value for row in self.rows)
        return {fate.value: found[fate.value] for fate in Fate}

    @property
    def may_be_imported(self) -> bool:
        return not self.counts[Fate.ERROR]

    @property
    def fingerprint(self) -> str:
        """Stands for everything that the import would do; another plan has another one."""
        what = [
            [
                row.number,
                row.fate,
                row.person.pk if row.person else None,
                [[change.label, change.old, change.new] for change in row.changes],
                [row.facts.email, row.facts.unit.pk if row.facts.unit else None] if row.facts else None,
            ]
            for row in self.rows
        ]
        whole = json.dumps([what, [leaver.person.pk for leaver in self.leavers]])
        return salted_hmac("accounts.staff_import", whole, algorithm="sha256").hexdigest()


class PlanChanged(Refused):
    message = gettext_lazy(
        "Er is intussen iets veranderd. Er is nog niets overgenomen. Bekijk opnieuw wat de lijst zou doen."
    )


class ListHasErrors(Refused):
    message = gettext_lazy("Er staan fouten in de lijst. Er is niets overgenomen.")


class ExtensionOfLeaver(Refused):
    message = gettext_lazy(
        "Toestel %(extension)s is nog van iemand die niet in de lijst staat. Vink die persoon aan bij de vertrekkers, "
        "of haal het toestel uit de lijst. Er is niets overgenomen."
    )


def make_plan(admin: Administration, reading: StaffListReading) -> Plan:
    """What the list would do now: the dry run."""
    return _Planner(admin, reading.contents).plan()


def import_list(
    actor: User,
    reading: StaffListReading,
    fingerprint: str,
    *,
    leaving: Collection[int] = (),
    invite: bool = False,
) -> Plan:
    """Do what the dry run with this fingerprint showed, deactivate the ticked leavers, and forget the list.

    Raises NotAllowed, PlanChanged, ListHasErrors, ExtensionOfLeaver, NotYourself, LastAdministrator; then nothing
    happened.
    """
    with changing(actor) as admin:
        admin.need_whole()
        own = StaffListReading.objects.filter(pk=reading.pk, author=actor).first()
        if own is None:
            raise NotAllowed
        plan = make_plan(admin, own)
        if plan.fingerprint != fingerprint:
            raise PlanChanged
        if not plan.may_be_imported:
            raise ListHasErrors
        leavers = {leaver.person.pk: leaver.person for leaver in plan.leavers}
        if not leavers.keys() >= set(leaving):
            raise PlanChanged
        for pk in leaving:
            deactivate(admin, leavers[pk])
        _write(admin, plan, {p.extension: p for pk, p in leavers.items() if pk not in leaving}, invite)
        own.delete()
    return plan


def _write(admin: Administration, plan: Plan, staying: dict[str, User], invite: bool) -> None:
    changed, new = plan.with_fate(Fate.CHANGED), plan.with_fate(Fate.NEW)
    for row in changed + new:
        if row.facts and row.facts.extension and row.facts.extension in staying:
            raise ExtensionOfLeaver(ExtensionOfLeaver.message % {"extension": row.facts.extension})
    # Two people may have changed telephones: first everybody hands in theirs.
    for row in changed:
        if row.person and row.facts and row.person.extension not in ("", row.facts.extension):
            User.objects.filter(pk=row.person.pk).update(extension="")
    for row in changed:
        if row.person and row.facts:
            write_facts(admin, User.objects.get(pk=row.person.pk), row.facts)
    for row in new:
        if row.facts:
            person = add_person(admin, row.facts)
            if invite:
                send_link(person)


class _Wrong(Exception):
    """Why a row cannot be imported, for the screen."""


class _Planner:
    def __init__(self, admin: Administration, contents: dict[str, Any]) -> None:
        self.admin = admin
        self.columns: list[str] = contents["columns"]
        self.unused: list[str] = contents["unused"]
        self.cells: list[tuple[int, dict[str, str]]] = [(number, cells) for number, cells in contents["rows"]]
        people = list(admin.people().select_related("unit").order_by("name", "pk"))
        self.people = people
        self.by_personnel_id = {p.personnel_id: p for p in people if p.personnel_id}
        self.by_email = {p.email.lower(): p for p in people}
        self.by_extension = {p.extension: p for p in people if p.extension and p.is_active}
        self.units = units_by_name(admin.scope.tree)
        self.twice = {name: _repeated(self.cells, name) for name in ("personnel_id", "email", "extension")}
        self.elsewhere = self._addresses_elsewhere()

    def plan(self) -> Plan:
        rows = [self._row(number, cells) for number, cells in self.cells]
        listed = {row.person.pk for row in rows if row.person}
        listed_ids = {cells["personnel_id"] for _number, cells in self.cells}
        leavers = [
            person
            for person in self.people
            if person.is_active
            and person.personnel_id
            and person.pk not in listed
            and person.personnel_id not in listed_ids
        ]
        self._check_extensions(rows, {person.pk for person in leavers})
        levels = levels_today(leavers)
        return Plan(
            rows,
            [
                Leaver(p, [x for x in levels[p.pk] if x != Level.REPORTER], p.pk == self.admin.actor.pk)
                for p in leavers
            ],
            self.unused,
        )

    def _addresses_elsewhere(self) -> set[str]:
        addresses = [cells["email"].lower() for _number, cells in self.cells]
        found: set[str] = set()
        for start in range(0, len(addresses), 500):
            for email in User.objects.filter(email__in=addresses[start : start + 500]).values_list(
                "email", flat=True
            ):
                if email not in self.by_email:
                    found.add(email)
        return found

    def _row(self, number: int, cells: dict[str, str]) -> Row:
        try:
            return self._fate(number, cells)
        except _Wrong as wrong:
            return Row(number, cells["name"], Fate.ERROR, reason=str(wrong))

    def _fate(self, number: int, cells: dict[str, str]) -> Row:
        values = self._values(cells)
        person = self._match(values)
        if person is not None and not person.is_active:
            reason = _(
                "Deze persoon is gedeactiveerd en blijft dat. Activeer de persoon op de persoonspagina."
            )
            return Row(number, values["name"], Fate.SKIPPED, reason=reason, person=person)
        if person is None:
            return Row(number, values["name"], Fate.NEW, facts=PersonFacts(**values))
        before = PersonFacts.of(person)
        facts = replace(before, **values)
        changes = [
            Change(HEADERS[name][0], _written(getattr(before, name)), _written(value))
            for name, value in values.items()
            if getattr(before, name) != value
        ]
        fate = Fate.CHANGED if changes else Fate.UNCHANGED
        return Row(number, values["name"], fate, person=person, facts=facts, changes=changes)

    def _values(self, cells: dict[str, str]) -> dict[str, Any]:
        """The facts that the row gives. Raises _Wrong."""
        for name, text in cells.items():
            self._check_text(name, text)
        values: dict[str, Any] = {name: cells[name] for name in self.columns}
        values["email"] = values["email"].lower()
        values["unit"] = self._unit(cells["unit"])
        if "employment" in values:
            word = " ".join(cells["employment"].casefold().split())
            if not word:
                del values["employment"]
            elif word in EMPLOYMENT_WORDS:
                values["employment"] = EMPLOYMENT_WORDS[word]
            else:
                # The words of the list, which is Dutch whatever the language of the screen.
                known = ", ".join(EMPLOYMENT_WORDS)
                raise _Wrong(_("Dit dienstverband is niet bekend. Kies uit: %(known)s.") % {"known": known})
        return values

    def _check_text(self, name: str, text: str) -> None:
        header = HEADERS[name][0]
        if name in ("personnel_id", "name", "email", "unit") and not text:
            raise _Wrong(_("De kolom %(header)s is leeg.") % {"header": header})
        limit = LENGTHS[name]
        if len(text) > limit:
            raise _Wrong(_("De tekst bij %(header)s is te lang.") % {"header": header})
        if unprintable(text):
            raise _Wrong(
                _("Bij %(header)s staan tekens die niet kunnen worden getoond.") % {"header": header}
            )
        if text and text.casefold() in self.twice.get(name, ()):
            raise _Wrong(_("De waarde bij %(header)s staat vaker in de lijst.") % {"header": header})
        if name == "email":
            try:
                validate_email(text)
            except ValidationError as error:
                raise _Wrong(_("Dit is geen e-mailadres.")) from error

    def _unit(self, text: str) -> OrganisationalUnit:
        found = self.units.get(folded_name(text), [])
        if not found:
            raise _Wrong(_("Er is geen open onderdeel met deze naam. Maak het eerst, of pas de lijst aan."))
        if len(found) > 1:
            raise _Wrong(
                _(
                    "Er zijn meer onderdelen met deze naam. Zet het onderdeel erboven ervoor, met een > ertussen."
                )
            )
        return found[0]

    def _match(self, values: dict[str, Any]) -> User | None:
        by_id = self.by_personnel_id.get(values["personnel_id"])
        by_email = self.by_email.get(values["email"])
        if values["email"] in self.elsewhere:
            raise _Wrong(str(EmailTaken.message))
        if by_id is None and by_email is not None:
            if by_email.personnel_id:
                raise _Wrong(_("Dit e-mailadres is van iemand met een ander personeelsnummer."))
            return by_email
        if by_id is not None and by_email is not None and by_email != by_id:
            raise _Wrong(_("Dit e-mailadres is van iemand met een ander personeelsnummer."))
        return by_id

    def _check_extensions(self, rows: list[Row], leaving: set[int]) -> None:
        """Somebody else's telephone can be given only when that person hands it in or may leave."""
        hands_in = {
            row.person.pk
            for row in rows
            if row.person
            and row.facts
            and row.fate == Fate.CHANGED
            and row.facts.extension != row.person.extension
        }
        for row in rows:
            owner = self.by_extension.get(row.facts.extension) if row.facts else None
            if owner and owner != row.person and owner.pk not in hands_in | leaving:
                row.fate, row.changes = Fate.ERROR, []
                row.reason = _("Dit toestel is al van iemand anders.")


def _repeated(cells: list[tuple[int, dict[str, str]]], name: str) -> set[str]:
    seen = Counter(row[name].casefold() for _number, row in cells if row.get(name))
    return {value for value, number in seen.items() if number > 1}


def _written(value: Any) -> str:
    if isinstance(value, OrganisationalUnit):
        return value.name
    if value in User.Employment.values:
        return str(User.Employment(value).label)
    return str(value or "")
