# SPDX-License-Identifier: EUPL-1.2
"""What a handler does with an incident, from looking after the employee to closing (LEI 1.i.iii).

Every function locks the incident, checks again that this person may handle it, does one thing and writes it on the
timeline. None of them touches a retention term, except a corrected date (R4).
"""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.levels import Level
from accounts.models import User
from accounts.policy import people_with
from retention.terms import local_date

from .access import NotAllowed, handled_by
from .aftercare import register_first_reaction
from .annulling import drop_all
from .appointments import appointment_of, tell_of_change
from .due import refresh_due
from .models import (
    Aftercare,
    Contribution,
    Damage,
    Incident,
    IncidentKind,
    Measure,
    Outcome,
    PoliceReport,
    Status,
    TimelineEntry,
    Victim,
)
from .registry import refresh_registry
from .reporting import VictimFacts, add_victim, check_date
from .telling import tell
from .timeline import note, report_path

Action = TimelineEntry.Action


class StillOpen(Exception):
    """Something must be done before this incident can be closed; `missing` says what, by name."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = list(missing)


class NeedsSupervisor(Exception):
    """A later date of the incident lengthens the term and needs a supervisor's consent (R4)."""


@contextmanager
def handling(actor: User, incident: Incident) -> Iterator[Incident]:
    """The incident, locked, for somebody who may handle it; what becomes due next is set on the way out.

    Raises NotAllowed.
    """
    with transaction.atomic():
        locked = (
            handled_by(Incident.objects.select_for_update(of=("self",)), actor).filter(pk=incident.pk).first()
        )
        if locked is None or locked.status == Status.JOINED:
            raise NotAllowed
        yield locked
        refresh_due(locked)
        locked.save()
        refresh_registry(locked)
    incident.refresh_from_db()


def of_this(row: Incident, model: type[Any], token: uuid.UUID) -> Any:
    """What the form with this token already made of this incident, or None: a second click adds nothing.

    Raises NotAllowed when the token is the id of something of another incident.
    """
    known = model.with_due.filter(pk=token).first()
    if known is not None and known.incident_id != row.pk:
        raise NotAllowed
    return known


def take_up(actor: User, incident: Incident) -> None:
    """The actor becomes the handler of an open incident; this is the first reaction."""
    with handling(actor, incident) as row:
        if row.handler_id == actor.pk and row.status == Status.IN_PROGRESS:
            return
        row.handler = actor
        row.status = Status.IN_PROGRESS if row.is_open else row.status
        register_first_reaction(row)
        note(row, actor, Action.TAKEN)


def wait(actor: User, incident: Incident, waiting_for: str) -> None:
    """Put an open incident aside until something happens; its norms go on."""
    with handling(actor, incident) as row:
        _must_be_open(row)
        row.status, row.waiting_for = Status.WAITING, waiting_for
        note(row, actor, Action.WAITING)


def resume(actor: User, incident: Incident) -> None:
    """Go on with an incident that waited."""
    with handling(actor, incident) as row:
        if row.status == Status.WAITING:
            row.status, row.waiting_for = Status.IN_PROGRESS, ""
            note(row, actor, Action.RESUMED)


def establish_facts(actor: User, incident: Incident, facts: dict[str, Any], kinds: Sequence[str]) -> None:
    """Write down what is established: place, channel, kinds, severity, account, aggressor, witnesses."""
    allowed = {
        "channel",
        "place",
        "gravest_kind",
        "severity",
        "narrative",
        "aggressor_name",
        "aggressor_description",
        "witness_count",
    }
    if unknown := facts.keys() - allowed:
        raise ValueError(f"Not facts of an incident: {sorted(unknown)}")
    if facts.get("gravest_kind", incident.gravest_kind) not in kinds:
        raise ValueError("The gravest kind is one of the kinds.")
    with handling(actor, incident) as row:
        for name, value in facts.items():
            setattr(row, name, value)
        row.facts_established_at = row.facts_established_at or timezone.now()
        IncidentKind.objects.filter(incident=row).exclude(kind__in=kinds).delete()
        for kind in kinds:
            IncidentKind.objects.get_or_create(incident=row, kind=kind)
        note(row, actor, Action.FACTS)


