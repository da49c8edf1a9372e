# SPDX-License-Identifier: EUPL-1.2
"""What a package says of somebody beside the incidents: their record in the registry, and calls that were recorded."""

from incidents.models import Perpetrator
from recordings.models import Recording

from . import package_items as items
from .package_items import Part


def of_person(row: Perpetrator) -> Part:
    """The record of a perpetrator: their own data, with the BSN by its last two digits (RULES)."""
    part = Part(items.key_of(row), "person", "Uw gegevens als persoon", record=row)
    part.add(
        "person",
        "Wie u bent",
        items.given("name", "Naam", row.name),
        items.day("date_of_birth", "Geboortedatum", row.date_of_birth),
        items.given("bsn", "Burgerservicenummer, de laatste twee cijfers", row.bsn_masked),
        items.Item(
            "bsn_whole", "Burgerservicenummer, het hele nummer", "", items.Treatment.NEVER, why=items.BSN
        )
        if row.bsn
        else None,
        items.choice(row, "bsn_verified_with", "Burgerservicenummer gecontroleerd met"),
        items.day("bsn_verified_on", "Gecontroleerd op", row.bsn_verified_on),
        items.text(row, "description", "Signalement"),
        items.moment("created_at", "Vastgelegd", row.created_at),
        items.given(
            "source",
            "Herkomst van de gegevens",
            "Een melding van een medewerker, nagegaan door een afhandelaar",
        ),
    )
    part.add(
        "terms",
        "Hoe lang dit blijft",
        items.last_day("destroyed", "Met de laatste melding waarin u staat", row.destroy_at, "R5"),
        items.last_day(
            "visible_until", "Voor raadplegers van het register zichtbaar", row.visible_until, "R3"
        ),
        items.last_day(
            "held_until", "Langer bewaard voor uw verzoek, uiterlijk tot en met", row.held_until, "verzoek"
        ),
    )
    return part


def of_recording(row: Recording) -> Part:
    """That a call was recorded, when and how long; its sound is for who asks as a caller (GRO 6)."""
    part = Part(items.key_of(row), "recording", f"Opname {row.reference}", record=row)
    part.add(
        "recording",
        "De opname van een telefoongesprek",
        items.moment("started_at", "Begin van het gesprek", row.started_at),
        items.given("seconds", "Hoe lang", f"{round(row.length)} seconden", round(row.length)),
        items.choice(row, "direction", "Richting"),
        items.given("caller_number", "Uw telefoonnummer", row.caller_number),
        items.choice(row, "state", "Stand"),
        items.withheld(row, "flag_reason", "Waarom is gemarkeerd", items.INTERNAL),
        items.person(
            "employee",
            "Met wie",
            items.key_of(row.employee),
            row.employee.name,
            "een medewerker",
            items.STAFF,
        ),
        items.given("copy", "Een kopie van de opname", "Die vraagt u apart aan, als beller."),
        items.last_day("destroyed", "Hoe lang de opname blijft", row.destroy_at, row.retention_rule),
    )
    return part
