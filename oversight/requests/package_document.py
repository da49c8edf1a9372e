# SPDX-License-Identifier: EUPL-1.2
"""An access package as the two files that its recipient gets: a PDF/UA to read, and JSON for a program (AVG 15.3, 20).

What is held back is in neither, not even as an empty place: that there is something would tell of somebody else. Both say
instead, always in the same words, what a package leaves out. The JSON is of the shape of docs/access-package.schema.json;
what it says changes only with `VERSION`.
"""

import datetime
import json
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from incidents.letters.rendering import compile_document, printable
from oversight.public_facts import RIGHTS
from retention.terms import AMSTERDAM

from .package import Package, Shown, ShownPart, ShownSection
from .package_items import BSN, CARE, INTERNAL, OTHER, POLICE, STAFF, VICTIM, WORKPLACE, Treatment
from .package_masking import INSTEAD

FORMAT, VERSION = "gir-inzage", "1.0"
TEMPLATE = settings.BASE_DIR / "templates" / "oversight" / "access_package.typ"
PURPOSES = (
    "De gemeente legt agressie vast om haar medewerkers te helpen en om herhaling te voorkomen.",
    "Zo kan zij ook een grens stellen aan wie agressief was.",
    "Collega’s kunnen worden gewaarschuwd voor iemand die agressief was, zolang die in het register staat.",
)
RECIPIENTS = (
    "Afhandelaars en toezichthouders van het onderdeel waar het gebeurde.",
    "Raadplegers van het register: wie u bent, wanneer en waar het was, en welke sancties er zijn; niet wat er gebeurde.",
    "De agressiecoördinator, voor verzoeken zoals dit.",
    "De politie, bij een aangifte of vordering. Is dat gebeurd, dan staat het hieronder bij “Wie uw gegevens kreeg”.",
)
SOURCES = (
    "Meldingen van medewerkers van de gemeente, en wat een afhandelaar daarna naging.",
    "Er is geen koppeling met de basisregistratie personen of met een ander systeem.",
)
LEFT_OUT = (
    ("Namen van slachtoffers, hun letsel en verzuim", VICTIM),
    ("Gegevens van anderen", OTHER),
    ("Namen van wie bij de gemeente werkt", STAFF),
    ("Onderdelen en functies van medewerkers", WORKPLACE),
    ("Opvang en nazorg", CARE),
    ("Interne aantekeningen", INTERNAL),
    ("Nummers en aantekeningen van een aangifte", POLICE),
    ("Het hele burgerservicenummer", BSN),
)
MASKED_SAYS = (
    f"Waar “{INSTEAD}” staat, zijn woorden afgeschermd om iemand anders te beschermen. Dat doen wij bij iedereen die "
    "inzage vraagt. Bent u het er niet mee eens, dan kunt u dat bij de gemeente aangeven."
)


def as_json(package: Package, made_at: datetime.datetime) -> bytes:
    """The file for a program, as UTF-8."""
    request = package.request
    with translation.override("nl"):
        document = {
            "format": FORMAT,
            "version": VERSION,
            "language": "nl",
            "municipality": request.municipality.name,
            "reference": request.reference,
            "about": request.name,
            "received_on": request.received_on.isoformat(),
            "made_at": made_at.astimezone(AMSTERDAM).isoformat(timespec="seconds"),
            "purposes": list(PURPOSES),
            "recipients": list(RECIPIENTS),
            "sources": list(SOURCES),
            "rights": [_right(right) for right in RIGHTS],
            "masking": MASKED_SAYS,
            "left_out": [{"what": what, "why": why} for what, why in LEFT_OUT],
            "parts": [_part(part) for part in package.parts],
        }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _part(shown: ShownPart) -> dict[str, Any]:
    sections = [
        {
            "code": section.code,
            "title": section.title,
            "items": [_item(s) for s in section.items if s.goes is not None],
        }
        for section in shown.sections
    ]
    return {
        "code": shown.part.code,
        "title": shown.part.title,
        "sections": [section for section in sections if section["items"]],
    }


def _item(shown: Shown) -> dict[str, Any]:
    kind = "person" if shown.item.treatment == Treatment.PERSON else "text" if shown.is_text else "given"
    item: dict[str, Any] = {
        "code": shown.item.code,
        "label": shown.item.label,
        "kind": kind,
        "value": shown.goes,
    }
    if shown.is_text:
        item["masked"] = any(piece.mask for piece in shown.pieces)
    if shown.item.data is not None:
        item["data"] = shown.item.data
    return item


def _right(right: Any) -> dict[str, str]:
    return {"article": f"AVG {right.article}", "name": str(right.name), "means": str(right.means)}


def as_pdf(package: Package, made_at: datetime.datetime) -> bytes:
    """The file to read, as PDF/UA-1. Raises incidents.letters.rendering.Undrawable."""
    request, local = package.request, made_at.astimezone(AMSTERDAM)
    with translation.override("nl"):
        words = {
            "municipality": request.municipality.name,
            "reference": request.reference,
            "about": request.name,
            "received_on": date_format(request.received_on, "j F Y"),
            "made_on": f"{date_format(local.date(), 'j F Y')}, {local:%H:%M} uur",
            "purposes": list(PURPOSES),
            "recipients": list(RECIPIENTS),
            "sources": list(SOURCES),
            "rights": [_right(right) for right in RIGHTS],
            "masking": MASKED_SAYS,
            "left_out": [list(row) for row in LEFT_OUT],
            "parts": [_printed(part) for part in package.parts],
        }
        return compile_document(str(TEMPLATE), printable(words), made_at)


def _printed(shown: ShownPart) -> dict[str, Any]:
    if shown.part.code == "looks":
        # Of one look a line; of everything else a heading with a table.
        lines = [
            [_value(section, code) for code in ("at", "record", "action", "actor")]
            for section in shown.sections
        ]
        return {"title": shown.part.title, "lines": lines, "sections": []}
    sections = [
        {
            "title": section.title,
            "rows": [[s.item.label, s.goes] for s in section.items if s.goes is not None],
        }
        for section in shown.sections
    ]
    return {
        "title": shown.part.title,
        "lines": [],
        "sections": [section for section in sections if section["rows"]],
    }


def _value(section: ShownSection, code: str) -> str:
    return next((s.goes or "" for s in section.items if s.item.code == code), "")
