# SPDX-License-Identifier: EUPL-1.2
"""A shelf of incidents of every sort, and everybody who could look at it: for the tests of lists."""

import datetime
import random
import uuid

from django.utils import timezone

from accounts.models import OrganisationalUnit, User
from incidents.models import Channel, Incident, IncidentKind, Kind, Severity, Sight, Status, Victim
from incidents.sight import sight_of
from retention.terms import local_date
from tests.world import World

HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR


class Shelf:
    """Incidents in all units of both municipalities: open, closed, joined, due, with victims in several units, with
    the readers themselves among the victims, and reported at the same moments."""

    def __init__(self, world: World, count: int = 70, seed: int = 7) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.now = timezone.now()
        self.units = [world.root, world.parent, world.own, world.child, world.sibling]
        self.readers = self._readers()
        self.handlers = self.readers[:4]
        self.incidents = [self._incident() for _ in range(count)]

    def _readers(self) -> list[User]:
        """For every unit a handler, a supervisor and somebody who is both; and the harder combinations."""
        w = self.world
        people = [
            w.person(f"{level} {unit.pk}", unit, *levels)
            for unit in (*self.units, w.other)
            for level, levels in {
                "handler": ["handler"],
                "supervisor": ["supervisor"],
                "both": ["handler", "supervisor"],
            }.items()
        ]
        # Victims' units twice within one's own; supervisor above, handler below; through a group; neither.
        two = w.person("Two", w.child, "handler")
        w.grant(two, "handler", w.sibling)
        above = w.person("Above", w.parent, "supervisor")
        w.grant(above, "handler", w.child)
        grouped = w.person("Grouped", w.sibling)
        w.group_grant(w.group("Team", grouped), "handler", w.own)
        reporter = w.person("Reporter", w.own, "reporter", "registry_reader")
        administrator = w.person("Administrator", w.root, "administrator")
        return [*people, two, above, grouped, reporter, administrator]

    def _incident(self) -> Incident:
        chance = self.chance
        unit = chance.choice([*self.units, self.world.other])
        # Few distinct moments, so that the id must decide between equals.
        reported_at = self.now - chance.randrange(1, 25) * HOUR - chance.choice([0, 0, 30, 400]) * DAY
        occurred_at = reported_at - chance.choice([0, 1, 30, 5 * 366]) * DAY
        kinds = chance.sample(list(Kind), k=chance.randrange(1, 4))
        incident = Incident(
            municipality_id=unit.municipality_id,
            unit=unit,
            reference=f"2026-{chance.getrandbits(48)}",
            reporter=self.readers[0],
            reported_at=reported_at,
            channel=chance.choice([Channel.COUNTER, Channel.TELEPHONE, Channel.CHAT]),
            gravest_kind=kinds[0],
            severity=chance.choice(Severity.values),
            status=chance.choice(Status.values),
            handler=chance.choice([None, *self.handlers]),
            aggressor_name="Zwartewater",
        )
        incident.set_date(occurred_at, local_date(occurred_at))
        if incident.status != Status.JOINED:
            incident.next_due_at = chance.choice([None, self.now - HOUR, self.now + HOUR])
        incident.save()
        IncidentKind.objects.bulk_create(IncidentKind(incident=incident, kind=k) for k in kinds)
        self._victims(incident, unit, kinds)
        return incident

    def _victims(self, incident: Incident, unit: OrganisationalUnit, kinds: list[Kind]) -> None:
        ours = [u for u in (*self.units, self.world.other) if u.municipality_id == unit.municipality_id]
        units = [unit, *self.chance.choices(ours, k=self.chance.choice([0, 0, 1, 3]))]
        people: list[User | None] = [*self.chance.sample(self.readers, k=3), None]
        for position, victims_unit in enumerate(units):
            Victim.with_due.create(
                incident=incident,
                position=position,
                unit=victims_unit,
                user=people[position] if self.chance.random() < 0.3 else None,
                name=f"Slachtoffer {position}",
            )
        Sight.with_due.bulk_create(sight_of(incident, {u.pk for u in units[1:]}, kinds))

    def new_report(self, unit: OrganisationalUnit, **facts: object) -> Incident:
        """Something that is reported now."""
        incident = self.world.incident(self.readers[0], self.readers[1], submission=uuid.uuid4())
        Incident.objects.filter(pk=incident.pk).update(unit=unit, **facts)
        Sight.with_due.filter(incident=incident).update(unit=unit)
        return incident
