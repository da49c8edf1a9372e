# SPDX-License-Identifier: EUPL-1.2
"""A list that somebody brings: read as they meant it, or refused; whatever is in it."""

import datetime
import io
import zipfile
from typing import Any

import pytest
from django.conf import settings as project
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.csv_file import Unreadable
from incidents.models import Channel, Kind, Severity
from incidents.taking_over import cells, workbook
from incidents.taking_over.cells import Wrong
from incidents.taking_over.columns import COLUMNS, fingerprint, guess
from incidents.taking_over.spreadsheet import MAX_BYTES, MAX_ROWS, read_spreadsheet

from .lists import HEADINGS, ROW, as_csv, as_xlsx, saved


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
def test_csv_of_every_office_is_read(encoding: str, separator: str) -> None:
    sheet = read_spreadsheet(
        as_csv({"narrative": 'Zoë zei: "genoeg; weg",\nen ging.'}, encoding=encoding, separator=separator)
    )
    assert sheet.headings == list(HEADINGS.values())
    assert sheet.rows[0][1][4] == 'Zoë zei: "genoeg; weg",\nen ging.'


def test_a_workbook_gives_the_same_rows_as_csv() -> None:
    in_workbook = read_spreadsheet(as_xlsx({}, {"number": 18}))
    assert in_workbook.rows == read_spreadsheet(as_csv({}, {"number": 18})).rows


def test_dates_times_and_numbers_of_a_workbook_become_text() -> None:
    row = {
        "date": datetime.date(2025, 2, 3),
        "time": datetime.time(14, 30),
        "number": 17.0,
        "severity": 2,
        "narrative": True,
    }
    cells_of_row = read_spreadsheet(as_xlsx(row)).rows[0][1]
    assert cells_of_row[:2] == ["2025-02-03", "14:30"]
    assert (cells_of_row[9], cells_of_row[7], cells_of_row[4]) == ("17", "2", "ja")


def test_a_formula_is_never_computed() -> None:
    """What was last shown counts; without that the cell is empty. In CSV it is text."""
    assert read_spreadsheet(as_xlsx({"narrative": '=HYPERLINK("http://x","y")'})).rows[0][1][4] == ""
    assert read_spreadsheet(as_csv({"narrative": "=1+1"})).rows[0][1][4] == "=1+1"


def test_the_first_visible_sheet_is_read_and_the_others_are_told() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.sheet_state = "hidden"
    hidden.append(["Geheim", "Verborgen"])
    shown = book.create_sheet("Lijst")
    shown.append(["Datum", "Omschrijving"])
    shown.append(["3-2-2025", "Tekst"])
    sheet = read_spreadsheet(saved(book))
    assert sheet.headings == ["Datum", "Omschrijving"]
    assert sheet.other_sheets == 1


def test_empty_rows_are_no_rows_and_keep_their_number() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Datum", "Omschrijving"])
    sheet.cell(row=1_000_000, column=1, value="3-2-2025")
    assert read_spreadsheet(saved(book)).rows == [(1_000_000, ["3-2-2025", ""])]


def with_sheet(xml: str) -> bytes:
    """A workbook whose sheet holds this."""
    source, out = zipfile.ZipFile(io.BytesIO(as_xlsx({}))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            target.writestr(part.filename, xml if is_sheet else source.read(part.filename))
    return out.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
HOSTILE = {
    "nothing": b"",
    "blank": b" \r\n",
    "half a workbook": as_xlsx({})[:900],
    "no workbook in the archive": b"PK\x03\x04" + b"x" * 100,
    "an old workbook, or one with a password": b"\xd0\xcf\x11\xe0" + b"x" * 600,
    "entities": with_sheet('<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET.format("&b;")),
    "a row beyond the last": with_sheet(
        SHEET.format(
            '<row r="1"><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>'
            '<row r="99999999999"></row>'
        )
    ),
    "broken sheet": with_sheet("<worksheet><sheetData><row"),
    "unpacks to too much": with_sheet(SHEET.format(" " * (workbook.MAX_UNPACKED + 1))),
    "a row of too many cells": with_sheet(SHEET.format(f"<row>{'<c/>' * workbook.MAX_TAGS}</row>")),
    "too many rows": as_csv(*[{}] * (MAX_ROWS + 1)),
    "too large": b"a" * (MAX_BYTES + 1),
    "too many columns": (";".join(f"k{n}" for n in range(61)) + "\n" + "x;" * 61).encode(),
    "no headings": b"3-2-2025;Burgerzaken;Vera\n4-2-2025;Burgerzaken;Wim\n",
    "a heading twice": b"Datum;datum\n1;2\n",
    "headings alone": b"Datum;Omschrijving\n",
    "zeros": b"a;b\x00\n1;2\n",
    "an open quote": b'Datum;Omschrijving\n"3-2-2025;x\n',
    "UTF-16": "Datum;Omschrijving\n1;2\n".encode("utf-16"),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_cannot_be_used_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_spreadsheet(data)
    assert refusal.value.field == "file"
    assert str(refusal.value.message).endswith(".")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"Datum;Omschrijving\n"):
        try:
            read_spreadsheet(start + data)
        except Unreadable:
            continue


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("3-2-2025", (2025, 2, 3), None),
        ("03/02/2025", (2025, 2, 3), None),
        ("2025-02-03", (2025, 2, 3), None),
        ("3 februari 2025", (2025, 2, 3), None),
        ("Maandag 3 februari 2025", (2025, 2, 3), None),
        ("03-02-2025 14:30", (2025, 2, 3), (14, 30)),
        ("2025-02-03T14:30:00", (2025, 2, 3), (14, 30)),
        ("45691", (2025, 2, 3), None),
        ("45691.604166666664", (2025, 2, 3), (14, 30)),
    ],
)
def test_a_date_as_people_and_spreadsheets_write_it(text: str, day: Any, time: Any) -> None:
    assert cells.read_day(text) == (datetime.date(*day), datetime.time(*time) if time else None)


