# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff_import import Plan
from accounts.staff_list import MAX_BYTES

from .fields import Refusable

# More leavers than this are no leavers but another list.
MOST_LEAVERS = 300


class StaffListForm(Refusable, forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("Bestand met de personeelslijst"),
        help_text=_("CSV, hoogstens 2 MB en 5.000 mensen."),
        allow_empty_file=True,
        error_messages={
            "required": _("Kies een bestand."),
            "missing": _("Kies een bestand."),
            "invalid": _("Kies een bestand."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES or getattr(file, "too_large", False):
            raise forms.ValidationError(_("Dit bestand is te groot. Het mag hoogstens 2 MB zijn."))
        return file


class ConfirmForm(Refusable, forms.Form):
    """Yes to the plan that was shown, with who leaves."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    leaving = forms.TypedMultipleChoiceField(coerce=int, required=False)
    invite = forms.BooleanField(
        label=_("Stuur de nieuwe mensen meteen een uitnodiging"),
        required=False,
        help_text=_("Ze krijgen een mail met een link om een wachtwoord te kiezen."),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.person.pk, one.person.pk) for one in plan.leavers if not one.is_actor]
        self.too_many_leavers = len(choices) > MOST_LEAVERS
        leaving = self.fields["leaving"]
        if isinstance(leaving, forms.TypedMultipleChoiceField):
            leaving.choices = [] if self.too_many_leavers else choices
