# SPDX-License-Identifier: EUPL-1.2
"""What goes to the police, to whom, and why that may be (LEI 6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gir.widgets import CheckboxGroup, LongText, RadioGroup, YesNo
from incidents.disclosing import NEEDED, Said
from incidents.models import DisclosureGround
from incidents.police_package import Part, Wanted
from protection.bsn_in_text import bsns_in

from .handling import CHOOSE, token_field
from .texts import LineField, TextField

NO_KEEPING = {"autocomplete": "off"}


class PackageForm(forms.Form):
    """What the handler chooses and writes; the account as it goes along is not kept."""

    ground = forms.ChoiceField(
        label=_("Waarom krijgt de politie dit?"),
        choices=DisclosureGround.choices,
        initial=DisclosureGround.REPORT,
        widget=RadioGroup,
        error_messages=CHOOSE,
    )
    recipient = LineField(
        label=_("Wie krijgt het?"),
        max_length=NEEDED["recipient"],
        help_text=_("De eenheid of het team van de politie, en de naam van de agent."),
        widget=forms.TextInput(attrs=NO_KEEPING),
        error_messages={"required": _("Vul in wie dit krijgt.")},
    )
    reference = LineField(
        label=_("Kenmerk"),
        max_length=NEEDED["reference"],
        help_text=_(
            "Het nummer van de aangifte of vordering; is dat er nog niet, dan het nummer van de afspraak."
        ),
        widget=forms.TextInput(attrs={"class": "gir-width-m", **NO_KEEPING}),
        error_messages={"required": _("Vul het kenmerk in.")},
    )
    identity_check = LineField(
        label=_("Hoe weet u dat dit de politie is?"),
        max_length=NEEDED["identity_check"],
        help_text=_("Bijvoorbeeld: teruggebeld via 0900-8844. Geen nummer van een legitimatiebewijs."),
        error_messages={"required": _("Vul in hoe u dit hebt nagegaan.")},
    )
    compatible = forms.ChoiceField(
        label=_("Past dit bij het doel van de registratie?"),
        help_text=_(
            "Het doel is de veiligheid en gezondheid van werknemers (artikel 2 en 6 van het protocol)."
        ),
        choices=[("yes", _("Ja")), ("no", _("Nee"))],
        widget=YesNo,
        error_messages=CHOOSE,
    )
    compatibility = LineField(
        label=_("Waarom?"),
        max_length=NEEDED["compatibility"],
        help_text=_(
            "In een zin, zonder namen. Bijvoorbeeld: aangifte beschermt onze medewerkers tegen herhaling."
        ),
        widget=LongText(attrs={"rows": 2}),
        error_messages={"required": _("Schrijf op waarom.")},
    )
    parts = forms.MultipleChoiceField(
        label=_("Wat gaat mee?"),
        help_text=_(
            "Wat er gebeurde, wanneer en waar, gaat altijd mee. Kies alleen wat de politie nodig heeft."
        ),
        choices=Part.choices,
        widget=CheckboxGroup,
        required=False,
        error_messages={
            "invalid_choice": _("Kies uit deze lijst."),
            "invalid_list": _("Kies uit deze lijst."),
        },
    )
    under_number = forms.BooleanField(
        label=_("De medewerker staat er onder nummer in"),
        help_text=_("De naam en de functie blijven weg. Anders staat de naam erin, met het werkadres."),
        required=False,
    )
    account = TextField(
        label=_("Wat is er gebeurd, en hoe?"),
        help_text=_("Zoals het is vastgesteld. Wat u hier wijzigt, staat alleen in het pakket."),
        widget=LongText(attrs={"rows": 12}),
        error_messages={"required": _("Schrijf op wat er is gebeurd.")},
    )
    means = LineField(
        label=_("Waarmee?"),
        help_text=_("Bijvoorbeeld: met een stoel, of per e-mail."),
        required=False,
        widget=forms.TextInput(attrs=NO_KEEPING),
    )
    motive = TextField(
        label=_("Waarom, voor zover bekend?"),
        required=False,
        max_length=2_000,
        widget=LongText(attrs={"rows": 3}),
    )
    token = token_field()

    def clean_compatible(self) -> str:
        answer: str = self.cleaned_data["compatible"]
        if answer != "yes":
            raise forms.ValidationError(
                _(
                    "Dan mag het niet worden gegeven (artikel 6 van het protocol). Overleg met de privacy officer."
                )
            )
        return answer

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in NEEDED:
            if bsns_in(data.get(name, "")):
                self.add_error(name, _("Haal het BSN weg. Dat staat nergens, ook hier niet."))
        return data

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            frozenset(data["parts"]), data["under_number"], data["account"], data["means"], data["motive"]
        )

    def said(self) -> Said:
        data: dict[str, Any] = self.cleaned_data
        return Said(**{name: data[name] for name in ("ground", *NEEDED)})
