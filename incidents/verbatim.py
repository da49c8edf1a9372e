# SPDX-License-Identifier: EUPL-1.2
"""Whether a text looks like a conversation written down word for word: that is no account of what happened (GRO 7)."""

import re

# "Medewerker: …", "A: …", with or without a time before it, on a line of its own.
TURN = re.compile(
    r"^[\W\d]{0,20}(?P<speaker>[^\W\d][\w .'’-]{0,30}?)(?: *[\[(][\d:., ]+[\])])? *:\s+\S", re.MULTILINE
)
# 00:12, [1:02:33] or (0:07.5) at the beginning of a line. Blank lines are not part of it: searched for from every line,
# they would take the square of their number.
TIME_CODE = re.compile(
    r"^[^\S\n]*[\[(<]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])>]?(?=\s|$)", re.MULTILINE
)
# So many turns by people who speak more than once, or so many time codes: two quotes are an account.
MOST_TURNS, MOST_TIME_CODES = 5, 4


def looks_verbatim(text: str) -> bool:
    """Whether there are many turns of a few speakers, or many time codes."""
    if len(TIME_CODE.findall(text)) > MOST_TIME_CODES:
        return True
    speakers = [found["speaker"].casefold().strip() for found in TURN.finditer(text)]
    again = [speaker for speaker in speakers if speakers.count(speaker) > 1]
    return len(again) > MOST_TURNS and len(set(again)) > 1
