# SPDX-License-Identifier: EUPL-1.2
"""The forms to decide on a sanction: which kind, then what that kind asks. The rules are in sanction_rules.py."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gir.fields import DutchDateField
from gir.widgets import DutchDateInput, RadioGroup
from incidents.models import BANS, LASTING, Heard, SanctionKind
from incidents.refusals import in_words
from incidents.sanction_rules import Decision
from incidents.sanction_words import FEWEST_MONTHS, months
from retention.terms import local_date

from .handling import CHOOSE, token_field
from .texts import TextField

# What each kind is for, in a line.
MEANING: Mapping[str, Any] = {
    SanctionKind.ORAL_WARNING: gettext_lazy("U zegt tegen deze persoon dat het gedrag niet mag."),
    SanctionKind.WARNING_LETTER: gettext_lazy(
        "De gemeente schrijft welk gedrag niet mag, en wat er bij herhaling gebeurt."
    ),
    SanctionKind.ORDER_TALK: gettext_lazy("Een gesprek over het gedrag, met afspraken."),
    SanctionKind.STOP_TALK: gettext_lazy(
        "Een gesprek, vaak samen met de politie, waarin duidelijk wordt dat het nu stopt."
    ),
    SanctionKind.PREMISES_BAN: gettext_lazy(
        "Deze persoon mag een gebouw niet in. Met een einddatum, en een andere weg voor basisvoorzieningen."
    ),
    SanctionKind.CONTACT_BAN: gettext_lazy("Deze persoon mag geen contact zoeken met bepaalde medewerkers."),
    SanctionKind.CONTACT_MEASURE: gettext_lazy(
        "Contact gaat via één vaste medewerker, of alleen schriftelijk."
    ),
    SanctionKind.SUSPENSION: gettext_lazy(
        "Een dienst ligt een tijd stil. Alleen als het echt niet anders kan."
    ),
    SanctionKind.DAMAGE_RECOVERY: gettext_lazy("De gemeente vraagt vergoeding van de schade."),
}
TALKS = (SanctionKind.ORAL_WARNING, SanctionKind.ORDER_TALK, SanctionKind.STOP_TALK)
# Days from today, all of them short of three months: for longer somebody types a date, and sets a review.
ENDS = (
    (gettext_lazy("Over 4 weken"), 28),
    (gettext_lazy("Over 8 weken"), 56),
    (gettext_lazy("Over 12 weken"), 84),
)
REVIEWS = ((gettext_lazy("Over 6 weken"), 42), (gettext_lazy("Over 12 weken"), 84))
# The form in the order in which it is thought through: a title and its fields.
PARTS = (
    (gettext_lazy("Waarom"), ("behaviour", "norm", "deviation_reason")),
    (gettext_lazy("De kant van deze persoon"), ("heard", "heard_note")),
    (gettext_lazy("Wanneer"), ("decided_on", "starts_on", "planned_end", "review_on")),
    (gettext_lazy("Wat er geldt"), ("conditions", "basic_services")),
    (gettext_lazy("In het register"), ("months",)),
)
# Asked for in some cases only, as their explanation says: neither needed nor free to leave out.
SOMETIMES = ("heard_note", "review_on")
# What is wrong when nothing was filled in, where that has a name of its own.
MISSING = {"planned_end": "indefinite", "deviation_reason": "why_deviate"}


class KindForm(forms.Form):
    """Which sanction; `refused` holds the kinds that cannot be imposed on this person now, with why."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Welke sanctie past hier?"),
        choices=SanctionKind.choices,
        widget=RadioGroup,
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, suggested: str, refused: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused
        field: Any = self.fields["kind"]
        field.initial = suggested
        advised = _("advies van uw gemeente")  # Not inside the f-string: makemessages does not look there.
        field.choices = [
            (value, f"{label} ({advised})" if value == suggested else label)
            for value, label in SanctionKind.choices
        ]
        field.widget.descriptions = {str(kind): meaning for kind, meaning in MEANING.items()}

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind in self.refused:
            raise forms.ValidationError(self.refused[kind], code="refused")
        return kind


