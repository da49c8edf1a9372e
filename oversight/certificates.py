# SPDX-License-Identifier: EUPL-1.2
"""The certificate of destruction as a document: in Dutch, whoever asks, as it goes into the municipality's archive.

What it says comes from `retention.certificates`; the words and the layout are here and in its typst template. All that
it is about goes to typst as JSON, so that nothing in it is ever read as mark-up.
"""

import datetime
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import typst
from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import Municipality, RetentionPolicy
from incidents.models import Incident
from retention.certificates import Certificate, certify
from retention.models import LedgerEntry
from retention.terms import AMSTERDAM, end_of_day

from .words import ground_in_words, lateness_in_words, table_in_words

TEMPLATE = settings.BASE_DIR / "templates" / "oversight" / "certificate.typ"
# More batches are listed per month: the head of the last one covers all before it.
MOST_BATCHES = 40
KINDS = LedgerEntry.Kind


@dataclass(frozen=True)
class Section:
    """What stands apart in the document: rows of one kind, and of one rule unless that is ""."""

    kind: str
    rule: str
    heading: str
    meaning: str = ""
    # What goes before its term is not; and what is out of view was so at the instant, whenever it is written down.
    may_be_late: bool = False


# In this order; rows belong to the first section that they fit.
SECTIONS = [
    Section(
        KINDS.DESTROYED,
        "",
        "Vernietigd na afloop van de termijn",
        "De termijn was om. Hoe laat de laatste was, is geteld van het einde van de termijn tot de vernietiging, ook "
        "waar een verzoek van een betrokkene haar uitstelde.",
        may_be_late=True,
    ),
    Section(
        KINDS.DESTROYED_EARLY,
        "R8",
        "Eerder vernietigd, op een besluit",
        "Een verzoek of bezwaar van een betrokkene is toegewezen. De vernietiging wachtte niet op het einde van de "
        "termijn.",
    ),
    Section(
        KINDS.ERASED_IN_PART,
        "",
        "Deels gewist, op een besluit",
        "Een verzoek of bezwaar van een betrokkene is toegewezen. Gewist is wat over deze persoon ging; de melding bleef, "
        "want die gaat ook over anderen.",
    ),
    Section(
        KINDS.DESTROYED_EARLY,
        "R5",
        "Vernietigd met de laatste melding",
        "Geen melding noemde de dader meer. De vernietiging wachtte niet op het einde van de termijn.",
    ),
    Section(
        KINDS.DESTROYED_EARLY,
        "LEFT",
        "Vernietigd omdat de gemeente vertrok",
        "Het college besloot dat de gemeente deze registratie niet meer gebruikt. Wat er was, is overgedragen aan een "
        "andere organisatie, of bleef achter; daarna is hier alles vernietigd, ook wat zijn termijn nog niet had gehad.",
    ),
    Section(
        KINDS.DESTROYED_EARLY,
        "",
        "Eerder vernietigd",
        "De vernietiging wachtte niet op het einde van de termijn.",
    ),
    Section(
        "file_removed",
        "",
        "Bestanden verwijderd uit hun opslag",
        "Een bestand gaat na het record waarbij het hoort: zodra dat is vernietigd, en opnieuw tot het weg is.",
        may_be_late=True,
    ),
    Section(
        KINDS.OUT_OF_VIEW,
        "",
        "Uit het zicht, nog niet vernietigd",
        "Raadplegers van het register van daders zien dit niet meer, vanaf het einde van de termijn. Vernietigd wordt "
        "het met de melding. De laatste kolom zegt wanneer het is opgeschreven.",
    ),
]
MANNER = {
    "sqlite": "De database (SQLite) overschrijft de plaats van wat is verwijderd.",
    "postgresql": "De database (PostgreSQL) gebruikt de plaats van wat is verwijderd opnieuw; tot dan staan "
    "persoonsgegevens daar alleen versleuteld.",
}


def certificate_of(
    municipality: Municipality, from_day: datetime.date, to_day: datetime.date, now: datetime.datetime
) -> Certificate:
    """The certificate of a municipality; raises NoSuchPeriod. Harmless to repeat."""
    return certify(municipality.pk, municipality.name, from_day, to_day, now)


