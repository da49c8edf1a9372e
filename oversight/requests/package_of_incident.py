# SPDX-License-Identifier: EUPL-1.2
"""What a package says of an incident, whoever asks: facts, others in it, police, damage and terms."""

from typing import Any

from incidents.letters.facts import euros
from incidents.models import (
    Damage,
    Incident,
    IncidentKind,
    InjuryLevel,
    Involvement,
    Kind,
    PoliceReport,
    Victim,
)

from . import package_items as items
from .package_items import Item, Part, given, text, withheld
from .package_rows import Rows


def begun(incident: Incident, code: str) -> Part:
    return Part(items.key_of(incident), code, f"Melding {incident.reference}", record=incident)


def facts(part: Part, incident: Incident, rows: Rows) -> None:
    kinds = [row.kind for row in rows.of(incident, IncidentKind)]
    kinds.sort(key=lambda kind: kind != incident.gravest_kind)
    when = (
        items.moment("occurred_at", "Wanneer", incident.occurred_at)
        if incident.time_known
        else items.day("occurred_on", "Wanneer (tijd niet bekend)", incident.occurred_on)
    )
    part.add(
        "facts",
        "De melding",
        given("reference", "Kenmerk", incident.reference),
        when,
        items.choice(incident, "channel", "Hoe"),
        text(incident, "place", "Plaats"),
        given("kinds", "Soort agressie", "; ".join(str(Kind(kind).label) for kind in kinds), kinds),
        items.choice(incident, "severity", "Ernst"),
        given(
            "witness_count", "Aantal getuigen (zonder namen)", incident.witness_count, incident.witness_count
        ),
        items.choice(incident, "status", "Stand"),
        items.choice(incident, "outcome", "Uitkomst"),
        items.moment("reported_at", "Gemeld", incident.reported_at),
        items.moment("facts_established_at", "Feiten vastgesteld", incident.facts_established_at),
        items.moment("closed_at", "Gesloten", incident.closed_at),
        given("source", "Herkomst van de gegevens", _source(incident)),
        items.yes_no(
            "joined", "Samengevoegd met een andere melding", incident.joined_into_id is not None or None
        ),
    )


def _source(incident: Incident) -> str:
    if incident.taken_over:
        return "Overgenomen uit een lijst die de gemeente eerder bijhield"
    return "Een melding van een medewerker van de gemeente"


def first_account(incident: Incident) -> Item | None:
    """What the reporter wrote, where a handler made something else of it."""
    told = (incident.as_reported or {}).get("narrative", "")
    if not told or told == incident.narrative:
        return None
    return text(incident, "as_reported", "Toedracht, zoals eerst gemeld", told)


def victims(incident: Incident, rows: Rows, but: Victim | None = None) -> list[Item | None]:
    found: list[Item | None] = []
    others = [row for row in rows.of(incident, Victim) if but is None or row.pk != but.pk]
    for number, row in enumerate(others, start=1):
        who = f"Medewerker {number}"
        found += [
            items.person("victim", who, who_is(row), row.name, "een medewerker", items.VICTIM),
            withheld(row, "function", f"{who}: functie", items.WORKPLACE),
            withheld(row, "unit", f"{who}: onderdeel", items.WORKPLACE, row.unit.name),
            withheld(row, "injury_level", f"{who}: letsel", items.VICTIM, injury(row)),
            withheld(row, "physical_injury", f"{who}: lichamelijk letsel", items.VICTIM),
            withheld(row, "mental_injury", f"{who}: psychische klachten", items.VICTIM),
            withheld(row, "absent_over_three_days", f"{who}: verzuim", items.VICTIM, _absent(row)),
        ]
    return found


def perpetrators(incident: Incident, rows: Rows, but: Any = None) -> list[Item | None]:
    others = [row.perpetrator for row in rows.of(incident, Involvement) if row.perpetrator_id != but]
    found: list[Item | None] = []
    for number, other in enumerate(others, start=1):
        who = f"Andere betrokkene {number}" if but else f"Dader {number}"
        name = other.name or other.description
        found.append(
            items.person("perpetrator", who, items.key_of(other), name, "iemand anders", items.OTHER)
        )
    return found


def police(part: Part, incident: Incident, rows: Rows) -> None:
    for row in rows.of(incident, PoliceReport):
        part.add(
            "police_report",
            "Aangifte",
            items.choice(row, "state", "Stand"),
            items.day("made_on", "Gedaan op", row.made_on),
            withheld(row, "number", "Nummer", items.POLICE),
            withheld(row, "note", "Aantekening", items.POLICE),
        )


def damage(part: Part, incident: Incident, rows: Rows) -> None:
    for row in rows.of(incident, Damage):
        is_own = row.owner == Damage.Owner.MUNICIPALITY
        part.add(
            "damage",
            "Schade",
            items.choice(row, "owner", "Van"),
            text(row, "description", "Wat") if is_own else withheld(row, "description", "Wat", items.VICTIM),
            given("amount", "Bedrag", euros(row.amount), str(row.amount)) if row.amount is not None else None,
            given("recovered", "Verhaald", euros(row.recovered), str(row.recovered))
            if row.recovered is not None
            else None,
        )


def terms(part: Part, incident: Incident, theirs: list[Involvement]) -> None:
    part.add(
        "terms",
        "Hoe lang dit blijft",
        items.last_day("destroyed", "De melding met alles wat erbij hoort", incident.destroy_at, "R4"),
        *(
            items.last_day(
                "visible_until", "Voor raadplegers van het register zichtbaar", row.visible_until, "R3"
            )
            for row in theirs
        ),
        items.last_day(
            "held_until",
            "Langer bewaard voor uw verzoek, uiterlijk tot en met",
            incident.held_until,
            "verzoek",
        ),
    )


def staff(code: str, label: str, user: Any, instead: str) -> Item | None:
    if user is None:
        return None
    return items.person(code, label, items.key_of(user), user.name, instead, items.STAFF)


def who_is(victim: Victim) -> str:
    """The person that a victim is: an account, so that one decision counts wherever they stand; or this row."""
    return items.key_of(victim.user) if victim.user else items.key_of(victim)


def injury(victim: Victim) -> str:
    return str(InjuryLevel(victim.injury_level).label) if victim.injury_level in InjuryLevel.values else ""


def _absent(victim: Victim) -> str:
    if victim.absent_over_three_days is None:
        return ""
    return "meer dan drie dagen" if victim.absent_over_three_days else "geen of kort"
