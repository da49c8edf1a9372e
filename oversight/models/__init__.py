# SPDX-License-Identifier: EUPL-1.2
from .evaluation import Evaluation, EvaluationAction, GoalSet

__all__ = ["Evaluation", "EvaluationAction", "GoalSet"]
