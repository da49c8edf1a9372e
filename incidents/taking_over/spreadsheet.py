# SPDX-License-Identifier: EUPL-1.2
"""A spreadsheet as somebody brings it becomes headings and rows of plain text, or a clear refusal.

CSV as accounts.csv_file reads it, and XLSX (`workbook`). Nothing is computed: a formula counts as what was last shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.csv_file import Unreadable, records_of, text_of
from incidents.forms.texts import TEXT_MAX

from .workbook import ZIP, records_of_workbook

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 2000
MAX_COLUMNS = 60
LONGEST_HEADING = 60
# What stands in a row and is no name of a column: an address, a number, a date.
NO_HEADING = re.compile(r"\S+@\S+|[\d\s.,:/-]+")


@dataclass(frozen=True)
class Sheet:
    """What was read: the headings, and the rows with their number in the spreadsheet and a cell for each heading."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    # How many other sheets of the workbook were not read.
    other_sheets: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"headings": self.headings, "rows": self.rows, "other_sheets": self.other_sheets}


def read_spreadsheet(data: bytes) -> Sheet:
    """The contents of a CSV or XLSX file, known by its contents and not by its name. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            _("Dit bestand is te groot. Het mag hoogstens %(most)s MB zijn.") % {"most": MAX_BYTES // 1024**2}
        )
    if data.startswith(ZIP):
        records, other_sheets = records_of_workbook(data, MAX_COLUMNS, TEXT_MAX)
        return _sheet(records, other_sheets)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _(
                "Dit is een oud Excel-bestand, of er zit een wachtwoord op. Sla het op als XLSX zonder wachtwoord."
            )
        )
    return _sheet(records_of(text_of(data, MAX_BYTES), TEXT_MAX))


def _sheet(records: Iterable[tuple[int, list[str]]], other_sheets: int = 0) -> Sheet:
    headings: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for number, record in records:
        if not any(record):
            continue
        if not headings:
            headings = _headings(record)
            continue
        if len(rows) == MAX_ROWS:
            raise Unreadable(
                _(
                    "Deze lijst is te lang. Er passen hoogstens %(most)s rijen in. Verdeel hem over meer bestanden."
                )
                % {"most": MAX_ROWS}
            )
        cells = record[: len(headings)]
        rows.append((number, cells + [""] * (len(headings) - len(cells))))
    if not rows:
        raise Unreadable(_("Er staan geen meldingen in deze lijst."))
    return Sheet(headings, rows, other_sheets)


def _headings(record: list[str]) -> list[str]:
    """The names of the columns; cells without one, at the end, are no columns."""
    names = [" ".join(cell.split())[:LONGEST_HEADING] for cell in record]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise Unreadable(
            _("Deze lijst heeft te veel kolommen. Er passen er hoogstens %(most)s in.")
            % {"most": MAX_COLUMNS}
        )
    if len(names) < 2 or any(NO_HEADING.fullmatch(name) for name in names):
        raise Unreadable(_("De eerste rij moet de namen van de kolommen bevatten, en geen melding."))
    twice = sorted(
        {name for name in names if name and [n.casefold() for n in names].count(name.casefold()) > 1}
    )
    if twice:
        raise Unreadable(_("De kolom %(name)s staat er twee keer in.") % {"name": twice[0]})
    return names
