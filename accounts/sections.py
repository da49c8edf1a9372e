# SPDX-License-Identifier: EUPL-1.2
"""Pages of administration that the rooms above bring along. They add theirs when the project starts (apps.py), so
that accounts shows the way to them and knows nothing else of them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """A page among those of administration, and how its card on the overview reads."""

    label: Any
    url_name: str
    symbol: str
    text: Any
    # Only for who administers the municipality as a whole.
    whole: bool = True


sections: list[Section] = []
