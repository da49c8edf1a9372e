# SPDX-License-Identifier: EUPL-1.2
"""The report form: five questions that everybody can answer, and below them what somebody may already know.

Who it happened to is in reporting_victim.py. A form reads and checks; what may be reported is decided in
incidents/reporting.py.
"""

import datetime
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.locations import open_locations
from accounts.models import Location, User
from gir.fields import DutchDateField, DutchTimeField
from gir.widgets import CheckboxGroup, ChoiceCards, RadioGroup
from incidents.models import Channel, Help, InjuryLevel, Kind, Severity
from incidents.reporting import ColleagueAsAggressor, DateRefused, ReportFacts, check_date
from retention.terms import NonexistentLocalTime, from_local, local_date

from .reporting_victim import VictimPart
from .texts import LineField, TextField, seen_name

SHORT_TEXT_MAX = 2_000
# What a draft keeps of one answer: more than a form takes, so that a text that is too long can be cut by its author.
KEPT_MAX = 50_000

SEVERITY_EXAMPLES = {
    1: _("Schelden of een grote mond. U kon gewoon verder werken."),
    2: _("Heel persoonlijk of herhaald schelden, of een dreigende houding. U was er even van slag van."),
    3: _("Een bedreiging, duwen, spugen of iets kapotmaken. U voelde zich onveilig."),
    4: _("Slaan of schoppen, een wapen, een doodsbedreiging, of letsel."),
}
# What is known this soon; the handler can record what turns out later.
INJURIES = [
    (level.value, level.label)
    for level in InjuryLevel
    if level not in (InjuryLevel.PERMANENT, InjuryLevel.DEATH)
]


class Origin:
    """Who the aggressor is to the organisation. A colleague is no aggressor in this register (LEI 1.b)."""

    OUTSIDE, COLLEAGUE, UNKNOWN = "outside", "colleague", "unknown"
    CHOICES = [
        (OUTSIDE, _("Iemand van buiten de gemeente")),
        (COLLEAGUE, _("Een collega")),
        (UNKNOWN, _("Dat weet ik niet")),
    ]


@dataclass(frozen=True)
class Section:
    """A part of the form that folds open; open from the start when there is something in it."""

    title: Any
    fields: list[forms.BoundField]
    is_open: bool


def short_text(label: Any, **more: Any) -> TextField:
    """An optional text of a few lines."""
    field = TextField(label=label, required=False, max_length=SHORT_TEXT_MAX, **more)
    field.widget.attrs["rows"] = 3
    return field


