# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gir.widgets import RadioGroup

from .choosing import ways_of
from .kinds import Way


class WaysForm(forms.Form):
    """A way for each topic that concerns this person and leaves a choice."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = ways_of(person)
        self.fixed = [topic for topic in ways if topic.fixed]
        for topic, way in ways.items():
            if not topic.fixed:
                self.fields[topic.name] = forms.ChoiceField(
                    label=topic.label,
                    help_text=topic.text,
                    choices=Way.choices,
                    initial=way,
                    widget=RadioGroup(attrs={"class": "gir-options--row"}),
                    error_messages={"required": _("Kies hoe u dit wilt horen.")},
                )
