# SPDX-License-Identifier: EUPL-1.2
"""What an access package is made of: parts with sections with items, each with how it is treated. In Dutch, because the
document is; an item has a `code` in English beside its label, for who reads the file by a program."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db import models
from django.utils.formats import date_format

from retention.terms import AMSTERDAM, local_date


class Treatment(Enum):
    """How an item goes along."""

    # As it is: what the system wrote, or the person's own.
    GIVEN = "given"
    # What somebody typed: with names blacked out, and read by a person before it goes.
    TEXT = "text"
    # Not, unless that was decided; a text is then read as the others are.
    WITHHELD = "withheld"
    # Somebody else: by what they are here, and by name only when that was decided.
    PERSON = "person"
    # Not, whatever is decided.
    NEVER = "never"


# Why something stays out.
VICTIM = "Dit zijn gegevens van een slachtoffer."
OTHER = "Dit zijn gegevens van iemand anders."
WORKPLACE = "Waar een medewerker werkt, kan gevaar opleveren."
INTERNAL = "Dit is een interne aantekening."
CARE = "Opvang en nazorg gaan alleen de medewerker aan."
POLICE = "Dit kan een onderzoek van de politie hinderen of een aangever bekendmaken."
STAFF = "Wie hier werkt, noemen wij niet bij naam."
BSN = "Het burgerservicenummer geven wij nooit in zijn geheel, ook niet aan u: wij noemen de laatste twee cijfers."


@dataclass(frozen=True)
class Item:
    """One thing that is registered. `what` is how a decision refers to it: a record and a field, or a person."""

    code: str
    label: str
    value: str
    treatment: Treatment = Treatment.GIVEN
    what: str = ""
    why: str = ""
    # For a program: a date, a moment, a number or a choice's own word; None where `value` says it all.
    data: Any = None
    # Of a person: who they are here.
    instead: str = ""


@dataclass(frozen=True)
class Section:
    """Items that belong together."""

    code: str
    title: str
    items: list[Item]


@dataclass
class Part:
    """What is read and decided on at one time: of the person, of one incident, of one call, of who looked."""

    key: str
    code: str
    title: str
    sections: list[Section] = field(default_factory=list)
    # The record that it shows, for the access log; None for what is of several.
    record: Any = None

    @property
    def items(self) -> Iterator[Item]:
        for section in self.sections:
            yield from section.items

    def add(self, code: str, title: str, *items: Item | None) -> None:
        """A section of those items that there are."""
        found = [item for item in items if item is not None]
        if found:
            self.sections.append(Section(code, title, found))


def given(code: str, label: str, value: Any, data: Any = None) -> Item | None:
    """What goes as it is; None where nothing is registered."""
    return Item(code, label, str(value), data=data) if value not in ("", None) else None


def text(row: models.Model, name: str, label: str, value: str | None = None) -> Item | None:
    """What somebody typed in a field of a row (or a part of it, by `value`)."""
    return _typed(Treatment.TEXT, row, name, label, "", value)


def withheld(row: models.Model, name: str, label: str, why: str, value: Any = None) -> Item | None:
    """What stays out, and why, until somebody decides that it goes."""
    return _typed(Treatment.WITHHELD, row, name, label, why, value)


def person(code: str, label: str, what: str, name: str, instead: str, why: str) -> Item | None:
    """Somebody else."""
    return Item(code, label, name, Treatment.PERSON, what, why, instead=instead) if name else None


def choice(row: Any, name: str, label: str) -> Item | None:
    """A choice from a list, in words and as its own word."""
    value = getattr(row, name)
    return (
        given(name, label, getattr(row, f"get_{name}_display")(), value) if value not in ("", None) else None
    )


def day(code: str, label: str, value: datetime.date | None) -> Item | None:
    """A calendar day."""
    return given(code, label, date_format(value, "j F Y"), value.isoformat()) if value else None


def moment(code: str, label: str, value: datetime.datetime | None) -> Item | None:
    """A moment, in local time; for a program with its offset."""
    if value is None:
        return None
    local = value.astimezone(AMSTERDAM)
    return given(code, label, f"{date_format(local.date(), 'j F Y')}, {local:%H:%M} uur", local.isoformat())


def last_day(code: str, label: str, due: datetime.datetime | None, why: str) -> Item | None:
    """The last day on which something is there, with the rule."""
    if due is None:
        return None
    on = local_date(due - datetime.timedelta(microseconds=1))
    return given(code, label, f"tot en met {date_format(on, 'j F Y')} ({why})", on.isoformat())


def yes_no(code: str, label: str, value: bool | None) -> Item | None:
    return None if value is None else given(code, label, "ja" if value else "nee", value)


def key_of(row: models.Model) -> str:
    """A record in the words of a decision: its table and its number."""
    return f"{row._meta.model_name}.{row.pk}"


def _typed(
    treatment: Treatment, row: models.Model, name: str, label: str, why: str, value: Any
) -> Item | None:
    shown = getattr(row, name) if value is None else value
    return Item(name, label, str(shown), treatment, f"{key_of(row)}.{name}", why) if shown else None
