# SPDX-License-Identifier: EUPL-1.2
"""A report as a file: the same tables as on the page, and what their words mean. No names of people are in it.

What a spreadsheet would take for a formula is kept text: the name of a unit is typed by somebody.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from incidents.letters.rendering import printable
from retention.terms import AMSTERDAM

from .reading import ReadReport, ReadTable

TEMPLATE = settings.BASE_DIR / "templates" / "oversight" / "reports" / "report.typ"
# A cell that begins so is a formula to some spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
SHEET_TITLE = 31


def file_name(report: ReadReport, extension: str) -> str:
    """Of ASCII letters, digits and hyphens only: the municipality's address and the period."""
    return f"rapportage-agressie-{report.slug}-{report.period.slug}.{extension}"


def plain_text(text: str) -> str:
    """Text that a spreadsheet shows and does not compute. A quotation mark before it keeps it text."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def hidden_word() -> str:
    return _("niet getoond")


def made_in_words(report: ReadReport) -> str:
    return date_format(report.frozen_at.astimezone(AMSTERDAM).date(), "j F Y")


def as_csv(report: ReadReport) -> bytes:
    """One table below the other, with semicolons and a byte order mark: as a Dutch spreadsheet opens it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in _lines(report):
        writer.writerow([plain_text(value) if isinstance(value, str) else value for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(report: ReadReport) -> bytes:
    """A sheet per table, and one with what the words mean."""
    book = Workbook(write_only=True)
    book.properties.title = report.title
    book.properties.creator = report.municipality
    titles: set[str] = set()
    for table in report.tables:
        sheet = book.create_sheet(_sheet_title(table.title, titles))
        sheet.freeze_panes = "B4"
        sheet.column_dimensions["A"].width = 44
        for number in range(len(table.columns)):
            sheet.column_dimensions[get_column_letter(number + 2)].width = 16
        sheet.append([_cell(sheet, f"{table.title} – {report.title}", bold=True)])
        sheet.append([])
        sheet.append([_cell(sheet, value, bold=True) for value in _head(table)])
        for row in table.rows:
            sheet.append(
                [_cell(sheet, value, deep=row.depth) for value in _figures(table, row.label, row.figures)]
            )
    sheet = book.create_sheet(_sheet_title(_("Begrippen"), titles))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
    for line in _about(report):
        sheet.append([_cell(sheet, value) for value in line])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_pdf(report: ReadReport) -> bytes:
    """The document, as PDF/UA-1; the same report in the same language gives the same bytes."""
    return typst.compile(
        Path(TEMPLATE),
        sys_inputs={"report": json.dumps(printable(in_words(report)), ensure_ascii=False)},
        # What is no font of the machine is the same on every machine.
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=int(report.frozen_at.timestamp()),
    )


WRITERS: dict[str, tuple[str, Callable[[ReadReport], bytes]]] = {
    "pdf": ("application/pdf", as_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "csv": ("text/csv; charset=utf-8", as_csv),
}


def in_words(report: ReadReport) -> dict[str, Any]:
    """All that the template of the document shows, as text."""
    return {
        "language": get_language() or "nl",
        "municipality": _("Gemeente %(name)s") % {"name": report.municipality},
        "title": _("Rapportage agressie en geweld"),
        "period": report.period.words,
        "made": _("Vastgesteld op %(day)s") % {"day": made_in_words(report)},
        "total": _shown(report.total),
        "total_words": _("incidenten"),
        "hidden": _(
            "• betekent: niet getoond, omdat het om minder dan vijf incidenten gaat of dat zou verraden."
        ),
        "page": _("bladzijde"),
        "of": _("van"),
        "meanings_title": _("Begrippen"),
        "tables": [
            {
                "title": table.title,
                "wide": table.is_wide,
                "columns": _head(table),
                "rows": [
                    {
                        "label": row.label,
                        "depth": row.depth,
                        "figures": [_shown(figure) for figure in row.figures],
                    }
                    for row in table.rows
                ],
            }
            for table in report.tables
        ],
        "meanings": [{"word": word, "meaning": meaning} for word, meaning in report.definitions],
    }


def _shown(figure: int | None) -> str:
    return "•" if figure is None else f"{figure:,}".replace(",", ".").replace("-", "−")


def _head(table: ReadTable) -> list[str]:
    return [table.corner, *map(str, table.columns)]


def _figures(table: ReadTable, label: str, figures: Any) -> list[str | int]:
    """The difference with a figure that is not shown is not shown either."""
    return [label, *(hidden_word() if figure is None else figure for figure in figures)]


def _lines(report: ReadReport) -> Iterator[list[str | int]]:
    yield [report.title]
    for table in report.tables:
        yield []
        yield [table.title]
        yield list(_head(table))
        for row in table.rows:
            yield _figures(table, row.label, row.figures)
    yield []
    for line in _about(report):
        yield list(line)


def _about(report: ReadReport) -> list[list[str]]:
    return [
        [_("Gemeente"), report.municipality],
        [_("Periode"), report.period.words],
        [_("Vastgesteld op"), made_in_words(report)],
        [_("Begrip"), _("Betekenis")],
        *([word, meaning] for word, meaning in report.definitions),
    ]


def _cell(sheet: Any, value: str | int, *, bold: bool = False, deep: int = 0) -> Any:
    cell = WriteOnlyCell(sheet, plain_text(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        # Whatever it looks like, it is text.
        cell.data_type = "s"
        cell.alignment = Alignment(indent=deep, wrap_text=bold or len(value) > 60, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_title(title: str, taken: set[str]) -> str:
    """A title as a sheet can have: short, without the signs that it cannot, and no other sheet's."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:SHEET_TITLE].strip()
    name, number = plain, 2
    while name.lower() in taken:
        name, number = f"{plain[: SHEET_TITLE - 3]} {number}", number + 1
    taken.add(name.lower())
    return name
