# SPDX-License-Identifier: EUPL-1.2
"""Fields and parts that the forms of administration share. A form reads and checks; the rules are the domain's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.administering import Administration, Refused
from accounts.models import OrganisationalUnit
from accounts.overview import unit_tree
from accounts.telephone import dialled
from accounts.text import tidy
from gir.fields import DutchDateField
from gir.widgets import DutchDateInput


class LineField(forms.CharField):
    """One line; what is no text (control characters, marks that turn it around) is left out."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(tidy(value) if isinstance(value, str) else value)


class TelephoneField(LineField):
    """A number that one can call from a telephone, written as people do."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "gir-width-m", "inputmode": "tel", "autocomplete": "off"})
        super().__init__(**{"max_length": 20, "required": False, "widget": widget, **kwargs})

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if number and not dialled(number):
            raise forms.ValidationError(_("Vul een telefoonnummer in, bijvoorbeeld 088 123 45 00."))
        return number


class UnitField(forms.TypedChoiceField):
    """One of the open units that this administrator administers, indented as the tree is; cleaned to the unit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"coerce": int, "empty_value": None, **kwargs})
        self.units: dict[int, OrganisationalUnit] = {}

    def offer(self, admin: Administration, empty: Any = None, but: frozenset[int] = frozenset()) -> None:
        nodes = [node for node in unit_tree(admin) if node.unit.closed_on is None and node.unit.pk not in but]
        self.units = {node.unit.pk: node.unit for node in nodes}
        self.choices = [("", empty or _("Kies een onderdeel"))] + [
            (node.unit.pk, "\u2003" * node.depth + node.unit.name) for node in nodes
        ]

    def clean(self, value: Any) -> Any:
        pk = super().clean(value)
        return self.units[pk] if pk is not None else None


class Refusable:
    """Mixin: a refusal of the domain stands at the field that it is about, or on top."""

    def refuse(self, refusal: Refused) -> None:
        field = refusal.field if refusal.field in self.fields else None  # type: ignore[attr-defined]
        self.add_error(field, str(refusal.message))  # type: ignore[attr-defined]


FROM_TODAY = ((_("Vandaag"), 0),)
FOR_A_WHILE = ((_("Over 2 weken"), 14), (_("Over 3 maanden"), 91))


class DaysForm(Refusable, forms.Form):
    """From when until when, and at whose request."""

    first_day = DutchDateField(
        label=_("Eerste dag"),
        required=False,
        help_text=_("Leeg betekent: vanaf nu."),
        widget=DutchDateInput(quick=FROM_TODAY),
    )
    last_day = DutchDateField(
        label=_("Laatste dag"),
        required=False,
        help_text=_(
            "Leeg betekent: tot u het intrekt. Vul dit in voor een waarnemer; het eindigt dan vanzelf."
        ),
        widget=DutchDateInput(quick=FOR_A_WHILE),
    )
    requested_by = LineField(
        label=_("Op verzoek van"),
        max_length=150,
        help_text=_("Wie vroeg hierom? Bijvoorbeeld de leidinggevende."),
        error_messages={"required": _("Vul in wie hierom vroeg.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def days(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("first_day", "last_day", "requested_by")}
