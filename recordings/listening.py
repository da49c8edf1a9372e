# SPDX-License-Identifier: EUPL-1.2
"""Who listened to which call, and when: in the access log (R6), and shown to whose call it was."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import AccessLogEntry, User

from . import sitting
from .access import NotAllowed
from .models import Recording

# A player asks for a recording in many parts; so much time apart it is another time that somebody listened.
ONE_LISTENING = datetime.timedelta(minutes=10)


def note_listening(user: User, recording: Recording, session_mark: str = "") -> None:
    """Write down that this person plays it, before they get a byte; once for each time, however often the player asks.

    Raises NotAllowed when they may not.
    """
    if not Recording.objects.playable_by(user, session_mark).filter(pk=recording.pk).exists():
        raise NotAllowed
    since = timezone.now() - ONE_LISTENING
    # Another sitting is another time, however soon it comes.
    sits = sitting.running(user, session_mark).filter(recording=recording).order_by("-begun_at").first()
    since = max(since, sits.begun_at) if sits else since
    if not listenings_of(recording).filter(actor=user, at__gte=since).exists():
        AccessLogEntry.record(user, PLAYED, recording.pk, recording.destroy_at)


def listenings_of(recording: Recording) -> QuerySet[AccessLogEntry]:
    """Each time that somebody played it, the latest first: `actor` and `at`."""
    played = AccessLogEntry.objects.filter(action=PLAYED, object_id=recording.pk)
    return played.select_related("actor").order_by("-at", "-pk")


def copies_of(recording: Recording) -> QuerySet[AccessLogEntry]:
    """Each time that somebody took a copy of it, the latest first: `actor` and `at`."""
    taken = AccessLogEntry.objects.filter(
        action=AccessLogEntry.Action.DISCLOSED_RECORDING, object_id=recording.pk
    )
    return taken.select_related("actor").order_by("-at", "-pk")


PLAYED = AccessLogEntry.Action.PLAYED_RECORDING
