# SPDX-License-Identifier: EUPL-1.2
"""One dossier while it is being made up: each method is what one person did at one moment.

The rows are kept in memory and written together (4,000 rows in a second or two, where one by one takes half a
minute). tests/test_demo.py holds them to what the domain functions make.
"""

import datetime
import uuid
from collections import defaultdict
from typing import Any

from django.db import models

from accounts.models import AccessLogEntry, OrganisationalUnit, User
from incidents.appointments import MADE as APPOINTMENT
from incidents.models import (
    OPEN_STATUSES,
    Aftercare,
    Contribution,
    Damage,
    DateCorrection,
    Disclosure,
    DisclosureGround,
    Evidence,
    Incident,
    IncidentKind,
    Involvement,
    LetterSent,
    Measure,
    Perpetrator,
    PoliceReport,
    RegistryLookup,
    Sanction,
    SanctionReview,
    Sight,
    Status,
    TimelineEntry,
    Victim,
)
from incidents.reporting import ReportFacts, VictimFacts, gravest
from incidents.sight import sight_of
from incidents.timeline import incident_path, report_path
from notices.kinds import Way, kind_named
from notices.models import OutboxMessage
from retention.terms import end_of_day, housekeeping_due, local_date, look_due, request_due

Action = TimelineEntry.Action
Moment = datetime.datetime
READ_WITHIN = datetime.timedelta(days=1)
# In the order of writing: what is pointed at comes first.
MODELS: list[type[models.Model]] = [
    Incident,
    IncidentKind,
    Victim,
    Sight,
    Aftercare,
    Contribution,
    Damage,
    DateCorrection,
    Evidence,
    Measure,
    PoliceReport,
    Perpetrator,
    Involvement,
    Sanction,
    SanctionReview,
    LetterSent,
    Disclosure,
    RegistryLookup,
    TimelineEntry,
    AccessLogEntry,
    OutboxMessage,
]


class Rows:
    """Everything that is to be written."""

    def __init__(self, now: Moment) -> None:
        self.now = now
        self.by_model: dict[type[models.Model], list[Any]] = defaultdict(list)

    def add(self, row: Any) -> Any:
        self.by_model[type(row)].append(row)
        return row

    def write(self) -> None:
        for model in MODELS:
            model._base_manager.bulk_create(self.by_model[model], batch_size=250)

    def mail(
        self,
        recipient: User,
        kind: str,
        at: Moment,
        reference: str,
        path: str,
        *,
        about: uuid.UUID | None = None,
        detail: uuid.UUID | None = None,
    ) -> None:
        """A mail of the last thirty days (R7); older ones are gone by now. Those of before yesterday were read, but
        for one in four."""
        due = housekeeping_due(at)
        if not recipient.is_active or due.at <= self.now:
            return
        way = kind_named(kind).topic.way
        at_once = way == Way.AT_ONCE
        is_read = self.now - at > READ_WITHIN and len(self.by_model[OutboxMessage]) % 4
        message = OutboxMessage(
            recipient=recipient,
            kind=kind,
            way=way,
            reference=reference,
            about=about,
            detail=detail,
            path=path,
            created_at=at,
            not_before=at,
            sent_at=at + datetime.timedelta(seconds=4) if at_once else None,
            attempts=1 if at_once else 0,
            read_at=at + datetime.timedelta(hours=3) if is_read else None,
        )
        message.set_term(due)
        self.add(message)


