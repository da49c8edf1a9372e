# SPDX-License-Identifier: EUPL-1.2
"""Where the parts of a drawing stand; the templates write them as SVG, beside the same figures as a table.

Lengths are in units of the drawing, whose box grows and shrinks with the page. The rules are attributes: no style.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format

from .trends import Month, Unit

WIDTH, BASE, TOP = 390, 150, 22
GAP = 6
# A meter is a hundred wide: a unit for every per cent.
METER = 100


@dataclass(frozen=True)
class Bar:
    """One month: its column, the serious part at the foot, and what stands at it."""

    x: float
    width: float
    y: float
    height: float
    serious_y: float
    serious_height: float
    middle: float
    number: int
    label: str
    # The month that still runs: its number is not yet what it will be.
    runs: bool = False
    # A new year begins here.
    year: str = ""


@dataclass(frozen=True)
class Columns:
    """The months beside each other."""

    bars: list[Bar] = field(default_factory=list)
    width: int = WIDTH
    base: int = BASE

    @property
    def height(self) -> int:
        return BASE + 40


def columns(months: Sequence[Month]) -> Columns:
    """The columns of these months; the highest fills the drawing."""
    most = max((month.numbers.all for month in months), default=0) or 1
    step = WIDTH / max(len(months), 1)
    bars = []
    for place, month in enumerate(months):
        height = _of(month.numbers.all, most, BASE - TOP)
        serious = _of(month.numbers.serious, most, BASE - TOP)
        x = round(place * step + GAP / 2, 1)
        bars.append(
            Bar(
                x,
                round(step - GAP, 1),
                BASE - height,
                height,
                BASE - serious,
                serious,
                round(place * step + step / 2, 1),
                month.numbers.all,
                date_format(month.first, "M"),
                runs=place == len(months) - 1,
                year=str(month.first.year) if place == 0 or month.first.month == 1 else "",
            )
        )
    return Columns(bars)


@dataclass(frozen=True)
class Line:
    """One unit: its length and the serious part of it, of a hundred."""

    unit: Any
    length: float
    serious: float


def lines(units: Sequence[Unit]) -> list[Line]:
    """The lines of these units; the one with the most fills its drawing."""
    most = max((unit.numbers.all for unit in units), default=0) or 1
    return [
        Line(unit, _of(unit.numbers.all, most, METER), _of(unit.numbers.serious, most, METER))
        for unit in units
    ]


def _of(number: int, most: int, length: int) -> float:
    """A part of a length; what is there at all is to be seen."""
    return max(round(number / most * length, 1), 1.5) if number else 0
