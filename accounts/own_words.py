# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own word for "dader", on every screen.

The word is put in where a text of the system is looked up in its language (`Catalogue`), before anything is filled in:
so it reaches every sentence, also those written later, and never what people typed. Which municipality speaks is a
context variable, like the active language; the middleware sets it for a request, and a letter with `speaking`.

What quotes the protocols keeps their word: "register van daders", and everything inside `protocol_words`.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.utils.translation import trans_real

P = ParamSpec("P")
R = TypeVar("R")
STANDARD_NL, STANDARD_EN = ("dader", "daders"), ("perpetrator", "perpetrators")


@dataclass(frozen=True)
class Words:
    """The words for who did it, one and more of them, without capitals; all of them de-words in Dutch."""

    one: str = STANDARD_NL[0]
    many: str = STANDARD_NL[1]
    one_en: str = STANDARD_EN[0]
    many_en: str = STANDARD_EN[1]

    def in_language(self, language: str) -> tuple[str, str]:
        return (self.one_en, self.many_en) if language.startswith("en") else (self.one, self.many)


STANDARD = Words()
_spoken: ContextVar[Words] = ContextVar("own_words", default=STANDARD)

# Not inside a longer word or a placeholder; "register van daders" is the name that LEI gives it.
DUTCH = re.compile(r"(?<![\w(])(?<!register van )(dader)(s?)(?!\w)", re.IGNORECASE)
ENGLISH = re.compile(r"(?<![\w(])(?:\b(an?) )?(perpetrator)(s?)(?! registry)(?!\w)", re.IGNORECASE)


def words_of(municipality: Any) -> Words:
    """The words of a municipality; the standard ones where it chose none, and for nobody's municipality."""
    if municipality is None:
        return STANDARD
    return Words(
        municipality.perpetrator_one or STANDARD.one,
        municipality.perpetrator_many or STANDARD.many,
        municipality.perpetrator_one_en or STANDARD.one_en,
        municipality.perpetrator_many_en or STANDARD.many_en,
    )


@contextmanager
def speaking(municipality: Any) -> Iterator[None]:
    """Inside, the texts of the system use this municipality's words."""
    token = _spoken.set(words_of(municipality))
    try:
        yield
    finally:
        _spoken.reset(token)


def protocol_words(view: Callable[P, R]) -> Callable[P, R]:
    """For a page or document that quotes the protocols: it keeps their word, whatever the municipality says."""

    @wraps(view)
    def quoting(*args: P.args, **kwargs: P.kwargs) -> R:
        with speaking(None):
            return view(*args, **kwargs)

    return quoting


def in_own_words(text: str, language: str) -> str:
    """A text of the system with the municipality's own word in it."""
    spoken = _spoken.get()
    if spoken == STANDARD:
        return text
    return _replaced(text, *spoken.in_language(language), language.startswith("en"))


@lru_cache(maxsize=4096)
def _replaced(text: str, one: str, many: str, english: bool) -> str:
    standard = STANDARD_EN if english else STANDARD_NL
    if (one, many) == standard or standard[0] not in text.lower():
        return text
    if not english:
        return DUTCH.sub(lambda m: _like(m[1], many if m[2] else one), text)

    def put(match: re.Match[str]) -> str:
        word = _like(match[2], many if match[3] else one)
        if not match[1]:
            return word
        article = "an" if word[0].lower() in "aeiou" else "a"
        return f"{_like(match[1], article)} {word}"

    return ENGLISH.sub(put, text)


def _like(model: str, word: str) -> str:
    return word[0].upper() + word[1:] if model[0].isupper() else word


class Catalogue(trans_real.DjangoTranslation):
    """The texts of a language, in the words of the municipality that speaks."""

    def gettext(self, message: str) -> str:
        return in_own_words(super().gettext(message), self.to_language() or "")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return in_own_words(super().ngettext(msgid1, msgid2, n), self.to_language() or "")


def install() -> None:
    """Have every language looked up through a Catalogue. Called once, when the project starts."""
    trans_real.DjangoTranslation = Catalogue  # type: ignore[misc]
    trans_real._translations.clear()  # type: ignore[attr-defined]
    # What a library asked for before this one was there.
    trans_real._default = None  # type: ignore[attr-defined]
