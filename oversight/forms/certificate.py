# SPDX-License-Identifier: EUPL-1.2
"""Which days and which rows of the ledger an administrator asks for."""

import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oversight.register import Filters
from oversight.words import GROUNDS, TABLES
from retention.models import LedgerEntry
from retention.terms import local_date

from .days import DayField

ANY = ("", _("Alle"))
PDF, JSON, ZIP = "pdf", "json", "zip"


class PeriodForm(forms.Form):
    """Two days, both included, of which the later one has begun; as a document, as its JSON, or both in a ZIP."""

    since = DayField(label=_("Vanaf"))
    until = DayField(label=_("Tot en met"))
    file = forms.ChoiceField(choices=[(name, name) for name in (ZIP, PDF, JSON)], required=False)

    def clean_until(self) -> datetime.date:
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until < since:
            raise forms.ValidationError(_("Kies een datum die niet vóór de eerste datum ligt."))
        if until > local_date(timezone.now()):
            raise forms.ValidationError(_("Kies een datum die niet in de toekomst ligt."))
        return until


def last_month() -> dict[str, datetime.date]:
    """The days of the month that ended last, as PeriodForm takes them."""
    first = local_date(timezone.now()).replace(day=1)
    return {"since": first - relativedelta(months=1), "until": first - datetime.timedelta(days=1)}


class RegisterForm(forms.Form):
    """Filters of the ledger. One that cannot be read says so at its field; the list is shown without it."""

    all_optional = True

    what = forms.ChoiceField(label=_("Soort"), required=False)
    kind = forms.ChoiceField(label=_("Wat er gebeurde"), required=False)
    rule = forms.ChoiceField(label=_("Regel"), required=False)
    since = DayField(label=_("Gedaan vanaf"), required=False)
    until = DayField(label=_("Gedaan tot en met"), required=False)

    def __init__(self, data: Any) -> None:
        # Of the address only what are filters, so that a link to a page does not drag the place along.
        super().__init__({name: data.get(name, "") for name in self.base_fields})
        for name, choices in (
            ("what", TABLES.items()),
            ("kind", LedgerEntry.Kind.choices),
            ("rule", [(rule, f"{rule}: {words}") for rule, words in GROUNDS.items()]),
        ):
            self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What could be read of it."""
        self.is_valid()
        return Filters(**{name: self.cleaned_data.get(name) or None for name in self.base_fields})

    def kept(self) -> dict[str, str]:
        """The filters in force, as they stand in the address."""
        self.is_valid()
        return {name: self.data[name] for name in self.fields if self.cleaned_data.get(name)}
