# SPDX-License-Identifier: EUPL-1.2
"""What goes into a package, file by file, read piece by piece: memory does not grow with the municipality.

What is due within the hour is left out: a term is a maximum, and making the package takes a while.
"""

import datetime
import decimal
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models
from django.utils import translation

from accounts.models import Municipality
from oversight.models import AnonymousReport
from oversight.models.departure import Departure, Package
from oversight.reports.export import as_csv
from oversight.reports.reading import by_period, read_report, reports_of
from recordings import vault
from recordings.models import Recording
from retention import copies, verify_ledger
from retention.models import LedgerBatch, Retained, RetainedWith

from . import verify_export
from .schema import ending_of, schema_of
from .tables import INCIDENTS, RECORDINGS, Exported, fields_of, rows_of, tables_of

MARGIN = datetime.timedelta(hours=1)
ROWS, SOUND = 200, 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """A file of a package: its path, and its bytes in pieces, asked for once."""

    path: str
    pieces: Callable[[], Iterator[bytes]]


def entries_of(departure: Departure, package: Package, horizon: datetime.datetime) -> Iterator[Entry]:
    """All files of a package but its manifest; nothing that is due before `horizon`."""
    yield _text("LEESMIJ.txt", _read_me(departure, package))
    with translation.override("nl"):
        schema = json.dumps(schema_of(package), ensure_ascii=False, indent=1)
    yield _text("schema.json", schema)
    for program in (verify_export, verify_ledger):
        source = Path(str(program.__file__))
        yield Entry(source.name, lambda source=source: iter([source.read_bytes()]))  # type: ignore[misc]
    for model, fate in tables_of(package):
        rows = rows_to_export(model, fate, departure.number, package, horizon)
        yield Entry(
            f"tables/{model._meta.label}.jsonl",
            lambda rows=rows, model=model, fate=fate: _lines(rows, model, fate),  # type: ignore[misc]
        )
        if fate.file:
            for key in list(rows.values_list("pk", flat=True)):
                yield from _file(rows.filter(pk=key).first(), fate)
    if package == RECORDINGS:
        for key in list(_sounds(departure.number, horizon)):
            yield from _sound(Recording.with_due.filter(pk=key).first())
    if package == INCIDENTS:
        yield from _reports(departure.number)
        for batch in LedgerBatch.objects.filter(chain=departure.number).order_by("number").iterator():
            yield Entry(f"ledger/{copies.name_of(batch)}", lambda batch=batch: iter([copies.document(batch)]))  # type: ignore[misc]


def rows_to_export(
    model: type[models.Model], fate: Exported, number: int, package: Package, horizon: datetime.datetime
) -> "models.QuerySet[Any]":
    """The rows of a table that go along in this package: none that is due before `horizon`, by itself or with what it
    belongs to."""
    rows = rows_of(model, number).filter(fate.packages[package])
    if issubclass(model, Retained):
        rows = rows.filter(destroy_at__gt=horizon)
    elif issubclass(model, RetainedWith):
        rows = rows.filter(**{f"{model.retained_with}__destroy_at__gt": horizon})
    return rows.order_by("pk")


def _lines(rows: Any, model: type[models.Model], fate: Exported) -> Iterator[bytes]:
    fields = fields_of(model, fate)
    # What becomes a file of its own is read there.
    for row in rows.defer(fate.file).iterator(ROWS) if fate.file else rows.iterator(ROWS):
        said = {
            field.attname: path_of_file(row)
            if field.name == fate.file
            else plain(getattr(row, field.attname))
            for field in fields
        }
        yield json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def plain(value: Any) -> Any:
    """A value as it stands in JSON. Raises TypeError for a kind that nobody thought of."""
    match value:
        case datetime.datetime():
            return value.astimezone(datetime.UTC).isoformat()
        case datetime.date():
            return value.isoformat()
        case decimal.Decimal() | uuid.UUID():
            return str(value)
        case None | bool() | int() | float() | str() | list() | dict():
            return value
    raise TypeError(type(value).__name__)


def path_of_file(row: Any) -> str:
    return f"files/{row._meta.label}/{row.pk}.{ending_of(row)}"


def _file(row: Any, fate: Exported) -> Iterator[Entry]:
    # Gone since: by a decision, or with what it belongs to.
    if row is not None:
        yield Entry(path_of_file(row), lambda: iter([bytes(getattr(row, fate.file))]))


def _sounds(number: int, horizon: datetime.datetime) -> Any:
    fate = next(fate for model, fate in tables_of(RECORDINGS) if model is Recording)
    return rows_to_export(Recording, fate, number, RECORDINGS, horizon).values_list("pk", flat=True)


def _sound(recording: Any) -> Iterator[Entry]:
    """The sound of an approved call, as it is played; no byte of it in the clear ever lies on a disk here."""
    if recording is not None and recording.file:
        opened = vault.open_recording(recording)
        path = f"files/recordings.Recording/{recording.pk}.{ending_of(recording)}"
        yield Entry(path, lambda: _pieces(opened))


def _pieces(opened: vault.Opened) -> Iterator[bytes]:
    for start in range(0, opened.size, SOUND):
        yield opened.read_range(start, start + SOUND)


def _reports(number: int) -> Iterator[Entry]:
    municipality = Municipality.objects.get(pk=number)
    reports = reports_of(number)
    known = by_period(reports)
    units = list(municipality.units.values_list("pk", flat=True))
    for report in reports:
        yield from _report(municipality, report, known.get(report.period.before), units)


def _report(
    municipality: Municipality, report: AnonymousReport, before: AnonymousReport | None, units: list[int]
) -> Iterator[Entry]:
    with translation.override("nl"):
        read = read_report(municipality, report, before, units)
        content = as_csv(read) if read is not None else b""
    if content:
        yield Entry(f"reports/{report.period.slug}.csv", lambda: iter([content]))


def _text(path: str, text: str) -> Entry:
    return Entry(path, lambda: iter([text.encode()]))


def _read_me(departure: Departure, package: Package) -> str:
    what = {
        INCIDENTS: "De meldingen met alles wat erbij hoort, de daders, de mensen, de rechten, het beleid, de brieven,\n"
        "de rapportages, de logboeken en het register van vernietigingen.",
        RECORDINGS: "De goedgekeurde gespreksopnamen, met wat daarover is vastgelegd. Zij staan nooit bij de meldingen\n"
        "(gespreksopnamenprotocol, artikel 7): bewaar dit pakket apart.",
    }[package]
    return f"""Export van de registratie agressie en geweld: {departure.name}
Besluit van het college: {departure.decision}

{what}

schema.json            wat elke tabel en elk veld betekent, en wat niet is meegegaan en waarom
tables/*.jsonl         de gegevens: per tabel één regel JSON per record (UTF-8)
files/                 bestanden bij records: bewijs, beeldmerk, geluid
reports/*.csv          de anonieme rapportages
ledger/                het register van vernietigingen; te controleren met verify_ledger.py
manifest.json          elk bestand met grootte en SHA-256, ondertekend in manifest.sig
verify_export.py       controleert dit alles: python verify_export.py --public-key SLEUTEL BESTAND

Van elk record staat in destroy_at wanneer het vernietigd moet zijn. Die termijn loopt bij u door: hij is een maximum,
en niemand kan hem verlengen. Wat bij het maken van deze export aan zijn einde was, is niet meegegaan.

Bevestig de ontvangst met de bevestigingscode: de SHA-256 van manifest.json. verify_export.py toont hem.
"""
