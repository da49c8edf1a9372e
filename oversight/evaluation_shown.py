# SPDX-License-Identifier: EUPL-1.2
"""An evaluation as it is read, on the page and in the document: figures in words, goals beside what came of them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .evaluating import goals_of
from .evaluation_words import BY_KEY, FIGURES, QUESTIONS, is_reached, target_in_words, value_in_words
from .models import Evaluation, GoalSet


@dataclass(frozen=True)
class ShownFigure:
    label: Any
    definition: Any
    value: str
    # The same figure the year before, where that was concluded.
    before: str


@dataclass(frozen=True)
class ShownGoal:
    text: str
    target: str = ""
    value: str = ""
    # "good", "wait" or "neutral", as badges have it; "" without a figure.
    tone: str = ""
    verdict: str = ""


def figures_shown(evaluation: Evaluation) -> list[ShownFigure]:
    """Every figure that was counted, beside that of the year before."""
    before = Evaluation.objects.filter(municipality=evaluation.municipality, year=evaluation.year - 1)
    past = before.exclude(concluded_at=None).values_list("figures", flat=True).first() or {}
    return [
        ShownFigure(
            figure.label,
            figure.definition,
            value_in_words(figure.key, evaluation.figures[figure.key]),
            value_in_words(figure.key, past[figure.key]) if figure.key in past else "",
        )
        for figure in FIGURES
        if figure.key in evaluation.figures
    ]


def goals_shown(evaluation: Evaluation) -> list[ShownGoal]:
    """The goals of the year, as they stood when it was concluded or stand now, and whether they are reached."""
    goal_set = (
        evaluation.goal_set if evaluation.is_concluded else goals_of(evaluation.municipality, evaluation.year)
    )
    return [_goal(goal, evaluation.figures) for goal in (goal_set.goals if goal_set else [])]


def targets_shown(goal_set: GoalSet | None) -> list[ShownGoal]:
    """The goals of a year that is not over: nothing is counted yet."""
    return [_goal(goal, {}) for goal in (goal_set.goals if goal_set else [])]


def _goal(goal: dict[str, Any], figures: dict[str, Any]) -> ShownGoal:
    key = goal.get("figure", "")
    if key not in BY_KEY:
        return ShownGoal(goal["text"])
    target = f"{BY_KEY[key].label}: {target_in_words(key, goal['target'])}"
    if key not in figures:
        return ShownGoal(goal["text"], target)
    reached = is_reached(key, goal["target"], figures[key])
    tone, verdict = {
        True: ("good", _("Bereikt")),
        False: ("wait", _("Niet bereikt")),
        None: ("neutral", _("Niet te zeggen")),
    }[reached]
    return ShownGoal(goal["text"], target, value_in_words(key, figures[key]), tone, verdict)


def answers_shown(evaluation: Evaluation) -> list[tuple[Any, str]]:
    """Every question with what was answered."""
    return [(question, evaluation.answers.get(key, "")) for key, question in QUESTIONS.items()]
