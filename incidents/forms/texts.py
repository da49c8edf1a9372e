# SPDX-License-Identifier: EUPL-1.2
"""Fields for what people type themselves: anything that they mean, nothing that only harms."""

import unicodedata
from typing import Any

from django import forms

from gir.widgets import LongText

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


class TextField(forms.CharField):
    """Free text of at most 10,000 characters, its own lines kept."""

    widget = LongText

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": TEXT_MAX, **kwargs})

    def to_python(self, value: Any) -> Any:
        return super().to_python(tidy(value) if isinstance(value, str) else value)
