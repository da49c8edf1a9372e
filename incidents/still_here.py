# SPDX-License-Identifier: EUPL-1.2
""" "Why is this still here?": which article keeps an incident and until when (R4), until when registry readers see it
(R3), and what holds it. From the stored columns, so that it says what the engine will do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from retention import holds
from retention.explaining import ARTICLES, due_of, explain
from retention.models import Hold

from .holding import holds_on
from .models import Incident, Involvement, Outcome, Perpetrator, Sanction
from .moments import last_day

Named = tuple[Involvement, Sequence[Sanction]]


@dataclass(frozen=True)
class Reason:
    """One question about the term, with its answer in sentences."""

    title: str
    sentences: list[str]


def reasons(incident: Incident, people: Iterable[Named]) -> list[Reason]:
    """Why this incident is still here; each person with the sanctions for it, as they are read for the page."""
    articles = incident.municipality.retention_policy.articles
    registry = [_in_registry(incident, *named) for named in people]
    return [
        Reason(
            _("Wat het bewaart"),
            [explain(due_of(incident), articles), _("Alles wat erbij hoort, gaat dan mee.")],
        ),
        Reason(
            _("In het register"), registry or [_("Niemand is als dader genoemd: het register toont niets.")]
        ),
        Reason(_("Wat het tegenhoudt"), _held(incident)),
    ]


def _in_registry(incident: Incident, involvement: Involvement, sanctions: Sequence[Sanction]) -> str:
    """Until when a registry reader finds this incident of this person, and counted from what."""
    about: dict[str, Any] = {
        "who": involvement.perpetrator.called,
        "article": incident.municipality.retention_policy.articles["R3"],
    }
    until = involvement.visible_until
    if until is None:
        return _not_in_registry(incident) % about
    about["day"] = _day(last_day(min(until, incident.destroy_at)))
    if until <= timezone.now():
        return _("%(who)s: uit het register sinds het eind van %(day)s (R3, %(article)s).") % about
    if until >= incident.destroy_at:
        # R4 does not wait for R3.
        return (
            _("%(who)s: raadplegers zien dit tot en met %(day)s, de dag waarop het wordt vernietigd.") % about
        )
    standing = [(s.visible_until, s) for s in sanctions if s.is_imposed and not s.is_annulled]
    counted = max(((at, s) for at, s in standing if at), key=lambda pair: pair[0], default=(None, None))[1]
    if counted is None:
        about |= {"from": _day(incident.occurred_on), "months": involvement.months}
        return (
            _(
                "%(who)s: raadplegers zien dit tot en met %(day)s, %(months)s maanden na het incident van %(from)s "
                "(R3, %(article)s). Er is geen sanctie opgelegd."
            )
            % about
        )
    about |= {"from": _day(counted.last_day), "months": counted.months}
    return (
        _(
            "%(who)s: raadplegers zien dit tot en met %(day)s; de termijn is %(months)s maanden na het einde van de "
            "sanctie op %(from)s (R3, %(article)s)."
        )
        % about
    )


def _not_in_registry(incident: Incident) -> str:
    if incident.outcome == Outcome.UNFOUNDED:
        return _("%(who)s: niet in het register, want het incident bleek ongegrond.")
    if incident.facts_established_at is None:
        return _("%(who)s: nog niet in het register, want de feiten zijn nog niet vastgesteld.")
    return _("%(who)s: niet in het register.")


def reasons_of_person(person: Perpetrator, incidents: Sequence[Incident]) -> list[Reason]:
    """Why this perpetrator is still here, for who sees these incidents of theirs, and is told of no others (R5)."""
    last = max(incidents, key=lambda incident: incident.destroy_at, default=None)
    keeps = [
        _("De persoon gaat met de laatste melding die de persoon noemt (R5, %(article)s).")
        % {"article": ARTICLES["R5"]}
    ]
    if last is not None:
        articles = last.municipality.retention_policy.articles
        keeps.append(f"{last.reference}: {explain(due_of(last), articles)}")
    found: dict[Any, Hold] = {}
    if person.is_held:
        found = {hold.pk: hold for hold in holds.running_on(Perpetrator, [person.pk])}
        found |= {hold.pk: hold for incident in incidents if incident.is_held for hold in holds_on(incident)}
    return [
        Reason(_("Wat het bewaart"), keeps),
        Reason(
            _("Wat het tegenhoudt"),
            [_sentence(hold) for hold in found.values()]
            or [_("Niets. Over wat hier staat, loopt geen verzoek dat de vernietiging uitstelt.")],
        ),
    ]


def _held(incident: Incident) -> list[str]:
    if incident.held_until is None or not incident.is_held:
        return [_("Niets. Er loopt geen verzoek dat de vernietiging uitstelt.")]
    return [_sentence(hold) for hold in holds_on(incident)] or [
        _(
            "Er loopt een verzoek. Het stelt de vernietiging uit tot de beslissing, en hoogstens tot en met %(day)s."
        )
        % {"day": _day(last_day(incident.held_until))}
    ]


def _sentence(hold: Hold) -> str:
    return _(
        "Een verzoek (%(request)s), ontvangen op %(received)s. Het stelt de vernietiging uit tot de beslissing, en "
        "hoogstens tot en met %(day)s. Tot de termijn voorbij is, verandert er niets; daarna ziet alleen de "
        "agressiecoördinator dit nog."
    ) % {
        "request": str(hold.get_request_display()).lower(),
        "received": _day(hold.received_on),
        "day": _day(last_day(hold.until)),
    }


def _day(day: Any) -> str:
    return date_format(day, "j F Y")
