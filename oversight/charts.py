# SPDX-License-Identifier: EUPL-1.2
"""The places of what is drawn: charts are SVG in a template, and each stands beside a table with the same figures.

All lengths are in the units of the drawing's own viewBox. A figure that is None is not shown: it has a mark of its own
at the foot, of one size, so that nothing can be measured from it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

PLOT_HEIGHT = 150
TOP, LEFT, FOOT = 22, 44, 46
STEP, WIDTH = 56, 32


@dataclass(frozen=True)
class Bar:
    """A column with its figure; `y` and `height` of what is not shown are those of its mark."""

    x: float
    y: float
    height: float
    middle: float
    label: str
    figure: int | None


@dataclass(frozen=True)
class Grid:
    """A line across the drawing, at a round number."""

    y: float
    figure: int


@dataclass(frozen=True)
class Columns:
    """A chart of columns; `width` and `height` make its viewBox."""

    title: str
    bars: Sequence[Bar]
    grid: Sequence[Grid]
    width: int
    height: int
    left: int = LEFT
    bar_width: int = WIDTH

    @property
    def foot(self) -> float:
        return TOP + PLOT_HEIGHT

    @property
    def has_hidden(self) -> bool:
        return any(bar.figure is None for bar in self.bars)


def columns(title: str, figures: Sequence[tuple[str, int | None]]) -> Columns:
    """A column per label and figure, from left to right."""
    highest = max((figure for _label, figure in figures if figure is not None), default=0)
    step = round_step(highest)
    top = max(step, math.ceil(highest / step) * step)
    bars = []
    for number, (label, figure) in enumerate(figures):
        x = LEFT + STEP * number + (STEP - WIDTH) / 2
        height = PLOT_HEIGHT * figure / top if figure is not None else 12
        bars.append(
            Bar(
                round(x, 1),
                round(TOP + PLOT_HEIGHT - height, 1),
                round(height, 1),
                x + WIDTH / 2,
                label,
                figure,
            )
        )
    grid = [Grid(round(TOP + PLOT_HEIGHT * (1 - at / top), 1), at) for at in range(0, top + 1, step)]
    return Columns(title, bars, grid, LEFT + STEP * len(figures) + 8, TOP + PLOT_HEIGHT + FOOT)


def round_step(highest: int) -> int:
    """The distance between two lines of the grid: 1, 2 or 5 with noughts, three to six lines in all."""
    rough = max(highest, 1) / 4
    size: int = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
