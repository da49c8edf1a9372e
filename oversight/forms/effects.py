# SPDX-License-Identifier: EUPL-1.2
"""The forms of what a decision does to one record: the choice, the recipients, what is put right, and the end of a
restriction."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField, DutchTimeField
from gir.widgets import CheckboxGroup, DutchDateInput, DutchTimeInput, RadioGroup
from incidents.forms.perpetrators import BsnField, plausible_birth
from incidents.forms.registry import UNREMEMBERED
from incidents.forms.reporting_victim import NAME_MAX
from incidents.forms.texts import LineField, TextField
from incidents.models import Kind
from incidents.rectifying import Corrections
from oversight.models import Effect
from retention.terms import NonexistentLocalTime, from_local, local_date

QUIET = dict(UNREMEMBERED)


class EffectForm(forms.Form):
    """What happens to one record, and whether those to whom it was disclosed were told."""

    use_required_attribute = False

    choice = forms.ChoiceField(
        label=_("Wat gebeurt er als u toewijst?"),
        widget=RadioGroup,
        error_messages={"required": _("Kies wat er gebeurt.")},
    )
    recipients = forms.ChoiceField(
        label=_("Zijn de ontvangers ingelicht?"),
        help_text=_("Aan wie gegevens zijn gegeven, hoort dat ze zijn gewijzigd of gewist (AVG artikel 19)."),
        choices=Effect.Recipients.choices,
        widget=RadioGroup,
        error_messages={"required": _("Geef aan of de ontvangers zijn ingelicht.")},
    )

    def __init__(
        self, *args: Any, choices: list[tuple[str, Any]], has_recipients: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        if not has_recipients:
            del self.fields["recipients"]

    @property
    def grants(self) -> bool:
        return self.cleaned_data.get("choice") != Effect.Choice.NOTHING

    def corrections(self) -> Corrections | None:
        """What is put right; None for a form that puts nothing right."""
        return None


class CorrectionForm(EffectForm):
    """With what is put right. What stays empty stays as it is; what is stored is not shown."""

    def corrections(self) -> Corrections | None:
        return self.built() if self.grants else None

    def built(self) -> Corrections:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and self.grants and self.built() == Corrections():
            raise forms.ValidationError(_("Vul ten minste één ding in dat gecorrigeerd wordt."))
        return data


class PersonCorrectionForm(CorrectionForm):
    """What is known of a perpetrator."""

    REMOVABLE = (
        ("date_of_birth", _("Geboortedatum")),
        ("bsn", _("BSN")),
        ("description", _("Signalement")),
    )

    name = LineField(
        label=_("Juiste naam"),
        required=False,
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs=QUIET),
    )
    date_of_birth = DutchDateField(
        label=_("Juiste geboortedatum"), required=False, widget=DutchDateInput(attrs=QUIET, quick=())
    )
    bsn = BsnField(label=_("Juist BSN"))
    description = TextField(label=_("Juist signalement"), required=False, max_length=2000)
    without = forms.MultipleChoiceField(
        label=_("Wat moet weg zonder iets ervoor in de plaats?"),
        required=False,
        choices=REMOVABLE,
        widget=CheckboxGroup,
    )

    def clean_date_of_birth(self) -> datetime.date | None:
        return plausible_birth(self.cleaned_data["date_of_birth"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if any(data.get(name) for name in data.get("without") or ()):
            self.add_error("without", _("Kies een van de twee: iets anders, of niets."))
        return data

    def built(self) -> Corrections:
        data = self.cleaned_data
        return Corrections(
            name=data["name"] or None,
            date_of_birth=data["date_of_birth"],
            bsn=data["bsn"] or None,
            description=data["description"].strip() or None,
            without=tuple(data["without"]),
        )


class IncidentCorrectionForm(CorrectionForm):
    """Facts of an incident; of a victim also the name and the function."""

    name = LineField(label=_("Juiste naam van het slachtoffer"), required=False, max_length=NAME_MAX)
    function = LineField(label=_("Juiste functie van het slachtoffer"), required=False)
    occurred_on = DutchDateField(
        label=_("Juiste datum"),
        required=False,
        help_text=_("Een latere datum kan hier niet: die vraagt een afhandelaar aan een toezichthouder."),
        widget=DutchDateInput(quick=()),
    )
    occurred_at = DutchTimeField(label=_("Juiste tijd"), required=False, widget=DutchTimeInput(now=False))
    place = LineField(label=_("Juiste plaats"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Juiste soorten agressie"), required=False, choices=Kind.choices, widget=CheckboxGroup
    )
    gravest_kind = forms.ChoiceField(
        label=_("De ernstigste daarvan"),
        required=False,
        choices=[("", _("Blijft zoals het is")), *Kind.choices],
    )
    statement = TextField(
        label=_("Verklaring bij wat er is gebeurd"),
        help_text=_(
            "Wat deze persoon erover zegt. Het komt bij de melding te staan; de afhandelaar leest het."
        ),
        required=False,
    )

    def __init__(self, *args: Any, of_victim: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not of_victim:
            del self.fields["name"], self.fields["function"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if bool(data.get("occurred_on")) != bool(data.get("occurred_at")):
            self.add_error("occurred_at", _("Vul datum en tijd allebei in."))
        elif data.get("occurred_on"):
            try:
                data["moment"] = from_local(data["occurred_on"], data["occurred_at"])
            except (NonexistentLocalTime, OverflowError):
                self.add_error("occurred_at", _("Dit moment bestaat niet."))
        if bool(data.get("kinds")) != bool(data.get("gravest_kind")) or (
            data.get("kinds") and data["gravest_kind"] not in data["kinds"]
        ):
            self.add_error("gravest_kind", _("Kies de ernstigste van de soorten die u aankruist."))
        return super().clean()

    def built(self) -> Corrections:
        data = self.cleaned_data
        gravest = data["gravest_kind"]
        others = [kind for kind in data["kinds"] if kind != gravest]
        return Corrections(
            name=data.get("name") or None,
            function=data.get("function") or None,
            place=data["place"] or None,
            occurred_at=data.get("moment"),
            kinds=(gravest, *others) if gravest else None,
            statement=data["statement"].strip(),
        )


class LiftForm(forms.Form):
    """When the person was told that the restriction ends (AVG 18.3)."""

    told_on = DutchDateField(
        label=_("Op welke dag is het deze persoon verteld?"),
        help_text=_("Vertel het eerst; pas daarna wordt alles weer zichtbaar (AVG artikel 18 lid 3)."),
        error_messages={"required": _("Vul de dag in waarop het is verteld.")},
    )

    def __init__(self, *args: Any, decided_on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decided_on = decided_on

    def clean_told_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["told_on"]
        if day > local_date(timezone.now()):
            raise forms.ValidationError(_("Deze dag moet nog komen."))
        if day < self.decided_on:
            raise forms.ValidationError(_("Dat is voor het besluit op het verzoek."))
        return day
