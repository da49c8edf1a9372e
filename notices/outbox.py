# SPDX-License-Identifier: EUPL-1.2
"""Mail leaves through a row in the same transaction as what it tells about, and a worker sends it.

Which texts there are is the business of the rooms above: a kind is the name of a pair of templates
`notices/<kind>.subject.txt` and `notices/<kind>.txt`, filled with a reference and a link only.
"""

import datetime
import logging
import uuid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from .models import OutboxMessage

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 12


def queue_mail(
    recipient: Any,
    kind: str,
    *,
    path: str = "/",
    reference: str = "",
    about: uuid.UUID | None = None,
) -> OutboxMessage | None:
    """Put a mail in the outbox, to be sent after this transaction. An inactive person gets none.

    `about` is the record that it tells of: when that is destroyed, the mail goes with it, sent or not.
    """
    if not recipient.is_active:
        return None
    return OutboxMessage.objects.create(
        recipient=recipient,
        kind=kind,
        path=path,
        reference=reference,
        about=about,
    )


def send_due_messages(limit: int = 50) -> int:
    """Send what waits; returns how many went out. Safe on several workers: each row is locked while it is sent.

    A mail that fails is tried again later, with growing pauses, and keeps the class of its last error.
    """
    sent = 0
    for key in list(_waiting().order_by("not_before").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            message = (
                _waiting()
                .select_for_update(skip_locked=_can_skip(), of=("self",))
                .select_related("recipient")
                .filter(pk=key)
                .first()
            )
            if message is not None:
                sent += _send(message)
    return sent


def _waiting() -> Any:
    return OutboxMessage.objects.filter(
        sent_at=None, not_before__lte=timezone.now(), attempts__lt=MAX_ATTEMPTS
    )


def _can_skip() -> bool:
    return transaction.get_connection().features.has_select_for_update_skip_locked


def _send(message: OutboxMessage) -> bool:
    message.attempts += 1
    if not message.recipient.is_active:
        message.attempts, message.failure = MAX_ATTEMPTS, "inactive"
        message.save()
        return False
    try:
        _email(message).send()
    except (OSError, ValueError) as error:
        # ValueError: an address or a name that cannot be written in a mail. One such mail must not stop the others.
        # Which class of error is enough to mend it; its text may quote the address.
        message.failure = type(error).__name__
        message.not_before = timezone.now() + datetime.timedelta(minutes=2**message.attempts)
        log.warning("Mail %s was not sent: %s", message.pk, message.failure)
    else:
        message.sent_at = timezone.now()
        message.failure = ""
    message.save()
    return message.sent_at is not None


def _email(message: OutboxMessage) -> EmailMessage:
    context = {"reference": message.reference, "link": settings.SITE_URL.rstrip("/") + message.path}
    with translation.override(message.recipient.language):
        return EmailMessage(
            subject=render_to_string(f"notices/{message.kind}.subject.txt", context).strip(),
            body=render_to_string(f"notices/{message.kind}.txt", context),
            to=[message.recipient.email],
        )
