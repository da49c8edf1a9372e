# SPDX-License-Identifier: EUPL-1.2
"""Who is told of a recording, and when: a reference and a link, and nothing of the call."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.levels import Level
from accounts.models import User
from accounts.policy import people_with
from notices.outbox import queue_mail, withdraw_mails

from .models import Recording, State

# The head hears of a flagged call at once, and again when so much of its 48 hours is left.
REMIND_BEFORE = (datetime.timedelta(hours=24), datetime.timedelta(hours=6))
# Where the pages are: of one's calls, and of one.
CALLS = "/opnames/"


def path_of(recording: Recording) -> str:
    """Where its page is."""
    return f"{CALLS}{recording.pk}/"


def heads_of(recording: Recording) -> list[User]:
    """Who decides on it: the heads of its unit and their stand-ins of today, but not whose call it was."""
    return list(people_with(Level.HEAD, recording.unit).exclude(pk=recording.employee_id))


def tell_heads(recording: Recording, kind: str) -> None:
    _tell(heads_of(recording), recording, kind)


def tell_decided(recording: Recording, *, approved: bool) -> None:
    """The employee hears what was decided, and the coordinators that there is something to listen to."""
    withdraw_mails("recording_expired", recording.reference)
    _tell([recording.employee], recording, "recording_decided")
    if approved:
        root = recording.municipality.units.get(parent=None)
        _tell(people_with(Level.COORDINATOR, root), recording, "recording_approved")


def tell_when_expired(recording: Recording) -> None:
    """Unless somebody decides before its 48 hours are over, the employee and the heads hear then that it went (R2).

    Written now, because there is no recording then to ask whom to tell.
    """
    for person in [recording.employee, *heads_of(recording)]:
        queue_mail(
            person,
            "recording_expired",
            reference=recording.reference,
            path=CALLS,
            not_before=recording.destroy_at,
        )


def reminders_past(recording: Recording) -> int:
    """How many of the moments for a reminder are past now."""
    left = recording.destroy_at - timezone.now()
    return sum(left <= before for before in REMIND_BEFORE)


def send_reminders() -> int:
    """Remind the heads of every flagged call whose turn it is; how many calls. Harmless to repeat."""
    soon = timezone.now() + max(REMIND_BEFORE)
    flagged = Recording.objects.filter(state=State.FLAGGED, destroy_at__lte=soon)
    return sum(_remind(recording) for recording in flagged.order_by("destroy_at"))


def _remind(recording: Recording) -> bool:
    with transaction.atomic():
        flagged = Recording.objects.select_for_update(of=("self",)).filter(state=State.FLAGGED)
        row = flagged.filter(pk=recording.pk).first()
        if row is None or row.reminders_sent >= (past := reminders_past(row)):
            return False
        row.reminders_sent = past
        row.save()
        tell_heads(row, "recording_waits")
        return True


def _tell(people: Iterable[User], recording: Recording, kind: str) -> None:
    for person in people:
        queue_mail(person, kind, reference=recording.reference, path=path_of(recording))
