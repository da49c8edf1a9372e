# SPDX-License-Identifier: EUPL-1.2
"""Which mails there are: each is a kind with a pair of templates, of a topic for which a person chooses a way.

The rooms above register theirs when the project starts (their `mail_kinds.py`), so that this room knows no other.
"""

import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How somebody hears of something; the page of messages keeps it in every case."""

    AT_ONCE = "at_once", _("Meteen een mail")
    DIGEST = "digest", _("In de dagelijkse mail")
    PAGE = "page", _("Geen mail")


class UnknownKind(LookupError):
    """A kind of mail that no room registered."""


class NothingToSay(Exception):
    """What a mail tells of is gone, not so any more, or out of its recipient's sight."""


def everybody(person: Any) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Topic:
    """What a person chooses a way for. `way` counts for who chose nothing; what is `fixed` is mailed at once, whatever
    was chosen: what the law or somebody's safety needs. `concerns` says for whom there is anything to choose."""

    name: str
    label: Any
    text: Any
    way: Way = Way.AT_ONCE
    fixed: bool = False
    concerns: Callable[[Any], bool] = everybody


@dataclass(frozen=True)
class Attachment:
    """A file that goes along with a mail."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, eq=False)
class Kind:
    """One mail: what it is called on the page of messages, and the topic it belongs to.

    `listed`: the page of messages shows it; not a mail whose link is a key. `in_sight` answers which of these records
    (the `about` of a mail) this person may see now; a mail about another one is neither sent nor shown. `attach` makes
    the file that goes along, as things stand now; it raises NothingToSay when the mail should not go any more.
    """

    name: str
    label: Any
    topic: Topic
    listed: bool = True
    in_sight: Callable[[Any, Collection[uuid.UUID]], Collection[uuid.UUID]] | None = None
    attach: Callable[[Any], Attachment | None] | None = None


_kinds: dict[str, Kind] = {}

DIGEST = Kind(
    "digest",
    _("Dagelijkse mail"),
    Topic("digest", _("Dagelijkse mail"), _("Wat u in één mail per dag wilt lezen."), fixed=True),
    listed=False,
)


def register(*kinds: Kind) -> None:
    """Add kinds. Raises ValueError for a name that another kind has."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"Two kinds of mail are called {kind.name}.")


def kind_named(name: str) -> Kind:
    """The kind of this name. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def topics_for(person: Any) -> list[Topic]:
    """The topics of which this person can get something, in the order of their registration."""
    topics = dict.fromkeys(kind.topic for kind in _kinds.values() if kind.listed)
    return [topic for topic in topics if topic.concerns(person)]


def listed_names() -> list[str]:
    return [kind.name for kind in _kinds.values() if kind.listed]


def out_of_sight(person: Any, messages: Iterable[Any]) -> set[uuid.UUID]:
    """The ids of those of these mails to this person that tell of a record they may not see (any more).

    A query or two per way of looking, whatever the number of mails.
    """
    asked: dict[Any, list[Any]] = {}
    for message in messages:
        kind = _kinds.get(message.kind)
        if message.about is not None and kind is not None and kind.in_sight is not None:
            asked.setdefault(kind.in_sight, []).append(message)
    hidden = set()
    for in_sight, rows in asked.items():
        seen = set(in_sight(person, {row.about for row in rows}))
        hidden |= {row.pk for row in rows if row.about not in seen}
    return hidden
