# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LineField, Refusable
from accounts.models import RetentionPolicy
from incidents.models import Severity
from oversight.policy_change import Proposal
from retention.explaining import ARTICLES
from retention.policy import LEAST_MONTHS, MOST_MONTHS, wrong_reminders

MONTHS = {f"months_severity_{severity}": severity for severity in Severity}
SUBJECTS = {
    "article_r1": _("Gespreksopname, 48 uur (R1)"),
    "article_r2": _("Gespreksopname, verlengd (R2)"),
    "article_r3": _("Zichtbaarheid van een dader (R3)"),
    "article_r4": _("Bewaren van een melding (R4)"),
}
OUTSIDE = _("Van 12 tot en met 24 maanden: korter of langer laat het protocol niet toe.")


def _number() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "gir-width-s", "inputmode": "numeric", "maxlength": 4})


class DaysAheadField(forms.CharField):
    """Numbers of days, separated by commas; cleaned to a list with the most days first."""

    def clean(self, value: Any) -> Any:
        parts = super().clean(value).replace(",", " ").split()
        days = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 3]
        if len(days) < len(parts) or wrong_reminders(days):
            raise forms.ValidationError(
                _(
                    "Noem een tot zes verschillende aantallen dagen, van 1 tot en met 365, met een komma ertussen."
                )
            )
        return sorted(days, reverse=True)


class PolicyForm(Refusable, forms.Form):
    """What a municipality decides about its terms. The rules are oversight.policy_change's."""

    reminders = DaysAheadField(
        label=_("Waarschuwen (dagen van tevoren)"),
        max_length=60,
        help_text=_("Voor de afhandelaar, als een sanctie nog loopt wanneer haar melding wordt vernietigd."),
        widget=forms.TextInput(attrs={"class": "gir-width-m", "autocomplete": "off"}),
    )
    reason = LineField(
        label=_("Waarom deze wijziging?"),
        max_length=500,
        help_text=_("Bijvoorbeeld het besluit van het college. Noem geen personen."),
        error_messages={"required": _("Schrijf op waarom.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    works_council_reference = LineField(
        label=_("Instemming van de ondernemingsraad"),
        max_length=120,
        required=False,
        help_text=_("Datum en kenmerk. Nodig als een termijn langer wordt; bij korter mag het."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # Which version one saw, and which proposal one saw the consequences of.
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, current: RetentionPolicy) -> None:
        stored = current.decided | {"reminders": ", ".join(map(str, current.reminders))}
        super().__init__(data, initial=stored | {"based_on": current.number})
        for name, severity in MONTHS.items():
            self.fields[name] = forms.IntegerField(
                label=format_lazy("{} ({})", severity.label, _("maanden")),
                min_value=LEAST_MONTHS,
                max_value=MOST_MONTHS,
                widget=_number(),
                error_messages={
                    "invalid": _("Vul een heel getal in."),
                    "min_value": OUTSIDE,
                    "max_value": OUTSIDE,
                },
            )
            self.fields[name].widget.attrs.pop("min", None)
            self.fields[name].widget.attrs.pop("max", None)
        for name, subject in SUBJECTS.items():
            self.fields[name] = LineField(
                label=subject,
                max_length=120,
                required=False,
                help_text=format_lazy("{} {}", _("Leeg betekent:"), ARTICLES[name[-2:].upper()]),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

        # What is wrong is named in the order of the page.
        self.order_fields([*MONTHS, "reminders", *SUBJECTS, "reason", "works_council_reference"])

    @property
    def month_fields(self) -> list[Any]:
        return [self[name] for name in MONTHS]

    @property
    def article_fields(self) -> list[Any]:
        return [self[name] for name in SUBJECTS]

    def proposal(self) -> Proposal:
        data = self.cleaned_data
        return Proposal(
            decided={name: data[name] for name in (*MONTHS, "reminders", *SUBJECTS)},
            reason=data["reason"],
            works_council_reference=data["works_council_reference"],
            based_on=data["based_on"],
        )


def fingerprint_of(proposal: Proposal) -> str:
    """Stands for what the consequences were shown of: something else is shown first, and not made."""
    decided = repr((sorted(proposal.decided.items()), proposal.based_on))
    return salted_hmac("oversight.policy_change", decided, algorithm="sha256").hexdigest()
