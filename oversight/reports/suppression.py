# SPDX-License-Identifier: EUPL-1.2
"""Which cells of a period are hidden, so that none that stands for 1 to 4 incidents is shown or follows (LEI 3.7).

1. A cell of 1 to 4 is hidden, and is not broken down: its parts are hidden with it, the zeros too.
2. What is hidden of a shown total must come to at least five, spread over more than one cell.
3. The system of all lines is solved, with the bounds that follow from no count being negative. While a cell of 1 to 4
   follows from what is shown, or lies within bounds that are too narrow, another cell of one of its lines is hidden.

What was published before (the quarters of a year) cannot be hidden any more: there `open_cells` leaves it out, and
the other cells make up for it. In the end nothing but what was shown before is shown, so there always is an answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from .exact import Line, determined, ranges

# A cell that stands for 1 to 4 incidents is not shown.
FEWEST = 5
# Somebody who reckons with bounds must be left this many values at least for a cell of 1 to 4.
FEWEST_VALUES = 3
# How much is tried to hide less: this many cells, over all tries.
WORK = 20_000


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def known_cells(
    lines: Sequence[Line], counts: Mapping[str, int], hidden: Collection[str]
) -> tuple[set[str], dict[str, tuple[int, int]]]:
    """The hidden cells whose value follows, from the sums or from counts not being negative, one after the other; and
    the bounds of the others."""
    known, left = set[str](), set(hidden)
    while True:
        bounds = ranges(lines, counts, left)
        new = {cell for cell, (low, high) in bounds.items() if low == high}
        new |= determined(lines, left - new)
        if not new:
            return known, bounds
        known |= new
        left -= new


class Suppression:
    """The search for what to hide; `hidden` is the answer when `run` is over."""

    def __init__(
        self,
        counts: Mapping[str, int],
        lines: Sequence[Line],
        open_cells: Collection[str],
        hidden: Iterable[str] = (),
        veiled: Collection[str] = (),
    ) -> None:
        self.counts, self.lines = counts, lines
        self.open = set(open_cells)
        self.veiled = set(veiled)
        self.hidden = set(hidden) | self.veiled
        self.of_cell: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            for cell in line.cells:
                self.of_cell[cell].append(line)

    def run(self, *, secondary: bool = True) -> frozenset[str]:
        """Hide what must be; without `secondary` only the small cells themselves (for tests that need to succeed in
        finding them)."""
        for cell in [cell for cell in self.open if is_small(self.counts[cell])]:
            self.hidden.add(cell)
        if not secondary:
            return frozenset(self.hidden)
        self._break_nothing_small_down()
        self._fill_up(self.lines)
        size = -1
        # What nothing can support any more followed from what was published before.
        while size != len(self.hidden) and (weak := self._weak()):
            size = len(self.hidden)
            for cell in sorted(weak, key=lambda cell: (self.counts[cell], cell)):
                self._support(cell)
        self._show_what_can_be_shown()
        # A zero that everybody can reckon may as well be read.
        known, _bounds = known_cells(self.lines, self.counts, self.hidden)
        self.hidden -= {cell for cell in known & self.open if not self.counts[cell]}
        return frozenset(self.hidden)

    def protected(self) -> set[str]:
        """What must not follow: hidden cells of 1 to 4, and of a veiled row whatever is not zero."""
        return {c for c in self.hidden if is_small(self.counts[c]) or (c in self.veiled and self.counts[c])}

    def _break_nothing_small_down(self) -> None:
        """Nor what is hidden because it is a part of such a total, and may be zero."""
        below: dict[str, list[str]] = defaultdict(list)
        for line in self.lines:
            if line.own:
                below[line.total] += [cell for cell in line.parts if cell in self.open]
        queue = [cell for cell in self.hidden & self.open if is_small(self.counts[cell])]
        while queue:
            new = [cell for cell in below[queue.pop()] if cell not in self.hidden]
            self.hidden.update(new)
            queue += new

    def _fill_up(self, lines: Iterable[Line]) -> None:
        """Rule 2, until it holds on every line."""
        queue = list(dict.fromkeys(lines))
        while queue:
            line = queue.pop()
            while self._is_thin(line):
                chosen = self._cheapest([line])
                if chosen is None:
                    break
                self.hidden.add(chosen)
                queue += [other for other in self.of_cell[chosen] if other is not line]

    def _show_what_can_be_shown(self) -> None:
        """The search hides more than it needs, for what it hid first is often made up for by what it hid later: show
        again what can be, the largest first; as many tries as their work allows."""
        larger = [cell for cell in self.hidden & self.open if self.counts[cell] >= FEWEST]
        larger.sort(key=lambda cell: (-self.counts[cell], cell))
        stuck = self._weak()
        for cell in larger[: WORK // max(1, len(self.hidden))]:
            self.hidden.remove(cell)
            if any(self._is_thin(line) for line in self.of_cell[cell]) or self._weak() - stuck:
                self.hidden.add(cell)

    def _is_thin(self, line: Line) -> bool:
        if line.total in self.hidden:
            return False
        counts = [self.counts[cell] for cell in line.parts if cell in self.hidden]
        together = sum(counts)
        if not together:
            return False
        alone = max(counts) == together
        return is_small(together) or (alone and any(c in self.veiled for c in line.parts if self.counts[c]))

    def _weak(self) -> set[str]:
        """What must be protected and is not yet: it follows, or its bounds are too narrow."""
        protected = self.protected()
        known, bounds = known_cells(self.lines, self.counts, self.hidden)
        if weak := protected & known:
            return weak
        return {cell for cell in protected if bounds[cell][1] - bounds[cell][0] + 1 < FEWEST_VALUES}

    def _support(self, cell: str) -> None:
        """Hide another cell of one of its lines; where these have none left, of the lines of their cells, and on."""
        lines, seen = list(self.of_cell[cell]), set[Line]()
        while lines:
            chosen = self._cheapest(lines)
            if chosen is not None:
                self.hidden.add(chosen)
                self._fill_up(self.of_cell[chosen])
                return
            seen.update(lines)
            near = {other for line in lines for c in line.cells for other in self.of_cell[c]}
            lines = sorted(near - seen, key=lambda line: line.total)

    def _cheapest(self, lines: Iterable[Line]) -> str | None:
        """The cell that costs least to hide: one that leaves the fewest other lines with a single hidden cell, a part
        rather than a total, few incidents rather than many; a zero late, and the total of all last."""
        best = None
        for line in lines:
            for cell in line.cells:
                if cell in self.hidden or cell not in self.open:
                    continue
                lonely = sum(
                    1
                    for other in self.of_cell[cell]
                    if other is not line and not any(c in self.hidden for c in other.cells)
                )
                count = self.counts[cell]
                cost = (cell == "", not count, lonely + 2 * (cell == line.total), count, cell)
                if best is None or cost < best:
                    best = cost
        return best[-1] if best else None
