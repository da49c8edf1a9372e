# SPDX-License-Identifier: EUPL-1.2
"""What a handler or supervisor loses soon: their own incidents whose five years end (R4), and which of these have a
sanction that still runs on that day."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from incidents.models import Incident, Sanction
from incidents.moments import last_day
from incidents.still_running import days_ahead, stage, still_running
from retention.terms import local_date

AHEAD = 90
# What the overview calls soon.
SOON = 30
# A longer list is no list that anybody goes through.
MOST = 100


@dataclass(frozen=True)
class Going:
    """An incident that goes, with the sanctions for it that would still run."""

    incident: Incident
    last_day: datetime.date
    sanctions: list[Sanction] = field(default_factory=list)
    # Of the days on which is warned, the smallest that has come; None without such a sanction.
    within: int | None = None


@dataclass(frozen=True)
class Calendar:
    """What goes, the soonest first; `cut` when there were more than are shown."""

    warned: list[Going]
    others: list[Going]
    cut: bool


def going_soon(user: Any, within: int | None = None) -> Calendar:
    """The incidents that this person may open and that go within ninety days; with a running sanction within the
    days on which the municipality warns (R4). `within`: those that go within so many days, and no others. Three
    queries beside those of access, whatever their number."""
    today = local_date(timezone.now())
    reminders = user.municipality.retention_policy.reminders
    runs = still_running().filter(incident=OuterRef("pk"))
    go = Q(destroy_at__lte=days_ahead(today, AHEAD)) | Exists(runs) & Q(
        destroy_at__lte=days_ahead(today, max(reminders))
    )
    if within is not None:
        go = Q(destroy_at__lte=days_ahead(today, within))
    incidents = list(
        Incident.objects.visible_to(user)
        .filter(go)
        .only("pk", "reference", "destroy_at")
        .order_by("destroy_at", "pk")[: MOST + 1]
    )
    shown = incidents[:MOST]
    by_incident: dict[Any, list[Sanction]] = defaultdict(list)
    for sanction in still_running().filter(incident__in=shown).order_by("planned_end", "pk"):
        by_incident[sanction.incident_id].append(sanction)
    warned, others = [], []
    for incident in shown:
        last, sanctions = last_day(incident.destroy_at), by_incident[incident.pk]
        within = stage((last - today).days, reminders)
        if sanctions and within is not None:
            warned.append(Going(incident, last, sanctions, within))
        else:
            others.append(Going(incident, last))
    return Calendar(warned, others, len(incidents) > MOST)
