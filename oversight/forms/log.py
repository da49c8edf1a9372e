# SPDX-License-Identifier: EUPL-1.2
"""What an administrator looks for in the logs."""

import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from oversight.log import LONGEST_NUMBER, Asked
from oversight.log_words import LogKind

from .days import DayField


class LogForm(forms.Form):
    """Who, when, what kind and about what; any of these, or none."""

    all_optional = True

    person = forms.CharField(
        label=_("Medewerker"),
        help_text=_("Naam of e-mailadres van wie iets deed."),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    since = DayField(label=_("Vanaf"), required=False)
    until = DayField(label=_("Tot en met"), required=False)
    kind = forms.ChoiceField(
        label=_("Wat gebeurde er?"), choices=[("", _("Alles")), *LogKind.choices], required=False
    )
    number = forms.CharField(
        label=_("Nummer"),
        help_text=_("Van een melding, of van iets anders uit de lijst."),
        required=False,
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

    def clean_person(self) -> User | None:
        text: str = self.cleaned_data["person"].strip()
        if not text:
            return None
        exact = list(self.people.filter(Q(email__iexact=text) | Q(name__iexact=text)).order_by("pk")[:2])
        if len(exact) == 1:
            return exact[0]
        named = Q()
        for word in text.split()[:6]:
            named &= Q(name__icontains=word)
        found = list(self.people.filter(named).order_by("name", "pk")[:2])
        if not found:
            raise forms.ValidationError(_("Zo heet niemand."), code="nobody")
        if len(found) > 1:
            raise forms.ValidationError(
                _("Meer mensen heten zo. Vul het e-mailadres in, of begin bij de pagina van de medewerker."),
                code="many",
            )
        return found[0]

    def clean_until(self) -> datetime.date | None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until and until < since:
            raise forms.ValidationError(_("Kies een datum die niet vóór de eerste datum ligt."))
        return until

    def asked(self) -> Asked:
        """What could be read of it."""
        self.is_valid()
        data = self.cleaned_data
        person = data.get("person")
        return Asked(
            person=person.pk if person else None,
            since=data.get("since"),
            until=data.get("until"),
            kind=data.get("kind", ""),
            number=data.get("number", "").strip(),
        )
