# SPDX-License-Identifier: EUPL-1.2
"""What a handler or supervisor loses soon: their own incidents whose five years end (R4), and which of these have a
sanction that still runs on that day."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from incidents.models import LASTING, Incident, Sanction
from incidents.moments import last_day
from retention.terms import AMSTERDAM, end_of_day, local_date

AHEAD = 90
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


def going_soon(user: Any) -> Calendar:
    """The incidents that this person may open and that go within ninety days; with a running sanction within the
    days on which the municipality warns (R4). Three queries beside those of access, whatever their number."""
    today = local_date(timezone.now())
    reminders = sorted(user.municipality.retention_policy.reminders)
    runs = _still_running().filter(incident=OuterRef("pk"))
    incidents = list(
        Incident.objects.visible_to(user)
        .filter(
            Q(destroy_at__lte=_in(today, AHEAD))
            | Exists(runs) & Q(destroy_at__lte=_in(today, max(reminders)))
        )
        .only("pk", "reference", "destroy_at")
        .order_by("destroy_at", "pk")[: MOST + 1]
    )
    shown = incidents[:MOST]
    by_incident: dict[Any, list[Sanction]] = defaultdict(list)
    for sanction in _still_running().filter(incident__in=shown).order_by("planned_end", "pk"):
        by_incident[sanction.incident_id].append(sanction)
    warned, others = [], []
    for incident in shown:
        last, sanctions = last_day(incident.destroy_at), by_incident[incident.pk]
        within = _stage((last - today).days, reminders)
        if sanctions and within is not None:
            warned.append(Going(incident, last, sanctions, within))
        else:
            others.append(Going(incident, last))
    return Calendar(warned, others, len(incidents) > MOST)


def _in(today: datetime.date, days: int) -> datetime.datetime:
    """The end of the day that many days on: what goes then has that as its last day."""
    return end_of_day(today + datetime.timedelta(days=days))


def _still_running() -> QuerySet[Sanction]:
    """The sanctions that apply on the last day of their incident, as they were decided: R4 does not wait for them."""
    return Sanction.objects.annotate(gone_on=TruncDate("incident__destroy_at", tzinfo=AMSTERDAM)).filter(
        state=Sanction.State.IMPOSED,
        kind__in=LASTING,
        annulled_at=None,
        lifted_on=None,
        # The first day without the incident is the day after its last.
        planned_end__gte=F("gone_on") - datetime.timedelta(days=1),
    )


def _stage(days: int, reminders: Sequence[int]) -> int | None:
    return next((stage for stage in reminders if days <= stage), None)
