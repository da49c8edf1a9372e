# SPDX-License-Identifier: EUPL-1.2
"""Coordinators hear when an evaluation waits, from the middle of January on, and when an action's day has passed: a link, no more."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.levels import Level
from accounts.models import OrganisationalUnit
from accounts.policy import people_with
from incidents.models import Incident
from notices.outbox import queue_mail
from retention.terms import local_date

from .evaluating import is_ripe
from .models import Evaluation, EvaluationAction, GoalSet

# Told again after this, as long as it waits.
AGAIN = datetime.timedelta(days=30)


def remind_of_evaluations(now: datetime.datetime | None = None) -> None:
    """Swept by beat; harmless to repeat, and safe on several workers at once."""
    at = now or timezone.now()
    for root in OrganisationalUnit.objects.filter(parent=None, closed_on=None).order_by("municipality"):
        with transaction.atomic():
            _remind_of_year(root, local_date(at).year - 1, at)
            _remind_of_actions(root, at)


def _told_lately(at: datetime.datetime) -> Q:
    return Q(reminded_at__gt=at - AGAIN)


def _remind_of_year(root: OrganisationalUnit, year: int, at: datetime.datetime) -> None:
    municipality = root.municipality
    if not is_ripe(year, at):
        return
    # A municipality that began this year has nothing to look back on.
    last_day = datetime.date(year, 12, 31)
    if not (
        GoalSet.objects.filter(municipality=municipality, year=year).exists()
        or Incident.objects.filter(municipality=municipality, occurred_on__lte=last_day).exists()
    ):
        return
    Evaluation.objects.get_or_create(municipality=municipality, year=year)
    waiting = Evaluation.objects.filter(municipality=municipality, year=year, concluded_at=None)
    row = waiting.exclude(_told_lately(at)).select_for_update().first()
    if row is not None and _tell(root, "evaluation_due", str(year)):
        row.reminded_at = at
        row.save(update_fields=["reminded_at"])


def _remind_of_actions(root: OrganisationalUnit, at: datetime.datetime) -> None:
    passed = EvaluationAction.objects.filter(
        evaluation__municipality=root.municipality_id, done_on=None, due_on__lt=local_date(at)
    ).exclude(_told_lately(at))
    for action in passed.select_for_update(of=("self",)).select_related("evaluation"):
        if _tell(root, "evaluation_action", f"{action.evaluation.year}"):
            action.reminded_at = at
            action.save(update_fields=["reminded_at"])


def _tell(root: OrganisationalUnit, kind: str, reference: str) -> bool:
    """Whether there was somebody to tell."""
    coordinators = list(people_with(Level.COORDINATOR, root))
    for person in coordinators:
        queue_mail(person, kind, reference=reference, path=reverse("evaluations"))
    return bool(coordinators)
