# SPDX-License-Identifier: EUPL-1.2
"""What is asked of people around a recording. What may be done with one is decided in recordings/acts.py."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gir.widgets import LongText, RadioGroup
from recordings.acts import REASON_MAX, WHY_MAX
from recordings.models import Outcome


class Told(forms.CharField):
    """What somebody writes down for another: never cut by the browser, which would say nothing."""

    default_error_messages = {
        "max_length": _("Dit is te lang: er passen %(limit_value)d tekens in, en u hebt er %(show_value)d.")
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class FlagForm(forms.Form):
    """Why this call should be kept."""

    use_required_attribute = False

    why = Told(
        label=_("Waarom wilt u dit gesprek laten beluisteren?"),
        help_text=_("In één regel, voor het hoofd. Bijvoorbeeld: dreigde mij op te wachten."),
        max_length=WHY_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Vul in één regel in waarom.")},
    )


class ReviewForm(forms.Form):
    """Who is present when a head listens."""

    use_required_attribute = False
    TOGETHER, ALONE = "together", "alone"

    presence = forms.ChoiceField(
        label=_("Wie luistert er mee?"),
        choices=[(TOGETHER, _("Ik luister samen met de medewerker")), (ALONE, _("Ik luister alleen"))],
        widget=RadioGroup,
        error_messages={
            "required": _("Kies of u samen met de medewerker luistert, of alleen."),
            "invalid_choice": _("Kies een van deze antwoorden."),
        },
    )
    alone_reason = Told(
        label=_("Waarom luistert u zonder de medewerker?"),
        help_text=_("De medewerker leest dit."),
        max_length=REASON_MAX,
        widget=LongText(attrs={"rows": 3}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("presence") == self.ALONE and data.get("alone_reason") == "":
            self.add_error("alone_reason", _("Vul in waarom de medewerker er niet bij is."))
        return data

    @property
    def with_employee(self) -> bool:
        return self.cleaned_data["presence"] == self.TOGETHER


class DecisionForm(forms.Form):
    """Approve or refuse, and why."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label=_("Wat besluit u?"),
        choices=[
            (Outcome.APPROVED.value, _("Goedkeuren: het gesprek blijft tien werkdagen langer")),
            (Outcome.REFUSED.value, _("Afwijzen: het gesprek wordt na de 48 uur vernietigd")),
        ],
        widget=RadioGroup,
        error_messages={
            "required": _("Kies of u goedkeurt of afwijst."),
            "invalid_choice": _("Kies een van deze antwoorden."),
        },
    )
    reason = Told(
        label=_("Waarom?"),
        help_text=_("De medewerker leest dit."),
        max_length=REASON_MAX,
        widget=LongText(attrs={"rows": 3}),
        error_messages={"required": _("Vul in waarom u dit besluit.")},
    )

    @property
    def approves(self) -> bool:
        return self.cleaned_data["outcome"] == Outcome.APPROVED
