# SPDX-License-Identifier: EUPL-1.2
"""Bringing a list of incidents, and saying which of its columns is what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Refusable
from gir.widgets import RadioGroup
from incidents.models import Channel, Kind, Severity
from incidents.taking_over.columns import COLUMNS, guess
from incidents.taking_over.spreadsheet import MAX_BYTES

CLOSED, OPEN = "closed", "open"
DEFAULTS = ("channel", "kinds", "severity")


class SpreadsheetForm(Refusable, forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("Bestand met de meldingen"),
        help_text=_("Excel (XLSX) of CSV, hoogstens 5 MB en 2.000 meldingen."),
        allow_empty_file=True,
        error_messages={
            "required": _("Kies een bestand."),
            "missing": _("Kies een bestand."),
            "invalid": _("Kies een bestand."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES or getattr(file, "too_large", False):
            raise forms.ValidationError(
                gettext("Dit bestand is te groot. Het mag hoogstens %(most)s MB zijn.")
                % {"most": MAX_BYTES // 1024**2}
            )
        return file


class ColumnsForm(forms.Form):
    """Which heading of the list is what; and what counts where the list says nothing."""

    default_channel = forms.ChoiceField(
        label=_("Kanaal, als het er niet staat"), choices=Channel.choices, initial=Channel.COUNTER
    )
    default_kinds = forms.ChoiceField(
        label=_("Soort agressie, als die er niet staat"), choices=Kind.choices, initial=Kind.OTHER
    )
    default_severity = forms.TypedChoiceField(
        label=_("Ernst, als die er niet staat"),
        choices=Severity.choices,
        coerce=int,
        initial=Severity.LIGHT,
        help_text=_(
            "De ernst bepaalt hoe lang een dader in het register kan staan. Kies liever te licht dan te zwaar."
        ),
    )
    state = forms.ChoiceField(
        label=_("Zijn deze meldingen afgehandeld?"),
        choices=[
            (CLOSED, _("Ja, zet ze bij de afgesloten meldingen")),
            (OPEN, _("Nee, zet ze bij de nieuwe meldingen")),
        ],
        initial=CLOSED,
        widget=RadioGroup,
        error_messages={"required": _("Kies of deze meldingen zijn afgehandeld.")},
    )

    def __init__(self, *args: Any, headings: Sequence[str], kept: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Staat er niet in"))] + [
            (str(place), heading) for place, heading in enumerate(headings) if heading
        ]
        guessed = guess(headings, kept)
        for column in COLUMNS:
            self.fields[column.name] = forms.TypedChoiceField(
                label=column.label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=column.required,
                initial=str(guessed.get(column.name, "")),
                help_text=column.help_text,
                error_messages={
                    "required": _("Kies de kolom. Zonder kan een melding niet worden overgenomen.")
                },
            )
        self.order_fields([column.name for column in COLUMNS])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first: dict[int, str] = {}
        for column in COLUMNS:
            place = data.get(column.name)
            if place is None:
                continue
            if place in first:
                self.add_error(
                    column.name,
                    gettext("Deze kolom is al gekozen bij %(label)s.") % {"label": first[place]},
                )
            first.setdefault(place, str(column.label))
        return data

    def places(self) -> dict[str, int]:
        """The place of the heading that was chosen, per column."""
        return {
            column.name: self.cleaned_data[column.name]
            for column in COLUMNS
            if self.cleaned_data[column.name] is not None
        }

    def defaults(self) -> dict[str, Any]:
        return {name: self.cleaned_data[f"default_{name}"] for name in DEFAULTS}

    @property
    def closed(self) -> bool:
        return bool(self.cleaned_data["state"] == CLOSED)

    @property
    def of_columns(self) -> list[forms.BoundField]:
        return [self[column.name] for column in COLUMNS]

    @property
    def of_all(self) -> list[forms.BoundField]:
        return [self[f"default_{name}"] for name in DEFAULTS]


class TakeOverForm(Refusable, forms.Form):
    """Yes to the plan that was shown."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
