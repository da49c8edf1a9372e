# SPDX-License-Identifier: EUPL-1.2
"""A day that a list or a certificate is narrowed down to."""

import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator

from gir.fields import DutchDateField
from gir.widgets import DutchDateInput

# Nothing is of before or after; and where the calendar ends no moment can be counted.
FIRST, LAST = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)


class DayField(DutchDateField):
    """A local day of this century, past or to come."""

    def __init__(self, **kwargs: Any) -> None:
        limits = [MinValueValidator(FIRST), MaxValueValidator(LAST)]
        super().__init__(**{"widget": DutchDateInput(quick=()), "validators": limits, **kwargs})
