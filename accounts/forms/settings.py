# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality

from .fields import LineField, Refusable, TelephoneField


class SettingsForm(Refusable, forms.ModelForm):
    """What a municipality decides for itself."""

    name = LineField(label=_("Naam van de gemeente"), max_length=100)
    emergency_number = TelephoneField(
        label=_("Eigen noodnummer"),
        help_text=_("Bijvoorbeeld van de bedrijfsbeveiliging. Staat op elke pagina, naast 112."),
    )

    class Meta:
        model = Municipality
        fields = [
            "name",
            "emergency_number",
            "idle_minutes",
            "first_reaction_hours",
            "aftercare_first_days",
            "aftercare_second_days",
            "aftercare_last_from_days",
            "aftercare_last_until_days",
            "escalate_supervisor_hours",
            "escalate_coordinator_hours",
            "bans_need_supervisor",
        ]
        labels = {
            "idle_minutes": _("Uitloggen na (minuten)"),
            "first_reaction_hours": _("Eerste reactie binnen (uren)"),
            "aftercare_first_days": _("Eerste contact na (dagen)"),
            "aftercare_second_days": _("Tweede contact na (dagen)"),
            "aftercare_last_from_days": _("Laatste contact vanaf (dagen)"),
            "aftercare_last_until_days": _("Laatste contact tot en met (dagen)"),
            "escalate_supervisor_hours": _("De toezichthouder hoort het na (uren)"),
            "escalate_coordinator_hours": _("De coördinator hoort het na (uren)"),
            "bans_need_supervisor": _("Vier ogen bij een verbod"),
        }
        help_texts = {
            "idle_minutes": _("Zonder activiteit, van 5 tot 60. Een concept blijft bewaard."),
            "bans_need_supervisor": _(
                "Een toegangsverbod, contactverbod of opschorting gaat pas in als een toezichthouder van het onderdeel, "
                "een ander dan wie het voorstelt, ermee instemt. Wat al wacht of loopt, verandert niet."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField):
                field.widget = forms.TextInput(
                    attrs={"class": "gir-width-s", "inputmode": "numeric", "maxlength": 4}
                )
                field.error_messages["invalid"] = _("Vul een heel getal in.")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
