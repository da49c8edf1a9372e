# SPDX-License-Identifier: EUPL-1.2
"""Somebody who has every table of every period before them, and a computer.

They know which units there are and what stands under what, and nothing else. Their unknowns are the smallest that there
are: per quarter how many incidents of each single unit were of each kind, and so on. What they read is a sum of those;
what they want to know too. A figure follows when it is a combination of what they read: Gauss, with remainders of a
large prime, so without any rounding. This shares no code with what hides the cells.
"""

from collections.abc import Iterable, Mapping, Sequence

PRIME = (1 << 61) - 1
# Which tables there are: of one way of counting, or two.
PAIRS = [
    ("unit", "kind"),
    ("unit", "severity"),
    ("unit", "channel"),
    ("kind", "severity"),
    ("kind", "channel"),
]
Vector = dict[tuple, int]
# What a cell of a period counts: unit (a set of single units) or None, and category per way of counting.
Asked = tuple[frozenset[int] | None, tuple[tuple[str, str], ...]]


class Attacker:
    """`units` and `categories`: what can be counted, per quarter the single units that there were."""

    def __init__(self, units: Mapping[int, Iterable[int]], categories: Mapping[str, Sequence[str]]) -> None:
        self.units = {quarter: sorted(those) for quarter, those in units.items()}
        self.categories = categories
        self.rows: dict[tuple, Vector] = {}
        self.zero: set[tuple] = set()
        self.sums: list[Vector] = []
        for quarter in self.units:
            self._know_how_tables_hang_together(quarter)

    def read(self, quarters: Iterable[int], asked: Asked, number: int) -> None:
        """A figure of a quarter, or of several together."""
        self.sums.append({**self._vector(quarters, asked), (): -number})

    def think(self) -> None:
        """When everything was read. What adds up to zero is zero, for there are no negative counts; the rest is
        reckoned."""
        found = True
        while found:
            found = False
            for vector in self.sums:
                left = {key: value for key, value in vector.items() if key not in self.zero}
                signs = {value for key, value in left.items() if key != ()}
                if not left.get((), 0) and len(signs) == 1:
                    self.zero |= left.keys() - {()}
                    found = True
        for vector in sorted(self.sums, key=len):
            self._add({key: value for key, value in vector.items() if key not in self.zero and value})

    def find(self, quarters: Iterable[int], asked: Asked) -> int | None:
        """What this figure is, when it follows from what was read; None when it does not."""
        known = self._vector(quarters, asked)
        left = self._reduce({key: value for key, value in known.items() if key not in self.zero})
        if set(left) - {()}:
            return None
        # The constant stands on the other side of the equation.
        value = left.get((), 0) % PRIME
        return value if value < PRIME // 2 else value - PRIME

    def _vector(self, quarters: Iterable[int], asked: Asked) -> Vector:
        units, codes = asked
        found: Vector = {}
        for quarter in quarters:
            if units is None:
                found[quarter, *codes] = 1
            else:
                found |= {(quarter, unit, *codes): 1 for unit in units & set(self.units[quarter])}
        return found

    def _know_how_tables_hang_together(self, quarter: int) -> None:
        for name, codes in self.categories.items():
            self.sums.append({(quarter,): -1} | {(quarter, (name, code)): 1 for code in codes})
        placed = [()] + [((b, code),) for a, b in PAIRS if a == "unit" for code in self.categories[b]]
        for rest in placed:
            self.sums.append(
                {(quarter, *rest): -1} | {(quarter, unit, *rest): 1 for unit in self.units[quarter]}
            )
        for one, other in PAIRS:
            if one == "unit":
                for unit in self.units[quarter]:
                    parts = {(quarter, unit, (other, code)): 1 for code in self.categories[other]}
                    self.sums.append({(quarter, unit): -1} | parts)
                continue
            for name, across in ((one, other), (other, one)):
                for code in self.categories[name]:
                    pairs = {
                        (quarter, *sorted([(name, code), (across, second)])): 1
                        for second in self.categories[across]
                    }
                    self.sums.append({(quarter, (name, code)): -1} | pairs)

    def _add(self, vector: Vector) -> None:
        left = self._reduce(vector)
        # What is new is known of one unknown more.
        pivot = next((key for key in left if key != ()), None)
        if pivot is not None:
            inverse = pow(left[pivot], -1, PRIME)
            self.rows[pivot] = {key: value * inverse % PRIME for key, value in left.items()}

    def _reduce(self, vector: Vector) -> Vector:
        """What is left of a sum when everything known is taken out of it."""
        left = dict(vector)
        waiting = [key for key in left if key in self.rows]
        while waiting:
            key = waiting.pop()
            factor = left.get(key, 0)
            if not factor:
                continue
            for other, value in self.rows[key].items():
                amount = (left.get(other, 0) - factor * value) % PRIME
                if amount:
                    left[other] = amount
                    if other in self.rows and other != key:
                        waiting.append(other)
                else:
                    left.pop(other, None)
        return left
