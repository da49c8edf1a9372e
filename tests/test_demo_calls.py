# SPDX-License-Identifier: EUPL-1.2
"""The recorded calls of the demo: there at each start, as people would have made them, and never anywhere else."""

import datetime
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from recordings import disclosing
from recordings.access import visible_to
from recordings.listening import listenings_of
from recordings.models import Recording, State
from tests.world import World, fresh

pytestmark = pytest.mark.django_db


def states(user: User) -> list[str]:
    return sorted(visible_to(Recording.objects.all(), fresh(user)).values_list("state", flat=True))


def start() -> None:
    call_command("demo_calls", stdout=io.StringIO())


def test_each_start_adds_the_calls_that_are_not_there_any_more(world: World) -> None:
    kcc = world.person("kcc", world.sibling, personnel_id="W1", extension="1")
    hoofd = world.person("hoofd", world.sibling, "head", personnel_id="W2")
    world.person("Robin", world.sibling, personnel_id="W3", extension="3")
    coordinator = world.person("coordinator", world.root, "coordinator")
    start()
    # No demo: nothing is added to it.
    assert not Recording.objects.exists()
    world.waterrijk.is_demo = True
    world.waterrijk.save()
    start()
    assert states(kcc) == [State.APPROVED, State.FLAGGED, *[State.STORED] * 5]
    assert states(hoofd) == [State.APPROVED, State.FLAGGED, State.FLAGGED]
    assert states(coordinator) == [State.APPROVED]
    approved = Recording.objects.get(state=State.APPROVED)
    assert [entry.actor for entry in listenings_of(approved)] == [hoofd]
    # A caller asks for an unflagged call, and a head must say whether they get it.
    [waits] = disclosing.releases_of(fresh(hoofd))
    assert (waits.recording.state, waits.waits) == (State.STORED, True)
    # One goes while one looks.
    assert (
        Recording.objects.filter(destroy_at__lte=timezone.now() + datetime.timedelta(minutes=10)).count() == 1
    )
    start()
    assert len(states(kcc)) == 7
    assert len(disclosing.releases_of(fresh(hoofd))) == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=60)):
        assert states(kcc) == [State.APPROVED]
        start()
        assert states(kcc) == [State.APPROVED, State.FLAGGED, *[State.STORED] * 5]


def test_production_refuses_them(settings: object) -> None:
    settings.MODE, settings.DEMO = "production", False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="GIR_MODE=demo only"):
        call_command("demo_calls", skip_checks=True)
