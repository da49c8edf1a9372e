# SPDX-License-Identifier: EUPL-1.2
"""Whether one word of a name may be another: spelled otherwise, sounding alike, or mistyped."""

from rapidfuzz.distance import OSA

from .known import is_known_sound
from .reasons import MatchReason
from .parts import Part, spellings
from .sound import may_be_mistaken, sounds

# Shorter names differ too easily in one letter.
LONG_ENOUGH_TO_SOUND = 4
LONG_ENOUGH_TO_SLIP = 5
_VOWELS = frozenset("aeiouy")


class Likeness:
    """Compares words, and remembers for the length of one search only: what it holds is personal data."""

    def __init__(self) -> None:
        self._sounds: dict[str, tuple[str, str, str, bool]] = {}
        self._pairs: dict[tuple[str, str], MatchReason | None] = {}
        self._spellings: dict[Part, tuple[str, ...]] = {}

    def between(self, one: str, other: str) -> MatchReason | None:
        """In what two words agree; None where they are different names."""
        if one == other:
            return MatchReason.SAME
        pair = (one, other) if one < other else (other, one)
        if pair not in self._pairs:
            self._pairs[pair] = self._compare(*pair)
        return self._pairs[pair]

    def spellings(self, part: Part) -> tuple[str, ...]:
        if part not in self._spellings:
            self._spellings[part] = spellings(part)
        return self._spellings[part]

    def _compare(self, one: str, other: str) -> MatchReason | None:
        shortest = min(len(one), len(other))
        if shortest < 3 and not (shortest == 2 and abs(len(one) - len(other)) == 1):
            return None
        room = max(len(one), len(other)) * 3 // 5
        if OSA.distance(one, other, score_cutoff=room) > room:
            # No two spellings of one sound are so far apart; told before the dear part.
            return None
        first, second = self._sound(one), self._sound(other)
        if first[0] == second[0]:
            return MatchReason.SPELLING
        if first[3] and second[3]:
            return None
        if shortest >= LONG_ENOUGH_TO_SOUND and (first[1] == second[1] or first[2] == second[2]):
            return MatchReason.SOUND
        if shortest < LONG_ENOUGH_TO_SLIP:
            return None
        a_name = one if first[3] else other if second[3] else ""
        if is_slip(one, other, a_name):
            return MatchReason.SLIP
        if shortest > LONG_ENOUGH_TO_SLIP and _slip_of_sound(first[1], second[1], one, other):
            return MatchReason.SLIP
        return None

    def _sound(self, word: str) -> tuple[str, str, str, bool]:
        if word not in self._sounds:
            found = sounds(word)
            self._sounds[word] = *found, is_known_sound(found[0])
        return self._sounds[word]


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
    if one[:1] != other[:1] or min(len(one), len(other)) < 6 or OSA.distance(written, otherwise, score_cutoff=3) > 3:
        return False
    return is_slip(one, other)
