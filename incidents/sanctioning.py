# SPDX-License-Identifier: EUPL-1.2
"""Sanctions: imposed on concrete facts, with an end, and ended in time (RULES: R3, "Sanctions").

The system refuses what ombudsmen have refused: a sanction without facts, without an end, a ban where a warning would
have done, a ban that closes basic services. Every change derives R3 anew (incidents/registry.py), never later than it
was; prolonging is a new decision.
"""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from accounts.models import User
from retention.terms import local_date

from .access import NotAllowed
from .annulling import annul_row
from .correcting import who_may_consent
from .due import refresh_due
from .guidelines import suggestion
from .handling import handling, of_this
from .letters.kinds import imposing
from .letters.sending import record_sent
from .letters.versions import current as current_text
from .models import (
    LASTING,
    WITHOUT_REVIEW,
    Incident,
    Involvement,
    LetterSent,
    Sanction,
    SanctionReview,
    TimelineEntry,
)
from .registry import derive_term
from .sanction_rules import (
    Decision,
    SanctionRefused,
    needs_consent,
    problems_of,
    wrong_by_now,
)
from .telling import tell
from .timeline import note
from .watching import watching

Action = TimelineEntry.Action
State = Sanction.State


def decide_sanction(
    actor: User,
    involvement: Involvement,
    decision: Decision,
    token: uuid.UUID,
    prolongs: Sanction | None = None,
) -> Sanction:
    """Impose a sanction; one that needs a supervisor's consent waits for it. The same token twice makes one.

    Raises SanctionRefused, NotAllowed.
    """
    with handling(actor, involvement.incident) as row:
        if known := of_this(row, Sanction, token):
            return known
        current = _involvement(row, involvement)
        if prolongs is not None:
            prolongs = (
                Sanction.objects.select_for_update(of=("self",))
                .filter(pk=prolongs.pk, involvement=current, state=State.IMPOSED)
                .first()
            )
            if prolongs is None:
                raise NotAllowed
        if problems := problems_of(actor, current, decision, prolongs):
            raise SanctionRefused(problems)
        lasting = decision.kind in LASTING
        starts_on = (decision.starts_on or decision.decided_on) if lasting else decision.decided_on
        standard = row.municipality.months_for_severity(row.severity)
        sanction = Sanction(
            pk=token,
            incident=row,
            involvement=current,
            author=actor,
            kind=decision.kind,
            state=State.PROPOSED,
            prolongs=prolongs,
            behaviour=decision.behaviour,
            norm=decision.norm,
            heard=decision.heard,
            heard_note=decision.heard_note,
            suggested_kind=suggestion(actor, row, current),
            deviation_reason=decision.deviation_reason,
            conditions=decision.conditions,
            basic_services=decision.basic_services,
            decided_on=decision.decided_on,
            starts_on=starts_on,
            planned_end=(decision.planned_end if lasting else None) or decision.decided_on,
            review_on=decision.review_on if lasting else None,
            severity=row.severity,
            months=min(decision.months or standard, standard),
        )
        if needs_consent(row, decision.kind):
            sanction.save(force_insert=True)
            note(row, actor, Action.SANCTION_PROPOSED, sanction=str(sanction.pk), kind=sanction.kind)
            for supervisor in who_may_consent(row, actor):
                tell(supervisor, "sanction_proposed", row)
        else:
            _impose(row, sanction, actor, adding=True)
        return sanction


def _impose(row: Incident, sanction: Sanction, actor: User, *, adding: bool = False) -> None:
    sanction.state, sanction.imposed_at, sanction.decided_by = State.IMPOSED, timezone.now(), actor
    derive_term(sanction, row.municipality.months_for_severity(row.severity))
    sanction.save(force_insert=adding)
    note(row, actor, Action.SANCTION_IMPOSED, sanction=str(sanction.pk), kind=sanction.kind)
    if sanction.prolongs is not None:
        _reviewed_by_prolonging(row, sanction.prolongs, actor)


def _reviewed_by_prolonging(row: Incident, old: Sanction, actor: User) -> None:
    """Deciding to go on is looking again at the one that ends."""
    SanctionReview.objects.create(
        incident=row,
        author=actor,
        sanction=old,
        outcome=SanctionReview.Outcome.PROLONGED,
        reviewed_on=local_date(timezone.now()),
    )
    Sanction.objects.filter(pk=old.pk).update(review_on=None)
    note(row, actor, Action.SANCTION_REVIEWED, sanction=str(old.pk), kind=old.kind)


def allow_or_refuse(actor: User, sanction: Sanction, reason: str, *, allowed: bool) -> Sanction:
    """A supervisor of the unit, not the one who proposed it, allows a proposed sanction or refuses it with a reason.

    Raises NotAllowed; SanctionRefused when it cannot be imposed any more as it was proposed.
    """
    with watching(actor, sanction.incident) as row:
        current = (
            Sanction.objects.filter(pk=sanction.pk, incident=row, state=State.PROPOSED)
            .select_related("prolongs")
            .first()
        )
        if current is None or current.author_id == actor.pk:
            raise NotAllowed
        current.incident = row
        current.decision_note = reason
        if allowed:
            if problems := wrong_by_now(actor, row, current):
                raise SanctionRefused(problems)
            _impose(row, current, actor)
            refresh_due(row)
        else:
            current.state, current.decided_by = State.REFUSED, actor
            current.save()
            note(row, actor, Action.SANCTION_REFUSED, reason, sanction=str(current.pk), kind=current.kind)
        tell(current.author, "sanction_decided", row)
        return current


