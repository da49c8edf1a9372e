# SPDX-License-Identifier: EUPL-1.2
"""What of a period is published, from what was counted: pure functions, without the database.

A year is suppressed knowing what its four quarters published, as one system: each of its cells is the sum of four.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .axes import TABLES, UNIT
from .cells import Counted, all_cells, cell, counts_of, lines_of
from .exact import Line
from .places import Place
from .suppression import Suppression


@dataclass(frozen=True)
class Published:
    """The tables of a period as they are kept: its rows, and each cell's number, None where it is hidden. Of a hidden
    cell nothing else is known any more; of a veiled row there are no cells."""

    places: list[Place]
    cells: dict[str, int | None] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        return {"places": [place.written() for place in self.places], "cells": self.cells}

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Published":
        return cls([Place.read(row) for row in content["places"]], content["cells"])

    @property
    def veiled(self) -> set[str]:
        return veiled_cells(self.places)

    @property
    def hidden(self) -> set[str]:
        """What is not shown, what is veiled included."""
        return {name for name, count in self.cells.items() if count is None} | self.veiled


def veiled_cells(places: Sequence[Place]) -> set[str]:
    """The cells of rows that are never shown."""
    rows = {place.cell for place in places if place.veiled}
    return {name for name in all_cells(places) if name.split("|")[0] in rows}


def freeze_quarter(incidents: Iterable[Counted], places: list[Place], *, secondary: bool = True) -> Published:
    """The tables of a quarter. `secondary` off is for tests that need something to find."""
    counts, veiled = counts_of(incidents, places), veiled_cells(places)
    search = Suppression(counts, lines_of(places), counts.keys() - veiled, veiled=veiled)
    return _published(places, counts, search.run(secondary=secondary))


def freeze_year(
    by_quarter: Sequence[Sequence[Counted]],
    quarters: Sequence[Published],
    places: list[Place],
    *,
    secondary: bool = True,
) -> Published:
    """The tables of a year from what its quarters counted and published.

    Where incidents of a quarter were erased since (R8), its published cells and what is left to count differ: then the
    year shows what the published quarters add up to, and hides what they hide; anything else would tell what was
    erased.
    """
    counts, veiled = counts_of([one for each in by_quarter for one in each], places), veiled_cells(places)
    everything, lines, hidden, of_quarters = dict(counts), lines_of(places), set[str](), set[str]()
    differs = False
    for number, (incidents, quarter) in enumerate(zip(by_quarter, quarters, strict=True), start=1):
        own = counts_of(incidents, quarter.places)
        differs |= any(count is not None and own[name] != count for name, count in quarter.cells.items())
        everything |= {_in_quarter(number, name): count for name, count in own.items()}
        hidden |= {_in_quarter(number, name) for name in quarter.hidden}
        of_quarters |= {_in_quarter(number, name) for name in quarter.veiled}
        lines += [
            Line(_in_quarter(number, line.total), tuple(_in_quarter(number, part) for part in line.parts))
            for line in lines_of(quarter.places)
        ]
    links = links_of(places, [quarter.places for quarter in quarters])
    if differs:
        return _published(places, *_only_what_quarters_show(counts, links, quarters), veiled)
    search = Suppression(everything, lines + links, counts.keys() - veiled, hidden, veiled | of_quarters)
    return _published(places, counts, search.run(secondary=secondary))


def links_of(places: Sequence[Place], quarters: Sequence[Sequence[Place]]) -> list[Line]:
    """Each cell of a year as the sum of those of its quarters: of the same row, or of the rows that it is made of then.

    The latter follow from the former by subtraction; but only a sum says that its parts are zero when it is.
    """
    known = [frozenset[int]().union(*(place.units for place in of_quarter)) for of_quarter in quarters]
    found, flat = [], all_cells(places[:1])
    for place in places:
        made_of = [
            _rows_within(place.units & there, of_quarter)
            for there, of_quarter in zip(known, quarters, strict=True)
        ]
        for name in flat:
            if place.cell and not _is_of_places(name):
                continue
            parts = [
                _in_quarter(number, cell(row, name))
                for number, rows in enumerate(made_of, start=1)
                for row in rows
            ]
            found.append(Line(cell(place.cell, name), tuple(parts), own=False))
    return found


def _rows_within(units: frozenset[int], places: Sequence[Place]) -> list[str]:
    """The rows of a quarter that these units are, the largest first. A year has no row that cuts through one of a
    quarter (`same_all_year`), so that there always are such rows."""
    rows, left = [], units
    for place in sorted(places, key=lambda place: (-len(place.units), place.depth)):
        if left and place.units <= left:
            rows.append(place.cell)
            left -= place.units
    if left:
        raise ValueError("A row of a year cuts through a row of a quarter.")
    return rows


def _is_of_places(name: str) -> bool:
    """Whether there is a table of units by what this cell counts."""
    return name == "" or ("|" not in name and (UNIT, name.split("=")[0]) in TABLES)


def _in_quarter(number: int, name: str) -> str:
    return f"k{number}:{name}"


def _only_what_quarters_show(
    counts: Mapping[str, int], links: Iterable[Line], quarters: Sequence[Published]
) -> tuple[dict[str, int], set[str]]:
    """Counts and hidden cells of a year that says nothing but what its quarters said."""
    shown = {
        _in_quarter(number, name): count
        for number, quarter in enumerate(quarters, start=1)
        for name, count in quarter.cells.items()
    }
    sums = {}
    for line in links:
        parts = [shown.get(part) for part in line.parts]
        if None not in parts:
            sums[line.total] = sum(part for part in parts if part is not None)
    return sums | dict.fromkeys(counts.keys() - sums.keys(), 0), counts.keys() - sums.keys()


def _published(
    places: list[Place], counts: Mapping[str, int], hidden: Collection[str], veiled: Collection[str] = ()
) -> Published:
    veiled = set(veiled) or veiled_cells(places)
    return Published(
        places,
        {name: None if name in hidden else counts[name] for name in all_cells(places) if name not in veiled},
    )
