# SPDX-License-Identifier: EUPL-1.2
"""Tolerant matching of people's names (DESIGN, decision 6): "Janssen" finds "Jansen", and "Hansen" does not."""

from .keys import is_current, name_key
from .reasons import MatchReason, NameMatch
from .search import best_matches, same_person_name

__all__ = ["MatchReason", "NameMatch", "best_matches", "is_current", "name_key", "same_person_name"]
