# SPDX-License-Identifier: EUPL-1.2
"""Chance that comes out the same every time, and texts that vary."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
NAME = re.compile(r"\{([Nn])aam\}")
CHOICE = re.compile(r"\[([^\[\]]*)\]")


class Chance(random.Random):
    """A seeded source of chance."""

    def maybe(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.random() < share

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        return self.choices(list(weights), weights=list(weights.values()))[0]

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """A few of the items, in their order."""
        count = min(self.randint(least, most), len(items))
        chosen = set(self.sample(range(len(items)), count))
        return [item for number, item in enumerate(items) if number in chosen]

    def write(self, text: str, words: Mapping[str, str], mentions: tuple[str, str] = ("", "")) -> str:
        """One version of a text: of every `[this|that]` one alternative, every `{word}` filled in.

        `mentions` says how {naam} is called the first time and after that. Lines are joined.
        """
        while CHOICE.search(text):
            text = CHOICE.sub(lambda found: self.choice(found[1].split("|")), text)
        left = list(mentions)

        def name(found: re.Match[str]) -> str:
            called = left.pop(0) if len(left) > 1 else left[0]
            return called[:1].upper() + called[1:] if found[1] == "N" else called

        return NAME.sub(name, " ".join(text.split())).format_map(words)
