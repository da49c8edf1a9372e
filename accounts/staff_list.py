# SPDX-License-Identifier: EUPL-1.2
"""Reading a list of staff: bytes that somebody brought become rows of plain text, or a clear refusal.

The list is a CSV file with Dutch headers, separated by ; or , and in UTF-8 or Windows-1252. Whatever looks like a
formula is text. Columns that are not used are not kept. What the rows would do is told by staff_import.py.
"""

import csv
import io
import unicodedata
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .administering import NotAllowed, Refused, administration_of
from .models import StaffListReading, User

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5000
LONGEST_CELL = 500

# Field of the person: the header as we ask for it, and other spellings that exports have.
HEADERS = {
    "personnel_id": ("personeelsnummer", "personeelsnr", "medewerkernummer"),
    "name": ("naam", "volledige naam"),
    "email": ("e-mail", "email", "e-mailadres", "emailadres"),
    "function": ("functie",),
    "unit": ("afdeling", "organisatieonderdeel", "onderdeel"),
    "employment": ("dienstverband",),
    "extension": ("toestel", "toestelnummer"),
}
REQUIRED = ("personnel_id", "name", "email", "unit")


class Unreadable(Refused):
    """The file as a whole cannot be used."""

    message = _("Dit bestand kan niet worden gelezen. Sla de lijst op als CSV en probeer het opnieuw.")

    def __init__(self, message: object = None) -> None:
        super().__init__(message, field="file")


def keep_reading(actor: User, data: bytes) -> StaffListReading:
    """Read the file and keep what is used of it, encrypted, for at most an hour; what the same administrator read
    before goes. Raises NotAllowed, Unreadable."""
    administration_of(actor).need_whole()
    contents = read(data)
    with transaction.atomic():
        StaffListReading.with_due.filter(author=actor).delete()
        return StaffListReading.objects.create(author=actor, contents=contents)


def reading_of(actor: User, pk: Any) -> StaffListReading:
    """A reading of one's own that is not due. Raises NotAllowed."""
    administration_of(actor).need_whole()
    reading = StaffListReading.objects.filter(pk=pk, author=actor).first()
    if reading is None:
        raise NotAllowed
    return reading


def forget_reading(actor: User, pk: Any) -> None:
    """Nothing of the list is kept any more."""
    reading_of(actor, pk).delete()


def read(data: bytes) -> dict[str, Any]:
    """`columns` that are used, `unused` headers, and `rows` as pairs of the row's number in the spreadsheet and its
    cells by field. Raises Unreadable."""
    records = _records(_text(data))
    header_number, header = next(((n, r) for n, r in records if any(r)), (0, []))
    columns, unused = _columns(header)
    rows: list[tuple[int, dict[str, str]]] = []
    for number, record in records:
        if number <= header_number or not any(record):
            continue
        if len(rows) == MAX_ROWS:
            raise Unreadable(
                _("Deze lijst is te lang. Er passen hoogstens %(most)s rijen in.") % {"most": MAX_ROWS}
            )
        cells = {field: record[place] if place < len(record) else "" for field, place in columns.items()}
        rows.append((number, cells))
    if not rows:
        raise Unreadable(_("Er staan geen mensen in deze lijst."))
    return {"columns": list(columns), "unused": unused, "rows": rows}


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Unreadable(_("Dit bestand is te groot. Het mag hoogstens 2 MB zijn."))
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


def _records(text: str) -> list[tuple[int, list[str]]]:
    first, _newline, rest = text.lstrip("\r\n").partition("\n")
    if first.strip().lower() in ("sep=;", "sep=,"):
        separator, text, skipped = first.strip()[-1], rest, 1
    else:
        separator, skipped = ";" if first.count(";") >= first.count(",") else ",", 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [
            (number, [_clean(cell) for cell in record])
            for number, record in enumerate(reader, start=1 + skipped)
        ]
    except csv.Error as error:
        raise Unreadable(
            _("Rij %(number)s kan niet worden gelezen: er staat een aanhalingsteken verkeerd.")
            % {"number": reader.line_num + skipped}
        ) from error


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip()[: LONGEST_CELL + 1]


def _columns(header: list[str]) -> tuple[dict[str, int], list[str]]:
    known = {name: field for field, names in HEADERS.items() for name in names}
    columns: dict[str, int] = {}
    unused = []
    for place, title in enumerate(header):
        field = known.get(" ".join(title.lower().split()))
        if field is None:
            unused += [title[:40]] if title else []
        elif field in columns:
            raise Unreadable(_("De kolom %(name)s staat er twee keer in.") % {"name": HEADERS[field][0]})
        else:
            columns[field] = place
    missing = [HEADERS[field][0] for field in REQUIRED if field not in columns]
    if missing:
        raise Unreadable(
            _("Deze kolommen ontbreken: %(names)s. De eerste rij moet de namen van de kolommen bevatten.")
            % {"names": ", ".join(missing)}
        )
    return columns, unused
