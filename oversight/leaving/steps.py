# SPDX-License-Identifier: EUPL-1.2
"""What goes on by itself: closing after the last day, making the export, destroying what was received.

Swept by beat. Each turn takes up every departure where it is, as the database has it; one that was killed is taken up
again when its time is over (LEASE). One that fails does not stop the others.
"""

import datetime
import logging

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.administering import lock, root_administrators
from accounts.models import Municipality, OrganisationalUnit
from notices.outbox import queue_mail
from oversight.models import DataSubjectRequest, Departure, DepartureFile, RequestSubject
from oversight.models.departure import Package
from oversight.requests import clock
from oversight.requests.telling import WAITING
from retention import engine, holds
from retention.terms import end_of_day

from . import destroying, sealed

logger = logging.getLogger(__name__)
LEASE = datetime.timedelta(minutes=5)
State = Departure.State


class TakenOver(Exception):
    """Another worker has it: this one was taken for dead."""


class Turn:
    """One worker's turn with one departure; it lasts as long as it gives signs of life."""

    def __init__(self, departure: Departure) -> None:
        self.departure = departure
        self._until: datetime.datetime | None = None

    def begin(self) -> bool:
        """Take it, unless another worker has it."""
        now = timezone.now()
        free = Departure.objects.filter(
            Q(working_until=None) | Q(working_until__lte=now), pk=self.departure.pk
        )
        self._until = now + LEASE
        return bool(free.update(working_until=self._until))

    def sign_of_life(self) -> None:
        """Hold it for longer. Raises TakenOver."""
        now = timezone.now()
        if self._until is not None and now < self._until - LEASE / 2:
            return
        mine = Departure.objects.filter(pk=self.departure.pk, working_until=self._until)
        self._until = now + LEASE
        if not mine.update(working_until=self._until):
            raise TakenOver

    def end(self) -> None:
        Departure.objects.filter(pk=self.departure.pk, working_until=self._until).update(working_until=None)


def go_on() -> None:
    """Take every departure that waits for the system as far as it goes now. Harmless to repeat."""
    errors = list[Exception]()
    waiting = Departure.objects.filter(confirmed_at__isnull=False, called_off_at=None, destroyed_at=None)
    for departure in waiting:
        turn = Turn(departure)
        if not turn.begin():
            continue
        try:
            _take(turn)
        except TakenOver:
            continue
        except Exception as error:
            logger.error("The departure %s did not go on: %s.", departure, type(error).__name__)
            Departure.objects.filter(pk=departure.pk).update(
                failures=F("failures") + 1, failure=type(error).__name__[:80]
            )
            errors.append(error)
        else:
            Departure.objects.filter(pk=departure.pk).update(failures=0, failure="")
        turn.end()
    if errors:
        raise ExceptionGroup("Departures did not go on.", errors)


def _take(turn: Turn) -> None:
    departure = turn.departure
    departure.refresh_from_db()
    if departure.state == State.CONFIRMED and end_of_day(departure.last_day) <= timezone.now():
        _stop(departure)
    if departure.state == State.STOPPED and not waiting_requests(departure.number):
        _close(departure)
    if departure.state == State.CLOSED:
        _export(turn)
    if departure.state == State.DESTROYING:
        destroying.destroy_all(departure, turn.sign_of_life)


def _stop(departure: Departure) -> None:
    """From here on nothing new is registered, and it cannot be called off."""
    with transaction.atomic():
        lock(departure.number)
        fresh = Departure.objects.select_for_update(of=("self",)).get(pk=departure.pk)
        if fresh.state == State.CONFIRMED:
            now = timezone.now()
            municipality = Municipality.objects.get(pk=departure.number)
            municipality.stopped_at = now
            municipality.save(update_fields=["stopped_at"])
            fresh.stopped_at = now
            fresh.save(update_fields=["stopped_at"])
    departure.refresh_from_db()


def waiting_requests(number: int) -> int:
    """How many requests wait for their answer (RULES: "Holds"), also those for which nothing is held (yet): who handles
    them still comes in, until the letter with the decision went. What nobody decided on in three months, or wrote about
    two weeks after the decision, postpones nothing any more."""
    asked = DataSubjectRequest.objects.filter(WAITING, municipality=number).defer(
        *DataSubjectRequest.CONTENTS
    )
    unanswered = [row.pk for row in asked if clock.contents_are_there(row)]
    counted = RequestSubject.objects.filter(request__in=unanswered, hold__isnull=False).values("hold")
    return len(unanswered) + holds.running().filter(municipality=number).exclude(pk__in=counted).count()


def _close(departure: Departure) -> None:
    """From here on only administrators come in, so that nothing changes under the export."""
    with transaction.atomic():
        lock(departure.number)
        if waiting_requests(departure.number):
            # Registered since.
            return
        now = timezone.now()
        municipality = Municipality.objects.get(pk=departure.number)
        municipality.closed_at = now
        municipality.save(update_fields=["closed_at"])
        Departure.objects.filter(pk=departure.pk, closed_at=None).update(closed_at=now)
    departure.refresh_from_db()


def _export(turn: Turn) -> None:
    """Make both packages, each from its beginning: half a package of a killed worker goes first."""
    departure = turn.departure
    with transaction.atomic():
        engine.destroy_early(DepartureFile.with_due.filter(departure=departure), destroying.RULE)
    for package in Package:
        file = DepartureFile(departure=departure, package=package, begun_at=timezone.now())
        file.save()
        turn.sign_of_life()
        sealed.make(file, turn.sign_of_life)
    with transaction.atomic():
        turn.sign_of_life()
        Departure.objects.filter(pk=departure.pk, exported_at=None).update(exported_at=timezone.now())
        root = OrganisationalUnit.objects.get(municipality=departure.number, parent=None)
        for person in root_administrators(root):
            queue_mail(
                person,
                "departure_exported",
                path=reverse("departure"),
                reference=f"{departure.last_day:%d-%m-%Y}",
                about=departure.pk,
            )
    departure.refresh_from_db()
