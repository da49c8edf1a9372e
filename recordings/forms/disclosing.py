# SPDX-License-Identifier: EUPL-1.2
"""The forms of who handles callers' requests, of a disclosure, and of its release."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField, DutchTimeField
from gir.widgets import LongText, RadioGroup, YesNo
from recordings.disclosing import NEEDED
from recordings.models import Answer, Ground
from retention.terms import NonexistentLocalTime, from_local, hold_ends, local_date


class CallerRequestForm(forms.Form):
    """When the request came in, and what the caller says of the call. It is sought and not kept."""

    received_on = DutchDateField(
        label=_("Op welke dag kwam het verzoek binnen?"),
        error_messages={"required": _("Vul de dag in waarop het verzoek binnenkwam.")},
    )
    called_on = DutchDateField(
        label=_("Op welke dag was het gesprek?"),
        error_messages={"required": _("Vul de dag van het gesprek in.")},
    )
    called_at = DutchTimeField(
        label=_("Hoe laat ongeveer?"),
        help_text=_("Er wordt gezocht tot een uur ervoor en erna."),
        error_messages={"required": _("Vul in hoe laat het ongeveer was.")},
    )
    number = forms.CharField(
        label=_("Met welk telefoonnummer werd gebeld?"),
        max_length=40,
        help_text=_("Het nummer wordt alleen gebruikt om te zoeken en niet bewaard."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Vul het telefoonnummer in waarmee werd gebeld.")},
    )

    def clean_received_on(self) -> Any:
        day, now = self.cleaned_data["received_on"], timezone.now()
        if day > local_date(now):
            raise forms.ValidationError(_("Deze dag moet nog komen."))
        if hold_ends(day) <= now:
            raise forms.ValidationError(
                _("Dat is langer dan drie maanden geleden. Zo'n verzoek houdt niets meer tegen.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("called_on") and data.get("called_at"):
            try:
                data["moment"] = from_local(data["called_on"], data["called_at"])
            except NonexistentLocalTime:
                self.add_error("called_at", _("Deze tijd bestond niet: de klok ging vooruit."))
            except OverflowError:
                # The first day of the year 1: before it there is no other clock.
                self.add_error("called_on", self.fields["called_on"].error_messages["invalid"])
            else:
                if data["moment"] > timezone.now():
                    self.add_error("called_on", _("Dit moment moet nog komen."))
        return data


class AnswerForm(forms.Form):
    """How a request ended, where no copy was given."""

    answer = forms.ChoiceField(
        label=_("Hoe is het verzoek afgelopen?"),
        widget=RadioGroup,
        choices=[
            (Answer.REFUSED.value, Answer.REFUSED.label),
            (Answer.WITHDRAWN.value, Answer.WITHDRAWN.label),
        ],
        error_messages={"required": _("Kies hoe het verzoek is afgelopen.")},
    )


class DisclosureForm(forms.Form):
    """To whom a copy goes and on what ground."""

    ground = forms.ChoiceField(
        label=_("Waarom wordt de opname verstrekt?"),
        widget=RadioGroup,
        choices=Ground.choices,
        error_messages={"required": _("Kies waarom de opname wordt verstrekt.")},
    )
    recipient = forms.CharField(
        label=_("Wie ontvangt de opname?"),
        max_length=NEEDED["recipient"],
        help_text=_("Naam, en bij de politie ook de eenheid."),
        error_messages={"required": _("Vul in wie de opname ontvangt.")},
    )
    reference = forms.CharField(
        label=_("Kenmerk"),
        max_length=NEEDED["reference"],
        help_text=_("Het nummer van de aangifte, of van het verzoek."),
        error_messages={"required": _("Vul het nummer van de aangifte of het verzoek in.")},
    )
    identity_check = forms.CharField(
        label=_("Hoe is vastgesteld wie dit is?"),
        max_length=NEEDED["identity_check"],
        help_text=_(
            "Bijvoorbeeld: aan de balie met een geldig legitimatiebewijs. Geen nummer en geen kopie van het bewijs."
        ),
        error_messages={"required": _("Vul in hoe is vastgesteld wie dit is.")},
    )
    compatible = forms.ChoiceField(
        label=_("Past dit bij het doel van de registratie?"),
        help_text=_(
            "Het doel is de veiligheid en gezondheid van werknemers (artikel 2 en 6 van het protocol)."
        ),
        choices=[("yes", _("Ja")), ("no", _("Nee"))],
        widget=YesNo,
        error_messages={"required": _("Maak een keuze."), "invalid_choice": _("Kies uit deze lijst.")},
    )
    compatibility = forms.CharField(
        label=_("Waarom?"),
        max_length=NEEDED["compatibility"],
        help_text=_("In een zin, zonder namen. Bijvoorbeeld: de beller vraagt om het eigen gesprek."),
        widget=LongText(attrs={"rows": 2}),
        error_messages={"required": _("Schrijf op waarom.")},
    )

    def __init__(self, *args: Any, for_caller: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_caller:
            # The request says why.
            del self.fields["ground"]

    def clean_compatible(self) -> str:
        answer: str = self.cleaned_data["compatible"]
        if answer != "yes":
            raise forms.ValidationError(
                _(
                    "Dan mag het niet worden gegeven (artikel 6 van het protocol). Overleg met de privacy officer."
                )
            )
        return answer

    def said(self) -> dict[str, str]:
        """What is written down."""
        return {name: self.cleaned_data[name] for name in ("ground", *NEEDED) if name in self.fields}


class ReleaseForm(forms.Form):
    """Whether the caller gets a recording that is not approved."""

    released = forms.ChoiceField(
        label=_("Krijgt de beller deze opname?"),
        widget=RadioGroup,
        choices=[("yes", _("Ja, ik geef haar vrij")), ("no", _("Nee"))],
        error_messages={"required": _("Kies of de beller deze opname krijgt.")},
    )
