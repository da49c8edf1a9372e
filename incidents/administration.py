# SPDX-License-Identifier: EUPL-1.2
"""What administration must know of incidents without reading one: whether a unit can close, what somebody still has
in hand. Registered with accounts when the project starts (apps.py)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sections import Section

from .models import Incident

GUIDELINES = Section(
    _("Sancties"), "guidelines", "shield", _("Welke sanctie de gemeente passend vindt, en wanneer.")
)
LETTERS = Section(
    _("Brieven"), "letter_texts", "document", _("Het briefhoofd, en wat er in brieven aan daders staat.")
)


def keeps_open(unit_ids: frozenset[int]) -> Any:
    """A sentence when an incident of these units is open. It says no number: an administrator counts no incidents."""
    if Incident.objects.open().filter(unit__in=unit_ids).exists():
        return _(
            "Er staan nog meldingen open. Vraag de afhandelaar of de toezichthouder om ze eerst af te sluiten."
        )
    return None


def still_handles(person: User) -> Any:
    """Words for open incidents that would be left without a handler who can sign in. They say no number either."""
    handled = Incident.objects.open().filter(handler=person).exists()
    return _("Meldingen in behandeling") if handled else None
