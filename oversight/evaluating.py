# SPDX-License-Identifier: EUPL-1.2
"""What the coordinator does with the yearly evaluation (LEI 11): set goals, begin, write, conclude, follow up.

The coordinator of a municipality writes; handlers and supervisors of the municipality as a whole read what is concluded.
An application administrator reads none of it: its figures are about incidents.
"""

import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.administering import Refused, lock
from accounts.levels import Level
from accounts.models import Municipality, User
from accounts.policy import scope_of, today

from .evaluation_figures import count_figures
from .evaluation_words import QUESTIONS
from .models import Evaluation, EvaluationAction, GoalSet
from .reports.periods import Period

# Years back of which incidents are kept (R4), so that there is something to count.
YEARS_BACK = 5
MOST_ACTIONS = 30


class NotAllowed(Exception):
    """The domain refuses; a view answers 404."""


class NothingConcluded(Refused):
    message = _("Schrijf eerst op wat de conclusie is.")

    def __init__(self) -> None:
        super().__init__(field="conclusions")


class TooManyActions(Refused):
    message = _("Dit zijn genoeg acties voor één evaluatie. Haal er eerst een weg.")


def writes(user: User) -> bool:
    """Whether this person sets the goals and writes the evaluations of their municipality."""
    return scope_of(user).holds_on_root(Level.COORDINATOR)


def reads(user: User) -> bool:
    """Whether this person reads what is concluded."""
    scope = scope_of(user)
    return writes(user) or scope.holds_on_root(Level.HANDLER) or scope.holds_on_root(Level.SUPERVISOR)


def _need_writer(actor: User) -> Municipality:
    if not writes(actor) or actor.municipality is None:
        raise NotAllowed
    return actor.municipality


def years(municipality: Municipality) -> list[int]:
    """The years that can be evaluated, the last one first: those that are over, with their anonymous report."""
    last = today().year - 1
    known = set(Evaluation.objects.filter(municipality=municipality).values_list("year", flat=True))
    return sorted(known | {last if is_ripe(last, timezone.now()) else last - 1}, reverse=True)


def is_ripe(year: int, now: datetime.datetime) -> bool:
    """Whether the anonymous report of this year can be there. What was evaluated before that counts otherwise, and by
    subtraction tells of what was reported in between (LEI 3.7)."""
    return Period(year).closes_at <= now


def goals_of(municipality: Municipality, year: int) -> GoalSet | None:
    """The goals in force for a year."""
    return GoalSet.objects.filter(municipality=municipality, year=year).order_by("-number").first()


def may_set_goals(municipality: Municipality, year: int) -> bool:
    """Goals are set for this year and the next, and for one that is being evaluated; not for one that was."""
    concluded = Evaluation.objects.filter(municipality=municipality, year=year).exclude(concluded_at=None)
    return years(municipality)[0] <= year <= today().year + 1 and not concluded.exists()


@transaction.atomic
def set_goals(actor: User, year: int, goals: Sequence[Mapping[str, Any]]) -> GoalSet:
    """Make a new version of the goals of a year; the same goals again make none. Raises NotAllowed."""
    municipality = _need_writer(actor)
    lock(municipality.pk)
    if not may_set_goals(municipality, year):
        raise NotAllowed
    current = goals_of(municipality, year)
    written = [dict(goal) for goal in goals]
    if current is not None and current.goals == written:
        return current
    return GoalSet.objects.create(
        municipality=municipality,
        year=year,
        number=current.number + 1 if current else 1,
        goals=written,
        made_by=actor,
    )


@transaction.atomic
def begin(actor: User, year: int) -> Evaluation:
    """Begin the evaluation of a year that is over, with its figures counted now; begun already, it stays as it is.

    Raises NotAllowed.
    """
    municipality = _need_writer(actor)
    if not today().year - YEARS_BACK <= year < today().year or not is_ripe(year, timezone.now()):
        raise NotAllowed
    Evaluation.objects.get_or_create(municipality=municipality, year=year)
    row = Evaluation.objects.select_for_update().get(municipality=municipality, year=year)
    if row.begun_at is None:
        row.begun_at = timezone.now()
        _count(row)
        row.save()
    return row