def correct_date(
    actor: User, incident: Incident, occurred_at: datetime.datetime, reason: str, consent: User | None = None
) -> None:
    """Correct when it happened, which recomputes the term (R4).

    A later date needs the consent of a supervisor of the unit other than the actor, and is never after the day of the
    report. Raises NeedsSupervisor, or DateRefused.
    """
    with handling(actor, incident) as row:
        new, old = local_date(occurred_at), row.occurred_on
        row.time_known = True
        check_date(occurred_at, min(row.reported_at, timezone.now()))
        if new > old:
            supervisors = people_with(Level.SUPERVISOR, row.unit).exclude(pk=actor.pk)
            if consent is None or not supervisors.filter(pk=consent.pk).exists():
                raise NeedsSupervisor
        if new == old:
            # Another time on the same day: the term stays, which joining may have shortened.
            row.occurred_at = occurred_at
        else:
            row.set_date(occurred_at, new)
        note(row, actor, Action.DATE_CORRECTED, reason, old=old.isoformat(), new=new.isoformat())


def confirm_with_victim(actor: User, victim: Victim) -> None:
    """Record that the report was gone through with the victim for whom somebody else made it."""
    with handling(actor, victim.incident) as row:
        Victim.objects.filter(pk=victim.pk, incident=row, confirmed_at=None).update(
            confirmed_at=timezone.now()
        )
        register_first_reaction(row)
        note(row, actor, Action.CONFIRMED, victim=str(victim.pk))


def add_another_victim(
    actor: User, incident: Incident, facts: VictimFacts, token: uuid.UUID | None = None
) -> Victim:
    """Add a victim; handlers of their unit may read the incident from now on. The same token twice, or the same
    colleague twice, adds one. Raises NotAllowed for another municipality's unit."""
    with handling(actor, incident) as row:
        if facts.unit.municipality_id != row.municipality_id or facts.user == actor:
            # Who turns out to be a victim does not handle it: another handler adds them.
            raise NotAllowed
        if token and (known := of_this(row, Victim, token)):
            return known
        if facts.user is not None and (known := row.victims.filter(user=facts.user).first()):
            return known
        victim = add_victim(row, facts, actor, token)
        let_go_if_victim(row)
        note(row, actor, Action.VICTIM_ADDED, victim=str(victim.pk))
        return victim


def let_go_if_victim(row: Incident) -> None:
    """Who turns out to be a victim does not handle it any more: an open incident is new again, for another handler."""
    if row.handler_id and row.victims.filter(user=row.handler_id).exists():
        row.handler = None
        row.status = Status.NEW if row.is_open else row.status


def update_victim(actor: User, victim: Victim, changes: dict[str, Any]) -> None:
    """Write down name, function, injury and absence of a victim (Arbowet art. 9 asks for the gravest injury)."""
    allowed = {
        "name",
        "function",
        "injury_level",
        "physical_injury",
        "mental_injury",
        "absent_over_three_days",
    }
    if unknown := changes.keys() - allowed:
        raise ValueError(f"Not facts of a victim: {sorted(unknown)}")
    with handling(actor, victim.incident) as row:
        current = row.victims.get(pk=victim.pk)
        for name, value in changes.items():
            setattr(current, name, value)
        current.save()
        note(row, actor, Action.VICTIM_CHANGED, victim=str(victim.pk))


def notify_inspectorate(actor: User, incident: Incident, on: datetime.date) -> None:
    """Record the day on which the accident was reported to the Arbeidsinspectie (Arbowet art. 9)."""
    with handling(actor, incident) as row:
        row.inspectorate_notified_on = on
        note(row, actor, Action.INSPECTORATE, on=on.isoformat())


