# SPDX-License-Identifier: EUPL-1.2
"""How the mail of a municipality, or of the whole installation, stands: numbers, of nobody."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, F, Min, QuerySet
from django.utils import timezone

from .models import OutboxMessage
from .sending import NO_FAILURE, waiting


@dataclass(frozen=True)
class Failing:
    """How many mails failed with a class of error, and since when the oldest of them waits."""

    failure: str
    number: int
    oldest: datetime.datetime


@dataclass(frozen=True)
class Standing:
    """What waits to be sent (`oldest`: since when the first of it does), what of that failed and is tried again, and
    what was given up."""

    waiting: int
    oldest: datetime.datetime | None
    retried: list[Failing]
    given_up: list[Failing]

    @property
    def failed(self) -> int:
        return sum(row.number for row in self.given_up)


def standing(municipality: int | None = None) -> Standing:
    """How mail stands now, of a municipality by its id, or of all. Three queries."""
    found = _of(waiting(timezone.now()), municipality)
    numbers = found.aggregate(number=Count("pk"), oldest=Min("not_before"))
    return Standing(
        numbers["number"],
        numbers["oldest"],
        _by_failure(found.exclude(failure="")),
        _by_failure(_of(given_up(), municipality)),
    )


def given_up() -> QuerySet[OutboxMessage]:
    """What was given up because it could not be sent."""
    return OutboxMessage.objects.filter(given_up_at__isnull=False).exclude(failure__in=NO_FAILURE)


def try_again(municipality: int) -> int:
    """Have everything of this municipality that failed tried again, now; how many mails. Harmless to repeat."""
    retried = _of(waiting(timezone.now()).exclude(failure=""), municipality)
    keys = [
        *retried.values_list("pk", flat=True),
        *_of(given_up(), municipality).values_list("pk", flat=True),
    ]
    return OutboxMessage.objects.filter(pk__in=keys, sent_at=None).update(
        retry_at=None, given_up_at=None, attempts=0, failure=""
    )


def _of(rows: QuerySet[OutboxMessage], municipality: int | None) -> QuerySet[OutboxMessage]:
    return rows if municipality is None else rows.filter(recipient__municipality=municipality)


def _by_failure(rows: QuerySet[OutboxMessage]) -> list[Failing]:
    counted = rows.order_by().values("failure").annotate(number=Count("pk"), oldest=Min("not_before"))
    return [Failing(**row) for row in counted.order_by(F("number").desc(), "failure")]
