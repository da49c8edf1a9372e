# SPDX-License-Identifier: EUPL-1.2
"""What a victim's or reporter's page says in words about a `Progress`."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from incidents.following import Progress
from incidents.models import Channel, Help, InjuryLevel, Kind, Severity


def steps_shown(progress: Progress) -> list[dict[str, Any]]:
    """The steps from report to close, as components/steps.html takes them."""
    labels = {
        "reported": _("De melding is binnen"),
        "reacted": _("Een afhandelaar neemt contact op"),
        "confirmed": _("De afhandelaar neemt de melding met u door"),
        "established": _("De afhandelaar stelt vast wat er gebeurde"),
        "closed": _("De melding wordt afgesloten"),
    }
    shown = []
    for step in progress.steps:
        state = "done" if step.done_at else "now" if step.is_next else ""
        note = date_format(localtime(step.done_at), "j F Y, H:i") if step.done_at else ""
        if not step.done_at and step.by:
            late = step.by <= timezone.now()
            state = "late" if late else state
            note = (
                _("Dit duurt te lang. Laat het uw leidinggevende weten.")
                if late
                else _("Uiterlijk %(by)s") % {"by": date_format(localtime(step.by), "j F, H:i")}
            )
        shown.append({"label": labels[step.name], "state": state, "note": note})
    return shown


def told(report: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What somebody wrote in their report, as pairs of a question and the answer; only what was answered."""
    if not report:
        return []
    witnesses = report.get("witness_count")
    pairs = [
        (_("Waar of hoe"), _label(Channel, report.get("channel"))),
        (_("Plaats"), report.get("place", "")),
        (_("Soort agressie"), _labels(Kind, report.get("kinds"))),
        (_("Ernst"), _label(Severity, report.get("severity"))),
        (_("Wat er gebeurde"), report.get("narrative", "")),
        (_("Gevraagde hulp"), _labels(Help, report.get("help_wanted"))),
        (_("Naam van de agressor"), report.get("aggressor_name", "")),
        (_("Beschrijving van de agressor"), report.get("aggressor_description", "")),
        (_("Letsel"), _label(InjuryLevel, report.get("injury_level"))),
        (_("Lichamelijk letsel"), report.get("physical_injury", "")),
        (_("Psychische klachten"), report.get("mental_injury", "")),
        (_("Schade"), report.get("damage", "")),
        (_("Aantal getuigen"), "" if witnesses is None else str(witnesses)),
    ]
    return [(question, answer) for question, answer in pairs if answer]


def _label(choices: Any, value: Any) -> str:
    return str(dict(choices.choices).get(value, ""))


def _labels(choices: Any, values: Any) -> str:
    return "\n".join(filter(None, (_label(choices, value) for value in values or [])))
