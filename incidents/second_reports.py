# SPDX-License-Identifier: EUPL-1.2
"""A second report of one event, written out as text: it becomes an addition to the first, and nothing of it is lost."""

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .models import Channel, Help, InjuryLevel, Kind, Severity

if TYPE_CHECKING:
    from .reporting import ReportFacts


def in_full(facts: "ReportFacts") -> str:
    """The account and below it, a line each, what else was filled in; in the language of the installation."""
    return reported_in_full(facts.as_reported())


def reported_in_full(told: dict[str, Any]) -> str:
    """The same of a report that was kept as it was written (`Incident.as_reported`)."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [f"{label}: {value}" for label, value in _lines(told) if value not in ("", None)]
        return "\n".join([told["narrative"], "", _("Ook ingevuld bij deze tweede melding:"), *lines])


def _lines(told: dict[str, Any]) -> list[tuple[str, Any]]:
    moment = localtime(datetime.datetime.fromisoformat(told["occurred_at"]))
    return [
        (_("Datum en tijd"), date_format(moment, "DATETIME_FORMAT")),
        (_("Kanaal"), Channel(told["channel"]).label),
        (_("Plaats"), told["place"]),
        (_("Soort agressie"), "; ".join(str(Kind(kind).label) for kind in told["kinds"])),
        (_("Ernst"), Severity(told["severity"]).label),
        (_("Gewenste hulp"), "; ".join(str(Help(wish).label) for wish in told["help_wanted"])),
        (_("Naam van de agressor"), told["aggressor_name"]),
        (_("Beschrijving van de agressor"), told["aggressor_description"]),
        (_("Aantal getuigen"), told["witness_count"]),
        (_("Letsel"), InjuryLevel(told["injury_level"]).label if told["injury_level"] else ""),
        (_("Lichamelijk letsel"), told["physical_injury"]),
        (_("Psychische klachten"), told["mental_injury"]),
        (_("Schade"), told["damage"]),
    ]
