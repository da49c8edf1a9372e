# SPDX-License-Identifier: EUPL-1.2
"""The cells of a period's tables and the sums between them.

A cell is named by what it counts: "" all, "kind=verbal", "unit=12|kind=verbal". A cell that stands in several tables
has one name, so that it is shown in all of them or in none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .axes import AXES, TABLES, UNIT
from .exact import Line
from .places import Place, place_of_unit


@dataclass(frozen=True)
class Counted:
    """What of one incident is counted: its unit, and its category per axis."""

    unit: int
    codes: Mapping[str, str]


def cell(*parts: str) -> str:
    """The name of the cell that these have in common; what names nothing (the whole municipality) falls away."""
    return "|".join(part for part in parts if part)


def rows_of(axis: str, places: Sequence[Place]) -> list[str]:
    """The categories of an axis, as parts of a cell's name."""
    return [place.cell for place in places] if axis == UNIT else AXES[axis].cells()


def all_cells(places: Sequence[Place]) -> list[str]:
    """Every cell of a period, those that are veiled too."""
    found = dict.fromkeys([""])
    for table in TABLES:
        for first in rows_of(table[0], places):
            if len(table) == 1:
                found[first] = None
            else:
                found |= dict.fromkeys(cell(first, second) for second in rows_of(table[1], places))
    return list(found)


def counts_of(incidents: Iterable[Counted], places: Sequence[Place]) -> dict[str, int]:
    """How many incidents each cell stands for. An incident of a unit that is in no row counts for the municipality and
    for what is left of it."""
    counts: Counter[str] = Counter()
    by_unit = place_of_unit(places)
    alike = Counter((one.unit, tuple(sorted(one.codes.items()))) for one in incidents)
    for (unit, codes), number in alike.items():
        parts = {axis: [f"{axis}={code}"] for axis, code in codes}
        parts[UNIT] = [place.cell for place in by_unit[unit]]
        names = {""}
        for table in TABLES:
            for first in parts[table[0]]:
                names |= {first} if len(table) == 1 else {cell(first, second) for second in parts[table[1]]}
        for name in names:
            counts[name] += number
    return {name: counts[name] for name in all_cells(places)}


def lines_of(places: Sequence[Place]) -> list[Line]:
    """Every sum between the cells of a period, once."""
    found: dict[Line, None] = {}
    for table in TABLES:
        first = table[0]
        others = rows_of(table[1], places) if len(table) == 2 else []
        for column in ["", *others]:
            for line in _along(first, places):
                found[Line(cell(line.total, column), tuple(cell(part, column) for part in line.parts))] = None
        if others:
            for row in rows_of(first, places):
                found[Line(row, tuple(cell(row, column) for column in others))] = None
    return list(found)


def _along(axis: str, places: Sequence[Place]) -> Iterator[Line]:
    """The sums along one axis: of the tree, each unit from what stands under it."""
    if axis != UNIT:
        yield Line("", tuple(AXES[axis].cells()))
        return
    parts: dict[str, list[str]] = {}
    for place in places:
        if place.above is not None:
            parts.setdefault(place.above, []).append(place.cell)
    for place in places:
        if place.key in parts:
            yield Line(place.cell, tuple(parts[place.key]))
