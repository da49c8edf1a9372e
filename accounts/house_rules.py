# SPDX-License-Identifier: EUPL-1.2
"""The house rules of a municipality: how people behave in its buildings, and what happens when they do not (LEI 3.2).

A text of plain lines: `# ` begins a heading, `- ` a line of a list, an empty line ends a paragraph. No HTML.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from .administering import changing
from .appearance import ChangedMeanwhile
from .models import HouseRules, Municipality, User

STANDARD = """\
# Zo gaan we met elkaar om

U komt bij ons voor hulp, een vraag of een klacht. Wij helpen u graag. Dat lukt het best als iedereen zich veilig voelt.

- Wij behandelen u met respect. Dat vragen wij ook van u.
- Bent u het ergens niet mee eens? Zeg het rustig. U kunt ook een klacht indienen.
- Volg de aanwijzingen van onze medewerkers en van de beveiliging op.

# Dit staan we niet toe

- Schelden, beledigen, discrimineren of seksueel intimideren.
- Dreigen, ook aan de telefoon, per e-mail of op sociale media.
- Duwen, slaan, spugen of iets kapotmaken.
- Een wapen, drank of drugs bij u hebben.
- Opnamen van medewerkers verspreiden om hen te beschadigen.

# Wat er gebeurt als u zich hier niet aan houdt

Wij leggen vast wat er is gebeurd. Wij kunnen het gesprek beëindigen, u waarschuwen, of u een tijd lang de toegang tot \
onze gebouwen ontzeggen. Schade verhalen wij. Bij een strafbaar feit doen wij aangifte.

Ook dan blijven de voorzieningen die u echt nodig hebt voor u bereikbaar. Wij vertellen u hoe.
"""


@dataclass(frozen=True)
class Block:
    """A piece of the text: a heading, a list or a paragraph."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """The house rules as somebody reads them, and in which language that turned out to be."""

    blocks: tuple[Block, ...]
    language: str
    known_on: datetime.date | None
    number: int


def house_rules_of(municipality: Municipality) -> HouseRules | None:
    """The version in force; None while the municipality has written none."""
    return HouseRules.objects.filter(municipality=municipality).order_by("-number").first()


def in_language(rules: HouseRules, language: str) -> Shown:
    """The text in this language, or the Dutch one where there is no other."""
    english = language.startswith("en") and bool(rules.text_en.strip())
    text = rules.text_en if english else rules.text
    return Shown(tuple(blocks(text)), "en" if english else "nl", rules.known_on, rules.number)


def blocks(text: str) -> list[Block]:
    """The text in its pieces. Whatever else stands in it is text: nothing is HTML."""
    found: list[Block] = []
    kind, lines = "", list[str]()

    def finish() -> None:
        nonlocal kind, lines
        if lines:
            found.append(Block(kind, tuple(lines)))
        kind, lines = "", []

    for line in (line.strip() for line in text.splitlines()):
        new = (
            "heading"
            if line.startswith("# ")
            else "list"
            if line.startswith("- ")
            else "paragraph"
            if line
            else ""
        )
        if new != kind or new == "heading":
            finish()
        if line:
            kind = new
            lines.append(line if new == "paragraph" else line[2:].strip())
    finish()
    return found


def write_house_rules(
    actor: User, text: str, text_en: str, known_on: datetime.date | None, after: int
) -> HouseRules:
    """A new version of the house rules; the older ones stay. The same once more makes no version.

    `after` is the number that the administrator had before them (0: none). Raises NotAllowed, ChangedMeanwhile.
    """
    with changing(actor) as admin:
        admin.need_whole()
        versions = HouseRules.objects.filter(municipality=admin.municipality_id)
        last = versions.order_by("-number").first()
        if last is not None and (last.text, last.text_en, last.known_on) == (text, text_en, known_on):
            return last
        if (last.number if last else 0) != after:
            raise ChangedMeanwhile
        return add_version(Municipality.objects.get(pk=admin.municipality_id), text, text_en, known_on)


def add_version(municipality: Municipality, text: str, text_en: str = "", known_on: Any = None) -> HouseRules:
    """The next version, whatever was there. Inside a transaction that holds the lock."""
    highest = HouseRules.objects.filter(municipality=municipality).aggregate(n=Max("number"))["n"] or 0
    return HouseRules.objects.create(
        municipality=municipality,
        number=highest + 1,
        made_at=timezone.now(),
        text=text,
        text_en=text_en,
        known_on=known_on,
    )
