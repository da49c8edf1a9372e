# SPDX-License-Identifier: EUPL-1.2
"""The daily mail: at 07:00 in Amsterdam, of what came since the last one, to who chose so; none when there is nothing."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from retention.terms import from_local, local_date

from .kinds import DIGEST
from .models import OutboxMessage
from .outbox import queue_mail

AT = datetime.time(7)


def gather() -> int:
    """Write today's daily mails, once it is time; how many.

    Harmless to repeat, and safe on several workers at once: a person has one for a day. After a stop it goes as soon
    as anything runs. What came after seven waits for tomorrow.
    """
    now = timezone.now()
    day = local_date(now)
    at = from_local(day, AT)
    if now < at:
        return 0
    people = _to_gather(at).order_by("recipient").values_list("recipient", flat=True).distinct()
    return sum(_gather_for(person, day, at) for person in list(people))


def _to_gather(at: datetime.datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        way="digest", digest=None, not_before__lt=at, recipient__is_active=True
    )


@transaction.atomic
def _gather_for(person: int, day: datetime.date, at: datetime.datetime) -> bool:
    rows = _to_gather(at).filter(recipient=person)
    first = rows.select_related("recipient").first()
    if first is None:
        return False
    mail = queue_mail(first.recipient, DIGEST.name, path=reverse("messages"), once=f"digest {day}")
    if mail is None:
        return False
    rows.update(digest=mail)
    return True
