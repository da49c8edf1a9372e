# SPDX-License-Identifier: EUPL-1.2
"""Reading a CSV file as spreadsheets write it: separated by ; or , and in UTF-8 or Windows-1252. Whatever looks like a
formula is text."""

import csv
import io
import unicodedata

from django.utils.translation import gettext_lazy as _

from .administering import Refused


class Unreadable(Refused):
    """The file as a whole cannot be used."""

    message = _("Dit bestand kan niet worden gelezen. Sla de lijst op als CSV en probeer het opnieuw.")

    def __init__(self, message: object = None) -> None:
        super().__init__(message, field="file")


def text_of(data: bytes, most_bytes: int) -> str:
    """The text of a CSV file. Raises Unreadable."""
    if len(data) > most_bytes:
        raise Unreadable(
            _("Dit bestand is te groot. Het mag hoogstens %(most)s MB zijn.")
            % {"most": most_bytes // 1024**2}
        )
    if not data.strip():
        raise Unreadable(_("Dit bestand is leeg."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(_("Dit is een Excel-bestand. Kies in Excel: Opslaan als, en dan CSV."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        raise Unreadable(_("Dit is geen gewoon CSV-bestand. Kies in Excel: Opslaan als, en dan CSV UTF-8."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable from error


def records_of(text: str, longest_cell: int) -> list[tuple[int, list[str]]]:
    """The rows with their number in the spreadsheet, each a list of cells. What is longer than the longest cell is cut
    off one character beyond it, so that it can be told. Raises Unreadable."""
    first, _newline, rest = text.lstrip("\r\n").partition("\n")
    if first.strip().lower() in ("sep=;", "sep=,"):
        separator, text, skipped = first.strip()[-1], rest, 1
    else:
        separator, skipped = ";" if first.count(";") >= first.count(",") else ",", 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [
            (number, [tidy_cell(cell, longest_cell) for cell in record])
            for number, record in enumerate(reader, start=1 + skipped)
        ]
    except csv.Error as error:
        raise Unreadable(
            _("Rij %(number)s kan niet worden gelezen: er staat een aanhalingsteken verkeerd.")
            % {"number": reader.line_num + skipped}
        ) from error


def tidy_cell(cell: str, longest: int) -> str:
    """The text of a cell in one form, and no longer than one character beyond the longest."""
    return unicodedata.normalize("NFC", cell).strip()[: longest + 1]
