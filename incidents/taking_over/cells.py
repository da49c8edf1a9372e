# SPDX-License-Identifier: EUPL-1.2
"""What stands in a cell, read as people write it; or why it cannot be used, at which column."""

import datetime
import re
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from gir.fields import DutchDateField, DutchTimeField
from incidents.forms.texts import LINE_MAX, TEXT_MAX, tidy
from incidents.models import Channel, Kind, Severity
from protection.bsn import NotABsn, read_bsn
from retention.terms import NonexistentLocalTime, from_local

from .columns import BY_NAME, folded

# What stands in a cell when it is not known.
UNKNOWN = frozenset({"", "-", "--", "?", "onbekend", "n.v.t", "nvt", "geen", "niet bekend"})
# Excel counts days from here; a cell that is a date but does not look like one holds such a number.
EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
EXCEL_DAYS = re.compile(r"(\d{5})(\.\d+)?")
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
DAY_IN_WORDS = re.compile(r"(?:[a-z]+dag )?(\d{1,2}) ([a-z]+) (\d{4})")
# What lists say, beside the words of this system itself.
KIND_WORDS = {
    "verbaal": Kind.VERBAL,
    "verbale agressie": Kind.VERBAL,
    "schelden": Kind.VERBAL,
    "schelden/beledigen": Kind.VERBAL,
    "belediging": Kind.VERBAL,
    "non verbaal": Kind.NON_VERBAL,
    "nonverbaal": Kind.NON_VERBAL,
    "spugen": Kind.NON_VERBAL,
    "bedreiging": Kind.THREAT,
    "dreigen": Kind.THREAT,
    "intimidatie": Kind.INTIMIDATION,
    "overige intimidatie": Kind.INTIMIDATION,
    "stalking": Kind.INTIMIDATION,
    "chantage": Kind.INTIMIDATION,
    "fysiek": Kind.VIOLENCE_PERSON,
    "fysiek geweld": Kind.VIOLENCE_PERSON,
    "fysieke agressie": Kind.VIOLENCE_PERSON,
    "mishandeling": Kind.VIOLENCE_PERSON,
    "vernieling": Kind.VIOLENCE_PROPERTY,
    "vandalisme": Kind.VIOLENCE_PROPERTY,
    "discriminatie": Kind.DISCRIMINATION,
    "seksuele intimidatie": Kind.SEXUAL,
    "online": Kind.ONLINE,
    "online agressie": Kind.ONLINE,
    "overig": Kind.OTHER,
    "anders": Kind.OTHER,
}
CHANNEL_WORDS = {
    "publieksbalie": Channel.COUNTER,
    "loket": Channel.COUNTER,
    "telefonisch": Channel.TELEPHONE,
    "tel": Channel.TELEPHONE,
    "e mail": Channel.LETTER,
    "email": Channel.LETTER,
    "mail": Channel.LETTER,
    "brief": Channel.LETTER,
    "schriftelijk": Channel.LETTER,
    "social media": Channel.SOCIAL_MEDIA,
    "straat": Channel.PUBLIC_SPACE,
    "op straat": Channel.PUBLIC_SPACE,
    "prive": Channel.PRIVATE,
    "privé": Channel.PRIVATE,
}
SEVERITY_WORDS = {
    "1": Severity.LIGHT,
    "2": Severity.MODERATE,
    "3": Severity.SERIOUS,
    "4": Severity.VERY_SERIOUS,
    "laag": Severity.LIGHT,
    "gering": Severity.LIGHT,
    "gemiddeld": Severity.MODERATE,
    "middel": Severity.MODERATE,
    "hoog": Severity.SERIOUS,
    "zwaar": Severity.SERIOUS,
    "zeer zwaar": Severity.VERY_SERIOUS,
}
OF_LISTS: dict[type[models.Choices], dict[str, Any]] = {
    Kind: KIND_WORDS,
    Channel: CHANNEL_WORDS,
    Severity: SEVERITY_WORDS,
}
BETWEEN_KINDS = re.compile(r"[;,/|+\n]| en | & ")
# Nine digits; eight are as a rule a date.
PERHAPS_BSN = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")


