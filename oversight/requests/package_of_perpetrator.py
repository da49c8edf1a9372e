# SPDX-License-Identifier: EUPL-1.2
"""One incident as it is about its perpetrator."""

from typing import Any

from incidents.models import (
    Aftercare,
    Contribution,
    DateCorrection,
    Evidence,
    Incident,
    Involvement,
    LetterSent,
    Measure,
    Sanction,
    SanctionReview,
    TimelineEntry,
)
from retention.terms import local_date

from . import package_items as items
from .package_items import Item, Part, given, text, withheld
from .package_of_incident import (
    begun,
    damage,
    facts,
    first_account,
    perpetrators,
    police,
    staff,
    terms,
    victims,
)
from .package_rows import Rows

Action = TimelineEntry.Action
# Of these an entry may not say with whom it was done.
SAYS_NOT_OF_WHOM = {
    Action.MEASURE,
    Action.MEASURE_CHANGED,
    Action.BSN_REVEALED,
    Action.LETTER_SENT,
    *(action for action in Action if action.value.startswith("sanction_")),
}
FILES = {"application/pdf": "Pdf", "image/png": "Afbeelding", "image/jpeg": "Foto of afbeelding"}
# Of the timeline what was done with what is registered about a perpetrator; not what was done for the employees, nor that
# somebody is named no more, who is another one.
ABOUT_A_PERPETRATOR = {
    Action.REPORTED,
    Action.TAKEN_OVER,
    Action.JOINED,
    Action.TAKEN,
    Action.FACTS,
    Action.CORRECTED,
    Action.DATE_CORRECTED,
    Action.MEASURE,
    Action.MEASURE_CHANGED,
    Action.POLICE,
    Action.DAMAGE,
    Action.EVIDENCE_ADDED,
    Action.EVIDENCE_REMOVED,
    Action.PERPETRATOR_NAMED,
    Action.PERPETRATOR_CHANGED,
    Action.PERPETRATORS_JOINED,
    Action.BSN_REVEALED,
    Action.SANCTION_IMPOSED,
    Action.SANCTION_LIFTED,
    Action.SANCTION_ANNULLED,
    Action.SANCTION_REVIEWED,
    Action.SANCTION_SHORTENED,
    Action.LETTER_SENT,
    Action.DISCLOSED,
    Action.CLOSED,
    Action.REOPENED,
}


def of_perpetrator(incident: Incident, rows: Rows, perpetrator_id: Any) -> Part:
    """What the incident holds about a perpetrator (None: one who is named in the report alone)."""
    part = begun(incident, "incident")
    theirs = [row for row in rows.of(incident, Involvement) if row.perpetrator_id == perpetrator_id]
    facts(part, incident, rows)
    part.add(
        "account",
        "Wat er is gebeurd",
        text(incident, "narrative", "Toedracht"),
        first_account(incident),
        text(incident, "aggressor_name", "Naam van de agressor, zoals gemeld"),
        text(incident, "aggressor_description", "Beschrijving van de agressor, zoals gemeld"),
        *(_contribution(row) for row in rows.of(incident, Contribution)),
        withheld(incident, "conclusion", "Conclusie", items.INTERNAL),
        withheld(incident, "waiting_for", "Waarop de melding wacht", items.INTERNAL),
    )
    _others(part, incident, rows, perpetrator_id)
    ids = {row.pk for row in theirs}
    for sanction in rows.of(incident, Sanction):
        if sanction.involvement_id in ids:
            _sanction(part, sanction, rows.of(incident, SanctionReview))
    measures = [
        row
        for row in rows.of(incident, Measure)
        if row.kind == Measure.Kind.PERPETRATOR and (row.involvement_id is None or row.involvement_id in ids)
    ]
    for measure in measures:
        part.add(
            "measure",
            "Maatregel richting u",
            items.day("taken_on", "Genomen op", measure.taken_on),
            text(measure, "text", "Maatregel"),
            staff("author", "Vastgelegd door", measure.author, "een afhandelaar"),
        )
    for letter in rows.of(incident, LetterSent):
        if letter.involvement_id in ids:
            part.add(
                "letter",
                "Brief aan u",
                items.choice(letter, "kind", "Waarover"),
                items.choice(letter, "how", "Hoe verstuurd"),
                items.moment("sent_at", "Verstuurd", letter.sent_at),
            )
    police(part, incident, rows)
    damage(part, incident, rows)
    _evidence(part, incident, rows)
    terms(part, incident, theirs)
    _timeline(part, incident, rows, perpetrator_id)
    return part


def _contribution(row: Contribution) -> Item | None:
    label = str(row.get_kind_display())
    if row.kind == Contribution.Kind.REPORT:
        return withheld(row, "text", label, items.VICTIM)
    if row.kind == Contribution.Kind.OBJECTION:
        return withheld(row, "text", f"{label} van een medewerker", items.OTHER)
    return text(row, "text", f"{label} van een medewerker")


