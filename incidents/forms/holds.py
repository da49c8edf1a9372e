# SPDX-License-Identifier: EUPL-1.2
"""The forms of who handles requests: what is asked about which record, and what was decided."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField
from gir.widgets import RadioGroup
from incidents.models import Incident, Perpetrator
from retention.models import Hold, Request
from retention.terms import hold_ends, local_date


class FindForm(forms.Form):
    """The incident that the request is about, by its reference."""

    kenmerk = forms.CharField(
        label=_("Nummer van de melding"),
        max_length=20,
        help_text=_("Bijvoorbeeld 2026-000123."),
        error_messages={"required": _("Vul het nummer van de melding in.")},
    )


class HoldForm(forms.Form):
    """A request about an incident, or about somebody whom it names."""

    about = forms.ChoiceField(
        label=_("Waar gaat het verzoek over?"),
        widget=RadioGroup,
        error_messages={"required": _("Kies waar het verzoek over gaat.")},
    )
    request = forms.ChoiceField(
        label=_("Wat wordt er gevraagd?"),
        widget=RadioGroup,
        choices=[(value, label) for value, label in Request.choices if value != Request.CALLER],
        error_messages={"required": _("Kies wat er wordt gevraagd.")},
    )
    received_on = DutchDateField(
        label=_("Op welke dag kwam het verzoek binnen?"),
        error_messages={"required": _("Vul de dag in waarop het verzoek binnenkwam.")},
    )

    def __init__(self, *args: Any, incident: Incident, people: list[Perpetrator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            ("incident", _("De hele melding %(reference)s") % {"reference": incident.reference}),
            *((key, person.called) for key, person in self.people.items()),
        ]

    def clean_received_on(self) -> Any:
        day, now = self.cleaned_data["received_on"], timezone.now()
        if day > local_date(now):
            raise forms.ValidationError(_("Deze dag moet nog komen."))
        if hold_ends(day) <= now:
            raise forms.ValidationError(
                _("Dat is langer dan drie maanden geleden. Zo'n verzoek houdt niets meer tegen.")
            )
        return day

    @property
    def perpetrator(self) -> Perpetrator | None:
        """Whom it is about; None: the incident as a whole."""
        return self.people.get(self.cleaned_data["about"])


class DecisionForm(forms.Form):
    """What was decided."""

    ending = forms.ChoiceField(
        label=_("Hoe is het verzoek afgelopen?"),
        widget=RadioGroup,
        choices=Hold.Ending.choices,
        error_messages={"required": _("Kies hoe het verzoek is afgelopen.")},
    )
