# SPDX-License-Identifier: EUPL-1.2
"""Which rows the units of a municipality give in a report.

A unit has a row when at least ten active people work in it and under it. What stands under it and has no row of its own
counts in it. Where only some of a unit has rows, what is left is a row too ("the rest of"), for it follows by
subtraction; with fewer than ten people it is veiled: never shown, and protected whatever it counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Fewer people than this show only within what is above them.
FEWEST_PEOPLE = 10
# The municipality as a whole: its cells are those that name no unit.
WHOLE = ""


@dataclass(frozen=True)
class Place:
    """A row: a unit with what is under it (key "12"), or what is left of one beside the rows under it ("12+")."""

    key: str
    name: str
    above: str | None
    depth: int
    units: frozenset[int]
    veiled: bool = False

    @property
    def is_rest(self) -> bool:
        return self.key.endswith("+")

    @property
    def unit(self) -> int | None:
        """The unit that it is (a part of); None for the municipality."""
        digits = self.key.removesuffix("+")
        return int(digits) if digits else None

    @property
    def cell(self) -> str:
        return f"unit={self.key}" if self.key else ""

    def written(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": self.name,
            "above": self.above,
            "depth": self.depth,
            "units": sorted(self.units),
            "veiled": self.veiled,
        }

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Place":
        return cls(**{**row, "units": frozenset(row["units"])})


def places_of(
    tree: Mapping[int, tuple[str, int | None]],
    people: Mapping[int, int],
    allowed: Callable[[frozenset[int]], bool] = lambda units: True,
) -> list[Place]:
    """The rows, each after the one it stands under. `tree`: name and parent per unit; `people`: how many work in each
    unit itself; `allowed`: whether the units under a row may be one, of those large enough."""
    children: dict[int | None, list[int]] = {}
    for unit, (_name, parent) in tree.items():
        children.setdefault(parent, []).append(unit)

    def under(unit: int) -> frozenset[int]:
        return frozenset({unit}).union(*(under(child) for child in children.get(unit, ())))

    def shown(unit: int) -> list[int]:
        """The nearest units under this one that have a row."""
        found = []
        for child in children.get(unit, ()):
            units = under(child)
            if sum(people.get(u, 0) for u in units) >= FEWEST_PEOPLE and allowed(units):
                found.append(child)
            else:
                found += shown(child)
        return found

    rows: list[Place] = []

    def add(unit: int, key: str, above: str | None, depth: int) -> None:
        units = under(unit)
        rows.append(Place(key, tree[unit][0], above, depth, units))
        parts = shown(unit)
        for part in parts:
            add(part, str(part), key, depth + 1)
        rest = units.difference(*(under(part) for part in parts))
        if parts and rest:
            veiled = sum(people.get(u, 0) for u in rest) < FEWEST_PEOPLE
            rows.append(Place(f"{key or unit}+", tree[unit][0], key, depth + 1, rest, veiled))

    for root in children.get(None, ()):
        add(root, WHOLE, None, 0)
    return rows


def place_of_unit(places: Sequence[Place]) -> dict[int, list[Place]]:
    """Per unit the rows in which it counts, from the municipality down."""
    found: dict[int, list[Place]] = {}
    for place in places:
        for unit in place.units:
            found.setdefault(unit, []).append(place)
    return found


def same_all_year(
    quarters: Sequence[Sequence[Place]],
) -> Callable[[frozenset[int]], bool]:
    """Whether units were a row of their own in every quarter in which there was one of them: only then a year has that
    row, for a part that a year shows and a quarter did not would follow by subtraction."""
    rows = [{place.units for place in places if not place.veiled} for places in quarters]
    known = [frozenset[int]().union(*(place.units for place in places)) for places in quarters]

    def allowed(units: frozenset[int]) -> bool:
        return all(
            not units & there or (units & there) in of_quarter
            for of_quarter, there in zip(rows, known, strict=True)
        )

    return allowed
