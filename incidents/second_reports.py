# SPDX-License-Identifier: EUPL-1.2
"""A second report of one event, written out as text: it becomes an addition to the first, and nothing of it is lost."""

import datetime
from collections.abc import Callable, Container
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .models import Channel, Help, InjuryLevel, Kind, Severity

if TYPE_CHECKING:
    from .reporting import ReportFacts

INDENT = "  "


def in_full(facts: "ReportFacts") -> str:
    """The account and below it, a line each, what else was filled in; in the language of the installation."""
    return reported_in_full(facts.as_reported())


def reported_in_full(told: dict[str, Any]) -> str:
    """The same of a report that was kept as it was written (`Incident.as_reported`)."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [_line(_labels()[name], value) for name, value in _values(told) if value not in ("", None)]
        return "\n".join([told["narrative"], "", _heading(), *lines])


def _line(label: str, value: Any) -> str:
    # Only a label stands at the beginning of a line, whatever somebody typed.
    first, *more = str(value).splitlines()
    return "\n".join([f"{label}: {first}", *(f"{INDENT}{line}" for line in more)])


def without(text: str, names: Container[str]) -> str:
    """A second report without what was filled in under these names."""
    return _rewritten(text, lambda name, line: None if name in names else line)


def with_value(text: str, name: str, old: str, new: str) -> str:
    """A second report in which the one value under this name became the other; nothing when another stands there."""
    with translation.override(settings.LANGUAGE_CODE):
        label = _labels()[name]
    before, after = f"{label}: {old}", f"{label}: {new}" if new else None
    return _rewritten(text, lambda found, line: after if (found, line) == (name, before) else line)


def _rewritten(text: str, each: Callable[[str, str], str | None]) -> str:
    """The text with each thing that was filled in passed through a function; the account itself stays as it is."""
    with translation.override(settings.LANGUAGE_CODE):
        heading, labels = f"\n\n{_heading()}\n", _labels()
    account, found, filled = text.rpartition(heading)
    if not found:
        return text
    parts: list[tuple[str, str]] = []
    for line in filled.split("\n"):
        name = next((name for name, label in labels.items() if line.startswith(f"{label}: ")), None)
        if name is not None:
            parts.append((name, line))
        elif parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]}\n{line}")
    kept = [after for name, line in parts if (after := each(name, line)) is not None]
    return "\n".join([f"{account}{heading}".removesuffix("\n"), *kept])


def _heading() -> str:
    return _("Ook ingevuld bij deze tweede melding:")


def _labels() -> dict[str, str]:
    return {
        "occurred_at": _("Datum en tijd"),
        "channel": _("Kanaal"),
        "place": _("Plaats"),
        "kinds": _("Soort agressie"),
        "severity": _("Ernst"),
        "help_wanted": _("Gewenste hulp"),
        "aggressor_name": _("Naam van de agressor"),
        "aggressor_description": _("Beschrijving van de agressor"),
        "witness_count": _("Aantal getuigen"),
        "injury_level": _("Letsel"),
        "physical_injury": _("Lichamelijk letsel"),
        "mental_injury": _("Psychische klachten"),
        "damage": _("Schade"),
    }


def _values(told: dict[str, Any]) -> list[tuple[str, Any]]:
    moment = localtime(datetime.datetime.fromisoformat(told["occurred_at"]))
    shown: dict[str, Any] = {
        "occurred_at": date_format(moment, "DATETIME_FORMAT"),
        "channel": Channel(told["channel"]).label,
        "kinds": "; ".join(str(Kind(kind).label) for kind in told["kinds"]),
        "severity": Severity(told["severity"]).label,
        "help_wanted": "; ".join(str(Help(wish).label) for wish in told["help_wanted"]),
        "injury_level": InjuryLevel(told["injury_level"]).label if told["injury_level"] else "",
    }
    return [(name, shown[name] if name in shown else told[name]) for name in _labels()]
