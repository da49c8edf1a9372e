# SPDX-License-Identifier: EUPL-1.2
from django import forms
from django.utils.translation import gettext_lazy as _

from gir.widgets import RadioGroup
from oversight.models import ReportSubscription

NEVER = "never"


class FrequencyForm(forms.Form):
    """Whether and when somebody wants a mail about a new report."""

    frequency = forms.ChoiceField(
        label=_("Mail mij een link als er een nieuw rapport is"),
        choices=[(NEVER, _("Niet")), *ReportSubscription.Frequency.choices],
        widget=RadioGroup,
    )

    def chosen(self) -> str:
        """How often; "" for never."""
        frequency: str = self.cleaned_data["frequency"]
        return "" if frequency == NEVER else frequency
