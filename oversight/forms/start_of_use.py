# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LineField, Refusable
from accounts.models import StartOfUse
from accounts.policy import today
from gir.fields import DutchDateField
from oversight.start_of_use import FACTS, InTheFuture


class StartOfUseForm(Refusable, forms.Form):
    """What an administrator writes down before the municipality is in use, as it comes."""

    all_optional = True

    protocol_adopted_on = DutchDateField(label=_("Het college stelde het protocol vast op"), required=False)
    works_council_on = DutchDateField(label=_("De ondernemingsraad stemde in op"), required=False)
    works_council_reference = LineField(
        label=_("Kenmerk van de instemming"),
        max_length=120,
        required=False,
        help_text=_("Bijvoorbeeld het nummer van de brief. Noem geen personen."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "gir-width-m"}),
    )
    employees_told_on = DutchDateField(
        label=_("De medewerkers zijn ingelicht op"),
        required=False,
        help_text=_(
            "Bijvoorbeeld met een bericht op intranet of een brief. Inloggen laat het nog eens zien."
        ),
    )
    terms_checked_on = DutchDateField(
        label=_("De bewaartermijnen zijn bekeken op"),
        required=False,
        help_text=_("Ook als u de standaard houdt."),
    )

    def __init__(self, data: Any, facts: StartOfUse) -> None:
        super().__init__(data, initial={name: getattr(facts, name) for name in FACTS})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in FACTS:
            if name.endswith("_on") and (day := data.get(name)) and day > today():
                self.add_error(name, str(InTheFuture.message))
        if data.get("works_council_reference") and not data.get("works_council_on"):
            if "works_council_on" not in self.errors:
                self.add_error("works_council_on", _("Vul ook de dag van de instemming in."))
        elif data.get("works_council_on") and not data.get("works_council_reference"):
            self.add_error("works_council_reference", _("Vul ook het kenmerk van de instemming in."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}
