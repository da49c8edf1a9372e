# SPDX-License-Identifier: EUPL-1.2
"""What people do with a recording: flag it, listen, decide on it, register what happened (GRO 6, 8).

Each function locks the recording and checks again that this person may. All raise NotAllowed, which a page answers
with "not found", for whoever may not, or no longer; and Missing for what must be filled in.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from accounts.text import tidy
from retention.terms import extended_recording_due, local_date

from . import access, sitting, telling
from .access import NotAllowed
from .models import DailyCount, Outcome, Recording, RecordingQuerySet, Review, State

__all__ = ["Missing", "NotAllowed", "begin_review", "decide", "flag", "mark_registered"]

Action = AccessLogEntry.Action
WHY_MAX, REASON_MAX = 200, 2000


class Missing(ValueError):
    """Something must be filled in; `field` says what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@contextmanager
def _locked(recordings: RecordingQuerySet, recording: Recording) -> Iterator[Recording]:
    """The recording, locked, if it is among these. Raises NotAllowed."""
    with transaction.atomic():
        row = recordings.filter(pk=recording.pk).select_for_update(of=("self",)).first()
        if row is None:
            raise NotAllowed
        yield row


def flag(employee: User, recording: Recording, why: str) -> Recording:
    """The employee who had the call asks for it to be kept, inside the 48 hours, and says why in one line.

    The head and their stand-ins are told at once. Flagged again, nothing changes.
    """
    why = tidy(why)
    if not why or len(why) > WHY_MAX:
        raise Missing("why")
    with _locked(Recording.objects.of_employee(employee), recording) as row:
        if row.state != State.STORED:
            return row
        row.state, row.flagged_at, row.flag_reason = State.FLAGGED, timezone.now(), why
        row.reminders_sent = telling.reminders_past(row)
        row.save()
        _note(employee, row, Action.FLAGGED_RECORDING)
        DailyCount.add(row.municipality_id, "flagged")
        telling.tell_heads(row, "recording_flagged")
    return row


def begin_review(
    head: User, recording: Recording, *, session_mark: str, with_employee: bool, alone_reason: str = ""
) -> Review:
    """A head sits down to listen to a flagged call, together with the employee; alone needs a reason. From then on
    they can play it, in this session and until the sitting ends. The same again while it runs is the same sitting;
    who says something else ends it, for nobody listens in two ways at once."""
    alone_reason = _why_alone(with_employee, alone_reason)
    with _locked(access.for_head(Recording.objects.all(), head), recording) as row:
        for earlier in sitting.running(head, session_mark).filter(recording=row):
            if (earlier.with_employee, earlier.alone_reason) == (with_employee, alone_reason):
                return earlier
            earlier.ends_at = timezone.now()
            earlier.save()
        return _new_sitting(head, row, session_mark, with_employee, alone_reason)


def _why_alone(with_employee: bool, alone_reason: str) -> str:
    alone_reason = "" if with_employee else alone_reason.strip()
    if not with_employee and not alone_reason or len(alone_reason) > REASON_MAX:
        raise Missing("alone_reason")
    return alone_reason


def _new_sitting(
    head: User, row: Recording, session_mark: str, with_employee: bool, alone_reason: str
) -> Review:
    now = timezone.now()
    return Review.objects.create(
        recording=row,
        head=head,
        begun_at=now,
        ends_at=sitting.end_of(row, now) if session_mark else now,
        session_mark=session_mark,
        with_employee=with_employee,
        alone_reason=alone_reason,
    )


def decide(
    head: User,
    recording: Recording,
    *,
    approve: bool,
    reason: str,
    with_employee: bool,
    alone_reason: str = "",
) -> Recording:
    """A head approves or refuses a flagged call of their units, never their own, inside the 48 hours (R2).

    Approved, it is kept for ten working days more, and the coordinator sees it too. Refused, it goes when its 48 hours
    are over, and no head sees it any more. The first decision stands. Who was present is said as of the last sitting,
    which may be over by then.
    """
    reason, alone_reason = reason.strip(), _why_alone(with_employee, alone_reason)
    if not reason or len(reason) > REASON_MAX:
        raise Missing("reason")
    with _locked(Recording.objects.assessable_by(head), recording) as row:
        now = timezone.now()
        if now >= row.decide_before:
            raise NotAllowed
        last = Review.objects.filter(recording=row, head=head).last()
        if last and (last.with_employee, last.alone_reason) == (with_employee, alone_reason):
            review = last
        else:
            review = _new_sitting(head, row, "", with_employee, alone_reason)
        review.outcome = Outcome.APPROVED if approve else Outcome.REFUSED
        review.reason, review.decided_at = reason, now
        review.save()
        row.state = State.APPROVED if approve else State.REFUSED
        if approve:
            row.set_term(extended_recording_due(local_date(now)))
            DailyCount.add(row.municipality_id, "approved")
        row.save()
        _note(head, row, Action.APPROVED_RECORDING if approve else Action.REFUSED_RECORDING)
        telling.tell_decided(row, approved=approve)
    return row


def mark_registered(user: User, recording: Recording) -> Recording:
    """Somebody says that they sent a report of it: a mark, that points nowhere and goes with the recording (GRO 7). It is
    an act of its own, for nothing leads from the report to here that could set it.

    Who set it stands in the change log, which goes with the recording too; a row of the access log would stay for a
    year, beside the report that the same person made a minute later.
    """
    with _locked(access.reported_by(Recording.objects.all(), user), recording) as row:
        if row.registered_at is None:
            row.registered_at = timezone.now()
            row.save()
    return row


def _note(actor: User, row: Recording, action: AccessLogEntry.Action) -> None:
    AccessLogEntry.record(actor, action, row.pk, row.destroy_at)