@pytest.mark.parametrize(
    "text", ["", "gisteren", "03-25-2025", "3-2-25", "31-02-2025", "1112025", "３-２-2025", "0"]
)
def test_what_is_no_date_is_refused_at_its_column(text: str) -> None:
    with pytest.raises(Wrong) as wrong:
        cells.read_day(text)
    assert wrong.value.column == "date"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Verbaal (schelden, beledigen)", [Kind.VERBAL]),
        ("verbaal, bedreiging", [Kind.VERBAL, Kind.THREAT]),
        ("Bedreiging / Fysiek geweld tegen personen", [Kind.THREAT, Kind.VIOLENCE_PERSON]),
        ("schelden en schelden", [Kind.VERBAL]),
        ("Non-verbaal (gebaren, spugen, hinderlijk volgen); Online agressie", [Kind.NON_VERBAL, Kind.ONLINE]),
    ],
)
def test_kinds_in_one_cell(text: str, found: list[str]) -> None:
    assert cells.read_kinds(text) == found


def test_a_list_is_in_dutch_whatever_the_language_of_the_screen() -> None:
    with override("en"):
        assert cells.read_channel("Spreekkamer") == Channel.MEETING_ROOM
        with pytest.raises(Wrong) as wrong:
            cells.read_channel("postduif")
    assert "Spreekkamer" in wrong.value.reason


def test_every_word_of_this_system_is_known() -> None:
    for choice in Kind:
        assert cells.read_kinds(str(choice.label)) == [choice.value]
    for channel in Channel:
        assert cells.read_channel(str(channel.label)) == channel.value
    for severity in Severity:
        assert cells.read_severity(str(severity.label)) == severity.value


def refused_at(reader: Any, text: str) -> str:
    try:
        reader(text)
    except Wrong as wrong:
        return wrong.column
    return ""


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_in_a_cell_is_read_or_refused_at_its_column(text: str) -> None:
    readers: dict[str, Any] = {
        "date": cells.read_day,
        "time": cells.read_time,
        "kinds": cells.read_kinds,
        "channel": cells.read_channel,
        "severity": cells.read_severity,
        "witnesses": cells.read_witnesses,
        "narrative": lambda value: cells.read_text("narrative", value),
    }
    for column, reader in readers.items():
        allowed = {column, "time"} if column == "date" else {column}
        assert refused_at(reader, text) in allowed | {""}


def test_the_layout_is_guessed_and_a_kept_choice_goes_first() -> None:
    headings = ["Datum", "Afdeling", "Medewerker", "Omschrijving", "Wie"]
    assert guess(headings, {}) == {"date": 0, "unit": 1, "victim": 2, "narrative": 3}
    assert guess(headings, {"victim": fingerprint("wie")})["victim"] == 4
    assert guess(list(ROW), {})["narrative"] == list(ROW).index("narrative")


def test_the_example_in_the_docs_can_be_read() -> None:
    sheet = read_spreadsheet((project.BASE_DIR / "docs" / "voorbeeld-meldingen.csv").read_bytes())
    assert {column.name for column in COLUMNS if column.required} <= guess(sheet.headings, {}).keys()
