# SPDX-License-Identifier: EUPL-1.2
"""A perpetrator of one incident and what they were given, while it is being made up.

Each method is what one person did at one moment, as incidents.perpetrators and incidents.sanctioning do it; the rows
are kept in memory (see dossier.py). tests/test_demo_registry.py holds them to the domain functions.
"""

import datetime
from typing import Any

from accounts.models import AccessLogEntry, OrganisationalUnit, User
from incidents.guidelines import DEFAULTS, EARLIER, MOST_COUNTED
from incidents.letters.kinds import imposing
from incidents.models import (
    Incident,
    Involvement,
    LetterSent,
    Outcome,
    Perpetrator,
    Sanction,
    SanctionKind,
    SanctionReview,
    TimelineEntry,
)
from incidents.names import name_key
from incidents.registry import derive_term
from retention.terms import local_date, look_due, unsanctioned_due

from .plans import Plan

Action = TimelineEntry.Action
State = Sanction.State
Moment = datetime.datetime


class Case:
    """One incident in which somebody turned out to be the perpetrator. `until` is when handling ended, or now."""

    def __init__(self, plan: Plan, now: Moment) -> None:
        incident = plan.dossier.incident
        if incident.facts_established_at is None or incident.handler is None:
            raise ValueError("The facts come first.")
        self.plan, self.dossier, self.incident = plan, plan.dossier, incident
        self.handler: User = incident.handler
        self.facts_at: Moment = incident.facts_established_at
        self.until = min(incident.closed_at or now, now)
        self.confirmed_at = self.facts_at + (self.until - self.facts_at) * 0.05
        self.involvement: Involvement | None = None
        self.sanctions: list[Sanction] = []

    @property
    def is_unfounded(self) -> bool:
        return self.incident.outcome == Outcome.UNFOUNDED

    @property
    def standard(self) -> int:
        """R3: the months of this municipality for this severity."""
        return self.incident.municipality.months_for_severity(self.incident.severity)

    def confirm(self, person: Perpetrator) -> None:
        """The handler writes down that it was this person."""
        self.involvement = self.dossier.add(
            Involvement, self.handler, self.confirmed_at, perpetrator=person, months=self.standard
        )
        self.dossier.note(
            self.confirmed_at, self.handler, Action.PERPETRATOR_NAMED, perpetrator=str(person.pk)
        )

    def reveal_bsn(self, person: Perpetrator, at: Moment, why: str) -> None:
        entry = AccessLogEntry(
            municipality=self.incident.municipality,
            actor=self.handler,
            action=AccessLogEntry.Action.REVEALED_BSN,
            object_id=person.pk,
            record_id=person.pk,
            origin="web",
            at=at,
        )
        entry.set_term(look_due(at, self.incident.destroy_at))
        self.dossier.rows.add(entry)
        self.dossier.note(at, self.handler, Action.BSN_REVEALED, why=why)

    def propose(
        self, at: Moment, kind: str, earlier: int, prolongs: Sanction | None = None, **facts: Any
    ) -> Sanction:
        """The handler decides; what needs a supervisor's consent waits for it, the rest is imposed by `impose`."""
        today = local_date(at)
        given = {"starts_on": today, "planned_end": today, "months": self.standard} | facts
        sanction: Sanction = self.dossier.add(
            Sanction,
            self.actor(at),
            at,
            involvement=self.involvement,
            kind=kind,
            state=State.PROPOSED,
            prolongs=prolongs,
            severity=self.incident.severity,
            suggested_kind=self.fitting(earlier),
            decided_on=today,
            **given,
        )
        self.sanctions.append(sanction)
        self.dossier.sanctions.append(sanction)
        return sanction

    def fitting(self, earlier: int) -> SanctionKind:
        """What the municipality thinks fit after so many earlier sanctions."""
        return DEFAULTS[self.incident.severity, min(earlier, MOST_COUNTED)]

    def ask_consent(self, sanction: Sanction, supervisors: list[User]) -> None:
        self._note(sanction.created_at, sanction.author, Action.SANCTION_PROPOSED, sanction)
        for supervisor in supervisors:
            self.dossier.mail(supervisor, "sanction_proposed", sanction.created_at)

    def impose(self, sanction: Sanction, at: Moment, by: User, note: str = "") -> None:
        sanction.state, sanction.imposed_at, sanction.decided_by = State.IMPOSED, at, by
        sanction.decision_note = note
        derive_term(sanction, self.standard)
        self._note(at, by, Action.SANCTION_IMPOSED, sanction)
        if sanction.prolongs is not None:
            # Deciding to go on is looking again at the one that ends.
            self.review(sanction.prolongs, at, SanctionReview.Outcome.PROLONGED, "", by=by)
        self._tell_author(sanction, at, by)

    def refuse(self, sanction: Sanction, at: Moment, by: User, note: str) -> None:
        sanction.state, sanction.decided_by, sanction.decision_note = State.REFUSED, by, note
        self._note(at, by, Action.SANCTION_REFUSED, sanction, note)
        self._tell_author(sanction, at, by)

    def withdraw(self, sanction: Sanction, at: Moment) -> None:
        sanction.state = State.WITHDRAWN
        self._note(at, self.actor(at), Action.SANCTION_WITHDRAWN, sanction)

    def lift(self, sanction: Sanction, at: Moment, reason: str) -> None:
        sanction.lifted_on, sanction.end_reason = local_date(at), reason
        derive_term(sanction, self.standard)
        self._note(at, self.actor(at), Action.SANCTION_LIFTED, sanction, reason)

    def annul(self, sanction: Sanction, at: Moment, reason: str) -> None:
        sanction.annulled_at, sanction.end_reason = at, reason
        derive_term(sanction, self.standard)
        self._note(at, self.actor(at), Action.SANCTION_ANNULLED, sanction, reason)

    def shorten(self, sanction: Sanction, at: Moment, months: int) -> None:
        sanction.months = months
        derive_term(sanction, self.standard)
        self._note(at, self.actor(at), Action.SANCTION_SHORTENED, sanction)

    def review(
        self,
        sanction: Sanction,
        at: Moment,
        outcome: str,
        reason: str,
        next_on: datetime.date | None = None,
        by: User | None = None,
    ) -> None:
        reviewer = by or self.actor(at)
        self.dossier.add(
            SanctionReview,
            reviewer,
            at,
            sanction=sanction,
            outcome=outcome,
            reviewed_on=local_date(at),
            next_review_on=next_on,
            reason=reason,
        )
        sanction.review_on = next_on
        self._note(at, reviewer, Action.SANCTION_REVIEWED, sanction)
        if outcome == SanctionReview.Outcome.LIFTED:
            self.lift(sanction, at, reason)

    def send_letter(self, sanction: Sanction, at: Moment) -> None:
        sanction.letter_sent_at, sanction.letter_sent_by = at, self.actor(at)
        kind = imposing(sanction)
        self.dossier.add(
            LetterSent,
            self.actor(at),
            at,
            involvement=self.involvement,
            sanction=sanction,
            kind=kind,
            template=self.plan.settled.texts.in_force(kind, at),
            sent_at=at,
            how=LetterSent.How.REGISTERED if sanction.is_ban else LetterSent.How.POST,
        )
        self._note(at, self.actor(at), Action.LETTER_SENT, sanction)

    def actor(self, at: Moment) -> User:
        """Who handles at this moment: the handler, or after they left another one of the unit."""
        left = self.handler.deactivated_at
        if left is None or at < left:
            return self.handler
        return next(u for u in self._holding("handler") if u.deactivated_at is None)

    def supervisors(self, author: User) -> list[User]:
        """Who may allow what this person proposes (incidents.correcting.who_may_consent)."""
        return [u for u in self._holding("supervisor") if u != author]

    def sees(self, user: User) -> bool:
        """Whether this person sees this incident, and so knows what was decided: for its unit, or as a handler for
        the unit of another victim."""
        beside = [v.unit for v in self.dossier.victims[1:]]
        return user in self._holding("supervisor") or any(
            user in self._holding("handler", unit) for unit in (self.incident.unit, *beside)
        )

    def _holding(self, level: str, unit: OrganisationalUnit | None = None) -> list[User]:
        settled = self.plan.settled
        victims = {v.user_id for v in self.dossier.victims}
        holding = [settled.user(p) for p in settled.holders(level, unit or self.incident.unit)]
        return [u for u in holding if u.pk not in victims]

    def finish(self) -> None:
        """Until when this incident shows in the registry (incidents.registry)."""
        if self.involvement is None:
            return
        imposed = [s for s in self.sanctions if s.is_imposed]
        if imposed:
            until = max(
                (s.visible_until for s in imposed if s.visible_until and not s.is_annulled), default=None
            )
        else:
            until = unsanctioned_due(self.incident.occurred_on, self.standard).at
        if until is None or self.is_unfounded:
            self.involvement.visible_until = None
        else:
            self.involvement.visible_until = min(until, self.incident.destroy_at)

    def _note(self, at: Moment, actor: User, action: Action, sanction: Sanction, reason: str = "") -> None:
        self.dossier.note(at, actor, action, reason, sanction=str(sanction.pk), kind=sanction.kind)

    def _tell_author(self, sanction: Sanction, at: Moment, by: User) -> None:
        if by != sanction.author:
            self.dossier.mail(sanction.author, "sanction_decided", at)


def earlier_sanctions(cases: list[Case], but: Case, actor: User, at: Moment) -> int:
    """How many sanctions of this person in the 24 months before this moment the actor may know of
    (incidents.guidelines)."""
    since = local_date(at) - EARLIER
    return sum(
        1
        for case in cases
        for s in case.sanctions
        if case is not but
        and s.imposed_at is not None
        and s.imposed_at < at
        and s.decided_on > since
        and not (s.annulled_at and s.annulled_at <= at)
        and ((s.visible_until and s.visible_until > at) or case.sees(actor))
    )


def settle_terms(person: Perpetrator, cases: list[Case]) -> None:
    """Until when somebody is visible and kept, by their incidents (R3, R5)."""
    last: Incident = max((c.incident for c in cases), key=lambda incident: incident.destroy_at)
    person.set_last_incident(last.counted_from, last.destroy_at)
    seen = [c.involvement.visible_until for c in cases if c.involvement and c.involvement.visible_until]
    person.visible_until = max(seen, default=None)
    person.name_key = name_key(person.name) if person.name else ""