def _others(part: Part, incident: Incident, rows: Rows, perpetrator_id: Any) -> None:
    part.add(
        "people",
        "Anderen in deze melding",
        staff("reporter", "Gemeld door", incident.reporter, "een medewerker"),
        staff("handler", "Behandeld door", incident.handler, "een afhandelaar"),
        withheld(incident, "unit", "Onderdeel van de gemeente", items.WORKPLACE, incident.unit.name),
        *victims(incident, rows),
        *(perpetrators(incident, rows, but=perpetrator_id)),
        *(
            withheld(row, "note", f"Nazorg: {row.get_kind_display()}", items.CARE)
            for row in rows.of(incident, Aftercare)
        ),
    )


def _sanction(part: Part, row: Sanction, reviews: list[SanctionReview]) -> None:
    part.add(
        "sanction",
        f"Sanctie: {row.get_kind_display()}",
        items.choice(row, "state", "Stand"),
        items.day("decided_on", "Besloten op", row.decided_on),
        items.moment("imposed_at", "Opgelegd", row.imposed_at),
        items.day("starts_on", "Vanaf", row.starts_on) if row.is_lasting else None,
        items.day("planned_end", "Tot en met", row.planned_end) if row.is_lasting else None,
        items.day("review_on", "Opnieuw bekeken op", row.review_on),
        items.day("lifted_on", "Opgeheven op", row.lifted_on),
        items.moment("annulled_at", "Ongedaan gemaakt", row.annulled_at),
        text(row, "end_reason", "Reden van het einde"),
        text(row, "behaviour", "Het gedrag waarom"),
        text(row, "norm", "De grens die is overschreden"),
        items.choice(row, "heard", "Of u uw kant kon vertellen"),
        text(row, "heard_note", "Wat u daarbij zei"),
        text(row, "conditions", "Wat er precies geldt"),
        text(row, "basic_services", "Hoe u geholpen blijft"),
        text(row, "deviation_reason", "Waarom van de richtlijn is afgeweken"),
        withheld(row, "decision_note", "Toelichting van de toezichthouder", items.INTERNAL),
        staff("author", "Besloten of voorgesteld door", row.author, "een afhandelaar"),
        # A ban that needs consent has another one who gave it.
        None
        if row.decided_by_id == row.author_id
        else staff("decided_by", "Toegestaan door", row.decided_by, "een toezichthouder"),
        items.moment("letter_sent_at", "Brief verstuurd", row.letter_sent_at),
        items.last_day("visible_until", "Zichtbaar in het register", row.visible_until, "R3"),
        *(
            item
            for review in reviews
            if review.sanction_id == row.pk
            for item in (
                items.day("reviewed_on", "Opnieuw bekeken", review.reviewed_on),
                items.choice(review, "outcome", "Uitkomst daarvan"),
                text(review, "reason", "Reden daarvan"),
            )
        ),
    )


def _evidence(part: Part, incident: Incident, rows: Rows) -> None:
    for number, row in enumerate(rows.of(incident, Evidence), start=1):
        part.add(
            "evidence",
            f"Bewijs, stuk {number}",
            given("media_type", "Soort bestand", FILES.get(row.media_type, row.media_type), row.media_type),
            items.day("created_on", "Toegevoegd op", local_date(row.created_at)),
            text(row, "caption", "Omschrijving"),
            withheld(row, "file_name", "Naam van het bestand", items.INTERNAL),
        )


def _timeline(part: Part, incident: Incident, rows: Rows, perpetrator_id: Any) -> None:
    done = [row for row in rows.of(incident, TimelineEntry) if row.action in ABOUT_A_PERPETRATOR]
    found: list[Item | None] = []
    for row in done:
        if _is_of_another(row, incident, rows, perpetrator_id):
            continue
        found.append(items.moment(row.action, str(row.get_action_display()), row.at))
        found.append(withheld(row, "reason", f"{row.get_action_display()}: waarom", items.INTERNAL))
    for row in rows.of(incident, DateCorrection):
        found.append(withheld(row, "reason", "Waarom een andere datum is gevraagd", items.INTERNAL))
    part.add("timeline", "Wat ermee is gedaan", *found)


def _is_of_another(entry: TimelineEntry, incident: Incident, rows: Rows, perpetrator_id: Any) -> bool:
    """Whether something was done with another perpetrator of this incident, or may have been: that somebody else was
    named, or got a sanction, is theirs."""
    named = {row.pk: str(row.perpetrator_id) for row in rows.of(incident, Involvement)}
    sanctioned = {str(row.pk): named.get(row.involvement_id) for row in rows.of(incident, Sanction)}
    whose = entry.detail.get("perpetrator") or sanctioned.get(entry.detail.get("sanction"))
    if whose is not None:
        return whose != str(perpetrator_id)
    others = set(named.values()) - {str(perpetrator_id)}
    return bool(others) and entry.action in SAYS_NOT_OF_WHOM
