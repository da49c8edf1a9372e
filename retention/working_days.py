# SPDX-License-Identifier: EUPL-1.2
"""Working days of R2: Monday to Friday, except the holidays of the Algemene termijnenwet art. 3.1 and 3.2.

Liberation Day counts in every year, and a municipality's own closing days never do: they would lengthen a term.
"""

import datetime
from functools import lru_cache

import holidays

SATURDAY = 5


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[datetime.date]:
    # Good Friday and, in most years, Liberation Day are "optional" to the library; the law names them both.
    return frozenset(holidays.country_holidays("NL", years=year, categories=("public", "optional")))


def is_working_day(day: datetime.date) -> bool:
    """Whether R2 counts this local calendar day."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def nth_working_day_after(day: datetime.date, number: int) -> datetime.date:
    """The `number`th working day (from 1) after `day`, which itself is not counted."""
    while number:
        day += datetime.timedelta(days=1)
        number -= is_working_day(day)
    return day
