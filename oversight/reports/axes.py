# SPDX-License-Identifier: EUPL-1.2
"""What incidents are counted by: a fixed list, of which each incident is in exactly one category, so that rows sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.models import Channel, Kind, Severity

UNIT = "unit"


class Sanctioned(models.TextChoices):
    """The gravest sanction that was imposed and not annulled."""

    BAN = "ban", _("Verbod of opschorting")
    CONTACT = "contact", _("Contactmaatregel")
    RECOVERY = "recovery", _("Alleen schadeverhaal")
    WARNING = "warning", _("Waarschuwing of gesprek")
    NONE = "none", _("Geen sanctie")


class YesNo(models.TextChoices):
    YES = "yes", _("Ja")
    NO = "no", _("Nee")


class TimeOfDay(models.TextChoices):
    """The local hour of the incident."""

    NIGHT = "night", _("Nacht (0 tot 6 uur)")
    MORNING = "morning", _("Ochtend (6 tot 12 uur)")
    AFTERNOON = "afternoon", _("Middag (12 tot 18 uur)")
    EVENING = "evening", _("Avond (18 tot 24 uur)")


class Reaction(models.TextChoices):
    IN_TIME = "in_time", _("Binnen de norm")
    LATE = "late", _("Later dan de norm")
    NONE = "none", _("Nog geen reactie")
    TAKEN_OVER = "taken_over", _("Overgenomen uit een eerdere registratie")


class Kept(models.TextChoices):
    KEPT = "kept", _("Alle contacten op tijd")
    MISSED = "missed", _("Een contact te laat of niet gehouden")
    RUNNING = "running", _("Nog niet afgerond")
    NONE = "none", _("Geen nazorg gepland")


class Police(models.TextChoices):
    MADE = "made", _("Aangifte gedaan")
    NOTIFIED = "notified", _("Melding bij de politie")
    PLANNED = "planned", _("Aangifte nog te doen")
    NONE = "none", _("Geen aangifte")


@dataclass(frozen=True)
class Axis:
    """One way in which incidents are told apart, with what its categories mean."""

    name: str
    label: Any
    categories: Mapping[str, Any]
    meaning: Any

    def cells(self) -> list[str]:
        return [f"{self.name}={code}" for code in self.categories]


def _codes(choices: type[models.Choices]) -> dict[str, Any]:
    return {str(choice.value): choice.label for choice in choices}


_UNIT_MEANING = _(
    "Het onderdeel van het eerste slachtoffer, met alles wat eronder valt. Een onderdeel met minder dan tien "
    "medewerkers telt alleen mee in het onderdeel erboven."
)
AXES = {
    axis.name: axis
    for axis in (
        Axis(UNIT, _("Onderdeel"), {}, _UNIT_MEANING),
        Axis("kind", _("Soort agressie"), _codes(Kind), _("De ernstigste soort agressie van het incident.")),
        Axis("severity", _("Ernst"), _codes(Severity), _("De ernst, zoals de afhandelaar die vaststelde.")),
        Axis("channel", _("Kanaal"), _codes(Channel), _("Waar of hoe het gebeurde.")),
        Axis(
            "time_of_day",
            _("Tijd van de dag"),
            _codes(TimeOfDay),
            _("Het uur van het incident, Nederlandse tijd."),
        ),
        Axis(
            "measure",
            _("Maatregel richting de dader"),
            _codes(YesNo),
            _("Of er een maatregel richting de dader is vastgelegd, anders dan een sanctie."),
        ),
        Axis(
            "sanction",
            _("Zwaarste sanctie"),
            _codes(Sanctioned),
            _("De zwaarste sanctie die voor het incident is opgelegd en niet is vernietigd."),
        ),
        Axis(
            "reaction",
            _("Eerste reactie"),
            _codes(Reaction),
            _("Of de eerste reactie kwam binnen het aantal uren dat de gemeente als norm heeft."),
        ),
        Axis(
            "aftercare",
            _("Nazorg gehouden"),
            _codes(Kept),
            _(
                "Of elk afgesproken contact met een slachtoffer op tijd was. Nazorg die niet gewenst was, telt als op tijd."
            ),
        ),
        Axis(
            "police",
            _("Aangifte"),
            _codes(Police),
            _("Wat er bij de politie is gedaan; het meeste, als het er meer zijn."),
        ),
        Axis("damage", _("Schade"), _codes(YesNo), _("Of er materiële schade is vastgelegd.")),
    )
}
# What an incident is counted by besides its unit.
FLAT = [name for name in AXES if name != UNIT]
# The tables, in their order: of one axis, or of two.
TABLES: list[tuple[str, ...]] = [
    *((name,) for name in AXES),
    (UNIT, "kind"),
    (UNIT, "severity"),
    (UNIT, "channel"),
    ("kind", "severity"),
    ("kind", "channel"),
]
