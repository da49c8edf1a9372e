# SPDX-License-Identifier: EUPL-1.2
"""The themes an installation has: one style sheet and one emblem each, under static/.

A theme is a dozen colour tokens (static/css/themes/<name>.css) and a drawing (static/img/emblem-<name>.svg). An
installation adds its own by adding those two files; nothing else names them.
"""

from functools import cache
from pathlib import Path

DEFAULT = "standaard"
STATIC = Path(__file__).resolve().parent.parent / "static"


@cache
def available() -> tuple[str, ...]:
    """The names of the themes that have both a style sheet and an emblem; the default one comes first."""
    names = {
        sheet.stem
        for sheet in (STATIC / "css" / "themes").glob("*.css")
        if (STATIC / "img" / f"emblem-{sheet.stem}.svg").exists()
    }
    return (DEFAULT, *sorted(names - {DEFAULT}))


def safe_name(name: object) -> str:
    """`name` when it is a theme of this installation, else the default: a page never fails on its colours."""
    return name if isinstance(name, str) and name in available() else DEFAULT
