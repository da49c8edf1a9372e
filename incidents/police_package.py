# SPDX-License-Identifier: EUPL-1.2
"""What the police gets of an incident on a report (aangifte): who, what, where, with what, how, when and why, as a PDF.

The handler chooses which parts go along. Never the BSN; the employee stands at the work address, or under number without
a name. It is made in Dutch, and kept nowhere.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protection.bsn_in_text import bsns_in
from retention.terms import AMSTERDAM, local_date

from .letters.facts import day, euros
from .letters.letter import letterhead_of
from .letters.naming import named_in, names_of
from .letters.rendering import compile_document, printable
from .models import (
    Channel,
    Damage,
    Evidence,
    Incident,
    InjuryLevel,
    Involvement,
    Kind,
    Measure,
    Sanction,
    Severity,
    Victim,
)
from .sanction_words import lower

TEMPLATE = "police.typ"


class Part(models.TextChoices):
    """What may go along, beside what happened, when and where."""

    SUSPECT = "suspect", gettext_lazy("De verdachte: naam, geboortedatum, beschrijving")
    VICTIMS = "victims", gettext_lazy("De medewerkers die dit overkwam")
    INJURY = "injury", gettext_lazy("Letsel van deze medewerkers")
    DAMAGE = "damage", gettext_lazy("Schade, met de bedragen")
    MEASURES = "measures", gettext_lazy("Maatregelen en sancties richting de verdachte")
    EVIDENCE = "evidence", gettext_lazy("Lijst van het bewijs dat er is")
    WITNESSES = "witnesses", gettext_lazy("Aantal getuigen")


@dataclass(frozen=True)
class Wanted:
    """What the handler chose and wrote. `account`, `means` and `motive` are in the document and nowhere else."""

    parts: frozenset[str]
    under_number: bool
    account: str
    means: str = ""
    motive: str = ""


class NotThis(Exception):
    """The package may not be made: `problems` maps a field of the form to what is wrong, in a sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def make_package(
    incident: Incident, wanted: Wanted, recipient: str, reference: str, now: datetime.datetime
) -> bytes:
    """The PDF. Raises NotThis, and letters.letter.NoLetterhead."""
    with translation.override("nl"):
        words = _words(incident, wanted) | {"recipient": recipient, "police_reference": reference}
    if problems := _problems(incident, wanted, words):
        raise NotThis(problems)
    words["made_on"] = day_and_time(now)
    return compile_document(TEMPLATE, printable(words), now)


def file_name(incident: Incident) -> str:
    return f"aangifte-{incident.reference}.pdf"


def day_and_time(moment: datetime.datetime) -> str:
    local = moment.astimezone(AMSTERDAM)
    with translation.override("nl"):
        return f"{date_format(local.date(), 'l j F Y')}, {local:%H:%M} uur"


def _when(incident: Incident) -> str:
    if incident.time_known:
        return day_and_time(incident.occurred_at)
    return f"{day(incident.occurred_on)}, tijd niet bekend"


def _words(incident: Incident, wanted: Wanted) -> dict[str, Any]:
    """All that the document says of the incident, as text."""
    head = letterhead_of(incident.municipality)
    kinds = [k.kind for k in incident.kinds.all()]
    kinds.sort(key=lambda kind: kind != incident.gravest_kind)
    where = str(Channel(incident.channel).label)
    return {
        "title": f"Gegevens voor de aangifte {incident.reference}",
        "municipality": incident.municipality.name,
        "reference": incident.reference,
        "return_address": head.return_address,
        "telephone": head.telephone,
        "what": [str(Kind(kind).label) for kind in kinds],
        "severity": str(Severity(incident.severity).label),
        "when": _when(incident),
        "where": f"{where}: {incident.place}" if incident.place else where,
        "account": wanted.account.split("\n"),
        "means": wanted.means,
        "motive": wanted.motive,
        "under_number": wanted.under_number,
        "sections": [
            {"heading": heading, "rows": rows}
            for part, heading, rows in (
                (Part.SUSPECT, "Wie: de verdachte", _suspects(incident)),
                (Part.VICTIMS, "Wie: de medewerker", _victims(incident, wanted, head.return_address)),
                (Part.INJURY, "Letsel", _injuries(incident, wanted)),
                (Part.DAMAGE, "Schade", _damage(incident)),
                (Part.MEASURES, "Wat de gemeente deed richting de verdachte", _measures(incident)),
                (Part.EVIDENCE, "Bewijs dat de gemeente heeft", _evidence(incident)),
                (Part.WITNESSES, "Getuigen", _witnesses(incident)),
            )
            if part in wanted.parts
        ],
    }


def _suspects(incident: Incident) -> list[list[str]]:
    rows = []
    for involvement in _involvements(incident):
        person = involvement.perpetrator
        rows.append(["Naam", person.name or "Niet bekend"])
        if person.date_of_birth:
            rows.append(["Geboortedatum", day(person.date_of_birth)])
        if person.description:
            rows.append(["Beschrijving", person.description])
    if not rows:
        rows.append(["Naam", incident.aggressor_name or "Niet bekend"])
        if incident.aggressor_description:
            rows.append(["Beschrijving", incident.aggressor_description])
    return rows


