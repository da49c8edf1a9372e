# SPDX-License-Identifier: EUPL-1.2
"""What is typed takes about as long to read as it is long: no pattern takes the square of it, or worse.

Before this was tried, twenty thousand spaces in a field for a time took nine seconds, and ten thousand blank lines in an
account seven: one request after another would have kept every worker busy.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django import forms

from accounts.forms import fields as account_fields
from accounts.telephone import dialled
from gir.fields import DutchDateField, DutchTimeField, MoneyField
from gir.logs import NoPersonalDataFormatter
from incidents.forms.texts import TextField
from incidents.letters.placeholders import fill
from incidents.names.parts import words_of
from incidents.taking_over.cells import BETWEEN_KINDS
from incidents.verbatim import looks_verbatim
from protection.bsn import read_bsn
from protection.bsn_in_text import bsns_in

# Of the processor, whatever else the machine does: many times what the slowest takes, and a fraction of the square.
SECONDS = 4.0
LENGTH = 40_000


def filter_a_line(text: str) -> None:
    NoPersonalDataFormatter().format(logging.LogRecord("x", logging.INFO, "x", 1, text, (), None))


READERS: dict[str, Callable[[str], Any]] = {
    "time": DutchTimeField().clean,
    "date": DutchDateField().clean,
    "money": MoneyField().clean,
    "telephone": account_fields.TelephoneField().clean,
    "number to dial": lambda text: dialled(text[:5000]),
    "account": TextField(max_length=None).clean,
    "verbatim": looks_verbatim,
    "bsn": read_bsn,
    "bsn in a text": bsns_in,
    "places": lambda text: fill(text, {}),
    "kinds": BETWEEN_KINDS.split,
    "name": lambda text: words_of(text[:200]),
    "log": filter_a_line,
}
SHAPES = {
    "spaces": lambda n: "a" + " " * n + "b",
    "blank lines": lambda n: "a" + "\n" * n + "b",
    "tabs and lines": lambda n: "a" + "\t\n" * (n // 2) + "b",
    "digits": lambda n: "1" * n + "x",
    "digits and dashes": lambda n: "1-" * (n // 2) + "x",
    "thousands": lambda n: "1" + ",111" * (n // 4) + "x",
    "colons": lambda n: ":" * n,
    "turns": lambda n: "a: b\n" * (n // 5),
    "braces": lambda n: "{" * n,
    "brackets": lambda n: "[" * n + "(" * n,
    "words": lambda n: "ab-" * (n // 3) + "!",
    "letters": lambda n: "a" * n,
    "dots": lambda n: "a." * (n // 2) + "@",
    "slashes": lambda n: "/" * n,
    "plus": lambda n: "+31 6" * (n // 5),
}


@pytest.mark.parametrize("reader", READERS)
def test_no_text_takes_longer_than_its_length(reader: str) -> None:
    for name, shape in SHAPES.items():
        text, began = shape(LENGTH), time.process_time()
        with suppress(forms.ValidationError, ValueError, KeyError):
            READERS[reader](text)
        taken = time.process_time() - began
        assert taken < SECONDS, f"{name}: {taken:.1f} s"
