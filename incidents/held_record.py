# SPDX-License-Identifier: EUPL-1.2
"""A record that is due and held, as those who handle the request read it: all of it, to be read and nothing else.

Every ordinary query hides what is due; here, and nowhere else, it is read past that, for one hold that runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from retention.models import Hold

from .holding import held_for, held_perpetrators_for
from .models import (
    Aftercare,
    Contribution,
    Damage,
    Evidence,
    Incident,
    IncidentKind,
    InjuryLevel,
    Involvement,
    Kind,
    Measure,
    Perpetrator,
    PoliceReport,
    Sanction,
    Victim,
)


@dataclass(frozen=True)
class Fact:
    """One thing that is held, by name; a BSN is shown masked."""

    name: str
    text: str


@dataclass(frozen=True)
class Part:
    """Facts that belong together."""

    title: str
    facts: list[Fact]
    # Which incident, or which of several people, this is about; "" where the title says it.
    about: str = ""


@dataclass
class HeldRecord:
    """What one hold keeps now."""

    incidents: list[Incident] = field(default_factory=list)
    people: list[Perpetrator] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def read(user: Any, hold: Hold) -> HeldRecord:
    """What is due and held by this hold, for who handles the request; nothing before the due moment."""
    incidents, people = held_for(user), held_perpetrators_for(user)
    if hold.what == Incident._meta.label:
        incidents = incidents.filter(pk=hold.object_id)
        people = people.filter(involvements__incident__in=incidents)
    else:
        people = people.filter(pk=hold.object_id)
        incidents = incidents.filter(involvements__perpetrator=UUID(hold.object_id))
    found = HeldRecord(
        list(incidents.select_related("unit", "reporter", "handler").order_by("occurred_at", "pk")),
        list(people.distinct().order_by("created_at", "pk")),
    )
    several = len(found.people) > 1
    found.parts += [
        Part(_("De persoon"), list(_of_person(person)), person.called if several else "")
        for person in found.people
    ]
    for incident in found.incidents:
        head, *others = _of_incident(incident)
        found.parts.append(head)
        found.parts += [replace(part, about=incident.reference) for part in others if part.facts]
    return found


def _of_person(person: Perpetrator) -> Iterator[Fact]:
    known = [
        (_("Naam"), person.name),
        (_("Geboortedatum"), _day(person.date_of_birth)),
        (_("BSN"), person.bsn_masked),
        (_("Signalement"), person.description),
    ]
    yield from (Fact(name, text) for name, text in known if text)


def _of_incident(incident: Incident) -> Iterator[Part]:
    yield Part(incident.reference, list(_facts(incident)))
    victims = Victim.with_due.filter(incident=incident)
    yield Part(_("Slachtoffers"), [Fact(victim.name, _injury(victim)) for victim in victims])
    yield Part(_("Daders"), [_named(row) for row in _rows(Involvement, incident, "perpetrator")])
    yield Part(_("Sancties"), [_sanction(row) for row in _rows(Sanction, incident)])
    yield Part(
        _("Maatregelen"),
        [
            Fact(str(row.get_kind_display()), f"{row.text} ({_day(row.taken_on)})")
            for row in _rows(Measure, incident)
        ],
    )
    yield Part(
        _("Opvang en nazorg"),
        [Fact(str(row.get_kind_display()), row.note) for row in _rows(Aftercare, incident) if row.note],
    )
    yield Part(
        _("Aangifte"),
        [
            Fact(str(row.get_state_display()), _joined(row.number, _day(row.made_on), row.note))
            for row in _rows(PoliceReport, incident)
        ],
    )
    yield Part(
        _("Schade"),
        [Fact(str(row.get_owner_display()), row.description) for row in _rows(Damage, incident)],
    )
    yield Part(
        _("Aanvullingen"),
        [Fact(str(row.get_kind_display()), row.text) for row in _rows(Contribution, incident)],
    )
    yield Part(
        _("Bewijs"),
        [Fact(row.file_name, row.caption) for row in _rows(Evidence, incident).defer("content")],
    )


def _facts(incident: Incident) -> Iterator[Fact]:
    kinds = [str(Kind(row.kind).label) for row in IncidentKind.with_due.filter(incident=incident)]
    moment = date_format(
        timezone.localtime(incident.occurred_at), "j F Y, H:i" if incident.time_known else "j F Y"
    )
    known = [
        (_("Wanneer"), moment),
        (_("Plaats"), _joined(incident.get_channel_display(), incident.place)),
        (_("Soort agressie"), ", ".join(kinds)),
        (_("Ernst"), str(incident.get_severity_display())),
        (_("Wat er is gebeurd"), incident.narrative),
        (_("Agressor, zoals gemeld"), _joined(incident.aggressor_name, incident.aggressor_description)),
        (_("Getuigen"), "" if incident.witness_count is None else str(incident.witness_count)),
        (_("Onderdeel"), incident.unit.name),
        (_("Gemeld door"), incident.reporter.name),
        (_("Afhandelaar"), incident.handler.name if incident.handler else ""),
        (_("Conclusie"), incident.conclusion),
    ]
    yield from (Fact(name, text) for name, text in known if text)


def _rows(model: Any, incident: Incident, *related: str) -> Any:
    rows = model.with_due.filter(incident=incident).order_by("created_at", "pk")
    return rows.select_related(*related) if related else rows


def _named(row: Involvement) -> Fact:
    return Fact(row.perpetrator.called, row.perpetrator.description if row.perpetrator.name else "")


def _sanction(row: Sanction) -> Fact:
    when = f"{_day(row.starts_on)} – {_day(row.last_day)}"
    return Fact(
        str(row.get_kind_display()), _joined(row.get_state_display(), when, row.behaviour, row.conditions)
    )


def _injury(victim: Victim) -> str:
    level = str(InjuryLevel(victim.injury_level).label) if victim.injury_level in InjuryLevel.values else ""
    return _joined(victim.function, level, victim.physical_injury, victim.mental_injury)


def _joined(*texts: Any) -> str:
    return "\n".join(str(text) for text in texts if text)


def _day(day: Any) -> str:
    return date_format(day, "j F Y") if day else ""
