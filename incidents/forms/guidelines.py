# SPDX-License-Identifier: EUPL-1.2
"""The table of what a municipality thinks fit: a choice per severity and number of earlier sanctions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.administering import lock
from accounts.models import Municipality, User
from incidents.conflicts import GuardedForm
from incidents.guidelines import DEFAULTS, bans_without_warning, matrix, set_matrix
from incidents.models import SanctionKind, Severity

EARLIER: dict[int, Any] = {
    0: _("geen eerdere sanctie"),
    1: _("één eerdere sanctie"),
    2: _("twee of meer eerdere sancties"),
}


def name_of(severity: int, earlier: int) -> str:
    return f"kind_{severity}_{earlier}"


NAMES = {situation: name_of(*situation) for situation in DEFAULTS}


def stored_in(municipality: Municipality) -> dict[str, Any]:
    """What the municipality thinks fit now, by the names of the form."""
    return {NAMES[situation]: kind.value for situation, kind in matrix(municipality).items()}


class GuidelinesForm(GuardedForm):
    """Guarded: of two administrators at once, the second sees what the first one stored."""

    def clean(self) -> None:
        for situation in bans_without_warning(self.kinds):
            self.add_error(
                NAMES[situation],
                _(
                    "Kies hier iets lichters: bij deze ernst komt er vóór een verbod of opschorting een waarschuwing."
                ),
            )

    @property
    def kinds(self) -> Mapping[tuple[int, int], str]:
        """The choices that are one of the kinds."""
        return {
            situation: self.cleaned_data[name]
            for situation, name in NAMES.items()
            if name in self.cleaned_data
        }

    @property
    def table(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """Per severity its fields, each with what somebody else stored in it."""
        names = {severity: [name_of(severity, number) for number in EARLIER] for severity in Severity}
        return [
            (severity, [(self[name], self.conflicts.get(name)) for name in names[severity]])
            for severity in Severity
        ]


GuidelinesForm.base_fields.update(
    {
        NAMES[severity, earlier]: forms.ChoiceField(
            label=format_lazy("{}, {}", Severity(severity).label, EARLIER[earlier]),
            choices=SanctionKind.choices,
        )
        for severity, earlier in DEFAULTS
    }
)


def save_guidelines(form: GuidelinesForm, actor: User, municipality: Municipality) -> bool:
    """Write down what was chosen, unless another administrator changed it since the form was shown; answers whether
    it was saved."""
    with transaction.atomic():
        lock(municipality.pk)
        stored = stored_in(municipality)
        if form.find_conflicts(stored):
            return False
        set_matrix(actor, municipality, {s: k for s, k in form.kinds.items() if stored[NAMES[s]] != k})
    return True
