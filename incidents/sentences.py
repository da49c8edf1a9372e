# SPDX-License-Identifier: EUPL-1.2
"""The timeline in sentences that a person would say: who did what when, and why.

An entry holds identifiers, enumerations and dates; names of people and units are looked up here, in two queries
whatever the number of entries.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OrganisationalUnit, User

from .models import (
    Aftercare,
    Contribution,
    Incident,
    LetterKind,
    Measure,
    Outcome,
    PoliceReport,
    RevealReason,
    SanctionKind,
    TimelineEntry,
    Victim,
)

Action = TimelineEntry.Action

SENTENCES: dict[str, Any] = {
    Action.REPORTED: gettext_lazy("%(who)s deed deze melding."),
    Action.TAKEN_OVER: gettext_lazy("%(who)s nam de melding over uit een eerdere registratie."),
    Action.JOINED: gettext_lazy("%(who)s voegde een tweede melding van hetzelfde hierbij."),
    Action.TAKEN: gettext_lazy("%(who)s nam de melding in behandeling."),
    Action.REASSIGNED: gettext_lazy("%(who)s droeg de melding over aan %(to)s."),
    Action.REMINDED: gettext_lazy("%(who)s stuurde een herinnering."),
    Action.MOVED: gettext_lazy("%(who)s verplaatste de melding naar %(unit)s."),
    Action.WAITING: gettext_lazy("%(who)s zette de melding op wachten."),
    Action.RESUMED: gettext_lazy("%(who)s ging verder met de melding."),
    Action.FACTS: gettext_lazy("%(who)s stelde de feiten vast."),
    Action.CORRECTED: gettext_lazy("%(who)s wijzigde gegevens."),
    Action.DATE_CORRECTED: gettext_lazy("%(who)s wijzigde de datum van %(old)s in %(new)s."),
    Action.DATE_PROPOSED: gettext_lazy("%(who)s vroeg om de datum te wijzigen van %(old)s in %(new)s."),
    Action.DATE_REFUSED: gettext_lazy("%(who)s stond niet toe dat de datum van %(old)s in %(new)s wijzigt."),
    Action.DATE_WITHDRAWN: gettext_lazy("%(who)s trok het verzoek om een latere datum in."),
    Action.CONFIRMED: gettext_lazy("%(who)s nam de melding door met %(victim)s."),
    Action.VICTIM_ADDED: gettext_lazy("%(who)s voegde %(victim)s toe als slachtoffer."),
    Action.VICTIM_CHANGED: gettext_lazy("%(who)s werkte de gegevens van %(victim)s bij."),
    Action.VICTIM_REMOVED: gettext_lazy("%(who)s verwijderde iemand die ten onrechte als slachtoffer stond."),
    Action.CONTRIBUTION: gettext_lazy("%(who)s stuurde een aanvulling."),
    Action.CONTRIBUTION_SEEN: gettext_lazy("%(who)s las een aanvulling."),
    Action.AFTERCARE_PLANNED: gettext_lazy("%(who)s maakte een afspraak met %(victim)s (%(kind)s)."),
    Action.AFTERCARE_DONE: gettext_lazy("%(who)s sprak met %(victim)s (%(kind)s)."),
    Action.AFTERCARE_DECLINED: gettext_lazy(
        "%(who)s legde vast dat %(victim)s geen contact wilde (%(kind)s)."
    ),
    Action.MEASURE: gettext_lazy("%(who)s legde een maatregel van preventie vast."),
    Action.MEASURE_CHANGED: gettext_lazy("%(who)s wijzigde een maatregel."),
    Action.POLICE: gettext_lazy("%(who)s werkte de aangifte bij: %(state)s."),
    Action.DAMAGE: gettext_lazy("%(who)s werkte de schade bij."),
    Action.EVIDENCE_ADDED: gettext_lazy("%(who)s voegde een bewijsstuk toe."),
    Action.EVIDENCE_REMOVED: gettext_lazy("%(who)s verwijderde een bewijsstuk."),
    Action.INSPECTORATE: gettext_lazy(
        "%(who)s legde vast dat dit op %(on)s bij de Arbeidsinspectie is gemeld."
    ),
    Action.PERPETRATOR_NAMED: gettext_lazy("%(who)s legde vast wie de dader was."),
    Action.PERPETRATOR_CHANGED: gettext_lazy("%(who)s wijzigde gegevens van de dader."),
    Action.PERPETRATOR_REMOVED: gettext_lazy("%(who)s koppelde een dader los van deze melding."),
    Action.PERPETRATORS_JOINED: gettext_lazy("%(who)s voegde twee daders samen die één persoon bleken."),
    Action.BSN_REVEALED: gettext_lazy("%(who)s bekeek het BSN van de dader: %(why)s."),
    Action.SANCTION_PROPOSED: gettext_lazy("%(who)s stelde een sanctie voor: %(sanction)s."),
    Action.SANCTION_REFUSED: gettext_lazy("%(who)s stond een sanctie niet toe: %(sanction)s."),
    Action.SANCTION_WITHDRAWN: gettext_lazy("%(who)s trok het voorstel voor een sanctie in: %(sanction)s."),
    Action.SANCTION_IMPOSED: gettext_lazy("%(who)s legde een sanctie op: %(sanction)s."),
    Action.SANCTION_LIFTED: gettext_lazy("%(who)s hief een sanctie op: %(sanction)s."),
    Action.SANCTION_ANNULLED: gettext_lazy("%(who)s maakte een sanctie ongedaan: %(sanction)s."),
    Action.SANCTION_REVIEWED: gettext_lazy("%(who)s bekeek een sanctie opnieuw: %(sanction)s."),
    Action.SANCTION_SHORTENED: gettext_lazy(
        "%(who)s verkortte hoe lang een sanctie in het register staat: %(sanction)s."
    ),
    Action.LETTER_SENT: gettext_lazy("%(who)s legde vast dat de brief is verstuurd: %(sanction)s."),
    Action.DISCLOSED: gettext_lazy("%(who)s maakte het pakket voor de politie."),
    Action.CLOSED: gettext_lazy("%(who)s sloot de melding: %(outcome)s."),
    Action.REOPENED: gettext_lazy("%(who)s heropende de melding."),
    Action.ERASED: gettext_lazy("%(who)s wiste gegevens van iemand, na een besluit op een verzoek."),
    Action.RECTIFIED: gettext_lazy("%(who)s corrigeerde gegevens, na een besluit op een verzoek."),
    Action.RESTRICTED: gettext_lazy(
        "%(who)s verborg gegevens in het register, na een besluit op een verzoek."
    ),
    Action.UNRESTRICTED: gettext_lazy("%(who)s maakte gegevens weer zichtbaar in het register."),
}
# Where the sentence depends on what the action was about.
OTHER_SENTENCES: dict[tuple[str, str], Any] = {
    (Action.LETTER_SENT, LetterKind.REGISTERED): gettext_lazy(
        "%(who)s legde vast dat de brief over de registratie is verstuurd."
    ),
    (Action.LETTER_SENT, LetterKind.TALK_INVITATION): gettext_lazy(
        "%(who)s legde vast dat de uitnodiging voor een gesprek is verstuurd."
    ),
    (Action.CONTRIBUTION, Contribution.Kind.CORRECTION): gettext_lazy("%(who)s stuurde een correctie."),
    (Action.CONTRIBUTION, Contribution.Kind.OBJECTION): gettext_lazy("%(who)s maakte bezwaar."),
    (Action.CONTRIBUTION, Contribution.Kind.REPORT): gettext_lazy("%(who)s meldde hetzelfde nog een keer."),
    (Action.CONTRIBUTION_SEEN, Contribution.Kind.CORRECTION): gettext_lazy("%(who)s las een correctie."),
    (Action.CONTRIBUTION_SEEN, Contribution.Kind.OBJECTION): gettext_lazy("%(who)s las een bezwaar."),
    (Action.CONTRIBUTION_SEEN, Contribution.Kind.REPORT): gettext_lazy("%(who)s las een tweede melding."),
    (Action.MEASURE, Measure.Kind.PERPETRATOR): gettext_lazy(
        "%(who)s legde een maatregel richting de dader vast."
    ),
}


@dataclass(frozen=True)
class Line:
    """One entry of the timeline as it is read; in the shape of components/timeline.html."""

    at: datetime.datetime
    what: str
    text: str = ""
    who: str = ""


def sentences(incident: Incident, entries: Iterable[TimelineEntry], victims: Iterable[Victim]) -> list[Line]:
    """The entries (with their actors) as sentences, in the same order."""
    found = list(entries)
    names: dict[str, Mapping[str, str]] = {
        "victim": {str(victim.pk): victim.name for victim in victims},
        "unit": _names(OrganisationalUnit, [e.detail.get("to") for e in found if e.action == Action.MOVED]),
        "person": _names(
            User,
            [e.detail.get("to") for e in found if e.action == Action.REASSIGNED]
            + [e.detail.get("asked_by") for e in found],
        ),
    }
    return [Line(entry.at, _sentence(incident, entry, names), entry.reason) for entry in found]


def _names(model: type[Any], keys: Iterable[Any]) -> dict[str, str]:
    wanted = {key for key in keys if isinstance(key, int)}
    return {str(row.pk): row.name for row in model.objects.filter(pk__in=wanted).only("pk", "name")}


def _sentence(incident: Incident, entry: TimelineEntry, names: dict[str, Mapping[str, str]]) -> str:
    detail = entry.detail
    kind = str(detail.get("kind", ""))
    template = OTHER_SENTENCES.get((entry.action, kind)) or SENTENCES.get(entry.action)
    if entry.action == Action.JOINED and incident.joined_into_id:
        template = _("%(who)s voegde deze melding samen met een eerdere.")
    if entry.action == Action.DATE_CORRECTED and "asked_by" in detail:
        template = _(
            "%(who)s stond toe dat de datum van %(old)s in %(new)s wijzigt, op verzoek van %(asked)s."
        )
    if entry.action == Action.DATE_CORRECTED and "old" not in detail:
        template = SENTENCES[Action.RECTIFIED]
    if template is None:
        return f"{entry.get_action_display()}."
    somebody = _("iemand")
    return str(template) % {
        "who": entry.actor.name if entry.actor else _("Het systeem"),
        "to": names["person"].get(str(detail.get("to")), somebody),
        "asked": names["person"].get(str(detail.get("asked_by")), somebody),
        "unit": names["unit"].get(str(detail.get("to")), _("een ander onderdeel")),
        "victim": names["victim"].get(str(detail.get("victim")), somebody),
        "kind": _lower(_label(Aftercare.Kind, kind)),
        "state": _lower(_label(PoliceReport.State, detail.get("state"))),
        "sanction": _lower(_label(SanctionKind, kind)),
        "why": _lower(_label(RevealReason, detail.get("why"))),
        "outcome": _lower(_label(Outcome, detail.get("outcome"))),
        "old": _day(detail.get("old")),
        "new": _day(detail.get("new")),
        "on": _day(detail.get("on")),
    }


def _label(choices: type[Any], value: Any) -> str:
    return str(choices(value).label) if value in choices.values else str(value or "")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _day(value: Any) -> str:
    try:
        return date_format(datetime.date.fromisoformat(str(value)), "j F Y")
    except ValueError:
        return _("een andere datum")
