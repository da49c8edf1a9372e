# SPDX-License-Identifier: EUPL-1.2
"""Who it happened to: the reporter, a colleague with an account, or somebody without one (LEI 1.f, 3.4.a)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationalUnit, User
from gir.widgets import RadioGroup, YesNo
from incidents.colleagues import exactly_named, find_colleagues, unit_choices
from incidents.reporting import VictimFacts, has_department

from .texts import LineField

MYSELF, COLLEAGUE = "self", "colleague"
NAME_MAX, FUNCTION_MAX = 150, 100


class Suggested(forms.ChoiceField):
    """A choice from what was found for another answer: when that answer changed, the old choice counts as none."""

    def clean(self, value: Any) -> str:
        return str(value) if self.valid_value(value) else ""


class VictimPart(forms.Form):
    """The questions about the victim; part of the report form."""

    for_whom = forms.ChoiceField(
        label=_("Voor wie is deze melding?"),
        choices=[(MYSELF, _("Voor mijzelf")), (COLLEAGUE, _("Voor een collega"))],
        initial=MYSELF,
        widget=YesNo,
        error_messages={
            "required": _("Kies voor wie u meldt."),
            "invalid_choice": _("Kies voor wie u meldt."),
        },
    )
    colleague = LineField(
        label=_("Naam of e-mailadres van uw collega"),
        help_text=_("Uw collega krijgt bericht van deze melding."),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}
        ),
    )
    colleague_choice = Suggested(label=_("Wie bedoelt u?"), required=False, widget=RadioGroup)
    no_account = forms.BooleanField(
        label=_("Mijn collega staat niet in de lijst"),
        help_text=_("Bijvoorbeeld een stagiair, een vrijwilliger of iemand die is ingehuurd."),
        required=False,
    )
    victim_name = LineField(label=_("Voor- en achternaam"), required=False, max_length=NAME_MAX)
    victim_function = LineField(
        label=_("Functie"), help_text=_("Bijvoorbeeld: stagiair."), required=False, max_length=FUNCTION_MAX
    )
    victim_unit = forms.ChoiceField(
        label=_("Afdeling van uw collega"),
        required=False,
        error_messages={"invalid_choice": _("Kies een afdeling uit de lijst.")},
    )
    own_unit = forms.ChoiceField(
        label=_("Op welke afdeling werkt u?"),
        required=False,
        error_messages={"invalid_choice": _("Kies een afdeling uit de lijst.")},
    )

    def __init__(self, *args: Any, reporter: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reporter = reporter
        self.found: list[User] = []
        units = [(str(key), label) for key, label in unit_choices(reporter.municipality_id or 0)]
        for name in ("victim_unit", "own_unit"):
            self.fields[name].choices = [("", _("Kies een afdeling")), *units]  # type: ignore[attr-defined]
        if self["for_whom"].value() == COLLEAGUE and not self["no_account"].value():
            self._look_up(self["colleague"].value() or "")

    def _look_up(self, text: str) -> None:
        """Whom the typed name may mean: one who is named exactly, or those to choose from."""
        text = self.fields["colleague"].to_python(text) or ""
        self.found = exactly_named(self.reporter, text)
        if len(self.found) == 1:
            return
        self.found = self.found or find_colleagues(self.reporter, text)
        if self.found:
            self.fields["colleague_choice"].choices = [  # type: ignore[attr-defined]
                (str(person.pk), described(person)) for person in self.found
            ]

    @property
    def must_choose(self) -> bool:
        """Whether the typed name leaves a choice between people."""
        return bool(self.fields["colleague_choice"].choices)  # type: ignore[attr-defined]

    @property
    def asks_for_unit(self) -> bool:
        """Whether the reporter has no department of their own, and therefore chooses one for themselves."""
        return not has_department(self.reporter)

    @property
    def asks_for_unit_of_colleague(self) -> bool:
        """Whether a colleague with an account turned out to have no department."""
        return self.is_bound and any(not has_department(person) for person in self.found)

    @property
    def is_for_colleague(self) -> bool:
        """Whether the part about a colleague is open from the start."""
        return self["for_whom"].value() == COLLEAGUE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("for_whom") == COLLEAGUE:
            self._clean_colleague()
        elif data.get("for_whom") == MYSELF:
            self._require_unit_of(self.reporter, "own_unit", _("Kies uw afdeling."))
        return data

    def _clean_colleague(self) -> None:
        data = self.cleaned_data
        if data.get("no_account"):
            if not data.get("victim_name") and "@" not in (data.get("colleague") or "@"):
                data["victim_name"] = data["colleague"][:NAME_MAX]
            for name, message in (
                ("victim_name", _("Vul de naam van uw collega in.")),
                ("victim_function", _("Vul de functie van uw collega in.")),
                ("victim_unit", _("Kies de afdeling van uw collega.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, message)
        elif "colleague" in self.errors:
            return
        elif not data.get("colleague"):
            self.add_error("colleague", _("Vul de naam of het e-mailadres van uw collega in."))
        elif not self.found:
            self.add_error(
                "colleague",
                _(
                    "We kennen niemand met deze naam of dit e-mailadres. Kijk de spelling na. Staat uw collega niet "
                    "in de lijst? Vink dat hieronder aan."
                ),
            )
        elif self.must_choose and not data.get("colleague_choice"):
            if "colleague_choice" not in self.errors:
                self.add_error("colleague_choice", _("Kies wie u bedoelt."))
        else:
            self._require_unit_of(
                self.chosen, "victim_unit", _("Van deze collega weten we de afdeling niet. Kies er een.")
            )

    @property
    def chosen(self) -> User:
        """The colleague who is meant."""
        key = self.cleaned_data.get("colleague_choice")
        return next((p for p in self.found if str(p.pk) == key), self.found[0])

    def _require_unit_of(self, person: User, name: str, message: Any) -> None:
        if not has_department(person) and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    def victim_facts(self) -> VictimFacts:
        """The victim that was filled in. Call it on a valid form."""
        data = self.cleaned_data
        more = {
            name: data[name] for name in ("help_wanted", "injury_level", "physical_injury", "mental_injury")
        }
        if data["for_whom"] == MYSELF:
            return self._facts_of(self.reporter, data["own_unit"], more)
        if not data["no_account"]:
            return self._facts_of(self.chosen, data["victim_unit"], more)
        unit = self._unit(data["victim_unit"])
        return VictimFacts(unit=unit, name=data["victim_name"], function=data["victim_function"], **more)

    def _facts_of(self, person: User, unit_id: str, more: dict[str, Any]) -> VictimFacts:
        if has_department(person):
            return VictimFacts.of(person, **more)
        return VictimFacts(
            unit=self._unit(unit_id), name=person.name, function=person.function, user=person, **more
        )

    def _unit(self, key: str) -> OrganisationalUnit:
        return OrganisationalUnit.objects.get(pk=key, municipality_id=self.reporter.municipality_id)


def described(person: User) -> str:
    """A colleague among namesakes: name, function and department."""
    unit = person.unit.name if person.unit else ""
    return ", ".join(part for part in (person.name, person.function, unit) if part)
