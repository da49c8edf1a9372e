# SPDX-License-Identifier: EUPL-1.2
"""What happened, as people write it down. See `story.Story` for how a story is written."""

from . import council, counter, enforcement, home_and_income, others, outdoors, telephone
from .story import Story

__all__ = ["STORIES", "Story"]

STORIES: list[Story] = [
    *counter.STORIES,
    *telephone.STORIES,
    *home_and_income.STORIES,
    *enforcement.STORIES,
    *outdoors.STORIES,
    *council.STORIES,
    *others.STORIES,
]
