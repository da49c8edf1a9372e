# SPDX-License-Identifier: EUPL-1.2
"""Fields for what people type themselves: anything that they mean, nothing that only harms."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gir.widgets import LongText
from incidents.verbatim import looks_verbatim

LINE_MAX, TEXT_MAX = 200, 10_000
# Invisible marks that reverse the order of the text around them; right-to-left letters themselves stay.
DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def tidy(text: str) -> str:
    """The text with one kind of line ending, and without control characters and marks that turn it around."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(DIRECTION_MARKS)
    # Unassigned halves of a pair (Cs) cannot be stored as UTF-8.
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


class LineField(forms.CharField):
    """One line of at most 200 characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LINE_MAX, **kwargs})

    def to_python(self, value: Any) -> Any:
        return super().to_python(" ".join(tidy(value).split()) if isinstance(value, str) else value)


def seen_name(name: str) -> str:
    """By what name a page sends along that it warned of the text of this field."""
    return f"{name}_verbatim_seen"


class WarnedText(LongText):
    """Free text, and beside it whether the page warned of a conversation in it, now or before."""

    template_name = "incidents/widgets/warned_text.html"
    was_warned = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        # Read again for the page that warns.
        self.was_warned = self.was_warned or seen_name(name) in data
        return super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["seen_name"] = seen_name(name) if self.was_warned else ""
        return context


class TextField(forms.CharField):
    """Free text of at most 10,000 characters, its own lines kept.

    What looks like a conversation word for word is warned of, once (GRO 7), whatever form it is typed in. Not refused: a
    program cannot know. Sent again, it is taken as it is. A form that keeps nothing of the text in the incident gives
    it a widget that does not warn.
    """

    widget: Any = WarnedText
    default_error_messages = {
        "verbatim": _(
            "Dit lijkt op een gesprek dat woord voor woord is uitgeschreven. Een gesprek zelf hoort niet in een "
            "melding: schrijf in eigen woorden wat er gebeurde. Is het dat niet, verstuur het dan nog een keer."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": TEXT_MAX, **kwargs})

    def to_python(self, value: Any) -> Any:
        return super().to_python(tidy(value) if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        widget = self.widget
        if isinstance(widget, WarnedText) and not widget.was_warned and looks_verbatim(text):
            widget.was_warned = True
            raise forms.ValidationError(self.error_messages["verbatim"], code="verbatim")
        return text