class Wrong(Exception):
    """Why a row cannot be taken over: the column that it is about, and a sentence for the screen."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column)
        self.column, self.reason = column, reason


def is_unknown(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return folded(text) in UNKNOWN


def read_day(text: str) -> tuple[datetime.date, datetime.time | None]:
    """A date, with the time where the cell holds one: 21-11-2024, 21 november 2024, 2024-11-21 14:30, or the number of
    days that a spreadsheet counts with. Never a year of two digits, and never the month first. Raises Wrong."""
    words = " ".join(text.casefold().replace(",", " ").split())
    if not words:
        raise Wrong("date", _("De datum ontbreekt."))
    if days := EXCEL_DAYS.fullmatch(words):
        return _counted(int(days[1]), float(days[2] or 0))
    if in_words := DAY_IN_WORDS.match(words):
        day, month, year = in_words.groups()
        number = MONTHS.index(month) + 1 if month in MONTHS else 0
        words = f"{day}-{number}-{year}{words[in_words.end() :]}"
    first, _space, rest = words.replace("t", " ", 1).partition(" ")
    try:
        # Of seven digits nobody can tell where the month begins.
        found = None if re.fullmatch(r"\d{6,7}", first) else DutchDateField().to_python(first)
    except forms.ValidationError:
        found = None
    if found is None:
        raise Wrong(
            "date", _("Dit is geen datum. Schrijf de dag, de maand en een jaar met vier cijfers: 21-11-2024.")
        )
    return found, read_time(rest)


def _counted(days: int, part: float) -> tuple[datetime.date, datetime.time | None]:
    day = EXCEL_DAY_ZERO + datetime.timedelta(days=days)
    minutes = round(part * 24 * 60)
    return day, datetime.time(*divmod(minutes, 60)) if 0 < minutes < 24 * 60 else None


def read_time(text: str) -> datetime.time | None:
    """A time of the day; None where none is known. Raises Wrong."""
    if is_unknown(text):
        return None
    if re.fullmatch(r"0?\.\d+", text):
        return _counted(0, float(text))[1]
    try:
        # A spreadsheet shows seconds that nobody noted.
        return DutchTimeField().to_python(re.sub(r"^(\d{1,2}:\d{2}):\d{2}(\.\d+)?$", r"\1", text.strip()))
    except forms.ValidationError:
        raise Wrong("time", _("Dit is geen tijd. Schrijf haar als 14:30, of laat de cel leeg.")) from None


def moment_of(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """Raises Wrong for a time that the spring night skips."""
    try:
        return from_local(day, time)
    except NonexistentLocalTime:
        raise Wrong("time", _("Deze tijd bestond niet: de klok ging die nacht vooruit.")) from None


def read_kinds(text: str) -> list[str]:
    """The kinds of aggression in a cell, each once. Raises Wrong."""
    return list(dict.fromkeys(_kind(part) for part in _parts_of_kinds(text)))


def _parts_of_kinds(text: str) -> list[str]:
    # Some words have what stands between others in them.
    if folded(text) in _words(Kind):
        return [text]
    return [part for part in BETWEEN_KINDS.split(re.sub(r"\([^()]*\)", "", text)) if folded(part)]


def _kind(part: str) -> str:
    return _word("kinds", part, Kind)


def read_channel(text: str) -> str:
    """Raises Wrong."""
    return _word("channel", text, Channel)


def read_severity(text: str) -> int:
    """From 1 (light) to 4. Raises Wrong."""
    return int(_word("severity", text, Severity))


@cache
def _words(choices: type[models.Choices]) -> dict[str, Any]:
    """What each word means: those of this system, in full and without what explains them, and those of lists."""
    found: dict[str, Any] = dict(OF_LISTS[choices])
    # A list is in Dutch, whatever the language of the screen.
    for language in ("en", "nl"):
        with override(language):
            for choice in choices:
                names = (str(choice.value), str(choice.label), _short(choice))
                found |= dict.fromkeys(map(folded, names), choice.value)
    return found


def _short(choice: Any) -> str:
    return str(choice.label).partition(" (")[0]


def _word(column: str, text: str, choices: type[models.Choices]) -> Any:
    found = _words(choices).get(folded(text))
    if found is None:
        with override("nl"):
            known = ", ".join(_short(choice) for choice in choices)
        raise Wrong(column, _("Dit woord is niet bekend. Kies uit: %(known)s.") % {"known": known})
    return found


def read_witnesses(text: str) -> int | None:
    """How many witnesses; a name is refused. Raises Wrong."""
    if folded(text) in UNKNOWN - {"geen"}:
        return None
    if folded(text) == "geen":
        return 0
    if not re.fullmatch(r"[0-9]{1,3}", text.strip()):
        raise Wrong(
            "witnesses", _("Schrijf een aantal, geen namen: getuigen worden niet met naam vastgelegd.")
        )
    return int(text)


def read_text(column: str, text: str, most: int = TEXT_MAX) -> str:
    """Free text. Raises Wrong when it is too long, or missing where it may not be."""
    found = tidy(text).strip()
    if BY_NAME[column].required and is_unknown(found):
        raise Wrong(column, _("Deze cel is leeg."))
    if len(found) > most:
        raise Wrong(column, _("Deze tekst is te lang. Er passen %(most)s tekens in.") % {"most": most})
    return found


def read_line(column: str, text: str, most: int = LINE_MAX) -> str:
    """One line; "" for what is not known. Raises Wrong."""
    found = " ".join(read_text(column, text, TEXT_MAX).split())
    if len(found) > most:
        raise Wrong(column, _("Deze tekst is te lang. Er passen %(most)s tekens in.") % {"most": most})
    return "" if is_unknown(found) else found


def refuse_bsn(column: str, text: str) -> None:
    """A BSN stands in a field of its own, with how it was verified, and not in a text. Raises Wrong."""
    for found in PERHAPS_BSN.findall(text):
        try:
            read_bsn(found)
        except NotABsn:
            continue
        raise Wrong(column, _("Hier staat een BSN. Dat wordt niet overgenomen: haal het uit de lijst."))
