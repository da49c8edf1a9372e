# SPDX-License-Identifier: EUPL-1.2
"""Sight says the same as the incident that it repeats, after everything that can happen to one."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone

from incidents import handling, joining, watching
from incidents.models import KIND_BITS, Incident, IncidentKind, Kind, Sight, Victim
from incidents.reporting import VictimFacts
from incidents.sight import repeat_facts
from tests.world import World


def out_of_step() -> list[str]:
    """Everything that a row of Sight says otherwise than its incident does."""
    wrong = []
    for sight in Sight.with_due.all():
        incident = Incident.with_due.get(pk=sight.incident_id)
        for name in Sight.REPEATED:
            if getattr(sight, name) != getattr(incident, name):
                wrong.append(f"{incident}: {name}")
        kinds = IncidentKind.with_due.filter(incident=incident).values_list("kind", flat=True)
        if sight.kinds != sum(KIND_BITS[kind] for kind in kinds):
            wrong.append(f"{incident}: kinds")
    return wrong


def seen_by(incident: Incident) -> dict[int, bool]:
    return dict(Sight.with_due.filter(incident=incident).values_list("unit_id", "is_owner"))


def test_after_every_step_of_a_case(world: World) -> None:
    """Each step is followed by a look at all rows, and each changes something that lists are found by."""
    alice = world.person("Alice", None, "reporter")
    dirk = world.person("Dirk", world.sibling, "reporter")
    bob = world.person("Bob", world.parent, "handler")
    sonja = world.person("Sonja", world.parent, "supervisor")
    incident = world.incident(alice)
    second = world.incident(dirk, narrative="Ik stond ernaast.")

    def established() -> None:
        facts = {"severity": 4, "channel": "chat", "gravest_kind": "sexual"}
        handling.establish_facts(bob, incident, facts, ["sexual", "online"])

    def earlier() -> None:
        handling.correct_date(bob, incident, incident.occurred_at - datetime.timedelta(days=3), "Eerder.")

    def confirmed() -> None:
        for victim in incident.victims.filter(confirmed_at=None):
            handling.confirm_with_victim(bob, victim)

    steps: list[Any] = [
        lambda: handling.take_up(bob, incident),
        established,
        earlier,
        lambda: handling.wait(bob, incident, "De politie."),
        lambda: handling.resume(bob, incident),
        lambda: handling.give_aftercare(bob, incident.aftercares.first(), timezone.now()),
        lambda: handling.add_another_victim(bob, incident, VictimFacts.of(world.person("Wim", world.child))),
        lambda: watching.move(sonja, incident, world.child),
        confirmed,
        lambda: handling.close(bob, incident, "founded", "Gesproken."),
        lambda: handling.reopen(bob, incident, "Er is meer."),
        lambda: joining.join(bob, second, incident),
    ]
    before: Any = None
    for number, step in enumerate(steps):
        step()
        incident.refresh_from_db()
        assert out_of_step() == [], number
        said = list(Sight.with_due.order_by("pk").values())
        assert said != before or step is confirmed, number
        before = said
    assert seen_by(incident) == {world.child.pk: True, world.sibling.pk: False}


def test_a_bulk_update_is_repeated_too(world: World) -> None:
    """Whoever changes many incidents at once (a retention engine, say) leaves no list behind."""
    alice = world.person("Alice", None, "reporter")
    bob = world.person("Bob", None, "handler")
    incidents = [world.incident(alice) for _ in range(3)]
    past = timezone.now() - datetime.timedelta(days=1)
    assert Incident.objects.filter(pk=incidents[0].pk).update(handler=bob) == 1
    assert Incident.objects.filter(pk=incidents[1].pk).update(handler_id=bob.pk, status="waiting") == 1
    # What was chosen is no longer found after the change.
    assert Incident.objects.filter(destroy_at__gt=timezone.now()).update(destroy_at=past) == 3
    assert set(Sight.with_due.values_list("destroy_at", flat=True)) == {past}
    incidents[2].severity = 4
    Incident.with_due.bulk_update([incidents[2]], ["severity"])
    assert Sight.with_due.get(incident=incidents[2]).severity == 4
    assert out_of_step() == []


def test_a_row_out_of_step_would_be_found(world: World) -> None:
    """The look above is not blind."""
    incident = world.incident(world.person("Alice", None, "reporter"))
    Sight.with_due.update(severity=4, kinds=KIND_BITS[Kind.OTHER])
    assert out_of_step() == [f"{incident}: severity", f"{incident}: kinds"]
    repeat_facts([incident.pk, uuid.uuid4()])
    assert out_of_step() == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_bit_of_its_own(kind: Kind) -> None:
    bit = KIND_BITS[kind]
    assert bit.bit_count() == 1
    assert list(KIND_BITS.values()).count(bit) == 1


def test_an_incident_without_kinds_is_repeated(world: World) -> None:
    incident = world.incident(world.person("Alice", None, "reporter"))
    IncidentKind.objects.filter(incident=incident).delete()
    incident.save()
    assert Sight.with_due.get(incident=incident).kinds == 0
    assert Victim.objects.filter(incident=incident).exists()
