# SPDX-License-Identifier: EUPL-1.2
"""What a coordinator narrows the disclosures down to."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oversight.disclosed import Asked, Side

from .days import DayField


class DisclosuresForm(forms.Form):
    """Filters of the list. One that cannot be read says so at its field; the list is shown without it."""

    all_optional = True

    side = forms.ChoiceField(
        label=_("Waarvan"),
        required=False,
        choices=[("", _("Alle")), *Side.choices],
        error_messages={"invalid_choice": _("Kies uit deze lijst.")},
    )
    since = DayField(label=_("Gegeven vanaf"), required=False)
    until = DayField(label=_("Gegeven tot en met"), required=False)

    def __init__(self, data: Any) -> None:
        # Of the address only what are filters, so that a link to a page does not drag the place along.
        super().__init__({name: data.get(name, "") for name in self.base_fields})

    def clean_until(self) -> datetime.date | None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until and until < since:
            raise forms.ValidationError(_("Kies een datum die niet vóór de eerste datum ligt."))
        return until

    def asked(self) -> Asked:
        """What could be read of it."""
        self.is_valid()
        data = self.cleaned_data
        return Asked(data.get("side", ""), data.get("since"), data.get("until"))

    def kept(self) -> dict[str, str]:
        """The filters in force, as they stand in the address."""
        self.is_valid()
        return {name: self.data[name] for name in self.fields if self.cleaned_data.get(name)}
