# SPDX-License-Identifier: EUPL-1.2
"""Whether one word of a name may be another: spelled otherwise, sounding alike, or mistyped."""

from typing import NamedTuple

from rapidfuzz.distance import OSA

from .known import is_known, resembles_known
from .reasons import MatchReason
from .sound import main_spelling, may_be_mistaken, sounds

# Shorter names differ too easily in one letter.
LONG_ENOUGH_TO_SOUND = 4
LONG_ENOUGH_TO_SLIP = 5
_VOWELS = frozenset("aeiouy")


class Likeness:
    """Compares words, and remembers for the length of one search only: what it holds is personal data."""

    def __init__(self) -> None:
        self._sounds: dict[str, _Sound] = {}
        self._pairs: dict[tuple[str, str], MatchReason | None] = {}

    def between(self, one: str, other: str) -> MatchReason | None:
        """In what two words agree; None where they are different names."""
        if one == other:
            return MatchReason.SAME
        pair = (one, other) if one < other else (other, one)
        if pair not in self._pairs:
            self._pairs[pair] = self._compare(*pair)
        return self._pairs[pair]

    def _compare(self, one: str, other: str) -> MatchReason | None:
        shortest, longest = sorted((len(one), len(other)))
        if shortest < 2 or (shortest == 2 and longest != 3):
            return None
        if main_spelling(one) == main_spelling(other):
            return MatchReason.SPELLING
        room = longest * 3 // 5
        if OSA.distance(one, other, score_cutoff=room) > room:
            # No two spellings of one sound are so far apart; told before the dear part.
            return None
        first, second = self._sound(one), self._sound(other)
        if first.strict == second.strict:
            return MatchReason.SPELLING
        if shortest < LONG_ENOUGH_TO_SOUND or (is_known(first.strict) and is_known(second.strict)):
            return None
        if first.loose == second.loose or first.foreign == second.foreign:
            return MatchReason.SOUND
        known = [word for word, sound in ((one, first), (other, second)) if resembles_known(sound.loose)]
        if shortest < LONG_ENOUGH_TO_SLIP or len(known) == 2:
            return None
        if is_slip(one, other, known[0] if known else ""):
            return MatchReason.SLIP
        if shortest > LONG_ENOUGH_TO_SLIP and _slip_of_sound(first.loose, second.loose, one, other):
            return MatchReason.SLIP
        return None

    def _sound(self, word: str) -> "_Sound":
        if word not in self._sounds:
            self._sounds[word] = _Sound(*sounds(word))
        return self._sounds[word]


class _Sound(NamedTuple):
    strict: str
    loose: str
    foreign: str


def is_slip(one: str, other: str, a_name: str = "") -> bool:
    """Whether one finger went wrong between two words; `a_name` is the one of them that is known as a name.

    Not where another letter makes another name: the first one (Jansen, Hansen) or an ending (Visser, Vissers; Daniel,
    Daniela).
    """
    if OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        if long[1:] == short or long[:-1] == short and long[-1] == "s":
            return False
        return not (long[:-1] == short and long[-1] in _VOWELS) or a_name == long
    places = [place for place, letter in enumerate(one) if letter != other[place]]
    if len(places) == 2:
        return True
    place = places[0]
    if place == 0:
        return False
    wrong, right = one[place], other[place]
    if place == len(one) - 1 and wrong in _VOWELS and right in _VOWELS:
        return len(one) > 7
    return bool(a_name) or len(one) > 7 or may_be_mistaken(wrong, right)


def _slip_of_sound(one: str, other: str, written: str, otherwise: str) -> bool:
    """A name spelled by ear and mistyped as well (Hoogeveen, Hogevene)."""
    if (
        one[:1] != other[:1]
        or min(len(one), len(other)) < 6
        or OSA.distance(written, otherwise, score_cutoff=3) > 3
    ):
        return False
    return is_slip(one, other)
