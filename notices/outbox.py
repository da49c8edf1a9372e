# SPDX-License-Identifier: EUPL-1.2
"""Mail leaves through a row in the same transaction as what it tells about, and a worker sends it.

Which texts there are is the business of the rooms above: a kind (notices/kinds.py) is the name of a pair of templates
`notices/<kind>.subject.txt` and `notices/<kind>.txt`, filled with a reference and a link only.
"""

import uuid
from typing import Any

from structlog.contextvars import get_contextvars

from .choosing import way_for
from .kinds import kind_named
from .models import OutboxMessage
from .sending import send_due_messages

__all__ = ["queue_mail", "send_due_messages"]


def queue_mail(
    recipient: Any,
    kind: str,
    *,
    path: str = "/",
    reference: str = "",
    about: uuid.UUID | None = None,
    detail: uuid.UUID | None = None,
    once: str = "",
    address: str | None = None,
) -> OutboxMessage | None:
    """Put a mail in the outbox, to be sent after this transaction in the way that its recipient chose. An inactive person
    gets none.

    `about` is the record that it tells of: when that is destroyed, the mail goes with it, sent or not. With `once` (a
    name of ids and dates) this person is told a single time in thirty days; None when they were. `address` is where it
    goes instead of to their own. Raises UnknownKind.
    """
    way = way_for(recipient, kind_named(kind))
    if not recipient.is_active:
        return None
    facts = {
        "kind": kind,
        "way": way,
        "path": path,
        "address": address,
        "reference": reference,
        "about": about,
        "detail": detail,
        "request_id": get_contextvars().get("request_id", ""),
    }
    if not once:
        message, is_new = OutboxMessage.objects.create(recipient=recipient, **facts), True
    else:
        message, is_new = OutboxMessage.with_due.get_or_create(recipient=recipient, once=once, defaults=facts)
    if not is_new:
        return None
    return message