def _victims(incident: Incident, wanted: Wanted, address: str) -> list[list[str]]:
    rows = []
    for number, victim in enumerate(Victim.objects.filter(incident=incident), start=1):
        if wanted.under_number:
            rows.append([_employee(number), "Onder nummer; de naam is bij de gemeente bekend"])
        else:
            rows.append([_employee(number), ", ".join(filter(None, (victim.name, victim.function)))])
    rows.append(["Adres (domicilie)", f"Het werkadres: gemeente {incident.municipality.name}, {address}"])
    return rows


def _injuries(incident: Incident, wanted: Wanted) -> list[list[str]]:
    rows = []
    for number, victim in enumerate(Victim.objects.filter(incident=incident), start=1):
        level = str(InjuryLevel(victim.injury_level).label) if victim.injury_level else "Niet vastgelegd"
        texts = [level, victim.physical_injury, victim.mental_injury]
        rows.append([_employee(number), "\n".join(filter(None, texts))])
    return rows


def _employee(number: int) -> str:
    return f"Medewerker {number}"


def _damage(incident: Incident) -> list[list[str]]:
    rows = [
        [
            f"Van {lower(row.get_owner_display())}",
            f"{row.description} ({euros(row.amount) if row.amount is not None else 'bedrag nog niet bekend'})",
        ]
        for row in Damage.objects.filter(incident=incident)
    ]
    return rows or [["Schade", "Geen vastgelegd"]]


def _measures(incident: Incident) -> list[list[str]]:
    rows = [
        [day(row.taken_on), row.text]
        for row in Measure.objects.filter(incident=incident, kind=Measure.Kind.PERPETRATOR)
    ]
    for sanction in Sanction.objects.filter(
        incident=incident, state=Sanction.State.IMPOSED, annulled_at=None
    ):
        until = f", tot en met {day(sanction.last_day)}" if sanction.is_lasting else ""
        rows.append([day(sanction.decided_on), f"{sanction.get_kind_display()}{until}"])
    return rows or [["Maatregelen", "Geen vastgelegd"]]


def _evidence(incident: Incident) -> list[list[str]]:
    rows = [
        [
            f"Stuk {number}",
            f"{row.caption or 'Zonder omschrijving'} ({row.media_type}, {day(local_date(row.created_at))})",
        ]
        for number, row in enumerate(Evidence.objects.filter(incident=incident), start=1)
    ]
    return rows or [["Bewijs", "Geen stukken"]]


def _witnesses(incident: Incident) -> list[list[str]]:
    count = incident.witness_count
    said = "Niet vastgelegd" if count is None else f"{count}; hun namen legt de gemeente niet vast"
    return [["Aantal", said]]


def _involvements(incident: Incident) -> list[Involvement]:
    return list(Involvement.objects.filter(incident=incident).select_related("perpetrator"))


def _problems(incident: Incident, wanted: Wanted, words: dict[str, Any]) -> dict[str, str]:
    """A BSN anywhere; under number, the name of an employee anywhere. At the field where it can be put right."""
    people = _involvements(incident)
    bsns = [i.perpetrator.bsn for i in people if i.perpetrator.bsn]
    names = names_of(incident)
    own = [i.perpetrator.name for i in people] + [incident.aggressor_name]
    found: dict[str, str] = {}
    for where, text, may_be_theirs in _places(words):
        heading, field = where
        if bsns_in(text, bsns):
            found.setdefault(
                field, _("Er staat een BSN in (%(where)s). Dat gaat nooit mee.") % {"where": heading}
            )
        elif wanted.under_number and (
            named := named_in(text, names, _system(words), own if may_be_theirs else [])
        ):
            found.setdefault(
                field,
                _(
                    "Aangifte onder nummer, maar hier staat een naam van een medewerker (%(where)s): %(words)s."
                )
                % {"where": heading, "words": ", ".join(f"“{word}”" for word in named)},
            )
    return found


def _places(words: dict[str, Any]) -> Iterable[tuple[tuple[str, str], str, bool]]:
    """Every text with what people wrote: its heading and field, and whether the suspect's own name may be in it."""
    yield (_("toedracht"), "account"), "\n".join(words["account"]), False
    yield (_("waarmee"), "means"), words["means"], False
    yield (_("waarom"), "motive"), words["motive"], False
    yield (_("ontvanger"), "recipient"), words["recipient"], False
    yield (_("kenmerk"), "reference"), words["police_reference"], False
    yield (_("plaats"), "parts"), words["where"], False
    for section in words["sections"]:
        text = "\n".join(value for _name, value in section["rows"])
        yield (lower(section["heading"]), "parts"), text, section["heading"].startswith("Wie: de verdachte")


def _system(words: dict[str, Any]) -> str:
    """What nobody typed about this incident."""
    labels = [name for section in words["sections"] for name, _value in section["rows"]]
    fixed = ["Onder nummer; de naam is bij de gemeente bekend", "Het werkadres: gemeente"]
    return "\n".join(
        [words["municipality"], words["return_address"], words["when"], *words["what"], *labels, *fixed]
    )


def proposed(incident: Incident) -> Wanted:
    """What the form begins with: everything but injury, under number where the police report is."""
    report = incident.policereports.first()
    return Wanted(
        parts=frozenset(set(Part.values) - {Part.INJURY.value}),
        under_number=bool(report and report.under_number),
        account=incident.narrative,
    )