class ReportForm(VictimPart):
    """A report of one incident, by somebody of a municipality."""

    # A draft may be incomplete, and the messages of this form are kinder than those of a browser.
    use_required_attribute = False
    # Labels say by themselves what may stay empty: some answers are required only after another one.
    all_optional = True

    occurred_date = DutchDateField(
        label=_("Op welke dag?"),
        error_messages={"required": _("Vul in op welke dag het was.")},
    )
    occurred_time = DutchTimeField(
        label=_("Hoe laat ongeveer?"),
        error_messages={"required": _("Vul in hoe laat het ongeveer was, bijvoorbeeld 14:30.")},
    )
    channel = forms.ChoiceField(
        label=_("Waar of hoe gebeurde het?"),
        choices=Channel.choices,
        widget=RadioGroup(attrs={"class": "gir-options--pairs"}),
        error_messages={
            "required": _("Kies waar of hoe het gebeurde."),
            "invalid_choice": _("Kies waar of hoe het gebeurde."),
        },
    )
    place = LineField(
        label=_("Waar precies? (niet verplicht)"),
        help_text=_("Bijvoorbeeld: balie 3, of het parkeerterrein achter het stadhuis."),
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Wat voor agressie was het?"),
        help_text=_("U kunt meer dan één antwoord kiezen."),
        choices=Kind.choices,
        widget=CheckboxGroup,
        error_messages={
            "required": _("Kies minstens één soort agressie."),
            "invalid_choice": _("Kies uit deze lijst."),
            "invalid_list": _("Kies uit deze lijst."),
        },
    )
    severity = forms.TypedChoiceField(
        label=_("Hoe ernstig was het?"),
        help_text=_("Kies wat er het meest op lijkt. Uw gevoel telt."),
        coerce=int,
        choices=Severity.choices,
        widget=ChoiceCards(descriptions=SEVERITY_EXAMPLES, tones={n: str(n) for n in SEVERITY_EXAMPLES}),
        error_messages={
            "required": _("Kies hoe ernstig het was."),
            "invalid_choice": _("Kies hoe ernstig het was."),
        },
    )
    narrative = TextField(
        label=_("Wat is er gebeurd?"),
        help_text=_("Wat is er gezegd en gedaan? Het hoeft niet netjes. U kunt het later aanvullen."),
        error_messages={"required": _("Schrijf in een paar woorden op wat er gebeurde.")},
    )

    help_wanted = forms.MultipleChoiceField(
        label=_("Welke hulp is nu nodig?"),
        help_text=_("U kunt meer dan één antwoord kiezen."),
        choices=Help.choices,
        widget=CheckboxGroup,
        required=False,
        error_messages={
            "invalid_choice": _("Kies uit deze lijst."),
            "invalid_list": _("Kies uit deze lijst."),
        },
    )
    aggressor_origin = forms.ChoiceField(
        label=_("Was het iemand van buiten, of een collega?"),
        choices=Origin.CHOICES,
        widget=RadioGroup,
        required=False,
        error_messages={"invalid_choice": _("Kies een van deze antwoorden.")},
    )
    aggressor_name = LineField(label=_("Naam, als u die weet"), required=False)
    aggressor_description = short_text(
        _("Hoe zag deze persoon eruit?"),
        help_text=_("Bijvoorbeeld lengte, leeftijd, kleding. Schrijf geen burgerservicenummer op."),
    )
    witness_count = forms.IntegerField(
        label=_("Hoeveel mensen hebben het gezien?"),
        help_text=_("Alleen het aantal. Schrijf hier geen namen op."),
        min_value=0,
        max_value=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "gir-width-s", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Vul een getal in, bijvoorbeeld 2."),
            "min_value": _("Vul een getal in van 0 of meer."),
            "max_value": _("Vul een getal in van hooguit 500."),
        },
    )
    injury_level = forms.ChoiceField(
        label=_("Is er letsel?"),
        choices=INJURIES,
        widget=RadioGroup,
        required=False,
        error_messages={"invalid_choice": _("Kies een van deze antwoorden.")},
    )
    physical_injury = short_text(
        _("Lichamelijk letsel"), help_text=_("Bijvoorbeeld: een blauwe plek op de arm.")
    )
    mental_injury = short_text(
        _("Psychische klachten"), help_text=_("Bijvoorbeeld: slecht slapen, schrikken, bang om te werken.")
    )
    damage = short_text(
        _("Schade aan spullen"), help_text=_("Bijvoorbeeld: een kapot scherm, of uw eigen bril.")
    )

    SECTIONS = [
        (_("Hulp voor nu"), ["help_wanted"]),
        (_("Wie deed het?"), ["aggressor_origin", "aggressor_name", "aggressor_description"]),
        (_("Letsel of schade"), ["injury_level", "physical_injury", "mental_injury", "damage"]),
        (_("Getuigen"), ["witness_count"]),
    ]

    def __init__(self, *args: Any, reporter: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"occurred_date": local_date(timezone.now())} | (kwargs.get("initial") or {})
        super().__init__(*args, reporter=reporter, **kwargs)
        for field in self.fields.values():
            if isinstance(field, TextField | LineField):
                field.error_messages["max_length"] = _(
                    "Deze tekst is te lang: er passen %(limit_value)d tekens in, en u hebt er %(show_value)d."
                )
                # A browser would cut a text that is pasted, and say nothing.
                field.widget.attrs.pop("maxlength", None)
        # Suggested by the browser, without a script; anything else can be written too.
        self.locations = list(open_locations(reporter.municipality))
        if self.locations:
            self.fields["place"].widget.attrs["list"] = "locations"

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._clean_moment()
        if self.cleaned_data.get("aggressor_origin") == Origin.COLLEAGUE:
            # Nothing else counts any more: this is not the place, whatever is still missing.
            self.errors.clear()
            self.refuse(ColleagueAsAggressor())
        return self.cleaned_data

    def _clean_moment(self) -> None:
        day, time = self.cleaned_data.get("occurred_date"), self.cleaned_data.get("occurred_time")
        now = timezone.now()
        if day is None:
            return
        if not abs(day.year - now.year) < 100:
            # A year like 0020 or 9999: beyond what can be counted with.
            self.refuse(DateRefused("future" if day.year > now.year else "past"))
            return
        try:
            # Without a time it still shows whether the day is one that can be reported.
            moment = from_local(day, time or datetime.time())
            check_date(moment, now)
        except NonexistentLocalTime:
            self.add_error(
                "occurred_time",
                _(
                    "Deze tijd bestond niet: in die nacht ging de klok een uur vooruit. Vul een andere tijd in."
                ),
            )
        except DateRefused as refusal:
            self.refuse(refusal)
        else:
            self.cleaned_data["occurred_at"] = moment

    def refuse(self, refusal: Exception) -> None:
        """Say at the field why the report is not taken (DateRefused, ColleagueAsAggressor)."""
        today = local_date(timezone.now())
        if isinstance(refusal, ColleagueAsAggressor):
            self.add_error("aggressor_origin", _("Agressie door een collega meldt u op een andere plek."))
        elif str(refusal) == "past":
            self.add_error(
                "occurred_date",
                _(
                    "Dit is langer dan vijf jaar geleden. Zo’n oude gebeurtenis mogen we niet meer vastleggen."
                ),
            )
        elif self.cleaned_data.get("occurred_date", today) == today:
            self.add_error("occurred_time", _("Dit tijdstip moet nog komen. Vul in hoe laat het was."))
        else:
            self.add_error("occurred_date", _("Deze dag moet nog komen. Vul in wanneer het was."))

    @property
    def calls(self) -> list[Location]:
        """The locations with a number of their own to call."""
        return [one for one in self.locations if one.emergency_number]

    @property
    def is_about_colleague(self) -> bool:
        """Whether the aggressor is said to be a colleague: the page then says where to go (LEI 1.b)."""
        return self.is_bound and self["aggressor_origin"].value() == Origin.COLLEAGUE

    def facts(self, submission: uuid.UUID) -> ReportFacts:
        """The report that was filled in. Call it on a valid form."""
        data = self.cleaned_data
        return ReportFacts(
            occurred_at=data["occurred_at"],
            channel=data["channel"],
            place=data["place"],
            kinds=data["kinds"],
            severity=data["severity"],
            narrative=data["narrative"],
            victim=self.victim_facts(),
            aggressor_name=data["aggressor_name"],
            aggressor_description=data["aggressor_description"],
            aggressor_is_colleague=data["aggressor_origin"] == Origin.COLLEAGUE,
            witness_count=data["witness_count"],
            damage=data["damage"],
            submission=submission,
        )

    def sections(self) -> list[Section]:
        """The parts that fold open, in the order of the page."""
        return [
            Section(
                title, fields := [self[name] for name in names], any(f.errors or f.value() for f in fields)
            )
            for title, names in self.SECTIONS
        ]


