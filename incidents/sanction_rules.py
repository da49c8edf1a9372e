# SPDX-License-Identifier: EUPL-1.2
"""What may be decided about a perpetrator, and what not: the refusals of ombudsmen, and the limits of R3 and R4."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from retention.terms import local_date, unsanctioned_due

from .guidelines import earlier_sanctions, suggestion
from .models import (
    BANS,
    LASTING,
    NO_WARNING_NEEDED,
    WITHOUT_REVIEW,
    Heard,
    Incident,
    Involvement,
    Outcome,
    Sanction,
    SanctionKind,
)


class SanctionRefused(ValueError):
    """A sanction that would not stand before an ombudsman. `problems` maps a field of the decision (or "" for all of
    it) to the name of what is wrong; incidents/refusals.py has the words."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(", ".join(sorted(problems.values())))
        self.problems = problems


@dataclass(frozen=True)
class Decision:
    """What a handler decides about one perpetrator. Days are local calendar days."""

    kind: str
    behaviour: str
    norm: str
    heard: str
    decided_on: datetime.date
    heard_note: str = ""
    # Of a sanction that lasts; the others end on the day of the decision.
    starts_on: datetime.date | None = None
    planned_end: datetime.date | None = None
    review_on: datetime.date | None = None
    conditions: str = ""
    basic_services: str = ""
    deviation_reason: str = ""
    # R3, fewer than the municipality's months for this severity; None: those.
    months: int | None = None


def problems_of(
    actor: User, involvement: Involvement, decision: Decision, prolongs: Sanction | None = None
) -> dict[str, str]:
    """What is wrong with a decision, by field; empty when it can be taken."""
    incident = involvement.incident
    today = local_date(timezone.now())
    found = wrong_with_the_incident(incident, involvement)
    if decision.kind not in SanctionKind.values:
        return found | {"kind": "required"}
    for name in ("behaviour", "norm"):
        if not getattr(decision, name).strip():
            found[name] = "required"
    if decision.heard not in Heard.values:
        found["heard"] = "required"
    elif decision.heard != Heard.HEARD and not decision.heard_note.strip():
        found["heard_note"] = "why_not_heard"
    if not incident.occurred_on <= decision.decided_on <= today:
        found["decided_on"] = "decided_before" if decision.decided_on <= today else "decided_later"
    deviates = prolongs is None and decision.kind != suggestion(actor, incident, involvement)
    if deviates and not decision.deviation_reason.strip():
        found["deviation_reason"] = "why_deviate"
    standard = incident.municipality.months_for_severity(incident.severity)
    if decision.months is not None and not 12 <= decision.months <= standard:
        found["months"] = "months"
    if decision.kind in LASTING:
        found |= _wrong_with_the_period(incident, decision, today)
    if decision.kind in BANS:
        if not decision.basic_services.strip():
            found["basic_services"] = "required"
        warned = prolongs is not None or earlier_sanctions(actor, involvement.perpetrator).exists()
        if incident.severity < NO_WARNING_NEEDED and not warned:
            found["kind"] = "warning_first"
    if prolongs is not None:
        found |= _wrong_with_prolonging(prolongs, decision)
    return found


def wrong_with_the_incident(incident: Incident, involvement: Involvement) -> dict[str, str]:
    """Why nothing at all can be imposed for this incident on this person; empty when something can."""
    if incident.facts_established_at is None:
        return {"": "no_facts"}
    if incident.outcome == Outcome.UNFOUNDED:
        return {"": "unfounded"}
    now, until = timezone.now(), involvement.visible_until
    standard = incident.municipality.months_for_severity(incident.severity)
    if until is None:
        until = unsanctioned_due(incident.occurred_on, involvement.months or standard).at
    return {"": "too_long_ago"} if until <= now else {}


def wrong_by_now(actor: User, incident: Incident, proposed: Sanction) -> dict[str, str]:
    """Why a proposal cannot be imposed any more as it was proposed: what happened since; empty when it can."""
    involvement = proposed.involvement
    if found := wrong_with_the_incident(incident, involvement):
        return found
    if proposed.prolongs is not None and not proposed.prolongs.is_running:
        return {"": "prolongs_ended"}
    if proposed.is_lasting and proposed.planned_end < local_date(timezone.now()):
        return {"planned_end": "ends_before"}
    if proposed.is_lasting and proposed.planned_end > _last_day(incident):
        return {"planned_end": "past_incident"}
    warned = proposed.prolongs is not None or earlier_sanctions(actor, involvement.perpetrator).exists()
    if proposed.is_ban and incident.severity < NO_WARNING_NEEDED and not warned:
        return {"kind": "warning_first"}
    return {}


def _last_day(incident: Incident) -> datetime.date:
    """The last day on which the incident is kept (R4)."""
    return local_date(incident.destroy_at - datetime.timedelta(seconds=1))


def _wrong_with_the_period(incident: Incident, decision: Decision, today: datetime.date) -> dict[str, str]:
    starts_on = decision.starts_on or decision.decided_on
    if decision.planned_end is None:
        return {"planned_end": "indefinite"}
    if starts_on < decision.decided_on:
        return {"starts_on": "starts_before"}
    if decision.planned_end < max(starts_on, today):
        return {"planned_end": "ends_before"}
    if decision.planned_end > _last_day(incident):
        return {"planned_end": "past_incident"}
    if decision.review_on is None:
        return {"review_on": "review_needed"} if decision.planned_end > starts_on + WITHOUT_REVIEW else {}
    if not today < decision.review_on <= decision.planned_end:
        return {"review_on": "review_outside"}
    return {}


def _wrong_with_prolonging(old: Sanction, decision: Decision) -> dict[str, str]:
    if not old.is_running:
        return {"": "prolongs_ended"}
    if prolonging(old) is not None:
        return {"": "prolonged_already"}
    if decision.kind != old.kind:
        return {"kind": "prolongs_other"}
    if decision.planned_end is not None and decision.planned_end <= old.last_day:
        return {"planned_end": "prolongs_not"}
    return {}


def prolonging(old: Sanction) -> Sanction | None:
    """The decision that prolongs this sanction, or that waits to; one that was undone or lifted does not count."""
    return Sanction.objects.filter(
        prolongs=old,
        state__in=[Sanction.State.IMPOSED, Sanction.State.PROPOSED],
        annulled_at=None,
        lifted_on=None,
    ).first()


def needs_consent(incident: Incident, kind: str) -> bool:
    """Whether a supervisor must allow this kind of sanction in this municipality."""
    return kind in BANS and incident.municipality.bans_need_supervisor
