# SPDX-License-Identifier: EUPL-1.2
"""Which column of the spreadsheet is what. Guessed from the headings, chosen once, kept for the next file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    """Something of an incident that a column may hold; `headings` are what lists call it, folded."""

    name: str
    label: Any
    headings: tuple[str, ...]
    required: bool = False
    help_text: Any = ""


COLUMNS = [
    Column(
        "date",
        _("Datum van het incident"),
        ("datum incident", "incidentdatum", "datum", "datum voorval", "datum gebeurtenis", "date"),
        required=True,
        help_text=_("Als 21-11-2024, met of zonder tijd. Hiervan af telt de bewaartermijn."),
    ),
    Column("time", _("Tijd"), ("tijd", "tijdstip", "tijd incident", "time")),
    Column(
        "unit",
        _("Organisatieonderdeel"),
        ("onderdeel", "organisatieonderdeel", "afdeling", "team", "cluster", "unit"),
        required=True,
        help_text=_("De naam zoals in dit systeem, of met wat erboven staat: Publiekszaken > Balie."),
    ),
    Column(
        "victim",
        _("Slachtoffer"),
        (
            "slachtoffer",
            "medewerker",
            "naam medewerker",
            "naam slachtoffer",
            "betrokken medewerker",
            "victim",
        ),
        required=True,
        help_text=_("Personeelsnummer, e-mailadres of naam."),
    ),
    Column("function", _("Functie van het slachtoffer"), ("functie", "functie medewerker", "function")),
    Column(
        "narrative",
        _("Toedracht"),
        (
            "toedracht",
            "omschrijving",
            "omschrijving incident",
            "beschrijving",
            "wat is er gebeurd",
            "narrative",
        ),
        required=True,
    ),
    Column(
        "kinds",
        _("Soort agressie"),
        ("soort agressie", "soort", "type agressie", "aard", "vorm van agressie", "kind"),
        help_text=_("Meer soorten in één cel: zet er een puntkomma, komma of / tussen."),
    ),
    Column("channel", _("Kanaal"), ("kanaal", "waar", "contactvorm", "channel")),
    Column("severity", _("Ernst"), ("ernst", "zwaarte", "gradatie", "severity")),
    Column("place", _("Plaats"), ("plaats", "locatie", "place")),
    Column(
        "aggressor", _("Naam van de dader"), ("dader", "naam dader", "veroorzaker", "agressor", "perpetrator")
    ),
    Column(
        "description",
        _("Beschrijving van de dader"),
        ("signalement", "beschrijving dader", "omschrijving dader", "kenmerken dader"),
    ),
    Column("witnesses", _("Aantal getuigen"), ("aantal getuigen", "getuigen", "witnesses")),
    Column(
        "conclusion", _("Afhandeling"), ("afhandeling", "afloop", "conclusie", "genomen actie", "conclusion")
    ),
    Column(
        "number",
        _("Nummer in de oude lijst"),
        ("nummer", "nr", "volgnummer", "meldingsnummer", "zaaknummer", "dossiernummer", "id", "number"),
        help_text=_("Hieraan wordt herkend wat al is overgenomen."),
    ),
]
BY_NAME = {column.name: column for column in COLUMNS}


def folded(text: str) -> str:
    """A heading or a word as it is compared: capitals, spaces and what joins words make no difference."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").strip(" :.*").split())


def fingerprint(heading: str) -> str:
    """What is kept of a heading: the same one is known again, and nobody reads what it was."""
    return salted_hmac("incidents.taking_over.columns", folded(heading), algorithm="sha256").hexdigest()


def guess(headings: Sequence[str], kept: Mapping[str, str]) -> dict[str, int]:
    """The place of each column that is recognised: as it was chosen the last time (`kept`: column to the fingerprint of
    its heading), or by what lists call it. A heading serves once."""
    places = {folded(heading): place for place, heading in enumerate(headings) if heading}
    places |= {fingerprint(heading): place for place, heading in enumerate(headings) if heading}
    chosen: dict[str, int] = {}
    for column in COLUMNS:
        wanted = [kept[column.name]] if column.name in kept else []
        found = [places[name] for name in [*wanted, *column.headings] if name in places]
        free = [place for place in found if place not in chosen.values()]
        if free:
            chosen[column.name] = free[0]
    return chosen
