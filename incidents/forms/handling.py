# SPDX-License-Identifier: EUPL-1.2
"""The forms about the incident itself: its facts and date, waiting, closing, reopening."""

import datetime
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField, DutchTimeField
from gir.widgets import CheckboxGroup, ChoiceCards, RadioGroup
from incidents.conflicts import GuardedForm
from incidents.models import Channel, Kind, Outcome, Severity, TimelineEntry
from retention.terms import AMSTERDAM, NonexistentLocalTime, from_local

from .texts import LineField, TextField

Action = TimelineEntry.Action
CHOOSE = {"required": _("Maak een keuze."), "invalid_choice": _("Kies uit deze lijst.")}

SEVERITY_FOR_HANDLER = {
    1: _("Schelden of een grote mond. Het werk kon gewoon doorgaan."),
    2: _("Heel persoonlijk of herhaald schelden, of een dreigende houding."),
    3: _("Een bedreiging, duwen, spugen of iets kapotmaken."),
    4: _("Slaan of schoppen, een wapen, een doodsbedreiging, of letsel."),
}


def token_field() -> forms.UUIDField:
    """The id of the row that this form makes: sent twice, it makes one."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def local_parts(moment: datetime.datetime | None) -> tuple[datetime.date | None, datetime.time | None]:
    """Date and time in Amsterdam, to the minute, as a form shows them."""
    if moment is None:
        return None, None
    local = moment.astimezone(AMSTERDAM)
    return local.date(), local.time().replace(second=0, microsecond=0)


class MomentMixin:
    """Puts a date and a time together, and says at the time when the spring night skips it."""

    def moment(self, date_name: str, time_name: str) -> datetime.datetime | None:
        """The instant of two cleaned fields; None, with an error at the field, when there is none."""
        data = self.cleaned_data  # type: ignore[attr-defined]
        day, time = data.get(date_name), data.get(time_name)
        if day is None or time is None:
            return None
        if not 1900 <= day.year <= 2200:
            self.add_error(date_name, _("Kijk het jaartal na."))  # type: ignore[attr-defined]
            return None
        try:
            return from_local(day, time)
        except NonexistentLocalTime:
            message = _("Die tijd bestond niet: in die nacht ging de klok een uur vooruit.")
            self.add_error(time_name, message)  # type: ignore[attr-defined]
            return None


def plausible(day: datetime.date | None, *, future: bool = False) -> datetime.date | None:
    """Raises ValidationError for a day that cannot be meant: long ago, far ahead, or (unless `future`) yet to come."""
    if day is None:
        return None
    today = timezone.now().astimezone(AMSTERDAM).date()
    if abs((day - today).days) > 366 * 10:
        raise forms.ValidationError(_("Kijk het jaartal na."), code="year")
    if not future and day > today:
        raise forms.ValidationError(_("Deze datum ligt in de toekomst."), code="future")
    return day


class FactsForm(GuardedForm):
    """What is established: place, channel, kinds, severity, account, aggressor, witnesses (LEI 3.5)."""

    actions = (Action.FACTS, Action.REPORTED)

    channel = forms.ChoiceField(
        label=_("Waar of hoe gebeurde het?"), choices=Channel.choices, error_messages=CHOOSE
    )
    place = LineField(
        label=_("Waar precies?"), help_text=_("Bijvoorbeeld: balie 3, of het parkeerterrein."), required=False
    )
    kinds = forms.MultipleChoiceField(
        label=_("Soorten agressie"),
        help_text=_("U kunt meer dan één soort kiezen."),
        choices=Kind.choices,
        widget=CheckboxGroup,
        error_messages={
            "required": _("Kies minstens één soort agressie."),
            "invalid_choice": _("Kies uit deze lijst."),
            "invalid_list": _("Kies uit deze lijst."),
        },
    )
    gravest_kind = forms.ChoiceField(
        label=_("Welke soort is de ernstigste?"),
        help_text=_("Een van de soorten hierboven."),
        choices=Kind.choices,
        error_messages=CHOOSE,
    )
    severity = forms.TypedChoiceField(
        label=_("Hoe ernstig is het incident?"),
        coerce=int,
        choices=Severity.choices,
        widget=ChoiceCards(
            descriptions=SEVERITY_FOR_HANDLER, tones={n: str(n) for n in SEVERITY_FOR_HANDLER}
        ),
        error_messages=CHOOSE,
    )
    narrative = TextField(
        label=_("Wat is er gebeurd?"),
        help_text=_(
            "Schrijf op wat is gezegd en gedaan, zo feitelijk mogelijk. Wat de melder schreef, blijft bewaard."
        ),
        error_messages={"required": _("Schrijf op wat er is gebeurd.")},
    )
    aggressor_name = LineField(
        label=_("Naam van de agressor"), help_text=_("Alleen als u die zeker weet."), required=False
    )
    aggressor_description = TextField(
        label=_("Beschrijving van de agressor"),
        help_text=_("Korte beschrijving, bijvoorbeeld geschatte leeftijd, kleding of kenteken."),
        required=False,
        max_length=2_000,
    )
    witness_count = forms.IntegerField(
        label=_("Aantal getuigen"),
        help_text=_("Alleen het aantal, geen namen."),
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "gir-width-s", "maxlength": 6}),
        error_messages={
            "invalid": _("Vul een getal in, bijvoorbeeld 2."),
            "min_value": _("Vul 0 of meer in."),
            "max_value": _("Vul een getal onder de 1000 in."),
        },
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kinds") and data.get("gravest_kind") and data["gravest_kind"] not in data["kinds"]:
            self.add_error("gravest_kind", _("Kies een van de soorten die u hierboven hebt aangevinkt."))
        return data


class DateForm(MomentMixin, GuardedForm):
    """When it really happened. Whether a supervisor must agree is not decided here."""

    actions = (Action.DATE_CORRECTED, Action.REPORTED)

    date = DutchDateField(
        label=_("Datum van het incident"), error_messages={"required": _("Vul de juiste datum in.")}
    )
    time = DutchTimeField(
        label=_("Tijd (ongeveer)"), error_messages={"required": _("Vul een tijd in, ongeveer mag ook.")}
    )
    reason = TextField(
        label=_("Waarom klopt de datum niet?"),
        max_length=2_000,
        error_messages={"required": _("Schrijf op waarom de datum verandert.")},
    )
    token = token_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 3
        self.fields["time"].widget.now = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["occurred_at"] = self.moment("date", "time")
        return data


class WaitForm(GuardedForm):
    """What the handling waits for."""

    actions = (Action.WAITING, Action.RESUMED)

    waiting_for = LineField(
        label=_("Waar wacht u op?"),
        help_text=_("Bijvoorbeeld: gesprek met de agressor op 3 december."),
        error_messages={"required": _("Schrijf op waar u op wacht.")},
    )


class CloseForm(GuardedForm):
    """With what conclusion the incident is closed."""

    actions = (Action.CLOSED, Action.REOPENED)

    outcome = forms.ChoiceField(
        label=_("Wat is uw conclusie?"),
        choices=Outcome.choices,
        widget=RadioGroup(
            descriptions={
                Outcome.FOUNDED: _("Het incident is gebeurd en het was agressie."),
                Outcome.UNFOUNDED: _(
                    "Het was geen agressie, of het is niet gebeurd. Sancties worden ongedaan gemaakt en het register "
                    "toont hier niets meer van."
                ),
            }
        ),
        error_messages=CHOOSE,
    )
    conclusion = TextField(
        label=_("Toelichting"),
        help_text=_("Wat is er gedaan en wat is afgesproken?"),
        error_messages={"required": _("Schrijf in een paar zinnen uw conclusie op.")},
    )


class ReasonForm(forms.Form):
    """A reason, for what is only done with one."""

    reason = TextField(
        label=_("Waarom?"), max_length=2_000, error_messages={"required": _("Schrijf op waarom.")}
    )

    def __init__(self, *args: Any, label: Any = None, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.widget.attrs["rows"] = 3
        field.label, field.help_text = label or field.label, help_text
