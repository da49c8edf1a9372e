# SPDX-License-Identifier: EUPL-1.2
from .evaluation import Evaluation, EvaluationAction, GoalSet
from .report import AnonymousReport, CountedIncident, ReportSubscription

__all__ = [
    "AnonymousReport",
    "CountedIncident",
    "Evaluation",
    "EvaluationAction",
    "GoalSet",
    "ReportSubscription",
]
