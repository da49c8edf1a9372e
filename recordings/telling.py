# SPDX-License-Identifier: EUPL-1.2
"""Who is told of a recording, and when: a reference and a link, and nothing of the call."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.levels import Level
from accounts.models import User
from accounts.policy import people_with
from notices.outbox import queue_mail

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
    _tell([recording.employee], recording, "recording_decided")
    if approved:
        root = recording.municipality.units.get(parent=None)
        _tell(people_with(Level.COORDINATOR, root), recording, "recording_approved")


def tell_expired(model: type[models.Model], keys: Sequence[Any]) -> None:
    """These records are destroyed now: of the calls among them on which nobody decided in time, the employee and the
    heads hear that they went (R2); in the transaction that destroys, so that it is true when it is read."""
    if model is not Recording:
        return
    undecided = Recording.with_due.filter(
        pk__in=keys, state=State.FLAGGED, destroy_at__lte=timezone.now()
    ).select_related("employee", "unit")
    for recording in undecided:
        _tell_both(recording, "recording_expired")


def tell_out_of_view() -> int:
    """A flagged call that is held for a request when its 48 hours are over is not destroyed yet: the employee and the
    heads hear that nobody decided in time, and that they do not see it any more. How many calls; harmless to repeat."""
    held = Recording.held.filter(state=State.FLAGGED, reminders_sent__lte=len(REMIND_BEFORE))
    count = 0
    for recording in held:
        with transaction.atomic():
            row = Recording.held.select_for_update(of=("self",)).filter(pk=recording.pk).first()
            if row is None or row.reminders_sent > len(REMIND_BEFORE):
                continue
            row.reminders_sent = len(REMIND_BEFORE) + 1
            row.save(update_fields=["reminders_sent"])
            _tell_both(row, "recording_out_of_view")
            count += 1
    return count


def _tell_both(recording: Recording, kind: str) -> None:
    for person in [recording.employee, *heads_of(recording)]:
        queue_mail(person, kind, reference=recording.reference, path=CALLS)


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
