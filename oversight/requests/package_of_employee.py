# SPDX-License-Identifier: EUPL-1.2
"""One incident as it is about an employee: to whom it happened, or who reported it."""

from incidents.models import (
    Aftercare,
    Contribution,
    Help,
    Incident,
    Sanction,
    Victim,
)

from . import package_items as items
from .package_items import Part, given, text, withheld
from .package_of_incident import (
    begun,
    facts,
    first_account,
    injury,
    perpetrators,
    police,
    staff,
    terms,
    victims,
)
from .package_rows import Rows


def of_employee(incident: Incident, rows: Rows, victim: Victim | None, user_id: int | None) -> Part:
    """What the incident holds about an employee: as its victim, as its reporter (their account's number), or both."""
    part = begun(incident, "incident_of_employee")
    facts(part, incident, rows)
    is_reporter = user_id is not None and incident.reporter_id == user_id
    part.add(
        "account",
        "Wat er is gebeurd",
        text(incident, "narrative", "Toedracht"),
        first_account(incident) if is_reporter else None,
        *(
            text(row, "text", str(row.get_kind_display()))
            if row.author_id == user_id
            else withheld(row, "text", str(row.get_kind_display()), items.OTHER)
            for row in rows.of(incident, Contribution)
        ),
        withheld(incident, "conclusion", "Conclusie", items.INTERNAL),
    )
    if victim is not None:
        _own_victim(part, incident, victim, rows)
    part.add(
        "people",
        "Anderen in deze melding",
        None if is_reporter else staff("reporter", "Gemeld door", incident.reporter, "een collega"),
        staff("handler", "Afhandelaar", incident.handler, "een afhandelaar"),
        *victims(incident, rows, but=victim),
        *perpetrators(incident, rows),
        withheld(incident, "aggressor_name", "Naam van de agressor, zoals gemeld", items.OTHER),
        withheld(incident, "aggressor_description", "Beschrijving van de agressor", items.OTHER),
    )
    for sanction in rows.of(incident, Sanction):
        if sanction.is_imposed:
            part.add(
                "sanction",
                "Wat tegen de agressor is gedaan",
                items.choice(sanction, "kind", "Sanctie"),
                items.day("decided_on", "Besloten op", sanction.decided_on),
                withheld(sanction, "behaviour", "Het gedrag", items.OTHER),
            )
    police(part, incident, rows)
    terms(part, incident, [])
    return part


def _own_victim(part: Part, incident: Incident, victim: Victim, rows: Rows) -> None:
    wanted = [str(Help(wish).label) for wish in victim.help_wanted]
    part.add(
        "victim",
        "U als slachtoffer",
        given("name", "Naam", victim.name),
        given("function", "Functie", victim.function),
        given("unit", "Onderdeel", victim.unit.name),
        given("help_wanted", "Hulp die u wilde", "; ".join(wanted), list(victim.help_wanted)),
        given("injury_level", "Letsel", injury(victim), victim.injury_level),
        text(victim, "physical_injury", "Lichamelijk letsel"),
        text(victim, "mental_injury", "Psychische klachten"),
        items.yes_no("absent_over_three_days", "Meer dan drie dagen verzuim", victim.absent_over_three_days),
        items.moment("told_at", "U kreeg bericht", victim.told_at),
        items.moment("confirmed_at", "Met u bevestigd", victim.confirmed_at),
    )
    for contact in rows.of(incident, Aftercare):
        if contact.victim_id == victim.pk:
            part.add(
                "aftercare",
                "Opvang en nazorg",
                items.choice(contact, "kind", "Soort"),
                items.moment("appointment_at", "Afspraak", contact.appointment_at),
                items.moment("done_at", "Gedaan", contact.done_at),
                items.yes_no("declined", "Niet gewenst", contact.declined or None),
                text(contact, "note", "Aantekening"),
            )
