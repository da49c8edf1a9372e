# SPDX-License-Identifier: EUPL-1.2
"""Who asked for it gets a mail when there is a new report: with a link, never the report."""

import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policy import forget_scope
from notices.outbox import queue_mail
from oversight.models import AnonymousReport, ReportSubscription
from retention.terms import local_date, start_of_day

from .access import may_read_reports
from .periods import Period

MAIL = "new_anonymous_report"


@transaction.atomic
def choose_frequency(person: User, frequency: str) -> None:
    """Ask for a mail monthly or quarterly, or (with "") for none any more. Harmless to repeat. A first choice tells of
    what comes after it."""
    if not frequency:
        ReportSubscription.objects.filter(person=person).delete()
    else:
        ReportSubscription.objects.update_or_create(
            person=person, defaults={"frequency": ReportSubscription.Frequency(frequency)}
        )


def tell_of_new_reports(now: datetime.datetime | None = None) -> int:
    """Mail who asked for it and may read reports, when one was frozen since they were told last; answers how many.

    Safe to repeat and on several workers: each choice is locked while its mail is written. Nothing new, no mail.
    """
    moment = now or timezone.now()
    told = 0
    for key in ReportSubscription.objects.filter(told_at__lt=moment).values_list("pk", flat=True):
        with transaction.atomic():
            told += _tell(key, moment)
    return told


def _tell(key: int, now: datetime.datetime) -> bool:
    rows = ReportSubscription.objects.select_for_update(of=("self",)).select_related("person")
    asked = rows.filter(pk=key).first()
    turn = turn_of(asked.frequency, now) if asked is not None else now
    if asked is None or asked.told_at >= turn:
        return False
    # Monthly: what was there on the first. A quarter's report comes after its turn has begun.
    until = turn if asked.frequency == ReportSubscription.Frequency.MONTHLY else now
    forget_scope(asked.person)
    new = AnonymousReport.objects.filter(
        municipality=asked.person.municipality_id, frozen_at__gt=asked.told_at, frozen_at__lte=until
    )
    if not may_read_reports(asked.person) or not new.exclude(content=None).exists():
        return False
    asked.told_at = until
    asked.save()
    return queue_mail(asked.person, MAIL, path=reverse("anonymous_reports")) is not None


def turn_of(frequency: str, now: datetime.datetime) -> datetime.datetime:
    """Since when it is somebody's turn: the local first of the month, or when the last quarter was ripe for its
    report."""
    today = local_date(now)
    if frequency == ReportSubscription.Frequency.MONTHLY:
        return start_of_day(today.replace(day=1))
    quarter = Period.quarter_of(today - relativedelta(months=3))
    return quarter.closes_at if quarter.closes_at <= now else quarter.before.closes_at
