# SPDX-License-Identifier: EUPL-1.2
"""What is late is told to who handles it when it becomes so; when it still is some hours later to the supervisors, and
then to the coordinator. Each of them once for each step; as soon as it is done nobody hears any more.

After how many hours stands with the municipality's norms. Nobody is told of an incident that they may not open: not
its victims as handlers, nor a coordinator who does not read that unit, who finds what is late in the counts of others.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.utils import timezone

from accounts.levels import Level
from accounts.models import Municipality, User
from accounts.policy import people_with

from .late import Late, late_incidents, late_steps
from .models import Escalation, Incident, Stage, Status
from .reporting import who_attends_to
from .telling import tell

CHUNK = 500
# A worker has more to do: after a long stop, or at the first turn, the rest waits for the next minute.
MOST = 100


def escalate(limit: int = MOST) -> int:
    """Tell of every step that came to a stage since the last time; answers for how many incidents, `limit` at most:
    the next turn goes on.

    Harmless to repeat, and safe on several workers at once. After a stop every stage that passed is told now.
    """
    now, hours = timezone.now(), _hours()
    incidents = late_incidents(now)
    told = 0
    for start in range(0, len(incidents), CHUNK):
        untold = _untold(incidents[start : start + CHUNK], hours, now)
        for incident_id in dict.fromkeys(late.incident_id for late, _stage in untold):
            if told >= limit:
                return told
            told += _tell_of(incident_id, hours, now)
    return told


def _hours() -> dict[int, tuple[int, int]]:
    """After how many hours the supervisors and the coordinator hear, by municipality."""
    rows = Municipality.objects.values_list("pk", "escalate_supervisor_hours", "escalate_coordinator_hours")
    return {pk: (supervisor, coordinator) for pk, supervisor, coordinator in rows}


def _untold(
    incidents: Sequence[uuid.UUID], hours: dict[int, tuple[int, int]], now: datetime.datetime
) -> Iterator[tuple[Late, Stage]]:
    """The late steps of these incidents with every stage that has come and was not told."""
    municipality = dict(Incident.objects.filter(pk__in=incidents).values_list("pk", "municipality_id"))
    told = defaultdict(set)
    for row in Escalation.objects.filter(incident__in=incidents):
        told[row.step, row.subject, row.counted_from].add(row.stage)
    for late in late_steps(incidents, now):
        supervisor, coordinator = hours[municipality[late.incident_id]]
        after = {Stage.HANDLER: 0, Stage.SUPERVISOR: supervisor, Stage.COORDINATOR: coordinator}
        for stage, number in after.items():
            has_come = late.due_at + datetime.timedelta(hours=number) <= now
            if has_come and stage not in told[late.step, late.subject, late.counted_from]:
                yield late, stage


@transaction.atomic
def _tell_of(incident_id: uuid.UUID, hours: dict[int, tuple[int, int]], now: datetime.datetime) -> bool:
    skip = connection.features.has_select_for_update_skip_locked
    rows = Incident.objects.select_for_update(of=("self",), skip_locked=skip).exclude(status=Status.JOINED)
    incident = rows.select_related("unit", "handler", "municipality").filter(pk=incident_id).first()
    if incident is None:
        return False
    heard: dict[tuple[int, str], User] = {}
    people: dict[Stage, list[User]] = {}
    # Under the lock: meanwhile another worker may have told it, or somebody may have done it.
    for late, stage in list(_untold([incident_id], hours, now)):
        Escalation.objects.create(
            incident=incident,
            step=late.step,
            subject=late.subject,
            counted_from=late.counted_from,
            stage=stage,
        )
        if stage not in people:
            people[stage] = who_is_told(incident, stage)
        for person in people[stage]:
            heard[person.pk, f"late_{late.step}"] = person
    for (_pk, kind), person in heard.items():
        tell(person, kind, incident)
    return True


def who_is_told(incident: Incident, stage: Stage) -> list[User]:
    """Who hears at this stage that something about the incident is late: of these people who may open it.

    Who handles or supervises its unit may, unless they are its victim; what else a coordinator holds is asked.
    """
    if stage == Stage.HANDLER:
        return who_attends_to(incident)
    if stage == Stage.SUPERVISOR:
        victims = incident.victims.exclude(user=None).values("user")
        return list(people_with(Level.SUPERVISOR, incident.unit).exclude(pk__in=victims))
    root = incident.municipality.units.get(parent=None)
    return [
        person
        for person in people_with(Level.COORDINATOR, root)
        if Incident.objects.visible_to(person).filter(pk=incident.pk).exists()
    ]
