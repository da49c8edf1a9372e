# SPDX-License-Identifier: EUPL-1.2
"""What the places in a letter are filled with: from the record, or (for a preview) about invented people.

A letter is Dutch, whoever makes it.
"""

import datetime
from collections.abc import Iterable

from django.utils import timezone, translation
from django.utils.formats import date_format

from incidents.models import Channel, Damage, Heard, Incident, Involvement, Kind, Sanction
from incidents.sanction_words import lower
from retention.terms import local_date

_WHERE = {
    Channel.COUNTER: "aan de balie",
    Channel.MEETING_ROOM: "in een spreekkamer",
    Channel.TELEPHONE: "aan de telefoon",
    Channel.LETTER: "in een e-mail of brief",
    Channel.CHAT: "in de chat",
    Channel.SOCIAL_MEDIA: "op sociale media",
    Channel.HOME_VISIT: "bij een huisbezoek",
    Channel.PUBLIC_SPACE: "in de openbare ruimte",
    Channel.FIELD_WORK: "bij werk buiten",
    Channel.PUBLIC_EVENING: "op een raads- of bewonersavond",
    # Never where: it may be where the employee lives.
    Channel.PRIVATE: "buiten het werk",
}
_HEARD = {
    Heard.HEARD: "Wij hebben u gevraagd wat er volgens u is gebeurd. Wat u vertelde, hebben wij meegewogen.",
    Heard.DECLINED: "Wij hebben u uitgenodigd om te vertellen wat er volgens u is gebeurd. U bent daar niet op "
    "ingegaan. U kunt uw kant nog altijd vertellen.",
    Heard.URGENT: "Wij moesten meteen handelen. Daarom konden wij u niet eerst vragen wat er volgens u is gebeurd. U "
    "kunt uw kant nog altijd vertellen.",
    Heard.UNREACHABLE: "Het lukte ons niet om u te bereiken. Daarom konden wij u niet eerst vragen wat er volgens u is "
    "gebeurd. U kunt uw kant nog altijd vertellen.",
}
# The handler fills it in.
NO_DAMAGE = "[welke schade, en hoeveel]"
AS_ABOVE = "Op de manier die hierboven staat. Belt of schrijft u ons, dan helpen wij u verder."
INVENTED = {
    "kenmerk": "2026-000000",
    "datum_incident": "3 maart 2026",
    "plaats_incident": "aan de balie (balie 4)",
    "soort": "bedreiging, en verbaal (schelden, beledigen)",
    "gedrag": "U riep aan de balie: “Ik wacht je vanavond op.” Daarna sloeg u met uw vuist op het glas.",
    "norm": "Wij bedreigen elkaar niet. U laat onze medewerkers en spullen heel.",
    "gehoord": _HEARD[Heard.HEARD],
    "datum_besluit": "5 maart 2026",
    "soort_maatregel": "toegangsverbod (pandverbod)",
    "begin": "6 maart 2026",
    "einde": "5 mei 2026",
    "voorwaarden": "U mag niet in het stadhuis komen, en niet op het plein voor de ingang.",
    "basisdiensten": "U kunt ons bellen en schrijven. Moet u toch langskomen, dan maken wij een afspraak op een andere "
    "plek.",
    "herbeoordeling": "Uiterlijk op 6 april 2026 kijken wij of dit nog nodig is. Wij laten u weten wat wij beslissen.",
    "eerder_einde": "5 maart 2026",
    "datum_opheffing": "20 april 2026",
    "reden": "Het gaat de afgelopen weken goed. Wij vinden de maatregel niet meer nodig.",
    "schade": "Een glasplaat aan de balie: € 345,50",
    "datum_verzoek": "2 maart 2026",
    "verzoek": "om te laten zien welke gegevens wij over u hebben.",
    "besluit": "U krijgt een overzicht van uw gegevens. U vindt het bij deze brief.",
    "overwegingen": "U hebt het recht om uw gegevens in te zien (artikel 15 van de AVG).",
    "antwoord_uiterlijk": "2 april 2026",
    "reden_uitstel": "Wij moeten op veel plaatsen zoeken. Daarvoor hebben wij meer tijd nodig.",
}
INVENTED_ADDRESS = "De heer A. Voorbeeld\nVoorbeeldstraat 1\n1234 AB Voorbeeldstad"
INVENTED_SALUTATION = "Geachte heer Voorbeeld,"
INVENTED_UNTIL = datetime.date(2027, 5, 5)
INVENTED_GONE = datetime.date(2031, 3, 3)


