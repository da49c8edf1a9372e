# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.administering import Administration
from accounts.models import OrganisationalUnit

from .fields import LineField, Refusable, TelephoneField, UnitField


class UnitForm(Refusable, forms.Form):
    """The name of a unit, and whom to call there in danger."""

    name = LineField(label=_("Naam"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    emergency_number = TelephoneField(
        label=_("Eigen noodnummer"),
        help_text=_(
            "Wie hier werkt, ziet dit nummer bij direct gevaar, naast 112. Leeg: het nummer van de gemeente."
        ),
    )


class MoveForm(Refusable, forms.Form):
    """Under which unit; and what the administrator saw that it changes."""

    parent = UnitField(label=_("Komt onder"))
    requested_by = LineField(
        label=_("Op verzoek van"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, admin: Administration, unit: OrganisationalUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under = policy.subtree(admin.scope.tree, [unit.pk]) | {unit.parent_id or 0}
        parent = self.fields["parent"]
        if isinstance(parent, UnitField):
            parent.offer(admin, but=under)
