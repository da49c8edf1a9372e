# SPDX-License-Identifier: EUPL-1.2
"""The buildings and counters of a municipality: suggested where somebody says where it happened, each with the number
to call there. What was reported keeps its own text."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from . import policy
from .administering import Administration, NotAllowed, Refused, changing
from .appearance import check_shown
from .models import Location, Municipality, User

FIELDS = ("name", "address", "emergency_number")
# As many as a list to choose from can hold.
MOST = 200


class SameName(Refused):
    message = _("Er is al een locatie met deze naam.")


class TooMany(Refused):
    message = _("Er zijn al 200 locaties. Sluit er eerst een die niet meer wordt gebruikt.")


class LocationClosed(Refused):
    message = _("Deze locatie is intussen gesloten.")


def open_locations(municipality: Municipality | None) -> "QuerySet[Location]":
    """The locations that are in use, by name."""
    return Location.objects.filter(municipality=municipality, closed_on=None).order_by("name", "pk")


def location_called(municipality: Municipality | None, place: str) -> Location | None:
    """The location that a place names: "Stadhuis" or "stadhuis, balie 3". The longest name that fits counts."""
    said = place.strip().casefold()
    fitting = [
        one
        for one in open_locations(municipality)
        if said == (name := one.name.casefold()) or said.startswith((f"{name},", f"{name} "))
    ]
    return max(fitting, key=lambda one: len(one.name), default=None)


def add_location(actor: User, values: dict[str, str]) -> Location:
    """Raises NotAllowed, SameName, TooMany."""
    with changing(actor) as admin:
        admin.need_whole()
        rows = Location.objects.filter(municipality=admin.municipality_id, closed_on=None)
        if rows.count() >= MOST:
            raise TooMany
        _check_name(admin, values["name"])
        return Location.objects.create(municipality_id=admin.municipality_id, **values)


def change_location(actor: User, pk: int, values: dict[str, str], shown: str) -> Location:
    """Raises NotAllowed, LocationClosed, SameName, ChangedMeanwhile."""
    with changing(actor) as admin:
        row = _open(admin, pk)
        check_shown(row, FIELDS, shown)
        _check_name(admin, values["name"], but=row)
        for name in FIELDS:
            setattr(row, name, values[name])
        row.save()
        return row


def close_location(actor: User, pk: int) -> None:
    """From now on it is suggested no more. Closing it twice is harmless. Raises NotAllowed."""
    with changing(actor) as admin:
        row = location(admin, pk)
        if row.closed_on is None:
            row.closed_on = policy.today()
            row.save(update_fields=["closed_on"])


def location(admin: Administration, pk: int) -> Location:
    """A location of the municipality that this person administers as a whole. Raises NotAllowed."""
    admin.need_whole()
    found = Location.objects.filter(municipality=admin.municipality_id, pk=pk).first()
    if not isinstance(found, Location):
        raise NotAllowed
    return found


def _open(admin: Administration, pk: int) -> Location:
    row = location(admin, pk)
    if row.closed_on is not None:
        raise LocationClosed
    return row


def _check_name(admin: Administration, name: str, but: Location | None = None) -> None:
    for row in Location.objects.filter(municipality=admin.municipality_id, closed_on=None):
        if row.name.casefold() == name.casefold() and row != but:
            raise SameName(field="name")