def kept_answers(answers: QueryDict) -> dict[str, list[str]]:
    """What a draft keeps of a form that was sent: the answers as they were typed, finished or not."""
    names = [*ReportForm.base_fields, *map(seen_name, ReportForm.base_fields)]
    return {name: [v[:KEPT_MAX] for v in answers.getlist(name)[:50]] for name in names if name in answers}


def is_empty(answers: dict[str, list[str]]) -> bool:
    """Whether nothing was filled in yet but what the form fills in by itself."""
    by_itself = {"occurred_date", "for_whom"}
    return not any(any(values) for name, values in answers.items() if name not in by_itself)


def initial_from(answers: dict[str, list[str]]) -> dict[str, Any]:
    """The answers of a draft as the first contents of a form."""
    several = {
        name for name, field in ReportForm.base_fields.items() if isinstance(field, forms.MultipleChoiceField)
    }
    return {
        name: values if name in several else values[-1]
        for name, values in answers.items()
        if name in ReportForm.base_fields and values
    }


# What a link to this form may fill in: the moment, and how it happened. The answers are checked as if they were typed.
FROM_A_LINK = {"dag": "occurred_date", "tijd": "occurred_time", "kanaal": "channel"}


def begun_with(answers: QueryDict) -> dict[str, Any]:
    """The first contents of a form that a link opened, as far as the link says what can be."""
    begun = {}
    for name, field in FROM_A_LINK.items():
        with suppress(forms.ValidationError):
            begun[field] = ReportForm.base_fields[field].clean(answers.get(name))
    return begun


def saved_time(moment: datetime.datetime) -> str:
    """The local time of a save, as the autosave status says it: 14:32."""
    return timezone.localtime(moment).strftime("%H:%M")
