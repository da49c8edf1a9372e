# SPDX-License-Identifier: EUPL-1.2
"""How long a head's sitting lasts: what was said of who is present is true of one occasion, and not for ever (GRO 6, 8).

It ends an hour after the call could have been heard once, at the latest with the local day, and with the session in
which it was opened. Then who is present is written down anew before anything plays; so who sat down together with the
employee does not listen alone in the evening.
"""

import datetime
import secrets
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from retention.terms import end_of_day, local_date

from .models import Recording, Review

# What holds it in a session.
NUMBER = "sitting"
# Beside the length of the call: to hear a part again, and to talk about it.
TO_TALK = datetime.timedelta(hours=1)


def end_of(recording: Recording, begun_at: datetime.datetime) -> datetime.datetime:
    """When a sitting that begins at this moment ends."""
    length = datetime.timedelta(seconds=max(recording.seconds, recording.length))
    return min(begun_at + length + TO_TALK, end_of_day(local_date(begun_at)))


def running(head: Any, session_mark: str) -> QuerySet[Review]:
    """The sittings that this person opened in this session and that are not over."""
    if not isinstance(head, User) or not session_mark:
        return Review.with_due.none()
    return Review.with_due.filter(head=head, session_mark=session_mark, ends_at__gt=timezone.now())


def mark_of(request: HttpRequest) -> str:
    """What a sitting knows its session by: a keyed fingerprint of a number that the session holds, and keeps when it gets
    another key. "" in a session in which nobody sat down."""
    number = request.session.get(NUMBER, "")
    return salted_hmac("recordings.sitting", number, algorithm="sha256").hexdigest() if number else ""


def marked(request: HttpRequest) -> str:
    """The same, for who sits down now: the session holds such a number from here on."""
    request.session.setdefault(NUMBER, secrets.token_hex(16))
    return mark_of(request)