class Dossier:
    """An incident and all that belongs to it."""

    def __init__(self, rows: Rows, reporter: User, facts: ReportFacts, reference: str, at: Moment) -> None:
        self.rows = rows
        self.victims: list[Victim] = []
        self.aftercare: list[Aftercare] = []
        self.police: PoliceReport | None = None
        self.sanctions: list[Sanction] = []
        unit = facts.victim.unit
        self.incident = row = Incident(
            municipality=unit.municipality,
            unit=unit,
            reference=reference,
            submission=facts.submission,
            reporter=reporter,
            reported_at=at,
            channel=facts.channel,
            place=facts.place,
            gravest_kind=gravest(facts.kinds),
            severity=facts.severity,
            narrative=facts.narrative,
            aggressor_name=facts.aggressor_name,
            aggressor_description=facts.aggressor_description,
            witness_count=facts.witness_count,
            as_reported=facts.as_reported(),
        )
        row.set_date(facts.occurred_at, local_date(facts.occurred_at))
        rows.add(row)
        self.kinds = facts.kinds
        for kind in facts.kinds:
            rows.add(IncidentKind(incident=row, kind=kind))
        self.add_victim(facts.victim, reporter, at)
        if facts.damage:
            rows.add(
                Damage(
                    incident=row,
                    author=reporter,
                    created_at=at,
                    owner="municipality",
                    description=facts.damage,
                )
            )
        self.note(at, reporter, Action.REPORTED)

    def note(self, at: Moment, actor: User, action: Action, reason: str = "", **detail: Any) -> None:
        self.rows.add(
            TimelineEntry(
                incident=self.incident, at=at, actor=actor, action=action, reason=reason, detail=detail
            )
        )

    def reacted(self, at: Moment) -> None:
        """What a handler does first counts as the first reaction."""
        first = self.incident.first_reaction_at
        self.incident.first_reaction_at = at if first is None else min(first, at)

    def mail(
        self,
        recipient: User,
        kind: str,
        at: Moment,
        *,
        to_victim: bool = False,
        detail: uuid.UUID | None = None,
    ) -> None:
        path = (report_path if to_victim else incident_path)(self.incident)
        self.rows.mail(
            recipient, kind, at, self.incident.reference, path, about=self.incident.pk, detail=detail
        )

    def look(self, who: User, at: Moment) -> None:
        """Somebody opened the dossier (R6)."""
        entry = AccessLogEntry(
            municipality=self.incident.municipality,
            actor=who,
            action=AccessLogEntry.Action.READ_INCIDENT,
            object_id=self.incident.pk,
            record_id=self.incident.pk,
            origin="web",
            at=at,
        )
        entry.set_term(look_due(at, self.incident.destroy_at))
        self.rows.add(entry)

    def add_victim(self, facts: VictimFacts, actor: User, at: Moment) -> Victim:
        told = facts.user is not None and facts.user != actor
        victim = Victim(
            incident=self.incident,
            user=facts.user,
            position=len(self.victims),
            unit=facts.unit,
            name=facts.name,
            function=facts.function,
            help_wanted=list(facts.help_wanted),
            injury_level=facts.injury_level,
            physical_injury=facts.physical_injury,
            mental_injury=facts.mental_injury,
            told_at=at if told else None,
            confirmed_at=at if facts.user == actor else None,
        )
        self.victims.append(self.rows.add(victim))
        norms = self.incident.municipality
        for kind, days in (
            ("first", norms.aftercare_first_days),
            ("second", norms.aftercare_second_days),
            ("last", norms.aftercare_last_until_days),
        ):
            due = end_of_day(local_date(self.incident.reported_at) + datetime.timedelta(days=days))
            self._plan(victim, actor, at, kind, due)
        if told and facts.user:
            self.mail(facts.user, "reported_for_you", at, to_victim=True)
        return victim

    def add_another_victim(self, facts: VictimFacts, actor: User, at: Moment) -> None:
        victim = self.add_victim(facts, actor, at)
        self.note(at, actor, Action.VICTIM_ADDED, victim=str(victim.pk))

    def _plan(self, victim: Victim, actor: User, at: Moment, kind: str, due: Moment | None) -> Aftercare:
        contact = Aftercare(
            incident=self.incident, victim=victim, author=actor, created_at=at, kind=kind, due_at=due
        )
        self.aftercare.append(self.rows.add(contact))
        return contact

    def take_up(self, handler: User, at: Moment) -> None:
        self.incident.handler, self.incident.status = handler, Status.IN_PROGRESS
        self.reacted(at)
        self.look(handler, at - datetime.timedelta(minutes=2))
        self.note(at, handler, Action.TAKEN)

    def first_care(self, actor: User, at: Moment, text: str) -> None:
        contact = self._plan(self.victims[0], actor, at, Aftercare.Kind.FIRST_CARE, None)
        contact.done_at, contact.note = at, text
        self.reacted(at)
        self.note(at, actor, Action.AFTERCARE_DONE, kind=contact.kind, victim=str(contact.victim_id))

    def contact(
        self, contact: Aftercare, actor: User, at: Moment, text: str, *, declined: bool = False
    ) -> None:
        contact.done_at, contact.declined, contact.note = (None if declined else at), declined, text
        self.reacted(at)
        action = Action.AFTERCARE_DECLINED if declined else Action.AFTERCARE_DONE
        self.note(at, actor, action, kind=contact.kind, victim=str(contact.victim_id))

    def appointment(self, contact: Aftercare, actor: User, at: Moment, appointment_at: Moment) -> None:
        contact.appointment_at = appointment_at
        self.mail(actor, APPOINTMENT, at, detail=contact.pk)
        if contact.victim.user:
            self.mail(contact.victim.user, APPOINTMENT, at, to_victim=True, detail=contact.pk)
        self.note(at, actor, Action.AFTERCARE_PLANNED, kind=contact.kind, victim=str(contact.victim_id))

    def establish(self, actor: User, at: Moment, **facts: Any) -> None:
        for name, value in facts.items():
            setattr(self.incident, name, value)
        self.incident.facts_established_at = self.incident.facts_established_at or at
        self.note(at, actor, Action.FACTS)

    def confirm(self, victim: Victim, actor: User, at: Moment) -> None:
        victim.confirmed_at = at
        self.reacted(at)
        self.note(at, actor, Action.CONFIRMED, victim=str(victim.pk))

    def injury(self, victim: Victim, actor: User, at: Moment, **facts: Any) -> None:
        for name, value in facts.items():
            setattr(victim, name, value)
        self.note(at, actor, Action.VICTIM_CHANGED, victim=str(victim.pk))

    def inspectorate(self, actor: User, at: Moment) -> None:
        self.incident.inspectorate_notified_on = local_date(at)
        self.note(at, actor, Action.INSPECTORATE, on=local_date(at).isoformat())

    def measure(self, actor: User, at: Moment, kind: str, text: str, taken_at: Moment | None = None) -> None:
        """Written down at a moment; taken then, or before."""
        self.add(Measure, actor, at, kind=kind, text=text, taken_on=local_date(min(taken_at or at, at)))
        self.note(at, actor, Action.MEASURE, kind=kind)

    def report_to_police(self, actor: User, at: Moment, state: str, **facts: Any) -> None:
        if self.police is None:
            self.police = self.add(PoliceReport, actor, at, state=state)
        self.police.state = state
        for name, value in facts.items():
            setattr(self.police, name, value)
        self.note(at, actor, Action.POLICE, state=state)

    def give_to_police(self, actor: User, at: Moment, **said: Any) -> None:
        """The package for the police; after a year nothing says that it was given (R7)."""
        row = Disclosure(
            municipality=self.incident.municipality,
            about=self.incident.pk,
            asked_by=actor,
            asked_at=at,
            completed_at=at,
            ground=DisclosureGround.REPORT,
            **said,
        )
        row.set_term(request_due(at))
        if row.destroy_at > self.rows.now:
            self.rows.add(row)
        self.note(at, actor, Action.DISCLOSED)

    def damage(self, actor: User, at: Moment, **facts: Any) -> None:
        self.add(Damage, actor, at, **facts)
        self.note(at, actor, Action.DAMAGE)

    def evidence(self, actor: User, at: Moment, **facts: Any) -> None:
        self.add(Evidence, actor, at, **facts)
        self.note(at, actor, Action.EVIDENCE_ADDED)

    def contribute(self, author: User, at: Moment, kind: str, text: str) -> Contribution:
        row = self.add(Contribution, author, at, kind=kind, text=text)
        self.note(at, author, Action.CONTRIBUTION, kind=kind)
        if self.incident.handler and self.incident.handler != author:
            self.mail(self.incident.handler, "contribution", at)
        return row

    def seen(self, contribution: Contribution, actor: User, at: Moment) -> None:
        contribution.seen_at = at
        self.note(at, actor, Action.CONTRIBUTION_SEEN, kind=contribution.kind)

    def wait(self, actor: User, at: Moment, waiting_for: str) -> None:
        self.incident.status, self.incident.waiting_for = Status.WAITING, waiting_for
        self.note(at, actor, Action.WAITING)

    def resume(self, actor: User, at: Moment) -> None:
        self.incident.status, self.incident.waiting_for = Status.IN_PROGRESS, ""
        self.note(at, actor, Action.RESUMED)

    def close(self, actor: User, at: Moment, outcome: str, conclusion: str) -> None:
        row = self.incident
        row.status, row.outcome, row.conclusion, row.closed_at = Status.CLOSED, outcome, conclusion, at
        row.handler = row.handler or actor
        self.reacted(at)
        self.note(at, actor, Action.CLOSED, outcome=outcome)
        for victim in self.victims:
            if victim.user:
                self.mail(victim.user, "report_closed", at, to_victim=True)

    def reopen(self, actor: User, at: Moment, reason: str) -> None:
        row = self.incident
        row.status, row.closed_at, row.outcome = Status.IN_PROGRESS, None, ""
        self.note(at, actor, Action.REOPENED, reason)

    def remind(self, supervisor: User, at: Moment, handlers: list[User]) -> None:
        self.note(at, supervisor, Action.REMINDED)
        for handler in handlers:
            self.mail(handler, "reminder", at)

    def reassign(self, supervisor: User, at: Moment, handler: User) -> None:
        self.incident.handler = handler
        self.note(at, supervisor, Action.REASSIGNED, to=handler.pk)
        self.mail(handler, "reassigned", at)

    def move(self, supervisor: User, at: Moment, unit: OrganisationalUnit) -> None:
        self.incident.unit = unit
        self.note(at, supervisor, Action.MOVED, to=unit.pk)

    def later_date(
        self, actor: User, at: Moment, occurred_at: Moment, reason: str, supervisor: User | None
    ) -> None:
        """A handler asks for a later date; the supervisor, when there is one, allows it the next day (R4)."""
        request = self.add(DateCorrection, actor, at, occurred_at=occurred_at, reason=reason)
        new, old = local_date(occurred_at).isoformat(), self.incident.occurred_on.isoformat()
        self.note(at, actor, Action.DATE_PROPOSED, reason, old=old, new=new)
        if supervisor:
            decided = at + datetime.timedelta(hours=20)
            request.outcome = DateCorrection.Outcome.ALLOWED
            request.decided_by, request.decided_at = supervisor, decided
            self.incident.set_date(occurred_at, local_date(occurred_at))
            self.note(decided, supervisor, Action.DATE_CORRECTED, old=old, new=new, asked_by=actor.pk)

    def join(self, second: "Dossier", actor: User, at: Moment) -> None:
        """The second report of the same event comes into this one, as incidents.joining does it."""
        self.add(
            Contribution,
            second.incident.reporter,
            at,
            kind=Contribution.Kind.REPORT,
            text=second.incident.narrative,
        )
        for victim in second.victims:
            victim.incident, victim.position = self.incident, len(self.victims)
            self.victims.append(victim)
        for contact in second.aftercare:
            contact.incident = self.incident
        self.aftercare += second.aftercare
        second.victims, second.aftercare = [], []
        for model in (Contribution, Damage, Evidence, Measure, PoliceReport):
            for row in self.rows.by_model[model]:
                if row.incident == second.incident:
                    row.incident = self.incident
        second.incident.status, second.incident.joined_into = Status.JOINED, self.incident
        second.incident.handler = self.incident.handler
        self.note(at, actor, Action.JOINED, other=str(second.incident.pk))
        second.note(at, actor, Action.JOINED, other=str(self.incident.pk))

    def add(self, model: type[Any], author: User, at: Moment, **facts: Any) -> Any:
        return self.rows.add(model(incident=self.incident, author=author, created_at=at, **facts))

    def finish(self) -> None:
        """What follows from the rest: what is due next (incidents.due), and who sees it (incidents.access)."""
        row = self.incident
        moments = [c.due_at for c in self.aftercare if c.is_open and c.due_at]
        moments += [s.letter_due_at for s in self.sanctions if s.letter_due_at]
        if row.first_reaction_at is None and row.status in OPEN_STATUSES:
            norm = datetime.timedelta(hours=row.municipality.first_reaction_hours)
            moments.append(row.reported_at + norm)
        row.next_due_at = None if row.status == Status.JOINED else min(moments, default=None)
        for sight in sight_of(row, [victim.unit_id for victim in self.victims[1:]], self.kinds):
            self.rows.add(sight)


def new_token(seed: int) -> uuid.UUID:
    """The number of a form, the same for the same demo."""
    return uuid.UUID(int=seed, version=4)
