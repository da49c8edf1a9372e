# SPDX-License-Identifier: EUPL-1.2
"""Form controls of our own. Dates and times are text: a native date input shows mm/dd/yyyy in an English browser,
and a shaken person types 21-11-2026 faster than they turn three wheels. The buttons beside them come from dates.js.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DutchDateInput(forms.DateInput):
    """A date as dd-mm-jjjj, with buttons that fill it in: pairs of a label and a number of days from today."""

    template_name = "gir/widgets/date.html"
    QUICK = ((_("Vandaag"), 0), (_("Gisteren"), -1))

    def __init__(self, attrs: dict[str, Any] | None = None, quick: Any = QUICK) -> None:
        # A phone's numeric keyboard may lack the hyphen: dates.js puts it in, and the field reads 21112026 too.
        defaults = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 20}
        super().__init__(attrs={**defaults, **(attrs or {})}, format="%d-%m-%Y")
        self.quick = tuple(quick)

    def format_value(self, value: Any) -> str | None:
        return value.strftime("%d-%m-%Y") if isinstance(value, datetime.date) else value or None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["quick"] = self.quick
        return context


class DutchTimeInput(forms.TimeInput):
    """A time as 14:30, with a button for the present moment."""

    template_name = "gir/widgets/time.html"

    def __init__(self, attrs: dict[str, Any] | None = None, now: bool = True) -> None:
        defaults = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 10}
        super().__init__(attrs={**defaults, **(attrs or {})}, format="%H:%M")
        self.now = now

    def format_value(self, value: Any) -> str | None:
        return value.strftime("%H:%M") if isinstance(value, datetime.time) else value or None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["now"] = self.now
        return context


class MoneyInput(forms.TextInput):
    """An amount in euros, written the Dutch way: 1.250,00."""

    template_name = "gir/widgets/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20, **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, (Decimal, int, float)):
            return f"{value:.2f}".replace(".", ",")
        return value or None


class Explained:
    """Mixin for groups of choices: `descriptions` explains a value, `tones` gives it a colour (1 to 4 for severity)."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        descriptions: Mapping[Any, Any] | None = None,
        tones: Mapping[Any, str] | None = None,
    ) -> None:
        super().__init__(attrs=attrs, choices=choices)  # type: ignore[call-arg]
        self.descriptions = {str(k): v for k, v in (descriptions or {}).items()}
        self.tones = {str(k): v for k, v in (tones or {}).items()}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["description"] = self.descriptions.get(str(value), "")
        option["tone"] = self.tones.get(str(value), "")
        return option


class _NoEmptyChoice:
    """A group of radio buttons needs no "---------": nothing chosen is no button chosen."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        groups = super().optgroups(name, value, attrs)  # type: ignore[misc]
        return [g for g in groups if not (g[0] is None and len(g[1]) == 1 and g[1][0]["value"] in ("", None))]


class RadioGroup(_NoEmptyChoice, Explained, forms.RadioSelect):
    """Radio buttons below each other, with an explanation where there is one."""


class ChoiceCards(_NoEmptyChoice, Explained, forms.RadioSelect):
    """Radio buttons as roomy cards with an explanation each: the severity with its plain examples."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(attrs={"class": "gir-options--cards", **(attrs or {})}, **kwargs)


class YesNo(RadioGroup):
    """Yes and no (and what else the choices hold) beside each other."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(attrs={"class": "gir-options--row", **(attrs or {})}, **kwargs)


class CheckboxGroup(Explained, forms.CheckboxSelectMultiple):
    """Tick boxes; two columns where there is room."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(attrs={"class": "gir-options--columns", **(attrs or {})}, **kwargs)


class LongText(forms.Textarea):
    """Free text that grows with what is written."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"rows": 6, **(attrs or {})})