def invented(municipality_name: str) -> dict[str, str]:
    """A value for every place, about nobody."""
    return INVENTED | {"gemeente": municipality_name}


def values_of(involvement: Involvement, sanction: Sanction | None = None) -> dict[str, str]:
    """A value for every place that a letter about this person in this incident may have, in Dutch."""
    with translation.override("nl"):
        incident = involvement.incident
        values = _of_incident(incident)
        return values | (_of_sanction(incident, sanction) if sanction else {})


def recorded_words(sanction: Sanction | None) -> dict[str, str]:
    """What people wrote in the record that a letter repeats."""
    if sanction is None:
        return {}
    names = ("behaviour", "norm", "conditions", "basic_services", "end_reason")
    return {name: getattr(sanction, name) for name in names}


def _of_incident(incident: Incident) -> dict[str, str]:
    where = _WHERE[Channel(incident.channel)]
    if incident.place and incident.channel != Channel.PRIVATE:
        where = f"{where} ({incident.place})"
    return {
        "kenmerk": incident.reference,
        "gemeente": incident.municipality.name,
        "datum_incident": day(incident.occurred_on),
        "plaats_incident": where,
        "soort": _listed(lower(Kind(k.kind).label) for k in incident.kinds.all()),
    }


def _of_sanction(incident: Incident, sanction: Sanction) -> dict[str, str]:
    prolonged = sanction.prolongs
    return {
        "gedrag": sanction.behaviour,
        "norm": sanction.norm,
        "gehoord": _HEARD[Heard(sanction.heard)],
        "datum_besluit": day(sanction.decided_on),
        "soort_maatregel": lower(sanction.get_kind_display()),
        "begin": day(sanction.starts_on),
        "einde": day(sanction.planned_end),
        "voorwaarden": sanction.conditions,
        "basisdiensten": sanction.basic_services or AS_ABOVE,
        "herbeoordeling": _review(sanction),
        "eerder_einde": day(prolonged.planned_end) if prolonged else "",
        "datum_opheffing": day(sanction.lifted_on or local_date(timezone.now())),
        "reden": sanction.end_reason,
        "schade": _damage(incident),
    }


def _review(sanction: Sanction) -> str:
    if sanction.review_on:
        return (
            f"Uiterlijk op {day(sanction.review_on)} kijken wij of dit nog nodig is. Wij laten u weten wat wij "
            "beslissen."
        )
    return "Verandert er iets, dan kunt u ons vragen om eerder te kijken of dit nog nodig is."


def _damage(incident: Incident) -> str:
    """What the municipality lost. What an employee lost is theirs to claim, and would point at them."""
    rows = Damage.objects.filter(incident=incident, owner=Damage.Owner.MUNICIPALITY)
    lines = [
        f"{row.description}: {euros(row.amount)}" if row.amount is not None else row.description
        for row in rows
    ]
    return "\n".join(lines) or NO_DAMAGE


def euros(amount: object) -> str:
    """An amount as it is written in Dutch: € 1.250,00."""
    return f"€ {amount:,.2f}".translate(str.maketrans(",.", ".,"))


def day(date: datetime.date) -> str:
    return date_format(date, "j F Y")


def _listed(words: Iterable[str]) -> str:
    found = list(words)
    return ", en ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)
