# SPDX-License-Identifier: EUPL-1.2
"""The forms of the register of requests. They read and check; the rules are the domain's."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Refusable
from gir.fields import DutchDateField
from gir.widgets import LongText, RadioGroup
from incidents.forms.handling import CHOOSE, token_field
from incidents.forms.texts import LineField, TextField
from incidents.models import LetterSent
from oversight.models import Came, DataSubjectRequest
from oversight.requests import deciding
from oversight.requests.registering import KINDS
from retention.models import Request
from retention.terms import local_date

# What a browser would otherwise offer again elsewhere.
NO_KEEPING = {"autocomplete": "off"}
MEANS = {
    Request.ACCESS: _("Zien wat er is vastgelegd (AVG 15)."),
    Request.RECTIFICATION: _("Wat niet klopt verbeteren of aanvullen (AVG 16)."),
    Request.ERASURE: _("Gegevens laten vernietigen (AVG 17)."),
    Request.OBJECTION: _("Gegevens niet meer laten gebruiken, om de eigen situatie (AVG 21)."),
    Request.RESTRICTION: _("Gegevens voorlopig niet laten opzoeken (AVG 18)."),
}


def words(rows: int = 4, **options: Any) -> TextField:
    """Free text that is about no conversation, so that it warns of none."""
    return TextField(max_length=4_000, widget=LongText(attrs={"rows": rows, **NO_KEEPING}), **options)


class NewRequestForm(Refusable, forms.Form):
    """What came in; never more than is needed to answer it."""

    kind = forms.ChoiceField(
        label=_("Wat wordt er gevraagd?"),
        widget=RadioGroup(descriptions=MEANS),
        choices=[(kind.value, kind.label) for kind in KINDS],
        error_messages={"required": _("Kies wat er wordt gevraagd.")},
    )
    received_on = DutchDateField(
        label=_("Op welke dag kwam het verzoek binnen?"),
        help_text=_("Vanaf deze dag loopt de termijn van een maand, ook als u het later vastlegt."),
        error_messages={"required": _("Vul de dag in waarop het verzoek binnenkwam.")},
    )
    came_by = forms.ChoiceField(
        label=_("Hoe kwam het binnen?"), widget=RadioGroup, choices=Came.choices, error_messages=CHOOSE
    )
    name = LineField(
        label=_("Naam van wie het vraagt"),
        help_text=_("Geen adres en geen BSN: die hebt u hier niet nodig."),
        widget=forms.TextInput(attrs=NO_KEEPING),
        error_messages={"required": _("Vul de naam in.")},
    )
    asked = words(
        required=False,
        label=_("Waar het om gaat"),
        help_text=_(
            "Kort, zoals u het tegen deze persoon zegt: dit komt in de brieven. Alleen bij inzage mag het leeg blijven."
        ),
    )
    token = token_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked"].sometimes = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            not data.get("asked")
            and data.get("kind") not in (None, Request.ACCESS)
            and "asked" not in self.errors
        ):
            self.add_error("asked", _("Schrijf kort waar het om gaat."))
        return data


class IdentityForm(Refusable, forms.Form):
    """How it was established who asks."""

    identity_check = words(
        rows=3,
        label=_("Hoe hebt u vastgesteld wie dit is?"),
        help_text=_(
            "In woorden, bijvoorbeeld: aan de balie met een geldig legitimatiebewijs. Geen nummer en geen kopie van het "
            "bewijs."
        ),
        error_messages={"required": _("Schrijf hoe u het hebt vastgesteld.")},
    )


class ExtensionForm(Refusable, forms.Form):
    """Why it takes longer."""

    extension_reason = words(
        label=_("Waarom duurt het langer?"),
        help_text=_(
            "Dit komt in de brief. Het verzoek moet ingewikkeld zijn, of het zijn er veel van dezelfde persoon."
        ),
        error_messages={"required": _("Schrijf waarom het langer duurt.")},
    )


class DecisionForm(Refusable, forms.Form):
    """The decision with its reasons."""

    decision = forms.ChoiceField(
        label=_("Wat is het besluit?"),
        widget=RadioGroup,
        error_messages={"required": _("Kies wat u besluit.")},
    )
    weighing = words(
        rows=6,
        required=False,
        label=_("Welke belangen hebt u afgewogen?"),
        help_text=_(
            "Na een bezwaar stopt het gebruik, behalve als de redenen van de gemeente zwaarder wegen dan die van deze "
            "persoon (AVG 21). Dit komt in de brief."
        ),
    )
    reasons = words(
        rows=6,
        required=False,
        label=_("Waarom?"),
        help_text=_(
            "Dit komt in de brief. Verplicht als u niet alles toewijst. Noem geen medewerker en geen BSN."
        ),
    )

    def __init__(self, *args: Any, row: DataSubjectRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["reasons"].sometimes = self.fields["weighing"].sometimes = True  # type: ignore[attr-defined]
        field: Any = self.fields["decision"]
        field.choices = [(d.value, d.label) for d in deciding.choices_for(row)]
        if not any(deciding.needs_weighing(row, value) for value, _label in field.choices):
            del self.fields["weighing"]

    def clean(self) -> dict[str, Any]:
        """What the domain refuses one by one is said at once."""
        data = super().clean() or self.cleaned_data
        for refusal in deciding.unwritten(self.row, **self.chosen):
            self.refuse(refusal)
        return data

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name, "") for name in ("decision", "reasons", "weighing")}


class SentForm(Refusable, forms.Form):
    """That a letter went: when and how."""

    sent_on = DutchDateField(
        label=_("Op welke dag is de brief verstuurd?"),
        error_messages={"required": _("Vul de dag in waarop de brief is verstuurd.")},
    )
    how = forms.ChoiceField(
        label=_("Hoe?"),
        help_text=_("Niet per e-mail: dan is niet zeker wie de brief leest."),
        choices=LetterSent.How.choices,
        widget=RadioGroup,
        initial=LetterSent.How.POST,
        error_messages=CHOOSE,
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)
    token = token_field()

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        today: datetime.date = local_date(timezone.now())
        super().__init__(*args, **{"initial": {"sent_on": today, "number": number}, **kwargs})


class FilterForm(forms.Form):
    """What the list of requests is narrowed down to."""

    all_optional = True

    stand = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[("", _("Open")), ("klaar", _("Beantwoord"))]
    )
    soort = forms.ChoiceField(
        label=_("Soort verzoek"), required=False, choices=[("", _("Alle")), *Request.choices]
    )
