# SPDX-License-Identifier: EUPL-1.2
"""What the evaluation asks (LEI 11), and what its figures are called."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Figure:
    """A figure of a whole year and a whole municipality. `at_most`: a goal is reached at or below its target."""

    key: str
    label: Any
    definition: Any
    is_share: bool = True
    at_most: bool = False


FIGURES = [
    Figure(
        "reports",
        _("Aantal meldingen"),
        _(
            "Meldingen van incidenten in dat jaar; samengevoegde tellen als één, en wat geen agressie bleek niet. Is er "
            "een rapportage over het jaar, dan het aantal daarin."
        ),
        is_share=False,
    ),
    Figure(
        "first_reaction",
        _("Eerste reactie op tijd"),
        _(
            "Van de meldingen: de medewerker hoorde iets binnen de norm. Overgenomen meldingen tellen niet mee."
        ),
    ),
    Figure(
        "aftercare",
        _("Nazorg op tijd"),
        _("Van de meldingen met geplande nazorg: elk contact was op tijd, of niet gewenst."),
    ),
    Figure(
        "police",
        _("Aangifte of melding bij de politie"),
        _("Van de meldingen waarbij een slachtoffer om hulp bij aangifte vroeg."),
    ),
    Figure(
        "response",
        _("Reactie richting de dader"),
        _("Van de meldingen waarvan de feiten zijn vastgesteld: er is een sanctie of een maatregel."),
    ),
    Figure(
        "late",
        _("Te laat vernietigd"),
        _("Records van elke soort die meer dan een kwartier na hun termijn zijn vernietigd."),
        is_share=False,
        at_most=True,
    ),
]
BY_KEY = {figure.key: figure for figure in FIGURES}

QUESTIONS: dict[str, Any] = {
    "goals": _("Zijn de doelen bereikt? Waardoor wel of niet?"),
    "data": _("Is alles wat wordt vastgelegd nog nodig? Wat kan weg?"),
    "access": _("Kloppen de autorisatieniveaus nog: heeft iedereen wat nodig is, en niet meer?"),
    "training": _("Wie is getraind in omgaan met agressie en geweld, en wie nog niet?"),
    "norm": _("Hoe is de norm bekendgemaakt, aan medewerkers en aan bezoekers?"),
    "terms": _("Zijn de bewaartermijnen gehaald? Wat was de oorzaak als iets te laat ging?"),
    "changed": _("Wat is er veranderd sinds de vorige evaluatie, in de wet, het werk of het systeem?"),
}


def value_in_words(key: str, value: int | None) -> str:
    """A figure as it is read; None stands for too few incidents to show."""
    if value is None:
        return gettext("te weinig om te tonen")
    return f"{value}%" if BY_KEY[key].is_share else str(value)


def target_in_words(key: str, target: int) -> str:
    """A target as it is read."""
    words = gettext("hoogstens %(n)s") if BY_KEY[key].at_most else gettext("minstens %(n)s")
    return words % {"n": value_in_words(key, target)}


def is_reached(key: str, target: int, value: int | None) -> bool | None:
    """Whether a goal is reached; None where the figure is not shown, so that nobody learns it this way."""
    if value is None:
        return None
    return value <= target if BY_KEY[key].at_most else value >= target
