# SPDX-License-Identifier: EUPL-1.2
"""What follows from sums of which some terms are hidden: exactly, in whole numbers and fractions.

A line says that a total is the sum of its parts. Whoever knows some of these cells knows of each line what its hidden
cells add up to, and can solve that system. `determined` says of which hidden cells the value follows from it, and
`ranges` within which bounds a hidden cell must lie for somebody who also knows that counts are no less than zero.
"""

import heapq
import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

UNBOUNDED = 10**9
ROUNDS = 40


@dataclass(frozen=True)
class Line:
    """That a cell is the sum of others. `own`: of one period (otherwise of a year and its quarters)."""

    total: str
    parts: tuple[str, ...]
    own: bool = True

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


def determined(lines: Iterable[Line], hidden: Collection[str]) -> set[str]:
    """The hidden cells whose value follows from the lines and the cells that are not hidden.

    Every other cell is moved by some solution of the system in which nothing shown moves: one such solution is drawn
    at random and computed without rounding, so a cell that it moves is proven free. (That chance leaves a free cell in
    its place once in a thousand million draws hides a cell too many, never one too few.)
    """
    rows = _rows(lines, frozenset(hidden))
    order = _eliminate(rows)
    chance = random.Random(len(rows))  # noqa: S311 - no secret: any draw proves the same
    value: dict[str, int | Fraction] = {}

    def of(cell: str) -> int | Fraction:
        if cell not in value:
            value[cell] = chance.randint(1, 10**9)
        return value[cell]

    for pivot, row in reversed(order):
        rest = sum((factor * of(cell) for cell, factor in row.items() if cell != pivot), start=0)
        factor = row[pivot]
        value[pivot] = -rest if factor == 1 else rest if factor == -1 else Fraction(-rest) / factor
    return {cell for cell in hidden if value.get(cell, 1) == 0}


def _rows(lines: Iterable[Line], hidden: frozenset[str]) -> list[dict[str, int | Fraction]]:
    """Per line the factors of its hidden cells."""
    rows = []
    for line in lines:
        row: dict[str, int | Fraction] = {cell: 1 for cell in line.parts if cell in hidden}
        if line.total in hidden:
            row[line.total] = -1
        if row:
            rows.append(row)
    return rows


def _eliminate(rows: list[dict[str, int | Fraction]]) -> list[tuple[str, dict[str, int | Fraction]]]:
    """Gauss, the cells that stand in the fewest rows first: pivots with their rows, in order."""
    where: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        for cell in row:
            where[cell].add(number)
    queue = [(len(numbers), cell) for cell, numbers in where.items()]
    heapq.heapify(queue)
    order = []
    while queue:
        size, cell = heapq.heappop(queue)
        if size != len(where[cell]):
            if where[cell]:
                heapq.heappush(queue, (len(where[cell]), cell))
            continue
        if not size:
            continue
        chosen = min(
            where[cell], key=lambda number: (abs(rows[number][cell]) != 1, len(rows[number]), number)
        )
        pivot = rows[chosen]
        for other in pivot:
            where[other].discard(chosen)
        for number in list(where[cell]):
            _subtract(rows, where, number, pivot, cell)
        for other in pivot:
            if where[other]:
                heapq.heappush(queue, (len(where[other]), other))
        order.append((cell, pivot))
    return order


def _subtract(
    rows: list[dict[str, int | Fraction]],
    where: dict[str, set[int]],
    number: int,
    pivot: Mapping[str, int | Fraction],
    cell: str,
) -> None:
    """Take a multiple of the pivot's row from another one, so that the cell stands in it no more."""
    row, by = rows[number], pivot[cell]
    factor = row[cell] * by if by in (1, -1) else Fraction(row[cell]) / by
    for other, amount in pivot.items():
        left = row.get(other, 0) - factor * amount
        if left:
            row[other] = left
            where[other].add(number)
        elif other in row:
            del row[other]
            where[other].discard(number)


def ranges(
    lines: Sequence[Line], counts: Mapping[str, int], hidden: Collection[str]
) -> dict[str, tuple[int, int]]:
    """The lowest and highest value of each hidden cell, as far as it follows line by line from counts being whole
    numbers of at least zero. `counts` holds what is shown; what it holds of hidden cells is not looked at."""
    low, high = dict.fromkeys(hidden, 0), dict.fromkeys(hidden, UNBOUNDED)
    # Per line: the hidden cells that add up to (the hidden total less) what is shown.
    sums = [
        (
            line.total if line.total in high else None,
            [cell for cell in line.parts if cell in high],
            (0 if line.total in high else counts[line.total])
            - sum(counts[cell] for cell in line.parts if cell not in high),
        )
        for line in lines
    ]
    sums = [entry for entry in sums if entry[1] or entry[0]]
    for _round in range(ROUNDS):
        changed = False
        for total, parts, known in sums:
            lows, highs = sum(low[p] for p in parts), sum(high[p] for p in parts)
            if total is not None:
                # total = parts - known, where known is minus what is shown of the parts.
                changed |= _narrow(low, high, total, lows - known, highs - known)
            at_least = known + (low[total] if total is not None else 0)
            at_most = known + (high[total] if total is not None else 0)
            for part in parts:
                changed |= _narrow(
                    low, high, part, at_least - (highs - high[part]), at_most - (lows - low[part])
                )
        if not changed:
            break
    return {cell: (low[cell], high[cell]) for cell in low}


def _narrow(low: dict[str, int], high: dict[str, int], cell: str, at_least: int, at_most: int) -> bool:
    """Bring the bounds of a cell nearer to each other; answers whether they were not so near yet."""
    narrowed = False
    if at_least > low[cell]:
        low[cell], narrowed = at_least, True
    if at_most < high[cell] and at_most < UNBOUNDED // 2:
        high[cell], narrowed = at_most, True
    return narrowed
