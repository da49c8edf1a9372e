# SPDX-License-Identifier: EUPL-1.2
"""An access package for who works on it, in words: why there is none yet, what was decided, what is held back."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.models import Unmasking

from .package import Package, Shown, ShownPart
from .package_deciding import NotAllowed, decidable
from .package_gathering import Blocked
from .package_items import Treatment
from .package_masking import same_words

# Of who looked a page shows no more lines; the package has them all.
LOOKS_SHOWN = 200

BLOCKED: dict[Blocked, Any] = {
    Blocked.OTHER_KIND: gettext_lazy("Dit is geen verzoek om inzage."),
    Blocked.IDENTITY: gettext_lazy("Stel eerst vast wie dit vraagt. Daarna kunt u het pakket maken."),
    Blocked.NO_SUBJECTS: gettext_lazy(
        "Er is nog niets gevonden en bevestigd over deze persoon. Zoek eerst, en bevestig wat over hem of haar gaat."
    ),
    Blocked.DECIDED: gettext_lazy("Over dit verzoek is besloten. Een nieuw pakket kan niet meer."),
    Blocked.OWN: gettext_lazy(
        "Een andere coördinator maakt dit pakket: het gaat over een melding waarin u zelf slachtoffer bent."
    ),
    Blocked.PARTY: gettext_lazy(
        "Een andere coördinator maakt dit pakket: u doet dit verzoek zelf, of u meldde waar het over gaat of voerde zelf het "
        "gesprek."
    ),
    Blocked.NOT_READABLE: gettext_lazy(
        "U ziet niet alle meldingen waarin deze persoon staat. Een coördinator die afhandelaar of toezichthouder van de "
        "hele gemeente is, kan het pakket maken."
    ),
    Blocked.GONE: gettext_lazy(
        "Iets wat voor dit verzoek was bevestigd, is er niet meer. Haal de bevestiging weg, dan kan het pakket zonder."
    ),
    Blocked.WHICH_VICTIM: gettext_lazy(
        "In een melding staan meer slachtoffers, en het is niet duidelijk wie van hen dit vraagt."
    ),
}


def blocked_in_words(blocked: Blocked | None) -> Any:
    return BLOCKED[blocked] if blocked is not None else ""


@dataclass(frozen=True)
class Decided:
    """A decision as the overview lists it."""

    row: Unmasking
    label: str


def decisions(package: Package) -> list[Decided]:
    """What was decided to go along, the first decision first; of what is no longer there by its number."""
    return [Decided(row, _label(package, row)) for row in package.unmaskings]


def _label(package: Package, row: Unmasking) -> str:
    if row.what.startswith("addedmask."):
        return _("Woorden die u zelf afschermde")
    found = package.find(row.what)
    if found is None:
        return _("Iets wat niet meer in het pakket staat")
    part, shown = found
    label = f"{part.part.title}: {shown.item.label}"
    return f"{label}, “{row.word}”" if row.word else label


@dataclass(frozen=True)
class Asked:
    """What somebody is about to let go: its label and itself. `part` is None for words that were added."""

    label: str
    text: str
    why: str
    words: str
    part: ShownPart | None

    @property
    def seen(self) -> str:
        """By what the answer to a page is known to be about what was on it."""
        return hashlib.sha256(f"{self.label}\n{self.text}".encode()).hexdigest()


def held_back(package: Package, what: str, place: int | None) -> Asked:
    """What is held back by this name; `place` is where the words of a text begin. Raises NotAllowed."""
    for added in package.added:
        if added.what == what and place is None:
            why = _("Een coördinator schermde deze woorden af.")
            return Asked(_("Woorden die u zelf afschermde"), added.words, why, "", None)
    found = package.find(what)
    if found is None:
        raise NotAllowed
    part, shown = found
    if place is None:
        if not shown.may_be_unmasked:
            raise NotAllowed
        return Asked(shown.item.label, shown.item.value, shown.item.why, "", part)
    piece = next((p for p in shown.pieces if p.mask and p.mask.start == place and decidable(p.mask)), None)
    if piece is None:
        raise NotAllowed
    why = _("Deze woorden zijn herkend als naam, werkplek of bereikbaarheid van iemand.")
    return Asked(shown.item.label, piece.text, why, piece.text, part)


@dataclass(frozen=True)
class Masked:
    """Words of a text that can be let go, and where the first of them begins."""

    words: str
    place: int


@dataclass(frozen=True)
class Line:
    """An item on the page of its part."""

    shown: Shown
    masked: list[Masked]


def lines_of(part: ShownPart) -> dict[str, Any]:
    """For the page of a part: its sections with lines. Who looked is a table, and each of them once with their name."""
    if part.part.code != "looks":
        sections = [(s.title, [Line(shown, _masked(shown)) for shown in s.items]) for s in part.sections]
        return {"sections": sections, "looks": [], "lookers": [], "more_looks": 0}
    lookers: dict[str, Shown] = {}
    for shown in part.items:
        if shown.item.treatment == Treatment.PERSON:
            lookers.setdefault(shown.item.what, shown)
    looks = [[shown.goes for shown in section.items] for section in part.sections[:LOOKS_SHOWN]]
    more = max(len(part.sections) - LOOKS_SHOWN, 0)
    return {"sections": [], "looks": looks, "lookers": list(lookers.values()), "more_looks": more}


def _masked(shown: Shown) -> list[Masked]:
    found: dict[str, Masked] = {}
    for piece in shown.pieces:
        if piece.mask and decidable(piece.mask):
            found.setdefault(same_words(piece.text), Masked(piece.text, piece.mask.start))
    return list(found.values())