def _count(row: Evaluation) -> None:
    row.counted_at = timezone.now()
    row.figures = count_figures(row.municipality, row.year, row.counted_at)


def evaluation_for(user: User, year: int) -> Evaluation:
    """The evaluation of a year that this person may read. Raises NotAllowed."""
    found = Evaluation.objects.filter(municipality=user.municipality_id, year=year).exclude(begun_at=None)
    if not writes(user):
        found = found.exclude(concluded_at=None) if reads(user) else found.none()
    row = found.select_related("municipality", "goal_set").first()
    if row is None:
        raise NotAllowed
    return row


@contextmanager
def writing(actor: User, evaluation: Evaluation) -> Iterator[Evaluation]:
    """The evaluation, locked, for its coordinator, as long as it is not concluded. Raises NotAllowed."""
    municipality = _need_writer(actor)
    with transaction.atomic():
        row = (
            Evaluation.objects.select_for_update()
            .filter(pk=evaluation.pk, municipality=municipality, concluded_at=None)
            .exclude(begun_at=None)
            .first()
        )
        if row is None:
            raise NotAllowed
        yield row


def write(actor: User, evaluation: Evaluation, texts: Mapping[str, str]) -> None:
    """Write down answers (by their key) and `conclusions`. Raises NotAllowed, ValueError for another text."""
    if unknown := texts.keys() - QUESTIONS.keys() - {"conclusions"}:
        raise ValueError(f"Not a text of an evaluation: {sorted(unknown)}")
    with writing(actor, evaluation) as row:
        row.answers = row.answers | {key: text for key, text in texts.items() if key in QUESTIONS}
        row.conclusions = texts.get("conclusions", row.conclusions)
        row.save()


def add_action(
    actor: User, evaluation: Evaluation, token: uuid.UUID, text: str, function: str, due_on: datetime.date
) -> EvaluationAction:
    """Add what will be done; the same token twice adds one. Raises NotAllowed, TooManyActions."""
    with writing(actor, evaluation) as row:
        known = EvaluationAction.objects.filter(pk=token).first()
        if known is not None:
            if known.evaluation_id != row.pk:
                raise NotAllowed
            return known
        if row.actions.count() >= MOST_ACTIONS:
            raise TooManyActions
        return EvaluationAction.objects.create(
            pk=token, evaluation=row, text=text, function=function, due_on=due_on
        )


def remove_action(actor: User, evaluation: Evaluation, action_id: uuid.UUID) -> None:
    """Take away an action of an evaluation that is not concluded. Raises NotAllowed."""
    with writing(actor, evaluation) as row:
        row.actions.filter(pk=action_id).delete()


def conclude(actor: User, evaluation: Evaluation) -> None:
    """Conclude it, with the figures and the goals that it shows; nothing in it changes any more. Concluded already, it
    stays as it is. Raises NotAllowed, NothingConcluded."""
    if Evaluation.objects.filter(pk=evaluation.pk).exclude(concluded_at=None).exists() and writes(actor):
        return
    with writing(actor, evaluation) as row:
        if not row.conclusions.strip():
            raise NothingConcluded
        row.goal_set = goals_of(row.municipality, row.year)
        row.concluded_at = timezone.now()
        row.save()


def mark_done(actor: User, action_id: uuid.UUID, *, done: bool = True) -> EvaluationAction:
    """Say that an action is done, also after its evaluation was concluded; or that it is not after all.

    Raises NotAllowed.
    """
    municipality = _need_writer(actor)
    with transaction.atomic():
        action = (
            EvaluationAction.objects.select_for_update(of=("self",))
            .filter(pk=action_id, evaluation__municipality=municipality)
            .select_related("evaluation")
            .first()
        )
        if action is None:
            raise NotAllowed
        if done != (action.done_on is not None):
            action.done_on = today() if done else None
            action.save()
        return action