def file_name(municipality: Municipality, certificate: Certificate, extension: str) -> str:
    """Of ASCII letters, digits and hyphens only."""
    days = f"{certificate.from_day.isoformat()}-{certificate.to_day.isoformat()}"
    return f"verklaring-van-vernietiging-{municipality.slug}-{days}.{extension}"


def as_pdf(certificate: Certificate, json_name: str) -> bytes:
    """The document, as PDF/UA-1; the same certificate gives the same bytes. `json_name` is the file beside it."""
    with translation.override("nl"):
        words = json.dumps(in_words(certificate) | {"json_name": json_name}, ensure_ascii=False)
    return typst.compile(
        Path(TEMPLATE),
        sys_inputs={"certificate": words},
        # What is no font of the machine is the same on every machine.
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=int(certificate.made_at.timestamp()),
    )


def write_json(certificate: Certificate, municipality: Municipality, target: IO[bytes]) -> None:
    target.writelines(certificate.as_json())


def write_pdf(certificate: Certificate, municipality: Municipality, target: IO[bytes]) -> None:
    target.write(as_pdf(certificate, file_name(municipality, certificate, "json")))


def write_zip(certificate: Certificate, municipality: Municipality, target: IO[bytes]) -> None:
    """The document and its JSON together: made at one moment, so that both bear the same hash."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for extension, write in (("json", write_json), ("pdf", write_pdf)):
            with archive.open(file_name(municipality, certificate, extension), "w", force_zip64=True) as file:
                write(certificate, municipality, file)


def in_words(certificate: Certificate) -> dict[str, Any]:
    """All that the template shows, as text; in the active language where it is of the tables."""
    totals = _of_records(certificate.totals)
    municipality = Municipality.objects.filter(pk=certificate.chain).first()
    # One that left has no policy any more; then the protocols' own articles stand.
    articles = (municipality.retention_policy if municipality else RetentionPolicy()).articles
    rows: Counter[str] = Counter()
    for total in totals:
        rows[total["kind"]] += total["rows"]
    in_time = [total for total in totals if _section_of(total).may_be_late]
    said = certificate.said
    return {
        "municipality": certificate.municipality,
        "from": _day(certificate.from_day),
        "to": _day(certificate.to_day),
        "made_at": _moment(certificate.made_at),
        "still_running": certificate.made_at < end_of_day(certificate.to_day),
        "destroyed": _number(rows[KINDS.DESTROYED]),
        "early": _number(rows[KINDS.DESTROYED_EARLY]),
        "in_part": _number(rows[KINDS.ERASED_IN_PART]),
        "out_of_view": _number(rows[KINDS.OUT_OF_VIEW]),
        "in_all": sum(rows.values()),
        "too_late": sum(total["too_late"] for total in in_time),
        "latest": lateness_in_words(max((total["latest_seconds"] for total in in_time), default=0)),
        "sections": _sections(totals, articles),
        "grounds": _grounds(totals, articles),
        "manner": MANNER.get(connection.vendor, ""),
        "months": _months(certificate),
        "failures": [
            {
                "what": str(table_in_words(row["what"])),
                "object_id": row["object_id"],
                "due": _moment(_read(row["due_at"])),
                "error": row["error"],
                "attempts": _number(row["attempts"]),
            }
            for row in certificate.failures
        ],
        "overdue": [
            {
                "what": str(table_in_words(row["what"])),
                "rows": _number(row["rows"]),
                "since": _moment(_read(row["since"])),
                "late": lateness_in_words((certificate.made_at - _read(row["since"])).total_seconds()),
            }
            for row in certificate.overdue
        ],
        "chain": certificate.chain,
        "first": certificate.first,
        "last": certificate.last,
        "previous_hash": certificate.previous_hash,
        "batches": _batches(certificate),
        "batches_each": certificate.last - certificate.first < MOST_BATCHES,
        "hash": certificate.hash,
        "key_id": said["key_id"],
        "key_ids": sorted(set(certificate.batches.order_by().values_list("key_id", flat=True))),
    }


def _of_records(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what the ledger says of rights, which is no destruction, and of whom it was that something was erased: of
    that the reports are counted. It stays in the JSON."""
    return [
        row
        for row in rows
        if row["kind"] not in LedgerEntry.RIGHTS
        and (row["kind"] != KINDS.ERASED_IN_PART or row["what"] == Incident._meta.label)
    ]


