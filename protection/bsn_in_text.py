# SPDX-License-Identifier: EUPL-1.2
"""Whether a text holds a BSN (RULES: it stands in no letter), however it is written."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from protection.bsn import NotABsn, read_bsn

LENGTH = 9
_RUN = re.compile(r"\d+(?:[ .\-\u00a0]\d+)*")
_INVISIBLE = ("Cf", "Mn", "Me")


def bsns_in(text: str, known: Iterable[str] = ()) -> list[str]:
    """The numbers in a text that pass the 11-proef, as digits; and those of `known` that stand in it in any manner."""
    digits = _plain_digits(text)
    found = [number for run in _RUN.findall(digits) for number in _in_run(run)]
    together = re.sub(r"\D", "", digits)
    found += [number for number in known if number and number in together]
    return list(dict.fromkeys(found))


def _plain_digits(text: str) -> str:
    """The text with digits of every script as 0 to 9, and without what cannot be seen."""
    shown = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in _INVISIBLE)
    return "".join(
        str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in shown
    )


def _in_run(run: str) -> Iterator[str]:
    """Numbers of nine digits, also in groups that one mark keeps apart; one of eight only when it stands by itself:
    dates look like that."""
    parts = re.split(r"(\D)", run)
    groups, marks = parts[::2], parts[1::2]
    if len(groups) == 1 and len(run) == LENGTH - 1 and (number := _bsn(run)):
        yield number
    for start in range(len(groups)):
        joined = groups[start]
        for place in range(start, len(groups)):
            if place > start:
                if marks[place - 1] != marks[start]:
                    break
                joined += groups[place]
            if len(joined) == LENGTH and (number := _bsn(joined)):
                yield number
            if len(joined) >= LENGTH:
                break


def _bsn(digits: str) -> str:
    try:
        return read_bsn(digits)
    except NotABsn:
        return ""
