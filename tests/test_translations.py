# SPDX-License-Identifier: EUPL-1.2
"""What .ci/check_translations.py does not look at: that a translation says the same in the same shape.

That check holds every text translated, none fuzzy, and the %(names)s of a text equal on both sides.
"""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
# What code puts into a text ({time} by a script, %(name)s by Python) and the mark-up in it.
PLACES = re.compile(r"\{\w+\}|%\(\w+\)[a-z]|<[^<>]+>")


def shape(text: str) -> tuple[object, ...]:
    """What a translation must keep: what is filled in, the mark-up, the space around it, and its paragraphs."""
    around = (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :])
    return Counter(PLACES.findall(text)), around, text.count("\n")


@pytest.mark.parametrize("language", ["en"])
def test_a_translation_keeps_what_is_filled_in_the_mark_up_and_the_space_around_it(language):
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    assert messages
    differing = []
    for message in messages:
        plural = isinstance(message.id, tuple)
        texts = message.id if plural else (message.id,)
        translations = message.string if plural else (message.string,)
        for text, translation in zip(texts, translations, strict=True):
            if shape(text) != shape(translation):
                differing.append((text, translation))
    assert differing == []


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Nog {n} seconden", "Seconds left"),
        ("%(who)s en %(whom)s", "%(who)s and %(who)s"),
        ("Dit is een <strong>demo</strong>", "This is a demo"),
        ("Ernst: ", "Severity:"),
        ("Een melding.\n\nBekijk:", "A report. View:"),
    ],
)
def test_a_difference_in_shape_is_seen(text, translation):
    assert shape(text) != shape(translation)


def hidden_names(tree: ast.AST) -> list[str]:
    """The names under which texts are translated that makemessages does not look for: it knows `_` and the names
    themselves, and passes by what is behind any other, which then stays Dutch."""
    return [
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in (None, "_")
    ]


def test_every_text_is_translated_under_a_name_that_makemessages_knows():
    rooms = ("accounts", "gir", "incidents", "notices", "oversight", "protection", "recordings", "retention")
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    assert files
    found = {str(path.relative_to(ROOT)): hidden_names(ast.parse(path.read_text())) for path in files}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_name_that_makemessages_does_not_know_is_seen():
    assert hidden_names(ast.parse("from django.utils.translation import gettext as _now")) == ["_now"]
    assert hidden_names(ast.parse("from django.utils.translation import gettext as _, ngettext")) == []
