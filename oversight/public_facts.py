# SPDX-License-Identifier: EUPL-1.2
"""What the public page says of one municipality (LEI 3.2): the terms in force, its house rules, where one can go.

Nothing of a person and no number of anything: only what the municipality decided and what the code does.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy

from accounts.house_rules import Shown, house_rules_of, in_language
from accounts.models import Municipality
from incidents.models import Letterhead, Severity

from .terms_page import term_of


@dataclass(frozen=True)
class Facts:
    """For the template. Terms are in words, in the active language; `months` per severity, the lightest first."""

    incident_term: str
    months: list[tuple[Any, int]]
    recording_term: str
    extended_recording_term: str
    letterhead: Letterhead | None
    rules: Shown | None


@dataclass(frozen=True)
class Right:
    """A right of who is registered: its article of the AVG, and what it means here."""

    article: str
    name: Any
    means: Any


RIGHTS = [
    Right(
        "12",
        gettext_lazy("Een antwoord in gewone taal"),
        gettext_lazy(
            "U krijgt binnen een maand antwoord. Is uw vraag ingewikkeld, dan mogen wij er twee maanden langer over "
            "doen. Dat laten wij u dan binnen die eerste maand weten. Het kost u niets."
        ),
    ),
    Right(
        "15",
        gettext_lazy("Inzage"),
        gettext_lazy(
            "U mag vragen of wij iets over u hebben vastgelegd, en wat. U mag ook vragen wie uw gegevens kreeg. De namen "
            "van anderen laten wij weg als dat nodig is om hen te beschermen."
        ),
    ),
    Right(
        "16",
        gettext_lazy("Verbeteren"),
        gettext_lazy("Klopt er iets niet, of ontbreekt er iets? Vraag ons dan om het te verbeteren."),
    ),
    Right(
        "17",
        gettext_lazy("Wissen"),
        gettext_lazy(
            "U mag vragen om uw gegevens eerder te wissen. Krijgt u gelijk, dan vernietigen wij ze meteen. Zeggen wij "
            "nee, dan leest u waarom."
        ),
    ),
    Right(
        "18",
        gettext_lazy("Minder gebruiken"),
        gettext_lazy(
            "Zolang wij uw vraag onderzoeken, kunt u vragen om uw gegevens niet meer te tonen. Loopt er nog een "
            "maatregel, zoals een toegangsverbod, dan blijft die wel zichtbaar. Dat is nodig voor de veiligheid."
        ),
    ),
    Right(
        "21",
        gettext_lazy("Bezwaar maken (verzet)"),
        gettext_lazy(
            "Is uw situatie zo bijzonder dat wij uw gegevens niet mogen gebruiken? Leg dat dan aan ons uit. Wij wegen uw "
            "belang af tegen de veiligheid van onze medewerkers."
        ),
    ),
]


def facts_of(municipality: Municipality) -> Facts:
    """The facts of a municipality, in the active language."""
    policy = municipality.retention_policy
    rules = house_rules_of(municipality)
    return Facts(
        incident_term=term_of("R4"),
        months=[(severity.label, policy.months[severity]) for severity in Severity],
        recording_term=term_of("R1"),
        extended_recording_term=term_of("R2"),
        letterhead=Letterhead.objects.filter(municipality=municipality).first(),
        rules=in_language(rules, get_language() or "nl") if rules else None,
    )
