# SPDX-License-Identifier: EUPL-1.2
"""Which steps about incidents are late now: found by index, and read for many incidents at once."""

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from django.db.models import F, QuerySet

from retention.terms import end_of_day, local_date

from .models import LASTING, OPEN_STATUSES, Aftercare, Incident, LateStep, Sanction, Status
from .models.sanction import LETTER_WITHIN


@dataclass(frozen=True)
class Late:
    """One step of one incident that is not done: what it is about, what its term ran from, when it was due."""

    incident_id: uuid.UUID
    step: LateStep
    subject: uuid.UUID
    counted_from: datetime.datetime
    due_at: datetime.datetime


def late_incidents(now: datetime.datetime) -> list[uuid.UUID]:
    """The incidents of which anything is late. Two queries, each on the index of what is due."""
    due = Incident.objects.filter(next_due_at__lte=now).exclude(status=Status.JOINED)
    reviews = _late_reviews(now).values_list("incident_id", flat=True)
    return list(dict.fromkeys([*due.order_by("next_due_at").values_list("pk", flat=True), *reviews]))


def late_steps(incidents: Collection[uuid.UUID], now: datetime.datetime) -> list[Late]:
    """Every late step of these incidents, the earliest first. Four queries, whatever their number."""
    found = [*_reactions(incidents), *_contacts(incidents), *_letters(incidents)]
    for pk, incident, review_on in (
        _late_reviews(now).filter(incident__in=incidents).values_list("pk", "incident_id", "review_on")
    ):
        due = end_of_day(cast(datetime.date, review_on))
        found.append(Late(incident, LateStep.REVIEW, pk, due, due))
    return sorted(
        (late for late in found if late.due_at <= now), key=lambda late: (late.due_at, late.subject)
    )


def _reactions(incidents: Collection[uuid.UUID]) -> list[Late]:
    waiting = Incident.objects.filter(
        pk__in=incidents, first_reaction_at=None, status__in=OPEN_STATUSES
    ).values_list("pk", "reported_at", "municipality__first_reaction_hours")
    return [
        Late(pk, LateStep.FIRST_REACTION, pk, reported, reported + datetime.timedelta(hours=hours))
        for pk, reported, hours in waiting
    ]


def _contacts(incidents: Collection[uuid.UUID]) -> list[Late]:
    open_ = Aftercare.objects.filter(
        incident__in=incidents, done_at=None, declined=False, due_at__isnull=False
    ).exclude(incident__status=Status.JOINED)
    return [
        Late(incident, LateStep.AFTERCARE, pk, due, due)
        for pk, incident, due in open_.values_list("pk", "incident_id", "due_at")
    ]


def _letters(incidents: Collection[uuid.UUID]) -> list[Late]:
    unsent = Sanction.objects.filter(
        incident__in=incidents, state=Sanction.State.IMPOSED, annulled_at=None, letter_sent_at=None
    ).exclude(incident__status=Status.JOINED)
    return [
        Late(incident, LateStep.LETTER, pk, imposed, imposed + LETTER_WITHIN)
        for pk, incident, imposed in unsent.values_list("pk", "incident_id", "imposed_at")
    ]


def _late_reviews(now: datetime.datetime) -> QuerySet[Sanction]:
    """The running sanctions whose day of review is over (Sanction.is_review_overdue)."""
    today = local_date(now)
    return Sanction.objects.filter(
        review_on__lt=today,
        review_on__lte=F("planned_end"),
        planned_end__gte=today,
        state=Sanction.State.IMPOSED,
        kind__in=LASTING,
        annulled_at=None,
        lifted_on=None,
    ).exclude(incident__status=Status.JOINED)
