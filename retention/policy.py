# SPDX-License-Identifier: EUPL-1.2
"""What a municipality may decide about the terms, and what a change of that may do (RULES R3): pure functions.

The months are 12 to 24 per severity (1 to 4). A change may shorten what runs, and never lengthens it.
"""

from collections.abc import Iterable, Mapping

from .explaining import ARTICLES

MONTHS: Mapping[int, int] = {1: 12, 2: 12, 3: 18, 4: 24}
LEAST_MONTHS, MOST_MONTHS = 12, 24
# Days ahead of the end of R4 on which a sanction that still runs is warned about.
REMINDERS = (180, 90, 30)
EARLIEST_REMINDER = 365
MOST_REMINDERS = 6
# The rules of the two protocols: each municipality has adopted its own, with its own numbers.
RULES_WITH_OWN_ARTICLE = ("R1", "R2", "R3", "R4")


def raised(before: Mapping[int, int], after: Mapping[int, int]) -> list[int]:
    """The severities whose cases to come are shown longer than those before them."""
    return [severity for severity, months in after.items() if months > before[severity]]


def lowered(before: Mapping[int, int], after: Mapping[int, int]) -> list[int]:
    """The severities for which what runs may be shortened."""
    return [severity for severity, months in after.items() if months < before[severity]]


def needs_works_council(before: Mapping[int, int], after: Mapping[int, int]) -> bool:
    """Whether a change needs the consent of the works council (WOR art. 27): showing anything longer than was agreed.

    Shorter months, other days to warn on and the numbers of articles register nothing more and show nothing longer.
    """
    return bool(raised(before, after))


def wrong_reminders(days: Iterable[int]) -> bool:
    """Whether these are no days to warn on: one to six different ones, from 1 to 365 days ahead."""
    chosen = list(days)
    return (
        not 1 <= len(chosen) <= MOST_REMINDERS
        or len(set(chosen)) < len(chosen)
        or not all(1 <= day <= EARLIEST_REMINDER for day in chosen)
    )


def articles_with(own: Mapping[str, str]) -> dict[str, str]:
    """The article of every rule, in words: the municipality's own where it named one, else the one of the model
    protocol."""
    return {rule: own.get(rule) or str(article) for rule, article in ARTICLES.items()}
