# SPDX-License-Identifier: EUPL-1.2
"""Form fields that read what people type: 21-11-2026, 21/11/2026 or 2026-11-21; 14:30, 14.30, 1430 or 14u30."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .widgets import DutchDateInput, DutchTimeInput, MoneyInput

DATE_FORMATS = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d", "%d%m%Y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M", "%H%M"]
# No time is longer, however it is written; looking for its parts takes the square of what is typed.
LONGEST_TIME = 40


class DutchDateField(forms.DateField):
    """A calendar date; says what was expected when it cannot be read."""

    widget = DutchDateInput
    default_error_messages = {"invalid": _("Vul een datum in als dag-maand-jaar, bijvoorbeeld 21-11-2026.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": DATE_FORMATS, **kwargs})

    def to_python(self, value: Any) -> datetime.date | None:
        # Python reads a date in every script's digits; people's dates here are written in 0 to 9.
        if isinstance(value, str) and not value.isascii():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class DutchTimeField(forms.TimeField):
    """A local time of the day, to the minute."""

    widget = DutchTimeInput
    default_error_messages = {"invalid": _("Vul een tijd in, bijvoorbeeld 14:30.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": TIME_FORMATS, **kwargs})

    def to_python(self, value: Any) -> datetime.time | None:
        if isinstance(value, str):
            if not value.isascii() or len(value) > LONGEST_TIME:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = re.sub(r"\s*(uur|u|h)\s*$", "", value.strip().lower())
            value = re.sub(r"\s*[:.uh;,]\s*", ":", value)
            if re.fullmatch(r"\d{1,2}", value):
                value += ":00"
        return super().to_python(value)


class MoneyField(forms.DecimalField):
    """An amount in euros: 1.250,50 or 1250,5 or 1250.50, in English 1,250.50 as well; never negative."""

    widget = MoneyInput
    default_error_messages = {"invalid": _("Vul een bedrag in, bijvoorbeeld 125,50.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 10, "decimal_places": 2, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = value.replace("€", "").replace(" ", "").replace("\u00a0", "").removesuffix(",-")
            if re.fullmatch(r"\d{1,3}(,\d{3})+\.\d{1,2}", value):
                value = value.replace(",", "")
            elif "," in value or re.fullmatch(r"\d{1,3}(\.\d{3})+", value):
                value = value.replace(".", "").replace(",", ".")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
