# SPDX-License-Identifier: EUPL-1.2
"""The form by which a person who asks is looked for. It is only ever sent by POST, and not remembered."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField, DutchTimeField
from gir.widgets import DutchDateInput, DutchTimeInput
from incidents.forms.registry import UNREMEMBERED, WhoForm
from incidents.person_search import Sought
from oversight.requests.finding import Asked
from retention.terms import NonexistentLocalTime, from_local

CALL = ("number", "called_on", "called_at")


class FindPersonForm(WhoForm):
    """Any of the three; and of a call its number, day and time, all three."""

    number = forms.CharField(
        label=_("Telefoonnummer"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={**UNREMEMBERED, "inputmode": "tel"}),
    )
    called_on = DutchDateField(
        label=_("Dag van het gesprek"), required=False, widget=DutchDateInput(attrs=UNREMEMBERED, quick=())
    )
    called_at = DutchTimeField(
        label=_("Hoe laat ongeveer"),
        required=False,
        widget=DutchTimeInput(now=False),
        help_text=_("Er wordt gezocht tot een uur ervoor en erna."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        said = [name for name in CALL if data.get(name)]
        if said and len(said) < len(CALL):
            for name in CALL:
                if name not in said:
                    self.add_error(name, _("Vul van een gesprek alle drie in: nummer, dag en tijd."))
        elif said:
            self._set_moment(data)
        elif self._sought(data).is_empty:
            self.add_error("name", _("Vul een naam, een geboortedatum, een BSN of een gesprek in."))
        return data

    def _set_moment(self, data: dict[str, Any]) -> None:
        try:
            data["moment"] = from_local(data["called_on"], data["called_at"])
        except NonexistentLocalTime:
            self.add_error("called_at", _("Deze tijd bestond niet: de klok ging vooruit."))
        except OverflowError:
            self.add_error("called_on", self.fields["called_on"].error_messages["invalid"])
        else:
            if data["moment"] > timezone.now():
                self.add_error("called_on", _("Dit moment moet nog komen."))

    @staticmethod
    def _sought(data: dict[str, Any]) -> Sought:
        return Sought(data.get("name") or "", data.get("date_of_birth"), data.get("bsn") or "")

    def asked(self) -> Asked:
        """What was asked, of a valid form."""
        data = self.cleaned_data
        return Asked(self._sought(data), data["number"] or "", data.get("moment"))
