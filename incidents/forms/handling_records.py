# SPDX-License-Identifier: EUPL-1.2
"""The forms about what is done and recorded: measures, police report, damage, evidence."""

import datetime
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField, MoneyField
from gir.widgets import RadioGroup
from incidents.conflicts import GuardedForm
from incidents.models import Damage, Involvement, Measure, PoliceReport, TimelineEntry

from .handling import CHOOSE, plausible, token_field
from .texts import LineField, TextField

Action = TimelineEntry.Action
# Towards every perpetrator of the incident.
ALL = "all"


class MeasureForm(GuardedForm):
    """A measure towards the perpetrator, or one of prevention."""

    actions = (Action.MEASURE, Action.MEASURE_CHANGED)

    text = TextField(
        label=_("Welke maatregel?"),
        max_length=4_000,
        error_messages={"required": _("Schrijf op wat u hebt gedaan of afgesproken.")},
    )
    taken_on = DutchDateField(label=_("Sinds wanneer?"), error_messages={"required": _("Vul een datum in.")})
    # Which of several perpetrators; with one there is nothing to choose.
    involvement = forms.ChoiceField(
        label=_("Richting wie?"), widget=RadioGroup, initial=ALL, error_messages=CHOOSE
    )
    token = token_field()

    def __init__(self, *args: Any, kind: str, people: Sequence[Involvement] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == Measure.Kind.PERPETRATOR and len(people) > 1:
            named = [(str(i.pk), i.perpetrator.called) for i in people]
            self.fields["involvement"].choices = [(ALL, _("Alle daders van deze melding")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["involvement"]
            self.guarded = [name for name in self.guarded if name != "involvement"]
        text = self.fields["text"]
        text.widget.attrs["rows"] = 4
        text.help_text = (
            _(
                "Bijvoorbeeld: gesprek gevoerd over het gedrag, op … in het stadhuis. Noem geen naam van een "
                "collega: raadplegers van het register kunnen dit lezen."
            )
            if kind == Measure.Kind.PERPETRATOR
            else _("Bijvoorbeeld: gesprekken in deze kamer voortaan met zijn tweeën.")
        )

    def clean_taken_on(self) -> datetime.date | None:
        return plausible(self.cleaned_data["taken_on"], future=True)

    @staticmethod
    def stored_of(measure: Measure) -> dict[str, Any]:
        """The values of this form that are stored now."""
        return {
            "text": measure.text,
            "taken_on": measure.taken_on,
            "involvement": measure.involvement_id or ALL,
        }

    def towards(self) -> uuid.UUID | None:
        """The involvement that was chosen; None is towards all."""
        chosen = self.cleaned_data.get("involvement") or ALL
        return None if chosen == ALL else uuid.UUID(str(chosen))


class PoliceForm(GuardedForm):
    """Whether, when and how it was reported to the police."""

    actions = (Action.POLICE,)

    state = forms.ChoiceField(
        label=_("Is het bij de politie gemeld?"),
        choices=PoliceReport.State.choices,
        widget=RadioGroup,
        error_messages=CHOOSE,
    )
    made_on = DutchDateField(label=_("Datum"), required=False)
    number = LineField(
        label=_("Nummer van de aangifte of melding"),
        help_text=_("Dit staat op de brief van de politie, bijvoorbeeld PL0900-2026…"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "gir-width-m", "autocomplete": "off"}),
    )
    by_employer = forms.BooleanField(
        label=_("De gemeente doet aangifte, met het werkadres"),
        help_text=_("Zo komt het huisadres van de medewerker niet in het dossier van de verdachte."),
        required=False,
    )
    under_number = forms.BooleanField(
        label=_("Aangifte onder nummer"),
        help_text=_("Dan komt ook de naam van de medewerker niet in het dossier."),
        required=False,
    )
    note = TextField(label=_("Toelichting"), required=False, max_length=4_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs["rows"] = 3

    def clean_made_on(self) -> datetime.date | None:
        return plausible(self.cleaned_data["made_on"], future=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        made = data.get("state") in (PoliceReport.State.MADE, PoliceReport.State.NOTIFIED)
        if made and "made_on" not in self.errors:
            if data.get("made_on") is None:
                self.add_error("made_on", _("Vul in op welke dag dit is gedaan."))
            else:
                try:
                    plausible(data["made_on"])
                except forms.ValidationError as error:
                    self.add_error("made_on", error)
        return data

    @staticmethod
    def stored_of(report: PoliceReport | None) -> dict[str, Any]:
        """The values of this form that are stored now; by the employer unless somebody decided otherwise."""
        if report is None:
            return {
                "state": "",
                "made_on": None,
                "number": "",
                "by_employer": True,
                "under_number": False,
                "note": "",
            }
        names = ("state", "made_on", "number", "by_employer", "under_number", "note")
        return {name: getattr(report, name) for name in names}


class DamageForm(GuardedForm):
    """Material damage: whose, what, how much, and how much came back."""

    actions = (Action.DAMAGE,)

    owner = forms.ChoiceField(
        label=_("Van wie is de schade?"),
        choices=Damage.Owner.choices,
        widget=RadioGroup,
        error_messages=CHOOSE,
    )
    description = TextField(
        label=_("Wat is er beschadigd?"),
        max_length=2_000,
        error_messages={"required": _("Schrijf op wat er beschadigd is.")},
    )
    amount = MoneyField(
        label=_("Bedrag"),
        help_text=_("Een schatting mag. Bijvoorbeeld 1.250,50."),
        required=False,
        max_digits=9,
        error_messages={
            "min_value": _("Een bedrag is 0 of meer."),
            "max_digits": _("Dit bedrag is te groot."),
            "max_whole_digits": _("Dit bedrag is te groot."),
            "max_decimal_places": _("Gebruik niet meer dan twee cijfers achter de komma."),
        },
    )
    recovered = MoneyField(
        label=_("Hiervan teruggekregen"),
        required=False,
        max_digits=9,
        error_messages={
            "min_value": _("Een bedrag is 0 of meer."),
            "max_digits": _("Dit bedrag is te groot."),
            "max_whole_digits": _("Dit bedrag is te groot."),
            "max_decimal_places": _("Gebruik niet meer dan twee cijfers achter de komma."),
        },
    )
    token = token_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        amount, recovered = data.get("amount"), data.get("recovered")
        if isinstance(amount, Decimal) and isinstance(recovered, Decimal) and recovered > amount:
            self.add_error("recovered", _("Dit is meer dan het bedrag van de schade."))
        return data

    @staticmethod
    def stored_of(damage: Damage) -> dict[str, Any]:
        """The values of this form that are stored now."""
        return {name: getattr(damage, name) for name in ("owner", "description", "amount", "recovered")}


class EvidenceForm(forms.Form):
    """A screenshot, photograph or document. What is in it is checked by incidents/evidence.py."""

    file = forms.FileField(
        label=_("Bestand"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"}),
        error_messages={
            "required": _("Kies een bestand."),
            "invalid": _("Kies een bestand."),
            "missing": _("Kies een bestand."),
        },
    )
    caption = LineField(
        label=_("Wat is dit?"),
        help_text=_("Bijvoorbeeld: schermafdruk van het dreigbericht."),
        error_messages={"required": _("Schrijf in een paar woorden op wat dit is.")},
    )
    token = token_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Een pdf, png of jpeg van hoogstens %(size)s. Geen geluid of video."
        ) % {"size": filesizeformat(settings.EVIDENCE_MAX_BYTES)}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if getattr(file, "too_large", False) or (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
            raise forms.ValidationError(
                _("Dit bestand is te groot. Het mag hoogstens %(size)s zijn.")
                % {"size": filesizeformat(settings.EVIDENCE_MAX_BYTES)},
                code="too_large",
            )
        return file


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class LinkedChoice(forms.ModelChoiceField):
    """One of a few records that this person may choose from; any other id is refused at the field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "empty_label": None,
                "widget": RadioGroup,
                "error_messages": CHOOSE,
                "queryset": None,
                **kwargs,
            }
        )
