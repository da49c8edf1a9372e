# SPDX-License-Identifier: EUPL-1.2
"""The messages of one person: of the last thirty days (R7), theirs and nobody else's."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from . import kinds
from .models import OutboxMessage

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A message as the page shows it."""

    message: OutboxMessage
    label: Any
    file: kinds.Attachment | None


def messages_of(person: Any) -> QuerySet[OutboxMessage]:
    """What this person was told, newest first."""
    return OutboxMessage.objects.filter(
        recipient=person, kind__in=kinds.listed_names(), not_before__lte=timezone.now()
    ).order_by("-not_before", "-pk")


def unread(person: Any) -> int:
    """How many they did not open."""
    return messages_of(person).filter(read_at=None).count()


def unread_of_each() -> Coalesce:
    """How many each did not open: for a query of people, on the index of what is unread."""
    rows = messages_of(OuterRef("pk")).filter(read_at=None).order_by().values("recipient")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def page_of(person: Any, number: int) -> tuple[list[Line], bool]:
    """The lines of this page (from 1), and whether there are older ones. What is out of their sight is left out, and
    waits for nobody any more."""
    start = (number - 1) * PAGE
    rows: Sequence[OutboxMessage] = list(messages_of(person)[start : start + PAGE + 1])
    shown = rows[:PAGE]
    hidden = kinds.out_of_sight(person, shown)
    _read([row.pk for row in shown if row.pk in hidden])
    lines = []
    for row in shown:
        if row.pk not in hidden:
            lines.append(Line(row, kinds.kind_named(row.kind).label, file_of(row)))
    return lines, len(rows) > PAGE


def in_sight(person: Any, key: uuid.UUID) -> OutboxMessage | None:
    """Their message of this id; None when it is somebody else's, gone, or about what they may not see."""
    message = messages_of(person).filter(pk=key).first()
    return None if message is None or kinds.out_of_sight(person, [message]) else message


def file_of(message: OutboxMessage) -> kinds.Attachment | None:
    """The file that goes along with it, as things stand now; None when there is none (any more)."""
    attach = kinds.kind_named(message.kind).attach
    try:
        return attach(message) if attach else None
    except kinds.NothingToSay:
        return None


def mark_read(message: OutboxMessage) -> None:
    _read([message.pk])


def mark_all_read(person: Any) -> None:
    messages_of(person).filter(read_at=None).order_by().update(read_at=timezone.now())


def _read(keys: list[uuid.UUID]) -> None:
    if keys:
        OutboxMessage.objects.filter(pk__in=keys, read_at=None).update(read_at=timezone.now())
