# SPDX-License-Identifier: EUPL-1.2
"""Incidents by the dozen, for tests of anonymous reports."""

import datetime
import random
import uuid
from typing import Any

from accounts.models import OrganisationalUnit, User
from incidents.models import Channel, Incident, IncidentKind, Kind, Victim
from incidents.sight import refresh_sight
from retention.terms import from_local
from tests.world import World

# Stands in everything that is personal, and must stand in nothing that is published.
CANARY = "Kanarie Zwartewaterallee"


class Reported:
    """A municipality with enough people in its units to have rows of their own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alice = world.person(f"Alice {CANARY}", world.child, "reporter")
        for number, unit in enumerate((world.child, world.sibling, world.root)):
            User.objects.bulk_create(
                User(
                    email=f"m{number}.{n}@waterrijk.example",
                    name=f"{CANARY} {n}",
                    municipality=world.waterrijk,
                    unit=unit,
                )
                for n in range(12)
            )

    def happen(self, day: datetime.date, unit: OrganisationalUnit | None = None, **facts: Any) -> Incident:
        """One incident at noon of a local day, unless `at` (a local time) says otherwise."""
        moment = from_local(day, facts.pop("at", datetime.time(12)))
        incident = Incident(
            municipality=self.world.waterrijk,
            unit=unit or self.world.child,
            reference=f"T-{uuid.uuid4().hex[:10]}",
            reporter=self.alice,
            reported_at=moment,
            **{
                "channel": Channel.COUNTER,
                "place": CANARY,
                "gravest_kind": Kind.VERBAL,
                "severity": 2,
                "narrative": CANARY,
                "aggressor_name": CANARY,
            }
            | facts,
        )
        incident.set_date(moment, day)
        incident.save()
        IncidentKind.objects.create(incident=incident, kind=incident.gravest_kind)
        Victim.objects.create(incident=incident, user=self.alice, unit=incident.unit, name=CANARY)
        refresh_sight(incident)
        return incident

    def fill(self, year: int, per_quarter: int = 24, seed: int = 1) -> list[Incident]:
        """Incidents through a year, of several units, kinds and channels."""
        chance = random.Random(seed)  # noqa: S311
        units = [self.world.child, self.world.child, self.world.sibling, self.world.root]
        return [
            self.happen(
                datetime.date(year, 3 * quarter + chance.randint(1, 3), chance.randint(1, 28)),
                chance.choice(units),
                gravest_kind=chance.choices(Kind.values[:4], [8, 4, 2, 1])[0],
                channel=chance.choices(Channel.values[:3], [6, 3, 1])[0],
                severity=chance.choices([1, 2, 3, 4], [6, 3, 2, 1])[0],
            )
            for quarter in range(4)
            for _number in range(per_quarter)
        ]
