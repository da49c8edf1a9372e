# SPDX-License-Identifier: EUPL-1.2
"""What coordinators are mailed about requests: a reference and a link, no more (RULES). And what goes when nobody acts:
the contents of a request are cleared on time."""

import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.levels import Level
from accounts.models import OrganisationalUnit, User
from accounts.policy import people_with
from notices.outbox import queue_mail
from oversight.models import DataSubjectRequest, Decision, Effect
from recordings import requests as callers
from recordings.models import CallerRequest

from . import clock
from .access import requests_for

# Days ahead on which coordinators hear that the letter must go before its words do.
LETTER_DAYS = 7
# The answer has not gone to who asked.
WAITING = Q(letter_sent_on=None) & ~Q(decision=Decision.WITHDRAWN)


def in_sight(person: Any, ids: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
    """For mails about a request."""
    return list(requests_for(person).filter(pk__in=ids).values_list("pk", flat=True))


def waiting_in_sight(person: Any, ids: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
    """For mails that a request still waits: not once it is answered."""
    return list(requests_for(person).filter(WAITING, pk__in=ids).values_list("pk", flat=True))


def caller_in_sight(person: Any, ids: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
    """The same of callers' requests."""
    return list(callers.requests_for(person).filter(pk__in=ids, answer="").values_list("pk", flat=True))


def tell_registered(request: DataSubjectRequest) -> None:
    """Tell the other coordinators, inside the transaction that registers it."""
    for person in _Coordinators().of(request.municipality_id):
        if person.pk != request.registered_by_id:
            queue_mail(
                person,
                "request_registered",
                reference=request.reference,
                path=_path(request),
                about=request.pk,
                once=f"request:{request.pk}",
            )


def remind() -> None:
    """Swept by beat every hour: 14, 7 and 3 days ahead and then every week, each coordinator once. Harmless to repeat."""
    coordinators = _Coordinators()
    for row in _plain(DataSubjectRequest.objects.filter(WAITING)):
        stands = clock.clock(row)
        if stands.stage:
            kind = "request_late" if stands.is_late else "request_due"
            _tell(coordinators, row, kind, f"request:{row.pk}:{stands.last_day}:{stands.stage}")
        if row.decision and row.contents_gone_at is None and _goes_soon(row):
            _tell(coordinators, row, "request_letter_waits", f"request:{row.pk}:letter")
    for asked in CallerRequest.objects.filter(answer=""):
        if not asked.is_open:
            continue
        stands = clock.clock_of(clock.first_last_day(asked.received_on), is_over=False)
        if stands.stage:
            for person in coordinators.of(asked.municipality_id):
                queue_mail(
                    person,
                    "caller_request_waits",
                    path=reverse("caller_request", kwargs={"request_id": asked.pk}),
                    about=asked.pk,
                    once=f"caller:{asked.pk}:{stands.last_day}:{stands.stage}",
                )


def clear_contents(now: datetime.datetime | None = None) -> int:
    """Swept by beat: of each request whose contents are due nothing is left of who asked, what and why. Answers how many.

    Asks what is due now, and is harmless to repeat.
    """
    at = now or timezone.now()
    cleared = 0
    for row in _plain(DataSubjectRequest.objects.filter(contents_gone_at=None)):
        if clock.contents_go_at(row) > at:
            continue
        with transaction.atomic():
            locked = DataSubjectRequest.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
            if locked is None or locked.contents_gone_at is not None or clock.contents_go_at(locked) > at:
                continue
            forget(locked)
            locked.save()
            cleared += 1
    _clear_typed_after(at)
    return cleared


def _clear_typed_after(at: datetime.datetime) -> None:
    """What was typed for a rectification of which the contents had gone stays for a decision on that day, no longer."""
    late = Effect.objects.filter(
        corrections__isnull=False, subject__request__contents_gone_at__isnull=False
    ).defer("corrections")
    for effect in late.select_related("subject__request"):
        if clock.typed_goes_at(effect.subject.request, effect.chosen_at) > at:
            continue
        with transaction.atomic():
            rows = DataSubjectRequest.objects.select_for_update(of=("self",))
            list(rows.filter(subjects=effect.subject_id))
            current = Effect.objects.filter(pk=effect.pk, chosen_at=effect.chosen_at).first()
            if current is not None:
                current.corrections = None
                current.save(update_fields=["corrections"])


def forget_words(request: DataSubjectRequest) -> None:
    """Empty what is written in the request itself; saved by who holds its lock."""
    for name in DataSubjectRequest.CONTENTS:
        setattr(request, name, "")


def forget(request: DataSubjectRequest) -> None:
    """Empty the contents, and what was typed for a rectification that was not decided on; saved by who holds its lock."""
    forget_words(request)
    for effect in Effect.objects.filter(subject__request=request):
        if effect.corrections is not None:
            effect.corrections = None
            effect.save(update_fields=["corrections"])
    request.contents_gone_at = timezone.now()


def _goes_soon(row: DataSubjectRequest) -> bool:
    return clock.contents_go_at(row) - datetime.timedelta(days=LETTER_DAYS) <= timezone.now()


def _plain(rows: QuerySet[DataSubjectRequest]) -> QuerySet[DataSubjectRequest]:
    """Without their contents: nobody needs these to know a term."""
    return rows.defer(*DataSubjectRequest.CONTENTS).order_by("pk")


def _tell(coordinators: "_Coordinators", row: DataSubjectRequest, kind: str, once: str) -> None:
    for person in coordinators.of(row.municipality_id):
        queue_mail(person, kind, reference=row.reference, path=_path(row), about=row.pk, once=once)


def _path(row: DataSubjectRequest) -> str:
    return reverse("data_subject_request", kwargs={"request_id": row.pk})


class _Coordinators:
    """Who is told in each municipality; asked once per sweep."""

    def __init__(self) -> None:
        self.known: dict[int, list[User]] = {}

    def of(self, municipality_id: int) -> list[User]:
        if municipality_id not in self.known:
            roots = OrganisationalUnit.objects.filter(
                municipality=municipality_id, parent=None, closed_on=None
            )
            self.known[municipality_id] = [
                person for root in roots for person in people_with(Level.COORDINATOR, root)
            ]
        return self.known[municipality_id]
