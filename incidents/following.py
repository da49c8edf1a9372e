# SPDX-License-Identifier: EUPL-1.2
"""What a victim and a reporter may know of an incident (RULES, "Melder").

A page of theirs gets a `Progress`, never the incident: what is not in it cannot be shown by mistake. A victim sees
the status, what was done and their own aftercare, and nothing that is about the perpetrator or about another victim;
a colleague who reported sees the status alone. Both read back what they wrote themselves.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.dateparse import parse_datetime

from accounts.models import AccessLogEntry, User
from retention.terms import local_date

from .access import is_victim, own
from .models import Aftercare, Contribution, Damage, Incident, Measure, PoliceReport, Status, Victim

# A person has a few reports; who has more finds the older ones through their handler.
MOST_SHOWN = 100


@dataclass(frozen=True)
class Step:
    """One of the steps from report to close; `by` is the moment by which it should have happened."""

    name: str
    done_at: datetime.datetime | None = None
    by: datetime.datetime | None = None
    is_next: bool = False


@dataclass(frozen=True)
class Contact:
    """A contact with the victim to ask how they are, without what was noted about it."""

    name: str
    done_at: datetime.datetime | None
    declined: bool
    appointment_at: datetime.datetime | None
    # The last local day on which it is in time.
    last_day: datetime.date | None
    is_overdue: bool

    @classmethod
    def of(cls, aftercare: Aftercare) -> "Contact":
        due = aftercare.due_at
        return cls(
            name=aftercare.get_kind_display(),
            done_at=aftercare.done_at,
            declined=aftercare.declined,
            appointment_at=aftercare.appointment_at,
            # A term ends at the first instant after its day.
            last_day=local_date(due - datetime.timedelta(microseconds=1)) if due else None,
            is_overdue=aftercare.is_overdue,
        )


@dataclass(frozen=True)
class Line:
    """One report in the list of somebody's own."""

    incident_id: Any
    reference: str
    reported_at: datetime.datetime
    status: str
    is_victim: bool
    occurred_on: datetime.date | None

    @property
    def is_open(self) -> bool:
        return self.status in (Status.NEW, Status.IN_PROGRESS, Status.WAITING)


@dataclass(frozen=True)
class Done:
    """What was done about the incident, as far as it is not about the perpetrator."""

    prevention: Sequence[Measure] = ()
    police: Sequence[PoliceReport] = ()
    has_damage: bool = False
    damage_recovered: bool = False

    def __bool__(self) -> bool:
        return bool(self.prevention or self.police or self.has_damage)


@dataclass(frozen=True)
class Progress:
    """What the page of a victim or reporter shows. All but the first part is empty for who is no victim."""

    incident_id: Any
    reference: str
    status: str
    reported_at: datetime.datetime
    handler_name: str
    unit_name: str
    is_victim: bool
    was_joined: bool
    contributions: Sequence[Contribution]

    me: Victim | None = None
    occurred_at: datetime.datetime | None = None
    time_known: bool = True
    outcome: str = ""
    steps: Sequence[Step] = ()
    done: Done = field(default_factory=Done)
    aftercare: Sequence[Contact] = ()
    report: dict[str, Any] | None = None


def follow(user: User, incident: Incident) -> Progress:
    """What this victim or reporter may know of the incident, or of the event that it was joined into. The look is
    logged (R6). The incident comes from `of_victim_or_reporter(user)`."""
    event = incident.event
    AccessLogEntry.record(user, AccessLogEntry.Action.READ_INCIDENT, incident.pk, incident.destroy_at)
    known: dict[str, Any] = {
        "incident_id": incident.pk,
        "reference": incident.reference,
        # The event may be older and gone by now: then all that can be said is that it is closed.
        "status": Status.CLOSED if event.is_due else event.status,
        "reported_at": incident.reported_at,
        "handler_name": event.handler.name if event.handler and not event.is_due else "",
        "unit_name": event.unit.name,
        "was_joined": event.pk != incident.pk,
        "contributions": list(Contribution.objects.filter(incident=event, author=user)),
    }
    me = Victim.objects.filter(incident=event, user=user).select_related("unit").first()
    if me is None:
        return Progress(**known, is_victim=False)
    return Progress(
        **known,
        is_victim=True,
        me=me,
        occurred_at=event.occurred_at,
        time_known=event.time_known,
        outcome=event.outcome if event.status == Status.CLOSED else "",
        steps=_steps(event, me),
        done=_done(event),
        aftercare=[
            Contact.of(row) for row in Aftercare.objects.filter(incident=event, victim=me).defer("note")
        ],
        report=_own_report(user, event),
    )


def _steps(event: Incident, me: Victim) -> list[Step]:
    norm = datetime.timedelta(hours=event.municipality.first_reaction_hours)
    steps = [
        Step("reported", event.reported_at),
        Step("reacted", event.first_reaction_at, event.reported_at + norm),
    ]
    if event.taken_over:
        # It was looked after at the time; what was promised then is not known here.
        steps = [Step("reported", event.reported_at)]
    elif event.reporter_id != me.user_id:
        steps.append(Step("confirmed", me.confirmed_at))
    steps += [Step("established", event.facts_established_at), Step("closed", event.closed_at)]
    first_open = next((s.name for s in steps if s.done_at is None), "")
    return [Step(s.name, s.done_at, s.by, s.name == first_open) for s in steps]


def _done(event: Incident) -> Done:
    damages = Damage.objects.filter(incident=event)
    return Done(
        prevention=list(Measure.objects.filter(incident=event, kind=Measure.Kind.PREVENTION)),
        police=list(
            PoliceReport.objects.filter(incident=event)
            .exclude(state=PoliceReport.State.NOT_WANTED)
            .defer("number", "note")
        ),
        has_damage=damages.exists(),
        damage_recovered=damages.filter(recovered__gt=0).exists(),
    )


def _own_report(user: User, event: Incident) -> dict[str, Any] | None:
    """What this person wrote when they reported what happened to themselves."""
    told = event.as_reported if event.reporter_id == user.pk else None
    if not told or not Victim.objects.filter(incident=event, user=user, position=0).exists():
        return None
    return told | {"occurred_at": parse_datetime(told.get("occurred_at", ""))}


def leads_to(user: User, incident: Incident) -> Incident:
    """The incident whose page this person belongs on: the event that theirs was joined into when they are a victim
    of it, else the incident itself."""
    event = incident.event
    return event if event.pk != incident.pk and not event.is_due and is_victim(user, event) else incident


def lines_of(user: User, *, only_open: bool = False, limit: int = MOST_SHOWN) -> list[Line]:
    """This person's own reports and those in which they are a victim, newest first: one query.

    A joined report has the status of its event; where the person is a victim of that event, only the event is shown.
    """
    mine: QuerySet[Incident] = Incident.objects.of_victim_or_reporter(user)
    in_event = Victim.with_due.filter(incident=OuterRef("joined_into"), user=user)
    mine = mine.exclude(Exists(in_event), status=Status.JOINED).annotate(is_victim=own(user))
    if only_open:
        mine = mine.exclude(status=Status.CLOSED)
    rows = mine.select_related("joined_into__joined_into").order_by("-reported_at", "pk")
    found = []
    for row in rows[:limit]:
        event = row.event
        found.append(
            Line(
                incident_id=row.pk,
                reference=row.reference,
                reported_at=row.reported_at,
                status=Status.CLOSED if event.is_due else event.status,
                is_victim=row.is_victim,
                occurred_on=row.occurred_on if row.is_victim else None,
            )
        )
    return [line for line in found if line.is_open or not only_open]
