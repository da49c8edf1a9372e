# SPDX-License-Identifier: EUPL-1.2
"""What a municipality decides of its own look and words. Each function is one act of an administrator of the whole.

`shown` is what the administrator had before them (`Shown.of`): when another administrator stored something else in the
meantime, nothing is written and ChangedMeanwhile says so.
"""

import hashlib
import json
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import colours, logos
from .administering import Refused, changing
from .models import Logo, Municipality, User
from .models.municipality import Theme

COLOURS = ("theme", "main_colour", "accent_colour")
WORDS = ("perpetrator_one", "perpetrator_many", "perpetrator_one_en", "perpetrator_many_en")


class ChangedMeanwhile(Refused):
    message = gettext_lazy(
        "Een andere beheerder was u net voor. Er is nog niets bewaard. Wat u invulde, staat er nog; wat nu bewaard is, "
        "staat eronder. Kijk het na en bewaar opnieuw."
    )


class HardToRead(Refused):
    """A colour that not everybody can read; `proposal` is the nearest one that passes."""

    def __init__(self, field: str, proposal: str, message: str) -> None:
        super().__init__(message, field=field)
        self.proposal = proposal


def shown_of(row: Any, names: tuple[str, ...]) -> str:
    """Names what these fields of a row hold now, without holding it."""
    held = json.dumps([str(getattr(row, name)) for name in names])
    return hashlib.sha256(held.encode()).hexdigest()[:24]


def check_shown(row: Any, names: tuple[str, ...], shown: str) -> None:
    """Raises ChangedMeanwhile when the row holds something else than what was shown."""
    if shown_of(row, names) != shown:
        raise ChangedMeanwhile


def check_colours(main: str, accent: str) -> None:
    """Raises HardToRead, with what was measured and a colour that passes; ValueError for what is no colour."""
    if any(not colours.COLOUR.fullmatch(colour) for colour in filter(None, (main, accent))):
        raise ValueError("Not a colour.")
    if not main:
        if accent:
            raise Refused(_("Kies eerst een hoofdkleur. Een accent hoort daarbij."), field="main_colour")
        return
    if shortfalls := [short for short in colours.shortfalls(main, accent) if short.about == "main"]:
        proposal = colours.nearest_main(main)
        raise HardToRead("main_colour", proposal, _in_words(shortfalls[0], proposal))
    if accent and (shortfalls := colours.shortfalls(main, accent)):
        proposal = colours.nearest_accent(main, accent)
        raise HardToRead("accent_colour", proposal, _in_words(shortfalls[0], proposal))


def _in_words(short: colours.TooLittle, proposal: str) -> str:
    # Rounded down: 4.499 is not enough, and must not read as if it were.
    measured = number_format(int(short.measured * 100) / 100, 2)
    return _(
        "Niet iedereen kan deze kleur lezen. %(what)s: het contrast is %(measured)s op 1, en nodig is %(needed)s op 1. "
        "De dichtstbijzijnde kleur die wel kan, is %(proposal)s."
    ) % {
        "what": capfirst(str(short.what)),
        "measured": measured,
        "needed": number_format(short.needed, 1),
        "proposal": proposal,
    }


def set_colours(actor: User, theme: str, main: str, accent: str, shown: str) -> None:
    """The theme, and the municipality's own colours instead of the theme's where it has them (`#rrggbb`, or "").

    Raises NotAllowed, ChangedMeanwhile, HardToRead, Refused, ValueError for what is no theme or colour.
    """
    check_colours(main, accent)
    with changing(actor) as admin:
        admin.need_whole()
        municipality = Municipality.objects.get(pk=admin.municipality_id)
        check_shown(municipality, COLOURS, shown)
        municipality.theme = Theme(theme)
        municipality.main_colour, municipality.accent_colour = main, accent
        municipality.save(update_fields=COLOURS)


def set_words(actor: User, words: dict[str, str], shown: str) -> None:
    """The municipality's own words, by the names of WORDS; empty ones for the standard words.

    Raises NotAllowed, ChangedMeanwhile; Refused where one of a pair is missing.
    """
    for one, many in (("perpetrator_one", "perpetrator_many"), ("perpetrator_one_en", "perpetrator_many_en")):
        for name, other in ((one, many), (many, one)):
            if words[other] and not words[name]:
                raise Refused(_("Vul ook dit woord in: de ene vorm kan niet zonder de andere."), field=name)
    with changing(actor) as admin:
        admin.need_whole()
        municipality = Municipality.objects.get(pk=admin.municipality_id)
        check_shown(municipality, WORDS, shown)
        for name in WORDS:
            setattr(municipality, name, words[name])
        municipality.save(update_fields=WORDS)


def set_logo(actor: User, data: bytes) -> None:
    """Draw the picture anew and make it the municipality's logo. Raises NotAllowed, and Refused with the reason."""
    drawn = logos.clean(data)
    with changing(actor) as admin:
        admin.need_whole()
        keep_logo(Municipality.objects.get(pk=admin.municipality_id), drawn)


def keep_logo(municipality: Municipality, drawn: logos.CleanLogo) -> None:
    """Make this the logo, and forget the one before. Inside a transaction."""
    logo, _new = Logo.objects.get_or_create(
        digest=drawn.digest,
        defaults={"png": drawn.png, "width": drawn.width, "height": drawn.height},
    )
    _put(municipality, logo)


def remove_logo(actor: User) -> None:
    """The theme's emblem stands in its place again. Raises NotAllowed."""
    with changing(actor) as admin:
        admin.need_whole()
        _put(Municipality.objects.get(pk=admin.municipality_id), None)


def _put(municipality: Municipality, logo: Logo | None) -> None:
    before = municipality.logo_id
    municipality.logo = logo
    municipality.save(update_fields=["logo"])
    if before and before != municipality.logo_id:
        # Another municipality may have the very same picture.
        Logo.objects.filter(digest=before).exclude(digest__in=_in_use()).delete()


def _in_use() -> Any:
    return Municipality.objects.exclude(logo=None).values("logo_id")


def logo_of(municipality: Municipality) -> bytes | None:
    """The logo as a PNG of at most 800 by 320, for a letterhead; None where there is none. Its alternative text is
    the municipality's name."""
    return bytes(municipality.logo.png) if municipality.logo is not None else None
