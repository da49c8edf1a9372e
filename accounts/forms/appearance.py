# SPDX-License-Identifier: EUPL-1.2
"""The look and the words of a municipality. A form reads; accounts.appearance decides what can be read by everybody."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.colours import as_colour
from accounts.models.municipality import Theme
from accounts.text import tidy
from gir.fields import DutchDateField
from gir.widgets import LongText, RadioGroup

from .fields import LineField, Refusable, TelephoneField

WORD = re.compile(r"[^\W\d_]+(-[^\W\d_]+)*")
# Who has these words here already, and what has "het" before it: "de dader" and "deze dader" stand in sentences.
TAKEN = {
    "slachtoffer",
    "slachtoffers",
    "melder",
    "melders",
    "afhandelaar",
    "afhandelaars",
    "medewerker",
    "medewerkers",
}
NEUTER = {"individu", "subject", "persoontje", "mannetje", "vrouwtje", "sujet", "geval", "figuurtje", "lid"}
RULES_MAX = 10_000


class ColourField(LineField):
    """A colour as a style guide gives it; cleaned to `#rrggbb`, or "" for none."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "gir-width-s", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(**{"max_length": 20, "required": False, "widget": widget, **kwargs})

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return ""
        colour = as_colour(typed)
        if colour is None:
            raise forms.ValidationError(
                _("Vul een kleur in als #, met zes cijfers of letters van a tot en met f.")
            )
        return colour


class ColoursForm(Refusable, forms.Form):
    """The theme, or the municipality's own colours instead."""

    theme = forms.ChoiceField(label=_("Huisstijl"), choices=Theme.choices, widget=RadioGroup)
    main_colour = ColourField(
        label=_("Eigen hoofdkleur"),
        help_text=_(
            "Zoals in uw huisstijlhandboek, bijvoorbeeld #1d5480. Leeg: de kleuren van de gekozen huisstijl."
        ),
    )
    accent_colour = ColourField(
        label=_("Eigen accentkleur"),
        help_text=_("Voor de lijnen in de kop en de voet. Leeg: een tint van de hoofdkleur."),
    )


class LogoForm(Refusable, forms.Form):
    """The file."""

    logo = forms.FileField(
        label=_("Bestand met het logo"),
        help_text=_(
            "PNG, hoogstens 1 MB. Een liggend logo met een doorzichtige of witte achtergrond werkt het best."
        ),
        allow_empty_file=True,
        error_messages={name: _("Kies een bestand.") for name in ("required", "missing", "invalid")},
        widget=forms.FileInput(attrs={"accept": ".png,image/png"}),
    )


class WordField(LineField):
    """One word, of letters, without capitals."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "gir-width-m", "autocomplete": "off"})
        super().__init__(**{"max_length": 30, "required": False, "widget": widget, **kwargs})

    def clean(self, value: Any) -> Any:
        word = str(super().clean(value)).lower()
        if word and not (len(word) >= 3 and WORD.fullmatch(word)):
            raise forms.ValidationError(_("Vul één woord in, van 3 tot 30 letters."))
        if word in TAKEN:
            raise forms.ValidationError(_("Dit woord betekent hier al iets anders. Kies een ander woord."))
        return word


class DutchWordField(WordField):
    def clean(self, value: Any) -> Any:
        word = super().clean(value)
        if word in NEUTER or word.endswith("tje"):
            raise forms.ValidationError(
                _("Kies een woord waar ‘de’ voor staat: het komt in zinnen als ‘wie was de …?’ en ‘deze …’.")
            )
        return word


class WordsForm(Refusable, forms.Form):
    """The municipality's own words for who did it."""

    perpetrator_one = DutchWordField(label=_("Eén persoon"), help_text=_("Bijvoorbeeld: agressor."))
    perpetrator_many = WordField(label=_("Meer personen"), help_text=_("Bijvoorbeeld: agressors."))
    perpetrator_one_en = WordField(label=_("Engels, één persoon"))
    perpetrator_many_en = WordField(label=_("Engels, meer personen"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        for one, many in (
            ("perpetrator_one", "perpetrator_many"),
            ("perpetrator_one_en", "perpetrator_many_en"),
        ):
            word = self.cleaned_data.get(one)
            if word and word == self.cleaned_data.get(many):
                self.add_error(many, _("Dit is hetzelfde woord. Vul het meervoud in."))
        return self.cleaned_data


class LocationForm(Refusable, forms.Form):
    """A building or a counter."""

    name = LineField(
        label=_("Naam"),
        max_length=100,
        help_text=_("Zoals collega’s het noemen, bijvoorbeeld: Stadhuis, balie 1."),
        error_messages={"required": _("Vul de naam van de locatie in.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    address = LineField(
        label=_("Adres"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    emergency_number = TelephoneField(
        label=_("Noodnummer op deze locatie"),
        help_text=_(
            "Bijvoorbeeld van de beveiliging of de bedrijfshulpverlening daar. Staat bij het melden."
        ),
    )


class RulesField(forms.CharField):
    """Text of plain lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": RULES_MAX, "widget": LongText(attrs={"rows": 18}), **kwargs})

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_lines(value) if isinstance(value, str) else value)


def plain_lines(text: str) -> str:
    """The text with one kind of line ending, each line without what is no text."""
    return "\n".join(
        tidy(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip()


class HouseRulesForm(Refusable, forms.Form):
    """The house rules, in Dutch and perhaps in English."""

    text = RulesField(
        label=_("Huisregels"),
        help_text=_("Begin een kop met # en een spatie, een regel van een lijst met - en een spatie."),
        error_messages={"required": _("Schrijf de huisregels op.")},
    )
    text_en = RulesField(
        label=_("Huisregels in het Engels"),
        help_text=_("Leeg: wie in het Engels leest, krijgt de Nederlandse tekst."),
        required=False,
    )
    known_on = DutchDateField(
        label=_("Bekendgemaakt op"),
        help_text=_("Sinds wanneer ze voor bezoekers te lezen zijn. Leeg zolang ze dat niet zijn."),
        required=False,
    )
