# SPDX-License-Identifier: EUPL-1.2
"""A mail as it goes out: from its templates, with a reference and a link, to an address alone."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from . import kinds
from .kinds import NothingToSay
from .models import OutboxMessage


@dataclass(frozen=True)
class Gathered:
    """What the daily mail says of one kind: how many, and of each its reference and link."""

    label: Any
    lines: list[tuple[str, str]]


def email_of(message: OutboxMessage) -> EmailMessage:
    """The mail of this row, in its recipient's language. Raises NothingToSay.

    Its Message-ID is that of the row: who gets it twice, because a worker died between sending and writing that down,
    has a mail program that can see so. No name stands in it, the recipient's neither.
    """
    person, kind = message.recipient, kinds.kind_named(message.kind)
    if kinds.out_of_sight(person, [message]):
        raise NothingToSay
    context: dict[str, Any] = {
        "reference": message.reference,
        "link": link_to(message.path),
        "at": message.created_at,
    }
    with translation.override(person.language):
        if kind is kinds.DIGEST:
            context["gathered"] = gathered_in(message)
        subject = " ".join(render_to_string(f"notices/{message.kind}.subject.txt", context).split())
        email = EmailMessage(
            subject=subject,
            body=render_to_string(f"notices/{message.kind}.txt", context),
            to=[message.address or person.email],
            headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
        )
        attachment = kind.attach(message) if kind.attach else None
    if attachment is not None:
        email.attach(attachment.name, attachment.content, attachment.media_type)
    return email


def gathered_in(digest: OutboxMessage) -> list[Gathered]:
    """What a daily mail names: of the rows that are still there and in sight, by kind. Raises NothingToSay."""
    rows = list(OutboxMessage.objects.filter(digest=digest).order_by("not_before", "pk"))
    hidden = kinds.out_of_sight(digest.recipient, rows)
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row.pk not in hidden:
            by_kind.setdefault(row.kind, []).append((row.reference, link_to(row.path)))
    if not by_kind:
        raise NothingToSay
    return [Gathered(kinds.kind_named(name).label, lines) for name, lines in by_kind.items()]


def link_to(path: str) -> str:
    """The address in full, as it stands in a mail."""
    return settings.SITE_URL.rstrip("/") + path


def message_id(message: OutboxMessage) -> str:
    return f"<{message.pk}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
