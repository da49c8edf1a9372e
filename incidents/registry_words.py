# SPDX-License-Identifier: EUPL-1.2
"""What the registry says first: a sentence that is read in ten seconds, on a phone, in a car."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .looking_up import Hit
from .models import Purpose, SanctionKind
from .names import MatchReason
from .registry_cards import Card, Running

TITLES: dict[str, Any] = {
    SanctionKind.PREMISES_BAN: gettext_lazy("toegangsverbod"),
    SanctionKind.CONTACT_BAN: gettext_lazy("contactverbod"),
    SanctionKind.CONTACT_MEASURE: gettext_lazy("afspraak over contact"),
    SanctionKind.SUSPENSION: gettext_lazy("dienstverlening opgeschort"),
}
ADVICE: dict[str, Any] = {
    SanctionKind.PREMISES_BAN: gettext_lazy(
        "Deze persoon mag niet binnenkomen. Gebeurt dat toch? Ga niet in discussie, breng uzelf in veiligheid en bel."
    ),
    SanctionKind.CONTACT_BAN: gettext_lazy(
        "Ga niet in gesprek en maak geen afspraak. Overleg eerst met de afhandelaar."
    ),
    SanctionKind.CONTACT_MEASURE: gettext_lazy(
        "Contact gaat alleen zoals is afgesproken. Overleg bij twijfel eerst met de afhandelaar."
    ),
    SanctionKind.SUSPENSION: gettext_lazy(
        "Verleen geen dienst en zeg niets toe. Overleg eerst met de afhandelaar."
    ),
}
BEFORE_A_VISIT = gettext_lazy("Ga niet op huisbezoek voordat u met de afhandelaar hebt gesproken.")


@dataclass(frozen=True)
class Notice:
    """One thing that applies now: what, until when, what to do."""

    title: str
    advice: str
    conditions: str
    needs_letter: bool


def warnings_of(card: Card) -> list[Notice]:
    """What applies now to this person, what lasts longest first."""
    return [_warning(running) for running in card.running]


def _warning(running: Running) -> Notice:
    sanction = running.sanction
    return Notice(
        title=_("Let op: %(what)s %(period)s") % {"what": TITLES[sanction.kind], "period": _period(running)},
        advice=str(ADVICE[sanction.kind]),
        conditions=sanction.conditions,
        needs_letter=sanction.needs_letter,
    )


def _period(running: Running) -> str:
    last = day(running.sanction.planned_end)
    if running.starts_later:
        return _("van %(first)s tot en met %(last)s") % {
            "first": day(running.sanction.starts_on),
            "last": last,
        }
    return _("tot en met %(last)s") % {"last": last}


def day(value: datetime.date) -> str:
    """A date with its year: nobody has to think which one is meant."""
    return date_format(value, "j F Y")


def visit_advice(purpose: str) -> str:
    return str(BEFORE_A_VISIT) if purpose == Purpose.VISIT else ""


def why(hit: Hit) -> list[str]:
    """Why somebody was found, as a person reads it; and what is not the same."""
    found = []
    if hit.same_bsn:
        found.append(_("zelfde BSN"))
    found += [str(MatchReason(reason).label) for reason in hit.name_reasons]
    if hit.same_date_of_birth:
        found.append(_("zelfde geboortedatum"))
    return found


def but(hit: Hit) -> list[str]:
    """What is known of this person and is not what was typed."""
    words = {
        "name": _("de naam is anders"),
        "date_of_birth": _("de geboortedatum is anders"),
        "bsn": _("het BSN is anders"),
    }
    return [text for name, text in words.items() if name in hit.differs]
