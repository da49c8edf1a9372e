# SPDX-License-Identifier: EUPL-1.2
"""Reading the first visible sheet of a workbook (XLSX) without being led astray by one that was made to do harm."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from accounts.csv_file import Unreadable, tidy_cell

ZIP = b"PK\x03\x04"
# What the file unpacks to, in all: far more than two thousand rows of text need, and little enough to hold in memory.
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 500
# Cells and whatever else a part holds, of which each costs a hundred times what it takes in the file: more than two
# thousand rows of sixty columns need.
MAX_TAGS = 1_000_000
READ = 1024 * 1024
# No part of a spreadsheet declares a document type; who does wants entities to be expanded. It may stand anywhere before
# the first element, of any part, in each of the encodings that an XML reader knows by itself.
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
OVERLAP = max(map(len, DOCTYPES)) - 1
# What a spreadsheet can have; a file that numbers its rows higher was made to keep the reader busy.
LAST_ROW = 1_048_576


class NoWorkbook(Unreadable):
    message = _("Dit Excel-bestand kan niet worden gelezen. Sla het opnieuw op als XLSX, of als CSV.")


def records_of_workbook(
    data: bytes, most_columns: int, longest_cell: int
) -> tuple[Iterator[tuple[int, list[str]]], int]:
    """The rows of the first visible sheet with their number, as text; and how many other sheets there are.

    Raises Unreadable, also half-way: a row is read when it is asked for.
    """
    _check_parts(data)
    # What a hostile or broken file makes the library raise is as varied as such files are.
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheet = visible[0]
        # What the sheet says of its own size is not to be trusted.
        sheet.reset_dimensions()
    except Exception as error:
        raise NoWorkbook from error
    return _records(sheet, most_columns, longest_cell), len(book.worksheets) - 1


def _records(sheet: Any, most_columns: int, longest_cell: int) -> Iterator[tuple[int, list[str]]]:
    rows = sheet.iter_rows(max_col=most_columns + 1, values_only=True)
    number, nothing = 0, (None,) * (most_columns + 1)
    while True:
        try:
            row = next(rows, None)
        except Exception as error:
            raise NoWorkbook from error
        if row is None:
            return
        number += 1
        if number > LAST_ROW:
            raise NoWorkbook
        if row and row != nothing:
            yield number, [tidy_cell(in_text(value), longest_cell) for value in row]


def _check_parts(data: bytes) -> None:
    """A part never unpacks to more than the archive says of it, so what it says can be added up beforehand."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Unreadable(
                    _("Dit bestand is uitgepakt te groot. Verwijder afbeeldingen, of sla het op als CSV.")
                )
            for part in parts:
                # Any part may be the sheet, whatever it is called.
                with archive.open(part) as opened:
                    tags = _tags_in(opened)
                if tags > MAX_TAGS:
                    raise Unreadable(
                        _(
                            "Dit bestand heeft te veel cellen. Verwijder lege rijen en kolommen, of sla het op als CSV."
                        )
                    )
    except Unreadable:
        raise
    except Exception as error:
        raise NoWorkbook from error


def _tags_in(part: IO[bytes]) -> int:
    """How many elements a part may hold at most. Raises NoWorkbook for one that declares a document type."""
    tags, end = 0, b""
    while piece := part.read(READ):
        tags += piece.count(b"<")
        seen = end + piece
        if any(doctype in seen for doctype in DOCTYPES):
            raise NoWorkbook
        end = seen[-OVERLAP:]
    return tags


def in_text(value: Any) -> str:
    """A cell as it would be typed: a date as 2026-11-21, a time as 14:30, a whole number without decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime.datetime):
        day = value.date().isoformat()
        return day if value.time() == datetime.time() else f"{day} {value:%H:%M}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
