# SPDX-License-Identifier: EUPL-1.2
"""Files that were made to do harm, beside those of tests/incidents/test_evidence.py (pictures and documents),
tests/accounts/test_logos.py, tests/accounts/test_staff_list.py and tests/incidents/test_taking_over_reading.py."""

import io
import zipfile
from contextlib import suppress

import pytest
from openpyxl import Workbook

from accounts.csv_file import Unreadable
from incidents.taking_over.spreadsheet import MAX_BYTES, read_spreadsheet
from incidents.taking_over.workbook import MAX_UNPACKED
from tests.incidents.lists import saved

ROWS = [["datum", "onderdeel", "slachtoffer"], ["21-11-2026", "Burgerzaken", "Vera"]]
SHEET = "xl/worksheets/sheet1.xml"


def plain() -> bytes:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    return saved(book)


def with_part(name: str, change: object) -> bytes:
    """The workbook with one part changed by a function of its bytes; or a part more, where it is bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name and callable(change) else data)
        if isinstance(change, bytes):
            new.writestr(name, change)
    return made.getvalue()


def after_the_declaration(data: bytes, more: bytes) -> bytes:
    """`more` between the declaration of an XML part and its first element, where a document type may stand."""
    head, mark, rest = data.partition(b"?>")
    return head + mark + more + rest if mark else more + data


LAUGHS = b"<!DOCTYPE x [" + b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(9)
)
LAUGHS += b"]>"
FAR = b"<!--" + b"x" * 9_000 + b"-->"
NEXT_PIECE = b"<!--" + b"x" * (1024 * 1024) + b"-->"


def test_the_workbook_itself_is_read() -> None:
    assert read_spreadsheet(plain()).rows == [(2, ROWS[1])]
    assert read_spreadsheet(with_part(SHEET, lambda data: after_the_declaration(data, FAR))).rows


@pytest.mark.parametrize(
    "before", [b"", FAR, NEXT_PIECE], ids=["at once", "after a comment", "in the next piece"]
)
def test_a_document_type_is_refused_wherever_it_stands(before: bytes) -> None:
    """Entities are what a document type is made for: they unpack to gigabytes, or read a file of the server."""
    for doctype in (LAUGHS, b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'):
        data = with_part(SHEET, lambda sheet, d=doctype: after_the_declaration(sheet, before + d))
        with pytest.raises(Unreadable):
            read_spreadsheet(data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_nor_does_another_encoding_hide_it(encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b"\xfe\xff"

    def change(data: bytes) -> bytes:
        text = (
            after_the_declaration(data, LAUGHS).decode().replace("UTF-8", "UTF-16").replace("utf-8", "UTF-16")
        )
        return mark + text.encode(encoding)

    with pytest.raises(Unreadable):
        read_spreadsheet(with_part(SHEET, change))


def test_a_sheet_by_another_name_is_looked_at_too() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            data = old.read(part).replace(b"sheet1.xml", b"sheet1.bin")
            if part.filename == SHEET:
                data = after_the_declaration(data, LAUGHS)
            new.writestr(part.filename.replace("sheet1.xml", "sheet1.bin"), data)
    with pytest.raises(Unreadable):
        read_spreadsheet(made.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part("xl/media/image1.png", b"\0" * (MAX_UNPACKED + 1))
    assert len(bomb) < MAX_BYTES
    with pytest.raises(Unreadable, match="te groot"):
        read_spreadsheet(bomb)
    many = io.BytesIO(plain())
    with zipfile.ZipFile(many, "a") as archive:
        for number in range(600):
            archive.writestr(f"x{number}", b"")
    with pytest.raises(Unreadable):
        read_spreadsheet(many.getvalue())


@pytest.mark.parametrize(
    "name", ["../../manage.py", "/etc/passwd", "..\\..\\x", "C:\\x", "a\0b", "con", "x" * 5000]
)
def test_a_part_with_a_path_is_written_nowhere(name: str) -> None:
    """Nothing is unpacked to a disk: the name of a part is a name and no place."""
    with suppress(Unreadable):
        assert read_spreadsheet(with_part(name, b"x")).rows == [(2, ROWS[1])]
