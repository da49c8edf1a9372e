# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.administering import Administration
from accounts.levels import Level
from accounts.models import User
from accounts.people import PersonFacts

from .fields import LineField, Refusable, TelephoneField, UnitField


class PersonForm(Refusable, forms.Form):
    """What is kept of a person."""

    name = LineField(label=_("Naam"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mailadres van het werk"),
        max_length=254,
        help_text=_("Hiermee logt de medewerker in."),
        error_messages={"invalid": _("Vul een e-mailadres in, bijvoorbeeld naam@gemeente.nl.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    unit = UnitField(label=_("Afdeling"))
    function = LineField(
        label=_("Functie"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    employment = forms.ChoiceField(
        label=_("Dienstverband"), choices=User.Employment.choices, initial=User.Employment.EMPLOYEE
    )
    personnel_id = LineField(
        label=_("Personeelsnummer"),
        max_length=40,
        required=False,
        help_text=_("Hieraan herkent de personeelslijst wie iemand is."),
        widget=forms.TextInput(attrs={"class": "gir-width-m", "autocomplete": "off"}),
    )
    extension = TelephoneField(
        label=_("Toestelnummer"), help_text=_("Het vaste toestel, als iemand er een heeft.")
    )
    language = forms.ChoiceField(
        label=_("Taal"), choices=[("nl", "Nederlands"), ("en", "English")], initial="nl"
    )

    def __init__(self, *args: Any, admin: Administration, person: User | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = vars(PersonFacts.of(person)) | {"unit": person.unit_id}
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.required = not admin.is_whole or person is None or person.unit_id is not None
            unit.offer(admin, empty=_("Kies een afdeling"))

    def facts(self) -> PersonFacts:
        return PersonFacts(**self.cleaned_data)


ACTIVE, NEVER, INACTIVE, ALL = "actief", "uitgenodigd", "inactief", "alle"
# They have not accepted the notice to employees that is in force.
NOT_ACCEPTED = "niet-akkoord"
NO_LEVEL = "geen"


class PeopleFilter(forms.Form):
    """Which people to show."""

    all_optional = True

    search = LineField(
        label=_("Zoek op naam, e-mailadres of personeelsnummer"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    unit = UnitField(label=_("Afdeling"), required=False)
    level = forms.ChoiceField(
        label=_("Niveau"),
        required=False,
        choices=[("", _("Elk niveau")), *Level.choices, (NO_LEVEL, _("Geen niveau"))],
    )
    status = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[
            (ACTIVE, _("Actief")),
            (NEVER, _("Nog geen wachtwoord gekozen")),
            (NOT_ACCEPTED, _("Nog niet akkoord met de geheimhouding")),
            (INACTIVE, _("Gedeactiveerd")),
            (ALL, _("Alle mensen")),
        ],
    )

    def __init__(self, *args: Any, admin: Administration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.offer(admin, empty=_("Alle afdelingen"))