def _section_of(total: dict[str, Any]) -> Section:
    """The section of a total; a kind that has none here gets one of its own, under its own label."""
    for section in SECTIONS:
        if total["kind"] == section.kind and section.rule in ("", total["rule"]):
            return section
    kind = total["kind"]
    return Section(kind, "", str(KINDS(kind).label) if kind in KINDS.values else kind, may_be_late=True)


def _sections(totals: list[dict[str, Any]], articles: Mapping[str, str]) -> list[dict[str, Any]]:
    found: dict[Section, list[dict[str, Any]]] = {section: [] for section in SECTIONS}
    for total in totals:
        found.setdefault(_section_of(total), []).append(total)
    return [
        {
            "heading": section.heading,
            "meaning": section.meaning,
            "may_be_late": section.may_be_late,
            "rows": [_row(total, articles) for total in of_section],
        }
        for section, of_section in found.items()
        if of_section
    ]


def _row(total: dict[str, Any], articles: Mapping[str, str]) -> dict[str, str]:
    return {
        "what": str(table_in_words(total["what"])),
        "rule": total["rule"],
        "article": articles.get(total["rule"], ""),
        "rows": _number(total["rows"]),
        "counted_from": _days(total["counted_from_first"], total["counted_from_last"]),
        # What is due at the end of a day has that day as its last.
        "due": _days(total["due_first"], total["due_last"], last_moment=True),
        "done": _days(total["done_first"], total["done_last"]),
        "latest": lateness_in_words(total["latest_seconds"]),
        "too_late": _number(total["too_late"]),
    }


def _grounds(totals: list[dict[str, Any]], articles: Mapping[str, str]) -> list[dict[str, str]]:
    rules = sorted({total["rule"] for total in totals})
    return [
        {"rule": rule, "article": articles.get(rule, ""), "words": str(ground_in_words(rule))}
        for rule in rules
    ]


def _months(certificate: Certificate) -> list[dict[str, str]]:
    """What was done per month, where there is more than one."""
    months = _of_records(certificate.months)
    if len({row["month"] for row in months}) < 2:
        return []
    return [
        {
            "month": date_format(row["month"].astimezone(AMSTERDAM), "F Y"),
            "what": str(table_in_words(row["what"])),
            "section": _section_of(row).heading,
            "rule": row["rule"],
            "rows": _number(row["rows"]),
            "latest": lateness_in_words(row["latest_seconds"]) if _section_of(row).may_be_late else "–",
        }
        for row in months
    ]


def _batches(certificate: Certificate) -> list[dict[str, str]]:
    """Each batch with its head; where there are many, those of each month together with the head of the last."""
    batches: Any = certificate.batches.values("number", "made_at", "rows", "hash")
    if certificate.last - certificate.first < MOST_BATCHES:
        groups = [[batch] for batch in batches]
    else:
        by_month: dict[str, list[dict[str, Any]]] = {}
        for batch in batches:
            by_month.setdefault(f"{batch['made_at'].astimezone(AMSTERDAM):%Y-%m}", []).append(batch)
        groups = list(by_month.values())
    return [
        {
            "numbers": _between(str(group[0]["number"]), str(group[-1]["number"])),
            "made_at": f"{group[-1]['made_at'].astimezone(AMSTERDAM):%d-%m-%Y %H:%M:%S}",
            "rows": _number(sum(batch["rows"] for batch in group)),
            "hash": group[-1]["hash"],
        }
        for group in groups
    ]


def _between(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def _days(first: str, last: str, *, last_moment: bool = False) -> str:
    back = datetime.timedelta(microseconds=last_moment)
    days = [(_read(text) - back).astimezone(AMSTERDAM).strftime("%d-%m-%Y") for text in (first, last)]
    return _between(*days)


def _read(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


def _moment(moment: datetime.datetime) -> str:
    local = moment.astimezone(AMSTERDAM)
    return f"{_day(local.date())}, {local:%H:%M} uur"


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")
