# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own colours: what follows from them, and whether everybody can read it (WCAG 2.2, 1.4.3 and 1.4.11).

From a main colour, and an accent if there is one, follow the dozen tokens that a theme has (static/css/themes/). A
colour is `#rrggbb` in small letters. Nothing here knows a page or a table.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

COLOUR = re.compile(r"#[0-9a-f]{6}")
TYPED = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")
TEXT, MARK = 4.5, 3.0
WHITE, BLACK = "#ffffff", "#000000"
# In how many equal steps a colour is brought to black or white when one that passes is looked for.
STEPS = 256

# What is the same in every theme (static/css/tokens.css), where a theme's colours stand on or behind it.
FIXED = {
    "paper": WHITE,
    "wash": "#f5f7f8",
    "ink": "#14242c",
    "ink-soft": "#4a5a63",
    "line-strong": "#66767f",
    "danger-fg": "#96151d",
    "focus": "#0b0c0c",
    "focus-glow": "#ffdd00",
}
ON_WHITE = _("wit en deze kleur op elkaar")
ON_TINT = _("deze kleur op de lichte achtergronden die ervan zijn gemaakt")
PRESSED = _("een knop of link waar de muis op staat")
TEXT_ON_TINT = _("gewone tekst op de lichte achtergronden die van deze kleur zijn gemaakt")
IN_HEADER = _("tekst en lijnen in de kop van de pagina")
ACCENT_LINE = _("de lijnen in deze kleur, tegen de kop en de voet van de pagina")

# (in front, behind, at least, what it is for the reader, which of the two colours it speaks about)
PAIRS: tuple[tuple[str, str, float, Any, str], ...] = (
    ("paper", "brand", TEXT, ON_WHITE, "main"),
    ("link", "paper", TEXT, ON_WHITE, "main"),
    ("brand", "wash", TEXT, ON_TINT, "main"),
    ("link", "tint", TEXT, ON_TINT, "main"),
    ("brand", "tint", TEXT, ON_TINT, "main"),
    ("brand", "tint-2", TEXT, ON_TINT, "main"),
    ("paper", "brand-deep", TEXT, PRESSED, "main"),
    ("brand-deep", "tint", TEXT, PRESSED, "main"),
    ("brand-deep", "tint-2", TEXT, PRESSED, "main"),
    ("ink", "tint", TEXT, TEXT_ON_TINT, "main"),
    ("ink", "tint-2", TEXT, TEXT_ON_TINT, "main"),
    ("ink-soft", "tint", TEXT, TEXT_ON_TINT, "main"),
    ("danger-fg", "tint", TEXT, TEXT_ON_TINT, "main"),
    ("line-strong", "tint", MARK, TEXT_ON_TINT, "main"),
    ("focus", "tint", MARK, TEXT_ON_TINT, "main"),
    ("on-header", "header", TEXT, IN_HEADER, "main"),
    ("focus-glow", "header", MARK, IN_HEADER, "main"),
    ("header-line", "header", MARK, ACCENT_LINE, "accent"),
)


def as_colour(typed: str) -> str | None:
    """What somebody typed as `#rrggbb`; None for what is no colour. `#06c` and `0066CC` are the same as `#0066cc`."""
    found = TYPED.fullmatch(typed.strip().lower())
    if found is None:
        return None
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(c * 2 for c in digits))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def mixed(one: str, other: str, share: float) -> str:
    """`one` with a share (0 to 1) of `other` in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def tokens(main: str, accent: str = "") -> dict[str, str]:
    """The colours of a theme, by their names in the style sheets without `--gir-`."""
    header = mixed(main, BLACK, 0.35)
    line = accent or _first(lambda share: mixed(main, WHITE, share), lambda c: contrast(c, header) >= MARK)
    return {
        "brand": main,
        "brand-deep": mixed(main, BLACK, 0.4),
        "header": header,
        "header-line": line,
        "on-header": WHITE,
        "link": main,
        "tint": mixed(main, WHITE, 0.94),
        "tint-2": mixed(main, WHITE, 0.86),
        "tint-line": mixed(main, WHITE, 0.72),
        "accent": line,
    }


@dataclass(frozen=True)
class TooLittle:
    """A pair that cannot be read well: which of the two colours it speaks about, what it is, what was measured."""

    about: str
    what: Any
    measured: float
    needed: float


def shortfalls(main: str, accent: str = "") -> list[TooLittle]:
    """What cannot be read well with these colours, the worst of each colour first."""
    colours = FIXED | tokens(main, accent)
    found = [
        TooLittle(about, what, ratio, least)
        for front, back, least, what, about in PAIRS
        if (ratio := contrast(colours[front], colours[back])) < least
    ]
    return sorted(found, key=lambda short: short.measured / short.needed)


def passes(main: str, accent: str = "") -> bool:
    return not shortfalls(main, accent)


def nearest_main(main: str) -> str:
    """The colour of the same hue, as little darker as it takes, that everybody can read."""
    # Beside a white accent, which always stands out: then nothing has to be looked for.
    return _first(lambda share: mixed(main, BLACK, share), lambda colour: passes(colour, WHITE))


def nearest_accent(main: str, accent: str) -> str:
    """The accent as little lighter or darker as it takes beside a main colour that passes."""
    header = tokens(main)["header"]

    def stands_out(colour: str) -> bool:
        return contrast(colour, header) >= MARK

    # White always does: the header is at least as dark as a main colour on which white can be read.
    found = [
        (step, candidate)
        for end in (WHITE, BLACK)
        for step in range(STEPS + 1)
        if stands_out(candidate := mixed(accent, end, step / STEPS))
    ]
    return min(found)[1]


def _first(candidate: Callable[[float], str], good: Callable[[str], bool]) -> str:
    """The first of the candidates, by growing share, that is good; the last one when none is."""
    for step in range(STEPS + 1):
        if good(colour := candidate(step / STEPS)):
            return colour
    return candidate(1)


# ---------- the style sheet ----------


def style_sheet(main: str, accent: str = "") -> str:
    """The theme as a style sheet. Raises ValueError for what is no colour, or cannot be read well: whatever stands
    in the style sheet was checked on the way in and once more here."""
    for colour in filter(None, (main, accent)):
        if not COLOUR.fullmatch(colour):
            raise ValueError("Not a colour.")
    if not passes(main, accent):
        raise ValueError("Too little contrast.")
    return _as_css(tokens(main, accent))


def _as_css(colours: Mapping[str, str]) -> str:
    lines = "".join(f"  --gir-{name}: {colour};\n" for name, colour in colours.items())
    return f":root.gir-theme {{\n{lines}}}\n"


def fingerprint(main: str, accent: str = "") -> str:
    """Names the style sheet that these colours give: another one when a new version of the system derives others."""
    text = _as_css(tokens(main, accent))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
