# SPDX-License-Identifier: EUPL-1.2
"""The places in a text that the record fills. None of them can hold a victim, a BSN or an address: there is no such
place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from incidents.models import LetterKind
from protection.bsn_in_text import bsns_in

from .kinds import REMEDIES, Remedy

DESCRIPTIONS: dict[str, Any] = {
    "kenmerk": _("het nummer van de melding of het verzoek"),
    "gemeente": _("de naam van de gemeente"),
    "datum_incident": _("de dag van het incident"),
    "plaats_incident": _("waar het was, zoals: aan de balie"),
    "soort": _("de soorten agressie"),
    "gedrag": _("wat deze persoon deed of zei"),
    "norm": _("welke grens is overschreden"),
    "gehoord": _("of deze persoon is gehoord, in een zin"),
    "datum_besluit": _("de dag van de beslissing of het gesprek"),
    "soort_maatregel": _("wat is opgelegd, zoals: toegangsverbod"),
    "begin": _("de eerste dag"),
    "einde": _("de laatste dag"),
    "voorwaarden": _("wat er precies geldt"),
    "basisdiensten": _("hoe deze persoon de gemeente blijft bereiken"),
    "herbeoordeling": _("wanneer opnieuw wordt gekeken, in een zin"),
    "eerder_einde": _("de laatste dag van de maatregel die is verlengd"),
    "datum_opheffing": _("de laatste dag waarop het geldt"),
    "reden": _("waarom het is opgeheven of ongedaan gemaakt"),
    "schade": _("de schade van de gemeente, met de bedragen"),
    "datum_verzoek": _("de dag waarop het verzoek kwam"),
    "verzoek": _("wat is gevraagd"),
    "besluit": _("wat is besloten"),
    "overwegingen": _("waarom dat is besloten"),
    "antwoord_uiterlijk": _("de laatste dag waarop het antwoord komt"),
    "reden_uitstel": _("waarom het antwoord langer duurt"),
}
_ALWAYS = ("kenmerk", "gemeente", "datum_incident", "plaats_incident", "soort")
_OF_REQUEST = ("kenmerk", "gemeente", "datum_verzoek", "verzoek")
_GROUNDS = ("gedrag", "norm", "gehoord", "datum_besluit", "soort_maatregel")
_LASTING = ("begin", "einde", "voorwaarden", "basisdiensten", "herbeoordeling")
_WHAT_LASTS_SAYS = ("datum_incident", "gedrag", "norm", *_LASTING)


@dataclass(frozen=True)
class Places:
    """Which places a kind of letter may have, and which it must have."""

    may: tuple[str, ...]
    must: tuple[str, ...]


PLACES: dict[str, Places] = {
    LetterKind.REGISTERED: Places(_ALWAYS, ("datum_incident",)),
    LetterKind.TALK_INVITATION: Places(_ALWAYS, ("datum_incident",)),
    LetterKind.WARNING: Places(_ALWAYS + _GROUNDS, ("datum_incident", "gedrag", "norm")),
    LetterKind.TALK: Places(_ALWAYS + _GROUNDS, ("datum_incident", "gedrag", "norm")),
    LetterKind.BAN: Places(_ALWAYS + _GROUNDS + _LASTING, _WHAT_LASTS_SAYS),
    LetterKind.CONTACT: Places(_ALWAYS + _GROUNDS + _LASTING, _WHAT_LASTS_SAYS),
    LetterKind.SUSPENSION: Places(_ALWAYS + _GROUNDS + _LASTING, _WHAT_LASTS_SAYS),
    LetterKind.DAMAGE: Places((*_ALWAYS, *_GROUNDS, "schade"), ("datum_incident", "gedrag", "schade")),
    LetterKind.PROLONGING: Places(
        (*_ALWAYS, *_GROUNDS, *_LASTING, "eerder_einde"),
        (*(name for name in _WHAT_LASTS_SAYS if name != "begin"), "eerder_einde"),
    ),
    LetterKind.LIFTING: Places(
        (*_ALWAYS, *_GROUNDS, "datum_opheffing", "reden"), ("datum_opheffing", "soort_maatregel")
    ),
    LetterKind.ANNULMENT: Places((*_ALWAYS, *_GROUNDS, "reden"), ("soort_maatregel",)),
    LetterKind.REQUEST_RECEIVED: Places(
        (*_OF_REQUEST, "antwoord_uiterlijk"), ("datum_verzoek", "antwoord_uiterlijk")
    ),
    LetterKind.REQUEST_IDENTITY: Places(_OF_REQUEST, ("datum_verzoek",)),
    LetterKind.REQUEST_EXTENSION: Places(
        (*_OF_REQUEST, "antwoord_uiterlijk", "reden_uitstel"),
        ("datum_verzoek", "antwoord_uiterlijk", "reden_uitstel"),
    ),
    LetterKind.DECISION: Places(
        (*_OF_REQUEST, "besluit", "overwegingen"),
        ("verzoek", "besluit", "overwegingen"),
    ),
}
_PLACE = re.compile(r"\{([^{}]*)\}")
# What the handler fills in: a letter is not made while it is there.
_TO_FILL_IN = re.compile(r"\[[^\[\]\n]+\]")
# Words of the remedy against a besluit; and those with which it is offered to somebody.
_REMEDY = re.compile(
    r"\bbezwa(?:ar|ren)|\b(?:in |hoger )?beroep (?:in|aan|te)|\bberoep\w*schrift|\bbestuursrecht",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"\b(?:kunt|kan|mag|kunnen|mogelijk\w*|recht|binnen|maken|maak\w*|dien\w*|indien\w*|in te dienen|stuur\w*|sturen|"
    r"instellen|aantekenen|openstaat|open)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each place filled, once: what a value holds is text, and no place or heading of its own.

    Raises KeyError for a place without a value.
    """
    return _PLACE.sub(lambda found: _as_text(values[found[1]]), text)