def withdraw(actor: User, sanction: Sanction) -> None:
    """Take back a proposal that no supervisor decided on yet."""
    with handling(actor, sanction.incident) as row:
        current = Sanction.objects.filter(pk=sanction.pk, incident=row, state=State.PROPOSED).first()
        if current is not None:
            current.state = State.WITHDRAWN
            current.save()
            note(row, actor, Action.SANCTION_WITHDRAWN, sanction=str(current.pk), kind=current.kind)


@contextmanager
def changing(actor: User, sanction: Sanction) -> Iterator[tuple[Incident, Sanction]]:
    """An imposed, not annulled sanction and its incident, locked, for a handler of it; R3 is derived anew on the way
    out. Raises NotAllowed."""
    with handling(actor, sanction.incident) as row:
        current = (
            Sanction.objects.select_for_update(of=("self",))
            .filter(pk=sanction.pk, incident=row, state=State.IMPOSED, annulled_at=None)
            .first()
        )
        if current is None:
            raise NotAllowed
        yield row, current
        current.save()
    sanction.refresh_from_db()


def lift(actor: User, sanction: Sanction, reason: str) -> None:
    """End a running sanction today; R3 counts from today, where that is earlier. Raises NotAllowed."""
    with changing(actor, sanction) as (row, current):
        _lift(row, current, actor, reason)


def _lift(row: Incident, current: Sanction, actor: User, reason: str) -> None:
    if not current.is_running:
        raise NotAllowed
    current.lifted_on, current.end_reason = local_date(timezone.now()), reason
    note(row, actor, Action.SANCTION_LIFTED, reason, sanction=str(current.pk), kind=current.kind)


def annul(actor: User, sanction: Sanction, reason: str) -> None:
    """Undo a sanction that should not have been imposed: it is out of the registry at once. Raises NotAllowed."""
    with changing(actor, sanction) as (row, current):
        annul_row(row, current, actor, reason)


def shorten(actor: User, sanction: Sanction, months: int) -> None:
    """Show an imposed sanction fewer months after its end (R3: never below 12). Raises ValueError for more."""
    with changing(actor, sanction) as (row, current):
        if not 12 <= months <= current.months:
            raise ValueError(f"{months} months do not shorten {current.months}.")
        if months != current.months:
            current.months = months
            note(row, actor, Action.SANCTION_SHORTENED, sanction=str(current.pk), kind=current.kind)


def review(
    actor: User,
    sanction: Sanction,
    outcome: str,
    reason: str,
    token: uuid.UUID,
    next_review_on: datetime.date | None = None,
) -> None:
    """Record that a running sanction was looked at again: it goes on (until the next review), or is lifted.

    Prolonging is a decision of its own. Raises SanctionRefused, NotAllowed.
    """
    with changing(actor, sanction) as (row, current):
        if of_this(row, SanctionReview, token):
            return
        if not current.is_running:
            raise NotAllowed
        today = local_date(timezone.now())
        goes_on = outcome == SanctionReview.Outcome.CONTINUED
        if goes_on:
            if next_review_on is None and current.planned_end > today + WITHOUT_REVIEW:
                raise SanctionRefused({"next_review_on": "review_needed"})
            if next_review_on is not None and not today < next_review_on <= current.planned_end:
                raise SanctionRefused({"next_review_on": "review_outside"})
        SanctionReview.objects.create(
            pk=token,
            incident=row,
            author=actor,
            sanction=current,
            outcome=outcome,
            reviewed_on=today,
            next_review_on=next_review_on if goes_on else None,
            reason=reason,
        )
        current.review_on = next_review_on if goes_on else None
        note(row, actor, Action.SANCTION_REVIEWED, sanction=str(current.pk), kind=current.kind)
        if outcome == SanctionReview.Outcome.LIFTED:
            _lift(row, current, actor, reason)


def letter_sent(actor: User, sanction: Sanction, sent_at: datetime.datetime) -> None:
    """Record that the letter that tells of a sanction went by post, by the text in force. Raises ValueError for a moment
    that cannot be, NotAllowed."""
    kind = imposing(sanction)
    number = current_text(sanction.incident.municipality, kind).number
    post = LetterSent.How.POST
    record_sent(actor, sanction.involvement, kind, number, sent_at, post, uuid.uuid4(), sanction)
    sanction.refresh_from_db()


def _involvement(row: Incident, involvement: Involvement) -> Involvement:
    current = (
        Involvement.objects.filter(pk=involvement.pk, incident=row).select_related("perpetrator").first()
    )
    if current is None:
        raise NotAllowed
    current.incident = row
    return current
