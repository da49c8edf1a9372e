# SPDX-License-Identifier: EUPL-1.2
from functools import lru_cache
from typing import Any

from retention.terms import AMSTERDAM

from . import pictures, words
from .chance import Chance
from .plans import Plan


def of(plan: Plan, chance: Chance) -> dict[str, Any]:
    """The fields of a piece of evidence that goes with this story: drawn a few times, used more often."""
    kind = plan.story.evidence
    name, caption = words.EVIDENCE[kind]
    content = _drawn(
        kind, plan.settled.town.name, chance.randrange(len(words.THREATS)), plan.occurred_at.year
    )
    return {
        "file_name": name,
        "caption": caption,
        "media_type": "application/pdf" if kind == "letter" else "image/png",
        "size": len(content),
        "content": content,
    }


@lru_cache
def _drawn(kind: str, town: str, number: int, year: int) -> bytes:
    import datetime

    moment = datetime.datetime(year, 3 + number, 7 * number + 4, 21, 14 + number, tzinfo=AMSTERDAM)
    lines = words.THREATS[number]
    if kind == "letter":
        return pictures.letter_pdf(town, moment, lines)
    if kind == "mail":
        recipient = f"publiekszaken@{town.lower()}.example"
        return pictures.mail_picture(f"afzender{year}@post.example", recipient, moment, lines)
    return pictures.message_picture(f"Anoniem_{year - 39}", moment, lines[1:])
