# SPDX-License-Identifier: EUPL-1.2
"""Reading a list of staff: bytes that somebody brought become rows of plain text, or a clear refusal.

The list is a CSV file with Dutch headers, separated by ; or , and in UTF-8 or Windows-1252. Whatever looks like a
formula is text. Columns that are not used are not kept. What the rows would do is told by staff_import.py.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .administering import NotAllowed, administration_of
from .csv_file import Unreadable, records_of, text_of
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
    records = records_of(text_of(data, MAX_BYTES), LONGEST_CELL)
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
