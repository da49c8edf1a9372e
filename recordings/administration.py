# SPDX-License-Identifier: EUPL-1.2
"""What administration must know of recordings without hearing one. Registered with accounts when the project starts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.sections import Section

from .disclosing import releases_of
from .models import Recording, State

TELEPHONY = Section(
    _("Telefonie"),
    "telephony",
    "phone",
    _("Welke centrale gespreksopnamen aanlevert, en hoeveel er binnenkomen."),
)


def decisions_waiting(user: Any) -> int:
    """How many decisions wait for this person as a head: flagged calls, and callers who ask for a recording."""
    flagged = Recording.objects.assessable_by(user).count()
    return flagged + sum(release.waits for release in releases_of(user))


def keeps_open(unit_ids: frozenset[int]) -> Any:
    """A sentence when a flagged call of these units waits for its head: with the unit, nobody could decide any more.
    It says no number."""
    if Recording.objects.filter(unit__in=unit_ids, state=State.FLAGGED).exists():
        return _("Er wacht nog een gemarkeerd gesprek op een beslissing. Dat duurt ten hoogste 48 uur.")
    return None