def give_aftercare(
    actor: User,
    aftercare: Aftercare,
    done_at: datetime.datetime | None,
    note_text: str = "",
    *,
    declined: bool = False,
) -> None:
    """Record that a contact took place, or that the victim did not want it; again, when that has to be corrected."""
    with handling(actor, aftercare.incident) as row:
        current = _contact(row, aftercare)
        before = appointment_of(current)
        current.done_at, current.declined = (None, True) if declined else (done_at, False)
        current.note = note_text
        current.save()
        tell_of_change(actor, row, current, before)
        register_first_reaction(row)
        action = Action.AFTERCARE_DECLINED if declined else Action.AFTERCARE_DONE
        note(row, actor, action, kind=current.kind, victim=str(current.victim_id))


def make_appointment(
    actor: User, aftercare: Aftercare, appointment_at: datetime.datetime, note_text: str = ""
) -> None:
    """Say when a planned contact will take place. The norm stays what it is."""
    with handling(actor, aftercare.incident) as row:
        current = _contact(row, aftercare)
        before = appointment_of(current)
        current.appointment_at, current.note = appointment_at, note_text
        current.done_at, current.declined = None, False
        current.save()
        tell_of_change(actor, row, current, before)
        note(row, actor, Action.AFTERCARE_PLANNED, kind=current.kind, victim=str(current.victim_id))


def _contact(row: Incident, aftercare: Aftercare) -> Aftercare:
    current = Aftercare.objects.filter(pk=aftercare.pk, incident=row).first()
    if current is None:
        raise NotAllowed
    return current


def schedule_aftercare(
    actor: User,
    victim: Victim,
    kind: str,
    token: uuid.UUID,
    *,
    appointment_at: datetime.datetime | None = None,
    done_at: datetime.datetime | None = None,
    note_text: str = "",
) -> Aftercare:
    """Add first care, or an extra contact, planned or done. The same token twice adds one."""
    with handling(actor, victim.incident) as row:
        if known := of_this(row, Aftercare, token):
            return known
        if not row.victims.filter(pk=victim.pk).exists():
            raise NotAllowed
        aftercare = Aftercare.objects.create(
            pk=token,
            incident=row,
            victim=victim,
            author=actor,
            kind=kind,
            due_at=None if done_at else appointment_at,
            appointment_at=appointment_at,
            done_at=done_at,
            note=note_text,
        )
        tell_of_change(actor, row, aftercare, None)
        register_first_reaction(row)
        action = Action.AFTERCARE_DONE if done_at else Action.AFTERCARE_PLANNED
        note(row, actor, action, kind=kind, victim=str(victim.pk))
        return aftercare


def take_measure(
    actor: User,
    incident: Incident,
    kind: str,
    text: str,
    taken_on: datetime.date,
    token: uuid.UUID,
    towards: uuid.UUID | None = None,
) -> Measure:
    """Record a measure towards the perpetrator or of prevention (LEI 3.5). The same token twice records one.

    `towards` is the involvement of one of several perpetrators; None means all of them.
    """
    with handling(actor, incident) as row:
        if known := of_this(row, Measure, token):
            return known
        _must_be_of(row, towards)
        note(row, actor, Action.MEASURE, kind=kind)
        return Measure.objects.create(
            pk=token,
            incident=row,
            author=actor,
            kind=kind,
            text=text,
            taken_on=taken_on,
            involvement_id=towards,
        )


def _must_be_of(row: Incident, towards: uuid.UUID | None) -> None:
    if towards is not None and not row.involvements.filter(pk=towards).exists():
        raise NotAllowed


