# SPDX-License-Identifier: EUPL-1.2
"""Why two names meet, in the words of the screen."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class MatchReason(models.TextChoices):
    """In what two names agree or differ; a closed list."""

    SAME = "same", _("zelfde naam")
    SPELLING = "spelling", _("andere spelling")
    SOUND = "sound", _("klinkt hetzelfde")
    TOGETHER = "together", _("aan elkaar of los geschreven")
    SLIP = "slip", _("mogelijk een tikfout")
    INITIAL = "initial", _("voorletter in plaats van voornaam")
    GIVEN = "given", _("niet alle voornamen")
    SWAPPED = "swapped", _("voornaam en achternaam verwisseld")
    PARTICLE = "particle", _("tussenvoegsel ontbreekt of staat anders")
    DOUBLE = "double", _("deel van een dubbele naam")
    SURNAME = "surname", _("alleen de achternaam")


# What each takes off the score of 100.
PENALTIES = {
    MatchReason.SAME: 0,
    MatchReason.PARTICLE: 2,
    MatchReason.SPELLING: 3,
    MatchReason.TOGETHER: 4,
    MatchReason.GIVEN: 3,
    MatchReason.SWAPPED: 5,
    MatchReason.SOUND: 7,
    MatchReason.INITIAL: 9,
    MatchReason.SLIP: 12,
    MatchReason.DOUBLE: 10,
    MatchReason.SURNAME: 15,
}


@dataclass(frozen=True)
class NameMatch:
    """A name that meets what was searched: whose, how well (0 to 100), and why."""

    key: Any
    score: float
    reasons: tuple[str, ...]
