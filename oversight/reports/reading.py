# SPDX-License-Identifier: EUPL-1.2
"""The tables of a frozen report as one person reads them: on the page, in every export, and in the charts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Municipality
from oversight.models import AnonymousReport

from .axes import AXES, TABLES, UNIT
from .cells import cell
from .freezing import Published
from .periods import Period
from .places import Place


@dataclass(frozen=True)
class Row:
    """A row with its figures; None where one is not shown. `depth`: how deep its unit stands in the tree."""

    label: str
    figures: Sequence[int | None]
    depth: int = 0


@dataclass(frozen=True)
class ReadTable:
    """A table with its words. Of one axis: this period, the one before, the difference; of two: the categories of the
    second axis, and together."""

    name: str
    title: str
    # What stands in the first column.
    corner: str
    columns: Sequence[str]
    rows: Sequence[Row]
    is_wide: bool = False


@dataclass(frozen=True)
class ReadReport:
    """A report in words. `definitions`: what each axis means."""

    municipality: str
    slug: str
    period: Period
    frozen_at: Any
    total: int | None
    before: Period | None
    tables: Sequence[ReadTable]
    definitions: Sequence[tuple[str, str]]

    @property
    def title(self) -> str:
        return _("Agressie en geweld, %(period)s") % {"period": self.period.words}


@dataclass(frozen=True)
class Together:
    """What of one period stands beside others: the total and the figures by severity."""

    period: Period
    total: int | None
    severities: Sequence[int | None]


def reports_of(municipality_id: int | None) -> list[AnonymousReport]:
    """All reports of a municipality, the newest first, those that could not be made too; one query."""
    return list(AnonymousReport.objects.filter(municipality=municipality_id))


def read_report(
    municipality: Municipality,
    report: AnonymousReport,
    before: AnonymousReport | None,
    units: Collection[int],
) -> ReadReport | None:
    """The report for somebody who may see the rows of these units; None when it could not be made."""
    published = report.published
    if published is None:
        return None
    earlier = before.published if before is not None else None
    return ReadReport(
        municipality.name,
        municipality.slug,
        report.period,
        report.frozen_at,
        published.cells.get(""),
        before.period if before is not None and earlier is not None else None,
        [
            _one_way(table[0], published, earlier, units)
            if len(table) == 1
            else _two_way(table[0], table[1], published, units)
            for table in TABLES
        ],
        definitions(),
    )


def definitions() -> list[tuple[str, str]]:
    """What the words of a report mean."""
    return [
        (
            _("Incident"),
            _(
                "Een melding van agressie van buiten de organisatie tegen een medewerker, in de periode van de datum "
                "van het incident. Meldingen van dezelfde gebeurtenis tellen als één. Waarvan is vastgesteld dat het "
                "geen agressie was, telt niet mee."
            ),
        ),
        (
            _("Vastgesteld"),
            _(
                "Een rapport wordt één keer gemaakt, twee weken na het einde van de periode, en verandert daarna niet "
                "meer. Een jaar is de som van zijn kwartalen."
            ),
        ),
        (
            _("Niet getoond"),
            _(
                "Een aantal van 1 tot en met 4 wordt niet getoond, en ook niet wat nodig is om het te kunnen uitrekenen. "
                "Nul is nul."
            ),
        ),
        *((str(axis.label), str(axis.meaning)) for axis in AXES.values()),
    ]


def together(reports: Sequence[AnonymousReport]) -> list[Together]:
    """Of each of these the total and the figures by severity, the oldest first."""
    found = []
    for report in reversed(reports):
        cells = report.content["cells"] if report.content else {}
        severities = [cells.get(name) for name in AXES["severity"].cells()]
        found.append(Together(report.period, cells.get(""), severities))
    return found


def place_in_words(place: Place) -> str:
    return _("Overig van %(name)s") % {"name": place.name} if place.is_rest else place.name


def _rows(axis: str, published: Published, units: Collection[int]) -> list[tuple[str, str, int]]:
    """Part of a cell's name, words and depth of what this person sees of an axis. The municipality as a whole is in
    every table as its total."""
    if axis != UNIT:
        return [(f"{axis}={code}", str(label), 0) for code, label in AXES[axis].categories.items()]
    seen = [place for place in published.places if not place.veiled and place.key and place.unit in units]
    top = min((place.depth for place in seen), default=0)
    return [(place.cell, place_in_words(place), place.depth - top) for place in seen]


def _one_way(axis: str, published: Published, earlier: Published | None, units: Collection[int]) -> ReadTable:
    rows = []
    for name, words, depth in [*_rows(axis, published, units), ("", _("Totaal"), 0)]:
        now = published.cells.get(name)
        before = _comparable(name, published, earlier)
        change = now - before if now is not None and before is not None else None
        rows.append(Row(words, [now, before, change] if earlier else [now], depth))
    columns = [_("Aantal"), _("Periode ervoor"), _("Verschil")] if earlier else [_("Aantal")]
    return ReadTable(axis, str(AXES[axis].label), str(AXES[axis].label), columns, rows)


def _comparable(name: str, published: Published, earlier: Published | None) -> int | None:
    """The figure of the period before, where that counted the same; a unit that is made up otherwise since is not."""
    if earlier is None:
        return None
    if name.startswith("unit="):
        now, then = (
            next((place.units for place in paper.places if place.cell == name), None)
            for paper in (published, earlier)
        )
        if now != then:
            return None
    return earlier.cells.get(name)


def _two_way(first: str, second: str, published: Published, units: Collection[int]) -> ReadTable:
    columns = _rows(second, published, units)
    rows = [
        Row(
            words,
            [
                *(published.cells.get(cell(name, column)) for column, _words, _depth in columns),
                published.cells.get(name),
            ],
            depth,
        )
        for name, words, depth in [*_rows(first, published, units), ("", _("Totaal"), 0)]
    ]
    title = _("%(first)s naar %(second)s") % {
        "first": AXES[first].label,
        "second": str(AXES[second].label).lower(),
    }
    return ReadTable(
        f"{first}-{second}",
        title,
        str(AXES[first].label),
        [*(words for _name, words, _depth in columns), _("Totaal")],
        rows,
        is_wide=True,
    )


def by_period(reports: Sequence[AnonymousReport]) -> Mapping[Period, AnonymousReport]:
    return {report.period: report for report in reports}
