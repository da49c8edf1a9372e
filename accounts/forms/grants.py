# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.administering import Administration
from accounts.levels import ROOT_ONLY, Level
from accounts.models import Group, OrganisationalUnit, User
from accounts.wording import EXPLAINED
from gir.widgets import RadioGroup

from .fields import DaysForm, LineField, Refusable, UnitField

MOST_SHOWN = 12


class LevelPart(forms.Form):
    """Which level, each with what it lets somebody do."""

    level = forms.ChoiceField(
        label=_("Welk niveau?"),
        choices=Level.choices,
        error_messages={"required": _("Kies een niveau.")},
        widget=RadioGroup(descriptions=EXPLAINED),
    )

    def offer_levels(self, whole: bool) -> None:
        level = self.fields["level"]
        if isinstance(level, forms.ChoiceField):
            level.choices = [c for c in Level.choices if whole or Level(c[0]) not in ROOT_ONLY]


class UnitPart(forms.Form):
    """On which unit."""

    unit = UnitField(
        label=_("Op welk onderdeel?"),
        help_text=_("Het niveau geldt voor dit onderdeel en voor alles wat eronder valt."),
        error_messages={"required": _("Kies een onderdeel.")},
    )


class WhoPart(forms.Form):
    """Who, by what one knows of them. Several who fit are shown, to choose from: nobody is taken for another."""

    who = LineField(
        label=_("Wie?"),
        max_length=150,
        help_text=_("Typ een naam, e-mailadres of personeelsnummer."),
        error_messages={"required": _("Vul in om wie het gaat.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    person = forms.ChoiceField(
        label=_("Wie bedoelt u?"),
        required=False,
        error_messages={"required": _("Kies wie u bedoelt."), "invalid_choice": _("Kies wie u bedoelt.")},
        widget=RadioGroup,
    )

    def offer_people(self, admin: Administration) -> None:
        self.people = admin.people().filter(is_active=True).select_related("unit")
        self.candidates: list[User] = []
        self.asks_who = False
        if self.is_bound:
            wanted = self.fields["who"].to_python(self.data.get(self.add_prefix("who"), ""))
            self.candidates = self._find(str(wanted)[:150])
            self.asks_who = not self._is_known(str(wanted))
        person = self.fields["person"]
        if isinstance(person, forms.ChoiceField):
            person.choices = [(user.pk, user.name) for user in self.candidates]
            person.required = self.asks_who
            person.widget = RadioGroup(
                choices=person.choices, descriptions={user.pk: _about(user) for user in self.candidates}
            )

    def _find(self, wanted: str) -> list[User]:
        if not wanted:
            return []
        exact = Q(email__iexact=wanted) | Q(personnel_id=wanted) | Q(name__iexact=wanted)
        found = list(self.people.filter(exact)[:MOST_SHOWN])
        if found:
            return found
        words = Q()
        for word in wanted.split()[:6]:
            words &= Q(name__icontains=word) | Q(email__icontains=word) | Q(personnel_id__icontains=word)
        return list(self.people.filter(words)[:MOST_SHOWN])

    def _is_known(self, wanted: str) -> bool:
        """Whether there is nothing to ask: nobody, or one person who is called exactly so."""
        if len(self.candidates) != 1:
            return not self.candidates
        one, said = self.candidates[0], wanted.casefold()
        return said in (one.email, one.name.casefold(), one.personnel_id.casefold())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("who") or "person" in self.errors:
            return cleaned
        if not self.candidates:
            self.add_error(
                "who", _("Niemand gevonden. Controleer de spelling; alleen wie actief is, telt mee.")
            )
            return cleaned
        pk = cleaned.get("person") or str(self.candidates[0].pk)
        cleaned["user"] = next(user for user in self.candidates if str(user.pk) == pk)
        return cleaned


def _about(user: User) -> str:
    parts = [user.function, user.unit.name if user.unit else "", user.email]
    return " · ".join(part for part in parts if part)


class GrantToPersonForm(LevelPart, UnitPart, DaysForm):
    """A level for a person (or for a group) on a unit to choose."""

    field_order = ["level", "unit", "first_day", "last_day", "requested_by"]

    def __init__(self, *args: Any, admin: Administration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_levels(admin.is_whole)
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.offer(admin)


class GrantOnUnitForm(WhoPart, LevelPart, DaysForm):
    """A level on a unit for a person to find."""

    field_order = ["who", "person", "level", "first_day", "last_day", "requested_by"]

    def __init__(self, *args: Any, admin: Administration, unit: OrganisationalUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_levels(unit.is_root)
        self.offer_people(admin)


class MemberForm(WhoPart, DaysForm):
    """A member for a group."""

    field_order = ["who", "person", "first_day", "last_day", "requested_by"]

    def __init__(self, *args: Any, admin: Administration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_people(admin)


class GroupForm(Refusable, forms.Form):
    """The name of a group."""

    title = LineField(
        label=_("Naam van de groep"),
        max_length=Group._meta.get_field("title").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
