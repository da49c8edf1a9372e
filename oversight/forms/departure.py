# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LineField, Refusable
from gir.fields import DutchDateField
from gir.widgets import DutchDateInput
from oversight.models.departure import Package


class AnnounceForm(Refusable, forms.Form):
    """What an administrator says of the departure before a second one agrees."""

    last_day = DutchDateField(
        label=_("Laatste dag waarop medewerkers kunnen melden"),
        error_messages={"required": _("Vul de laatste dag in.")},
        help_text=_("Ten minste een week vooruit. Tot en met deze dag kunt u het vertrek intrekken."),
        widget=DutchDateInput(quick=()),
    )
    decision = LineField(
        label=_("Kenmerk van het besluit van het college"),
        error_messages={"required": _("Vul het kenmerk van het besluit in.")},
        max_length=120,
        help_text=_("Bijvoorbeeld het zaaknummer. Noem geen personen: dit kenmerk blijft bewaard."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "gir-width-m"}),
    )
    receiver = LineField(
        label=_("Organisatie die de gegevens ontvangt"),
        error_messages={"required": _("Vul in wie de gegevens ontvangt.")},
        max_length=100,
        help_text=_("Bijvoorbeeld de gemeente zelf, of de nieuwe leverancier."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "gir-width-m"}),
    )
    receiver_key = LineField(
        label=_("Openbare sleutel van de ontvanger"),
        error_messages={"required": _("Vul de openbare sleutel van de ontvanger in.")},
        max_length=80,
        help_text=_(
            "De ontvanger maakt hem met het programma age (age-keygen) en geeft u de regel die begint met age1. "
            "Alleen wie de bijbehorende geheime sleutel heeft, kan de export openen."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "gir-width-l"}),
    )


class ReceivedForm(Refusable, forms.Form):
    """The codes that the receiver read in the packages; what is around them is theirs."""

    incidents = LineField(label=Package.INCIDENTS.label, max_length=120)
    recordings = LineField(label=Package.RECORDINGS.label, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for package in Package:
            field = self.fields[package.value]
            field.label = _("Bevestigingscode van het pakket “%(package)s”") % {"package": package.label}
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "class": "gir-width-l"}

    def codes(self) -> dict[Package, str]:
        return {package: self.cleaned_data[package.value] for package in Package}


class DestroyForm(forms.Form):
    """That it was no slip of the finger."""

    sure = forms.BooleanField(
        label=_("Ik weet dat alles verdwijnt, en dat het niet terug kan."),
        error_messages={"required": _("Vink dit aan als u alles wilt laten vernietigen.")},
    )
