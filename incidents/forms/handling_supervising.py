# SPDX-License-Identifier: EUPL-1.2
"""The forms of the supervisor: who handles it, and which unit it belongs to."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from gir.widgets import RadioGroup


class _People(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return ", ".join(part for part in (obj.name, obj.function) if part)


class ReassignForm(forms.Form):
    """One of the people who may handle this incident."""

    handler = _People(
        label=_("Wie gaat deze melding behandelen?"),
        queryset=User.objects.none(),
        empty_label=None,
        widget=RadioGroup,
        error_messages={
            "required": _("Kies een afhandelaar."),
            "invalid_choice": _("Kies een afhandelaar uit deze lijst."),
        },
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = people  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """One of the other units that this person supervises."""

    unit = forms.TypedChoiceField(
        label=_("Naar welk onderdeel?"),
        coerce=int,
        error_messages={
            "required": _("Kies een onderdeel."),
            "invalid_choice": _("Kies een onderdeel uit deze lijst."),
        },
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Kies een onderdeel")), *units]  # type: ignore[attr-defined]
