# SPDX-License-Identifier: EUPL-1.2
"""The forms about the people to whom it happened: injury and absence, aftercare, another victim."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField, DutchTimeField
from gir.widgets import CheckboxGroup, RadioGroup, YesNo
from incidents.conflicts import GuardedForm
from incidents.models import Aftercare, Help, InjuryLevel, TimelineEntry, Victim

from .handling import CHOOSE, MomentMixin, plausible, token_field
from .reporting_victim import COLLEAGUE, FUNCTION_MAX, NAME_MAX, VictimPart
from .texts import LineField, TextField

Action = TimelineEntry.Action
UNKNOWN = "unknown"
# None, yes or no, as a choice between three.
ABSENCE = {None: UNKNOWN, True: "yes", False: "no"}
SOON = ((_("Vandaag"), 0), (_("Morgen"), 1), (_("Over een week"), 7))


def note_field(label: Any, help_text: Any) -> TextField:
    """A few lines about a contact."""
    field = TextField(label=label, help_text=help_text, required=False, max_length=4_000)
    field.widget.attrs["rows"] = 4
    return field


class VictimForm(GuardedForm):
    """Injury and absence of a victim; and their name and function as they were that day."""

    actions = (Action.VICTIM_CHANGED, Action.VICTIM_ADDED, Action.REPORTED)

    name = LineField(label=_("Naam"), max_length=NAME_MAX, error_messages={"required": _("Vul de naam in.")})
    function = LineField(label=_("Functie"), required=False, max_length=FUNCTION_MAX)
    injury_level = forms.ChoiceField(
        label=_("Letsel"),
        help_text=_("Kies het ernstigste gevolg, ook als dat pas later bleek."),
        choices=[(UNKNOWN, _("Nog niet bekend")), *InjuryLevel.choices],
        widget=RadioGroup,
        error_messages=CHOOSE,
    )
    physical_injury = TextField(label=_("Lichamelijk letsel"), required=False, max_length=4_000)
    mental_injury = TextField(label=_("Psychische klachten"), required=False, max_length=4_000)
    absence = forms.ChoiceField(
        label=_("Langer dan drie werkdagen afwezig door het incident?"),
        help_text=_("Alleen ja of nee. De reden en de duur horen hier niet."),
        choices=[("yes", _("Ja")), ("no", _("Nee")), (UNKNOWN, _("Nog niet bekend"))],
        widget=YesNo,
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("physical_injury", "mental_injury"):
            self.fields[name].widget.attrs["rows"] = 3

    @staticmethod
    def stored_of(victim: Victim) -> dict[str, Any]:
        """The values of this form that are stored now. The name of a colleague with an account is not typed."""
        own_name = {} if victim.user_id else {"name": victim.name}
        return own_name | {
            "function": victim.function,
            "injury_level": victim.injury_level or UNKNOWN,
            "physical_injury": victim.physical_injury,
            "mental_injury": victim.mental_injury,
            "absence": ABSENCE[victim.absent_over_three_days],
        }

    def changes(self) -> dict[str, Any]:
        """What `update_victim` writes down."""
        data = {name: self.cleaned_data[name] for name in self.guarded if name != "absence"}
        if data["injury_level"] == UNKNOWN:
            data["injury_level"] = ""
        absent = {word: answer for answer, word in ABSENCE.items()}[self.cleaned_data["absence"]]
        return data | {"absent_over_three_days": absent}


class AddVictimForm(VictimPart):
    """Another victim: a colleague with an account by name or e-mail address, or somebody without one."""

    # Some answers are required only after another one; the messages say which.
    all_optional = True

    for_whom = forms.CharField(  # type: ignore[assignment]
        widget=forms.HiddenInput, initial=COLLEAGUE, required=False
    )
    help_wanted = forms.MultipleChoiceField(
        label=_("Welke hulp wil het slachtoffer nu?"),
        choices=Help.choices,
        widget=CheckboxGroup,
        required=False,
        error_messages={
            "invalid_choice": _("Kies uit deze lijst."),
            "invalid_list": _("Kies uit deze lijst."),
        },
    )
    token = token_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["own_unit"]

    def clean_for_whom(self) -> str:
        return COLLEAGUE

    def victim_facts(self) -> Any:
        """The victim that was filled in; injury follows when it is known."""
        self.cleaned_data |= {"injury_level": "", "physical_injury": "", "mental_injury": ""}
        return super().victim_facts()


class Contact:
    """What became of a contact with a victim."""

    DONE, APPOINTMENT, DECLINED = "done", "appointment", "declined"
    CHOICES = [
        (DONE, _("We hebben elkaar gesproken")),
        (APPOINTMENT, _("We hebben een afspraak gemaakt")),
        (DECLINED, _("Het slachtoffer wil dit contact niet")),
    ]


class ContactForm(MomentMixin, GuardedForm):
    """One planned contact: it took place, an appointment was made, or it was not wanted."""

    actions = (Action.AFTERCARE_DONE, Action.AFTERCARE_DECLINED, Action.AFTERCARE_PLANNED)

    what = forms.ChoiceField(
        label=_("Hoe is het gegaan?"), choices=Contact.CHOICES, widget=RadioGroup, error_messages=CHOOSE
    )
    date = DutchDateField(label=_("Datum"), required=False)
    time = DutchTimeField(label=_("Tijd"), required=False)
    note = note_field(
        _("Wat is besproken of afgesproken?"),
        _("Kort is genoeg. Schrijf geen medische gegevens op."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("what") in (Contact.DONE, Contact.APPOINTMENT):
            for name, message in (
                ("date", _("Vul in op welke dag.")),
                ("time", _("Vul in hoe laat, ongeveer mag ook.")),
            ):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, message)
            data["moment"] = self.moment("date", "time")
            self._check_moment(data["what"], data["moment"])
        elif data.get("what") == Contact.DECLINED:
            data["date"] = data["time"] = None
        return data

    def _check_moment(self, what: str, moment: datetime.datetime | None) -> None:
        if moment is None:
            return
        try:
            plausible(moment.date(), future=True)
        except forms.ValidationError as error:
            self.add_error("date", error)
            return
        # A few minutes' grace: clocks differ.
        if what == Contact.DONE and moment > timezone.now() + datetime.timedelta(minutes=10):
            self.add_error("date", _("Dit moment moet nog komen. Kies dan: een afspraak gemaakt."))

    @staticmethod
    def stored_of(contact: Aftercare) -> dict[str, Any]:
        """The values of this form that are stored now."""
        from .handling import local_parts

        if contact.declined:
            what, moment = Contact.DECLINED, None
        elif contact.done_at:
            what, moment = Contact.DONE, contact.done_at
        else:
            what, moment = Contact.APPOINTMENT if contact.appointment_at else "", contact.appointment_at
        date, time = local_parts(moment)
        return {"what": what, "date": date, "time": time, "note": contact.note}


class ExtraContactForm(ContactForm):
    """First care that was given, or a contact beside the planned ones."""

    kind = forms.ChoiceField(
        label=_("Wat wilt u vastleggen?"),
        choices=[
            (Aftercare.Kind.FIRST_CARE, _("Eerste opvang, direct na het incident")),
            (Aftercare.Kind.EXTRA, _("Een extra contact")),
        ],
        widget=RadioGroup,
        error_messages=CHOOSE,
    )
    token = token_field()

    field_order = ("kind", "what", "date", "time", "note", "token")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = Contact.CHOICES[:2]  # type: ignore[attr-defined]


class InspectorateForm(GuardedForm):
    """When the accident was reported to the Arbeidsinspectie (Arbowet art. 9)."""

    actions = (Action.INSPECTORATE,)

    on = DutchDateField(
        label=_("Datum van de melding"), error_messages={"required": _("Vul in wanneer het is gemeld.")}
    )

    def clean_on(self) -> datetime.date | None:
        return plausible(self.cleaned_data["on"])