class DecisionForm(forms.Form):
    """What a handler states before a sanction is imposed: the fields that this kind asks.

    `problems` answers what is wrong with a decision, by field (sanction_rules.problems_of).
    """

    behaviour = TextField(
        label=gettext_lazy("Wat deed of zei deze persoon?"),
        help_text=gettext_lazy(
            "Recent en zoals vastgelegd: wat, waar en wanneer. Geen oordeel over de persoon. Dit komt in de brief."
        ),
        max_length=4_000,
    )
    norm = TextField(
        label=gettext_lazy("Welke grens is overschreden?"),
        help_text=gettext_lazy(
            "Bijvoorbeeld: wij dreigen elkaar niet. Zo staat het in de huisregels van het stadhuis."
        ),
        max_length=2_000,
    )
    heard = forms.ChoiceField(
        label=gettext_lazy("Kon deze persoon zijn kant vertellen?"), choices=Heard.choices, widget=RadioGroup
    )
    heard_note = TextField(
        label=gettext_lazy("Wat was de reactie, of waarom is er niet gehoord?"),
        help_text=gettext_lazy("Nodig als deze persoon niet is gehoord."),
        required=False,
        max_length=2_000,
    )
    deviation_reason = TextField(
        label=gettext_lazy("Waarom wijkt u af van wat uw gemeente passend vindt?"), max_length=2_000
    )
    decided_on = DutchDateField(label=gettext_lazy("Dag van het besluit"))
    starts_on = DutchDateField(
        label=gettext_lazy("Eerste dag"),
        help_text=gettext_lazy("Niets ingevuld: de dag van het besluit."),
        required=False,
        widget=DutchDateInput(quick=((gettext_lazy("Vandaag"), 0), (gettext_lazy("Morgen"), 1))),
    )
    planned_end = DutchDateField(label=gettext_lazy("Laatste dag"), widget=DutchDateInput(quick=ENDS))
    review_on = DutchDateField(
        label=gettext_lazy("Wanneer kijkt u of dit nog nodig is?"),
        help_text=gettext_lazy("Nodig als de sanctie langer dan drie maanden duurt."),
        required=False,
        widget=DutchDateInput(quick=REVIEWS),
    )
    conditions = TextField(
        label=gettext_lazy("Wat geldt er precies?"),
        help_text=gettext_lazy(
            "Welke gebouwen, welke medewerkers, wie is het vaste contact. Collega's en wie het register raadpleegt, "
            "lezen dit: schrijf geen naam van een slachtoffer."
        ),
        max_length=2_000,
    )
    basic_services = TextField(
        label=gettext_lazy("Hoe kan deze persoon nog bij de gemeente terecht?"),
        help_text=gettext_lazy(
            "Basisvoorzieningen blijven bereikbaar: een paspoort, een uitkering, zorg, stemmen. Bijvoorbeeld schriftelijk, "
            "of op afspraak met beveiliging."
        ),
        max_length=2_000,
    )
    months = forms.TypedChoiceField(
        label=gettext_lazy("Hoe lang blijft dit daarna in het register?"),
        help_text=gettext_lazy("Korter mag, langer nooit (R3)."),
        coerce=int,
        error_messages=CHOOSE,
        widget=forms.Select(attrs={"class": "gir-width-m"}),
    )
    token = token_field()

    def __init__(
        self,
        *args: Any,
        kind: str,
        standard: int,
        deviates: bool,
        problems: Callable[[Decision], Mapping[str, str]],
        locations: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if kind == SanctionKind.PREMISES_BAN and locations:
            conditions = self.fields["conditions"]
            named = _("De locaties van uw gemeente: %(names)s.") % {"names": "; ".join(locations)}
            # A help text may hold HTML, and what an administrator called a building may not.
            conditions.help_text = format_html("{} {}", conditions.help_text, named)
        self.kind, self.problems = kind, problems
        unasked = set()
        if kind not in LASTING:
            unasked |= {"starts_on", "planned_end", "review_on", "conditions"}
        if kind not in BANS:
            unasked.add("basic_services")
        if not deviates:
            unasked.add("deviation_reason")
        if standard == FEWEST_MONTHS:
            unasked.add("months")
        for name in unasked:
            del self.fields[name]
        self.order_fields([name for _title, names in PARTS for name in names])
        for name in SOMETIMES:
            if name in self.fields:
                self.fields[name].sometimes = True  # type: ignore[attr-defined]
        if kind in TALKS:
            self.fields["decided_on"].label = _("Dag van het gesprek")
        if "months" in self.fields:
            choices: Any = self.fields["months"]
            choices.initial = standard
            choices.choices = [(n, months(n)) for n in range(standard, FEWEST_MONTHS - 1, -1)]
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 5 if name == "behaviour" else 3
            if field.required and name not in ("months", "token"):
                field.error_messages["required"] = in_words(name, MISSING.get(name, "required"))
        self.fields["heard"].error_messages["invalid_choice"] = CHOOSE["invalid_choice"]

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields that are asked, under the titles of what they are about."""
        asked = [(title, [self[name] for name in names if name in self.fields]) for title, names in PARTS]
        return [(title, fields) for title, fields in asked if fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, problem in self.problems(self.decision()).items():
            if name == "" or name in self.fields:
                if name not in self.errors:
                    self.refuse(name, problem)
            elif "" not in self.errors:
                self.refuse("", problem, name)
        return data

    def refuse(self, name: str, problem: str, told_as: str = "") -> None:
        """Say at the field (or above the form) why this cannot be decided like this."""
        self.add_error(name or None, in_words(told_as or name, problem))

    def decision(self) -> Decision:
        """What was typed, as a decision; a day that could not be read counts as today until it is."""
        data = dict(self.cleaned_data)
        data.pop("token", None)
        for name in ("behaviour", "norm", "heard"):
            data.setdefault(name, "")
        data["decided_on"] = data.get("decided_on") or local_date(timezone.now())
        return Decision(kind=self.kind, **{name: value for name, value in data.items() if value is not None})