def _as_text(value: str) -> str:
    return "\n".join(f" {line}" if line.startswith(("#", "- ")) else line for line in value.split("\n"))


def places_in(text: str) -> set[str]:
    return set(_PLACE.findall(text))


def wrong_in_subject(kind: str, subject: str) -> list[str]:
    return _wrong_places(kind, subject) + _wrong_words(kind, subject)


def wrong_in_body(kind: str, body: str, subject: str = "") -> list[str]:
    """What is wrong with a municipality's own words, in sentences; empty when they can be used. What must be there may
    stand in the subject too."""
    found = _wrong_places(kind, body)
    there = places_in(body) | places_in(subject)
    for name in PLACES[kind].must:
        if name not in there:
            found.append(
                gettext("{%(name)s} ontbreekt (%(what)s). Dit moet in de brief staan.")
                % {"name": name, "what": DESCRIPTIONS[name]}
            )
    return found + _wrong_words(kind, body)


def _wrong_places(kind: str, text: str) -> list[str]:
    known = PLACES[kind].may
    found = [
        gettext("{%(name)s} bestaat niet in deze brief. Kies een plek uit de lijst.") % {"name": name}
        for name in sorted(places_in(text))
        if name not in known
    ]
    if re.search(r"[{}]", _PLACE.sub("", text)):
        found.append(gettext("Er staat een losse accolade in de tekst. Schrijf een plek als {kenmerk}."))
    return found


def _wrong_words(kind: str, text: str) -> list[str]:
    found = []
    if bsns_in(text):
        found.append(gettext("Er staat een BSN in de tekst. Dat staat nooit in een brief."))
    if REMEDIES[LetterKind(kind)] != Remedy.OBJECTION and (words := _REMEDY.search(text)):
        found.append(
            gettext(
                "Haal “%(words)s” weg. Deze brief is geen besluit: bezwaar en beroep staan er niet tegen open. Wat wel "
                "kan, en het recht van bezwaar tegen het gebruik van persoonsgegevens, zet het systeem onder de brief."
            )
            % {"words": words[0]}
        )
    return found


def offers_objection(text: str, recorded: Mapping[str, str]) -> str:
    """The sentence in a letter that offers objection or appeal; "" when none does. What the record says somebody did,
    such as shouting about an objection of theirs, is no offer."""
    said = " ".join(" ".join(recorded.values()).split())
    for sentence in _SENTENCE.split(text):
        words = " ".join(sentence.split())
        if words and _REMEDY.search(words) and _OFFERED.search(words) and words not in said:
            return words
    return ""


def left_open(text: str, template: str) -> list[str]:
    """What the handler still has to fill in: it stands between square brackets, as in the template."""
    return [found for found in _TO_FILL_IN.findall(template) if found in text]
