# SPDX-License-Identifier: EUPL-1.2
"""The forms about a sanction that is there: decide on a proposal, lift, undo, shorten, review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField
from gir.widgets import DutchDateInput, RadioGroup
from incidents.models import Sanction, SanctionReview
from incidents.refusals import in_words
from incidents.sanction_words import FEWEST_MONTHS, months

from .handling import CHOOSE, ReasonForm, token_field
from .sanctions import REVIEWS
from .texts import TextField

WHY = {"required": _("Schrijf op waarom.")}


class DecideForm(forms.Form):
    """A supervisor's answer to a proposal; refusing asks for a reason."""

    decision = forms.ChoiceField(
        label=_("Staat u dit toe?"),
        choices=[("allow", _("Ja, ik sta het toe")), ("refuse", _("Nee, ik sta het niet toe"))],
        widget=RadioGroup(
            descriptions={
                "allow": _("De sanctie is meteen opgelegd, en de brief moet binnen 24 uur weg."),
                "refuse": _("Er wordt niets opgelegd. De afhandelaar leest uw reden."),
            }
        ),
        error_messages=CHOOSE,
    )
    reason = TextField(
        label=_("Reden"), help_text=_("Nodig als u het niet toestaat."), required=False, max_length=2_000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 3
        self.fields["reason"].sometimes = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") == "refuse" and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Schrijf op waarom u dit niet toestaat. De afhandelaar leest dit."))
        return data


class MonthsForm(forms.Form):
    """Fewer months in the registry than now."""

    months = forms.TypedChoiceField(
        label=_("Hoe lang blijft dit na het einde nog in het register?"),
        coerce=int,
        error_messages=CHOOSE,
        widget=forms.Select(attrs={"class": "gir-width-m"}),
    )

    def __init__(self, *args: Any, sanction: Sanction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["months"]
        choices.choices = [
            ("", _("Kies een aantal maanden")),
            *((n, months(n)) for n in range(sanction.months - 1, FEWEST_MONTHS - 1, -1)),
        ]


class ReviewForm(forms.Form):
    """What comes of looking again at a sanction that lasts."""

    outcome = forms.ChoiceField(
        label=_("Is dit nog nodig?"),
        choices=[
            (SanctionReview.Outcome.CONTINUED, _("Ja, het blijft zoals het is")),
            (SanctionReview.Outcome.LIFTED, _("Nee, ik hef het vandaag op")),
            (SanctionReview.Outcome.PROLONGED, _("Ja, en langer dan nu: ik neem een nieuw besluit")),
        ],
        widget=RadioGroup,
        error_messages=CHOOSE,
    )
    next_review_on = DutchDateField(
        label=_("Wanneer kijkt u opnieuw?"),
        help_text=_("Nodig als het vanaf vandaag nog langer dan drie maanden duurt."),
        required=False,
        widget=DutchDateInput(quick=REVIEWS),
    )
    reason = TextField(
        label=_("Waarom?"),
        help_text=_("Hoe ging het de afgelopen tijd? Bij een nieuw besluit schrijft u dit daar op."),
        required=False,
        max_length=2_000,
    )
    token = token_field()

    def __init__(self, *args: Any, can_prolong: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 3
        for name in ("reason", "next_review_on"):
            self.fields[name].sometimes = True  # type: ignore[attr-defined]
        if not can_prolong:
            choices: Any = self.fields["outcome"]
            choices.choices = choices.choices[:2]

    @property
    def leads_to_prolonging(self) -> bool:
        return self.cleaned_data.get("outcome") == SanctionReview.Outcome.PROLONGED

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") and not self.leads_to_prolonging and not data.get("reason"):
            self.add_error("reason", _("Schrijf op waarom."))
        return data

    def refuse(self, name: str, problem: str) -> None:
        self.add_error(name, in_words(name, problem))


__all__ = ["DecideForm", "MonthsForm", "ReasonForm", "ReviewForm"]