def change_measure(
    actor: User, measure: Measure, text: str, taken_on: datetime.date, towards: uuid.UUID | None = None
) -> None:
    """Correct what was recorded of a measure; `towards` as in `take_measure`."""
    with handling(actor, measure.incident) as row:
        current = of_this(row, Measure, measure.pk)
        if current is None:
            raise NotAllowed
        _must_be_of(row, towards)
        current.text, current.taken_on, current.involvement_id = text, taken_on, towards
        current.save()
        note(row, actor, Action.MEASURE_CHANGED, kind=current.kind)


def record_police_report(actor: User, incident: Incident, facts: dict[str, Any]) -> PoliceReport:
    """Record whether and how it was reported to the police; an incident has one such record, kept up to date."""
    with handling(actor, incident) as row:
        report = row.policereports.first() or PoliceReport(incident=row, author=actor)
        for name in ("state", "made_on", "number", "under_number", "by_employer", "note"):
            setattr(report, name, facts[name])
        report.save()
        note(row, actor, Action.POLICE, state=report.state)
        return report


def record_damage(actor: User, incident: Incident, damage_id: uuid.UUID, facts: dict[str, Any]) -> Damage:
    """Record damage, or bring an earlier record of it up to date."""
    with handling(actor, incident) as row:
        damage = of_this(row, Damage, damage_id) or Damage(pk=damage_id, incident=row, author=actor)
        names = ("owner", "description", "amount", "recovered")
        if not damage._state.adding and all(getattr(damage, name) == facts[name] for name in names):
            return damage
        for name in names:
            setattr(damage, name, facts[name])
        damage.save(force_insert=damage._state.adding)
        note(row, actor, Action.DAMAGE)
        return damage


def mark_seen(actor: User, contribution: Contribution) -> None:
    """The handler has read what a victim or reporter added."""
    with handling(actor, contribution.incident) as row:
        unseen = Contribution.objects.filter(pk=contribution.pk, incident=row, seen_at=None)
        if unseen.update(seen_at=timezone.now()):
            note(row, actor, Action.CONTRIBUTION_SEEN, kind=contribution.kind)


def close(actor: User, incident: Incident, outcome: str, conclusion: str) -> None:
    """Close with a conclusion; no term changes by it (R4). Raises StillOpen with what is missing.

    Of an incident that is closed already, the conclusion is replaced.
    """
    with handling(actor, incident) as row:
        was_open = row.is_open
        if was_open and (missing := still_open(row)):
            raise StillOpen(missing)
        if not was_open and (row.outcome, row.conclusion) == (outcome, conclusion):
            return
        row.status, row.outcome, row.conclusion = Status.CLOSED, outcome, conclusion
        if outcome == Outcome.UNFOUNDED:
            drop_all(row, actor, conclusion)
        note(row, actor, Action.CLOSED, outcome=outcome)
        if not was_open:
            return
        row.handler = row.handler or actor
        row.closed_at = timezone.now()
        register_first_reaction(row)
        for victim in row.victims.exclude(user=None).select_related("user"):
            tell(victim.user, "report_closed", row, report_path(row))


def still_open(incident: Incident) -> list[str]:
    """What must be done before this incident can be closed, by name: `facts`, `confirmation`."""
    missing = []
    if incident.facts_established_at is None:
        missing.append("facts")
    if not incident.taken_over and incident.victims.filter(confirmed_at=None).exclude(user=None).exists():
        missing.append("confirmation")
    return missing


def reopen(actor: User, incident: Incident, reason: str) -> None:
    """Open a closed incident again, with a reason; never resets a term (R4)."""
    with handling(actor, incident) as row:
        if row.status != Status.CLOSED:
            return
        if row.outcome == Outcome.UNFOUNDED:
            # Nobody is in the registry again before a handler has established the facts anew.
            row.facts_established_at = None
        row.status, row.closed_at, row.outcome = Status.IN_PROGRESS, None, ""
        note(row, actor, Action.REOPENED, reason)


def _must_be_open(row: Incident) -> None:
    if not row.is_open:
        raise NotAllowed
