# SPDX-License-Identifier: EUPL-1.2
"""A caller asks for the recording of their call: found by day, hour and number, held while it waits, and answered.

The coordinator who looks sees that there is a call, when it was and how long, and can play nothing of it. What the
caller said of themselves is sought and not kept. The search stands in the access log, whatever it finds.
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from protection.blind_index import blind_index_q
from retention import holds
from retention.engine import destroy_early
from retention.models import Hold, LedgerEntry, Request
from retention.terms import end_of_day, hold_ends, local_date, recording_due, start_of_day

from . import access
from .access import NotAllowed
from .models import Answer, CallerRequest, Disclosure, Recording

Action = AccessLogEntry.Action
# How far from the hour that the caller remembers; of several calls the nearest is meant.
AROUND = datetime.timedelta(hours=1)
TERM = datetime.timedelta(hours=48)
ENDINGS = {
    Answer.GIVEN: Hold.Ending.GRANTED,
    Answer.REFUSED: Hold.Ending.REFUSED,
    Answer.WITHDRAWN: Hold.Ending.WITHDRAWN,
}


def requests_for(user: Any) -> QuerySet[CallerRequest]:
    """The requests of the municipality, for who handles them; the newest first."""
    rows = CallerRequest.objects.filter(municipality=user.municipality_id).select_related("handled_by")
    return rows if access.coordinates(user) else rows.none()


def available() -> QuerySet[Recording]:
    """The recordings that can still be given: not due, or held for a request; and with a key."""
    now = timezone.now()
    return access.with_sound(Recording.with_due.filter(Q(destroy_at__gt=now) | Q(held_until__gt=now)))


class ComesLater(ValueError):
    """The day of receipt or the call lies in the future, or the request came too long ago."""


@transaction.atomic
def register_request(
    coordinator: User, received_on: datetime.date, called_at: datetime.datetime, number: str
) -> CallerRequest:
    """Write a request down and look for its call: within an hour of `called_at`, from this number.

    What is found is held from its due moment on, until the answer and at most three months (RULES: "Holds"). Where
    nothing is found there is an answer at once: destroyed, or when its 48 hours are not over, not found. Raises
    NotAllowed, ComesLater.
    """
    if not access.coordinates(coordinator):
        raise NotAllowed
    now = timezone.now()
    if called_at > now or received_on > local_date(now) or hold_ends(received_on) <= now:
        raise ComesLater
    found = _nearest(coordinator, called_at, number)
    request = CallerRequest(
        municipality=coordinator.municipality,
        handled_by=coordinator,
        received_on=received_on,
        called_on=local_date(called_at),
        about=found.pk if found else None,
    )
    if found is not None:
        try:
            request.hold = holds.place_hold(coordinator, found, Request.CALLER, received_on)
        except holds.NotToBeHeld:
            # It became due this very moment.
            found = request.about = None
    if found is None:
        over = recording_due(called_at + AROUND).at <= now
        request.complete(Answer.DESTROYED if over else Answer.NOT_FOUND)
        AccessLogEntry.record_other(coordinator, Action.SOUGHT_RECORDING)
    else:
        AccessLogEntry.record(coordinator, Action.SOUGHT_RECORDING, found.pk, found.destroy_at)
    request.save()
    return request


@dataclass(frozen=True)
class Call:
    """All that a coordinator sees of a call that may be of a person who asks about their own data."""

    id: uuid.UUID
    started_at: datetime.datetime
    # How long it was.
    seconds: int


def find_calls(coordinator: User, called_at: datetime.datetime, number: str) -> list[Call]:
    """The calls within an hour of `called_at` from this number, the nearest first; nothing of them can be played.

    For a registered request of a person whose identity was established: as with a caller's request, the day, the hour
    and the number together, and no one of them alone. Their own calls another coordinator finds. The search stands in
    the access log. Raises NotAllowed.
    """
    if not access.coordinates(coordinator):
        raise NotAllowed
    calls = [call for call in _around(coordinator, called_at, number) if call.employee_id != coordinator.pk]
    if not calls:
        AccessLogEntry.record_other(coordinator, Action.SOUGHT_RECORDING)
    for call in calls:
        AccessLogEntry.record(coordinator, Action.SOUGHT_RECORDING, call.pk, call.destroy_at)
    nearest = sorted(calls, key=lambda call: abs(call.started_at - called_at))
    return [Call(call.pk, call.started_at, round(call.length)) for call in nearest]


def calls_by_id(coordinator: User, ids: Iterable[Any]) -> dict[str, Call]:
    """The calls that were confirmed for a request, by their number as text, as far as they are still there."""
    if not access.coordinates(coordinator):
        return {}
    rows = available().filter(municipality=coordinator.municipality_id, pk__in=list(ids))
    return {str(call.pk): Call(call.pk, call.started_at, round(call.length)) for call in rows}


def is_own_call(coordinator: User, call_id: Any) -> bool:
    """Whether this person had the call themselves: another coordinator decides on it."""
    return Recording.with_due.filter(pk=call_id, employee=coordinator).exists()


@transaction.atomic
def hold_call(coordinator: User, call_id: uuid.UUID, request: str, received_on: datetime.date) -> Hold | None:
    """Postpone the destruction of a call that was confirmed to be of a person who asks something; None when the request
    came too long ago to postpone anything. Raises NotAllowed for one that is due, or of another municipality."""
    rows = access.with_sound(Recording.objects.filter(municipality=coordinator.municipality_id, pk=call_id))
    row = rows.exclude(employee=coordinator).first() if access.coordinates(coordinator) else None
    if row is None:
        raise NotAllowed
    if hold_ends(received_on) <= timezone.now():
        return None
    return holds.place_hold(coordinator, row, request, received_on)


@transaction.atomic
def erase_call(coordinator: User, call_id: uuid.UUID) -> None:
    """Destroy a recording by a decision on a request (R8); one that is gone already is gone. Raises NotAllowed, and
    gate.NotToBeDestroyed while another request holds it."""
    rows = Recording.with_due.select_for_update(of=("self",)).filter(pk=call_id)
    row = rows.first()
    if row is None:
        return
    of_others = row.municipality_id != coordinator.municipality_id or row.employee_id == coordinator.pk
    if not access.coordinates(coordinator) or of_others:
        raise NotAllowed
    destroy_early([row], "R8")


def _nearest(coordinator: User, called_at: datetime.datetime, number: str) -> Recording | None:
    calls = _around(coordinator, called_at, number)
    return min(calls, key=lambda call: abs(call.started_at - called_at), default=None)


def _around(coordinator: User, called_at: datetime.datetime, number: str) -> QuerySet[Recording]:
    municipality = coordinator.municipality_id
    of_number = blind_index_q(Recording, "caller_number_index", municipality, number)
    return access.with_sound(Recording.objects.filter(of_number, municipality=municipality)).filter(
        started_at__lte=called_at + AROUND, ended_at__gte=called_at - AROUND
    )


@dataclass(frozen=True)
class Match:
    """All that a coordinator sees of the call that a request is about."""

    started_at: datetime.datetime
    # How long it was.
    seconds: int
    destroy_at: datetime.datetime
    held_until: datetime.datetime | None

    @property
    def is_due(self) -> bool:
        return self.destroy_at <= timezone.now()

    @property
    def last_day(self) -> datetime.date | None:
        """The last local day on which it is held; None when it is not."""
        return local_date(self.held_until - datetime.timedelta(microseconds=1)) if self.held_until else None


def recording_of(request: CallerRequest) -> Recording | None:
    """The recording of a request that is open, also when it is due and held; None when it is gone."""
    if not request.is_open or request.about is None:
        return None
    return available().filter(pk=request.about).first()


def match_of(request: CallerRequest) -> Match | None:
    row = recording_of(request)
    return Match(row.started_at, round(row.length), row.destroy_at, row.held_until) if row else None


@transaction.atomic
def answer_request(coordinator: User, request: CallerRequest, answer: str) -> None:
    """The request is over: the hold ends, and what is due goes with the next sweep. Twice is once. Raises NotAllowed."""
    row = requests_for(coordinator).select_for_update(of=("self",)).filter(pk=request.pk).first()
    if row is None:
        raise NotAllowed
    if row.answer:
        return
    row.complete(answer)
    row.save()
    waiting = Disclosure.objects.filter(request=row, completed_at=None)
    for disclosure in waiting.select_for_update(of=("self",)):
        disclosure.complete(Disclosure.State.REFUSED)
        disclosure.save()
    if row.hold is not None:
        holds.end_hold(coordinator, row.hold, ENDINGS[Answer(answer)])


@dataclass(frozen=True)
class Proof:
    """What the ledger says of the calls that ended on one local day: how many were destroyed 48 hours later, when the
    last of these went, and how many are kept longer, because they were approved or are held.

    It knows calls by meaningless numbers, so it cannot say which was whose: that it cannot is what the term is for.
    """

    day: datetime.date
    destroyed: int
    last_at: datetime.datetime | None
    kept: int


def proof_of(request: CallerRequest) -> Proof:
    """The proof that goes with an answer "destroyed"."""
    day = request.called_on
    of_day = (start_of_day(day), end_of_day(day))
    rows = LedgerEntry.objects.filter(
        what=Recording._meta.label,
        kind__in=LedgerEntry.GONE,
        rule="R1",
        batch__chain=request.municipality_id,
        counted_from__gte=of_day[0],
        counted_from__lt=of_day[1],
    ).aggregate(count=Count("pk"), last=Max("done_at"))
    kept = available().filter(
        municipality=request.municipality_id, ended_at__gte=of_day[0], ended_at__lt=of_day[1]
    )
    kept = kept.filter(ended_at__lte=timezone.now() - TERM)
    return Proof(day, rows["count"], rows["last"], kept.count())
