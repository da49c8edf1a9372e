# SPDX-License-Identifier: EUPL-1.2
"""The form of the registry: who is meant, and what for. It is only ever sent by POST, and not remembered."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField
from gir.widgets import DutchDateInput, RadioGroup
from incidents.looking_up import Query
from incidents.models import Purpose

from .handling import CHOOSE
from .perpetrators import BsnField, plausible_birth
from .reporting_victim import NAME_MAX
from .texts import LineField

FEWEST_LETTERS = 2
# No browser keeps what is typed, completes it, or sends it to a spelling service.
UNREMEMBERED = {"autocomplete": "off", "autocorrect": "off", "spellcheck": "false"}


class WhoForm(forms.Form):
    """Who is meant: a name, a date of birth or a BSN."""

    all_optional = True

    name = LineField(
        label=_("Naam"),
        help_text=_("Achternaam, liefst met voornaam. Een andere spelling vinden we ook."),
        required=False,
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={**UNREMEMBERED, "autocapitalize": "words"}),
    )
    date_of_birth = DutchDateField(
        label=_("Geboortedatum"), required=False, widget=DutchDateInput(attrs=UNREMEMBERED, quick=())
    )
    bsn = BsnField(label=_("BSN"))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name and sum(letter.isalpha() for letter in name) < FEWEST_LETTERS:
            raise forms.ValidationError(_("Vul ten minste twee letters in."), code="short")
        return name

    def clean_date_of_birth(self) -> datetime.date | None:
        return plausible_birth(self.cleaned_data["date_of_birth"])


class LookUpForm(WhoForm):
    """Any one of the three, or more, and what for."""

    purpose = forms.ChoiceField(
        label=_("Waarom zoekt u?"),
        help_text=_("Dat u zoekt en waarvoor wordt bewaard. Wat u typt niet."),
        choices=Purpose.choices,
        widget=RadioGroup,
        error_messages=CHOOSE,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        asked = {"name", "date_of_birth", "bsn"}
        if not any(data.get(name) for name in asked) and not asked & self.errors.keys():
            self.add_error("name", _("Vul een naam, een geboortedatum of een BSN in."))
        return data

    def query(self) -> Query:
        """What was asked, of a valid form."""
        data = self.cleaned_data
        return Query(Purpose(data["purpose"]), data["name"], data["date_of_birth"], data["bsn"])
