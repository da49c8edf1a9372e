# SPDX-License-Identifier: EUPL-1.2
"""Administrators hear of it when destruction is late: one mail for each time, with a number and a link."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.administering import root_administrators
from accounts.models import OrganisationalUnit
from notices.outbox import queue_mail
from retention import watchdog
from retention.models import Alarm
from retention.models.ledger import INSTALLATION


def sound_alarms(now: datetime.datetime | None = None) -> None:
    """Begin and end alarms by what is late now. Harmless to repeat, and safe on several workers at once.

    An alarm lasts as long as anything of the municipality is too late; what is late, and since when, is on the page.
    Where beat itself stood still this runs after it, when nobody can have heard; the health page said it meanwhile.
    """
    at = now or timezone.now()
    roots = list(OrganisationalUnit.objects.filter(parent=None, closed_on=None).order_by("municipality"))
    late = _late(at)
    swept = watchdog.swept_at()
    # A new installation has not been silent: its first turn is still to come.
    silent = swept if swept is not None and watchdog.is_silent_since(swept, at) else None
    for root in roots:
        # What belongs to no municipality concerns every one of them.
        since = min(filter(None, (late.get(root.municipality_id), late.get(INSTALLATION))), default=None)
        _set(Alarm.Kind.LATE, root, since, at)
        _set(Alarm.Kind.SILENT, root, silent, at)


def _late(at: datetime.datetime) -> dict[int, datetime.datetime]:
    """Since when the oldest is due, per municipality of which anything is too late."""
    found: dict[int, datetime.datetime] = {}
    for row in watchdog.overdue(at):
        if at - row.since > watchdog.TOO_LATE:
            found[row.chain] = min(row.since, found.get(row.chain, row.since))
    return found


def _set(
    kind: Alarm.Kind, root: OrganisationalUnit, since: datetime.datetime | None, at: datetime.datetime
) -> None:
    running = Alarm.objects.filter(kind=kind, chain=root.municipality_id, ended_at=None)
    if since is None:
        running.update(ended_at=at)
        return
    with transaction.atomic():
        alarm, new = Alarm.objects.get_or_create(
            kind=kind,
            chain=root.municipality_id,
            ended_at=None,
            defaults={"since": since, "raised_at": at},
        )
        if new:
            _tell(alarm, root)


def _tell(alarm: Alarm, root: OrganisationalUnit) -> None:
    for administrator in root_administrators(root):
        queue_mail(
            administrator, f"destruction_{alarm.kind}", reference=f"V-{alarm.pk}", path=reverse("destruction")
        )
