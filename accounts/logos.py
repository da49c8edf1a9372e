# SPDX-License-Identifier: EUPL-1.2
"""The picture that a municipality brings as its logo, drawn anew: what is kept is pixels and nothing else.

Only PNG. An SVG is a program as much as a picture, and is refused.
"""

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image

from .administering import Refused

MOST_BYTES = 1024 * 1024
MOST_PIXELS = 4_000_000
# Twice as large as a page ever shows it, and enough for a letterhead on paper.
LARGEST = (800, 320)
SMALLEST = 24


class NoLogo(Refused):
    message = _("Dit is geen PNG-plaatje. Kies een bestand dat op .png eindigt.")


class BrokenLogo(Refused):
    message = _("Dit plaatje is beschadigd. Bewaar het opnieuw als PNG en probeer het nog eens.")


class LogoTooLarge(Refused):
    message = _("Dit bestand is te groot. Het mag hoogstens 1 MB zijn, en 4 miljoen beeldpunten.")


class LogoTooSmall(Refused):
    message = _("Dit plaatje is te klein. Het moet minstens 24 bij 24 beeldpunten zijn.")


class MovingLogo(Refused):
    message = _("Dit plaatje beweegt. Kies een plaatje dat stilstaat.")


@dataclass(frozen=True)
class CleanLogo:
    """A PNG of our own making, and what names it."""

    png: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.png).hexdigest()


def clean(data: bytes) -> CleanLogo:
    """The picture drawn anew, at most 800 by 320. Raises Refused (one of the above) with the reason, in words.

    The size is looked at before anything is unpacked: a bomb is refused by what it claims to be.
    """
    if len(data) > MOST_BYTES:
        raise LogoTooLarge(field="logo")
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG",))
    except Image.DecompressionBombError as error:
        raise LogoTooLarge(field="logo") from error
    except (OSError, ValueError, SyntaxError, struct.error, zlib.error) as error:
        raise NoLogo(field="logo") from error
    with picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise LogoTooLarge(field="logo")
        if min(picture.size) < SMALLEST:
            raise LogoTooSmall(field="logo")
        if getattr(picture, "is_animated", False):
            raise MovingLogo(field="logo")
        try:
            picture.load()
            shown = picture.convert("RGBA")
        except (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error) as error:
            raise BrokenLogo(field="logo") from error
    shown.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    # Pasted into a new picture, because saving copies profile and text from the old one.
    fresh = Image.new("RGBA", shown.size)
    fresh.paste(shown)
    out = io.BytesIO()
    fresh.save(out, "PNG", optimize=True)
    return CleanLogo(out.getvalue(), *fresh.size)
