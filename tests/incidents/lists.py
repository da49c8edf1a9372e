# SPDX-License-Identifier: EUPL-1.2
"""Lists of incidents as a municipality may have kept them; everything in them is invented."""

import csv
import io
from typing import Any

from openpyxl import Workbook

from accounts.models import User
from incidents.models import TakeOverReading
from incidents.taking_over.columns import guess
from incidents.taking_over.planning import Plan, make_plan
from incidents.taking_over.taking import choose_columns, keep_reading, layout_of

DEFAULTS = {"channel": "counter", "kinds": "other", "severity": 1}
HEADINGS = {
    "date": "Datum",
    "time": "Tijd",
    "unit": "Afdeling",
    "victim": "Medewerker",
    "narrative": "Omschrijving",
    "kinds": "Soort agressie",
    "channel": "Kanaal",
    "severity": "Ernst",
    "aggressor": "Dader",
    "number": "Nr",
}
ROW = {
    "date": "03-02-2025",
    "time": "14:30",
    "unit": "Burgerzaken",
    "victim": "Stagiair Sam",
    "narrative": "Riep dat hij haar zou opwachten.",
    "kinds": "Bedreiging",
    "channel": "Balie",
    "severity": "Matig",
    "aggressor": "K. Kras",
    "number": "17",
}


def as_csv(*rows: dict[str, Any], encoding: str = "utf-8", separator: str = ";") -> bytes:
    """A list with these rows, each as ROW but for what is given."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(HEADINGS.values())
    for row in rows:
        writer.writerow([(ROW | row)[name] for name in HEADINGS])
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: dict[str, Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS.values()))
    for row in rows:
        sheet.append([(ROW | row)[name] for name in HEADINGS])
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(actor: User, data: bytes, *, closed: bool = True) -> TakeOverReading:
    """Brought, with the columns as they are guessed."""
    reading = keep_reading(actor, data)
    places = guess(reading.contents["headings"], layout_of(actor))
    return choose_columns(actor, reading.pk, places, DEFAULTS, closed=closed)


def dry_run(actor: User, data: bytes) -> Plan:
    return make_plan(actor, read(actor, data))
