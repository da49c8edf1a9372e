# SPDX-License-Identifier: EUPL-1.2
"""R3: each going-out-of-view is written in the ledger and told to the handler; the query had hidden it already."""

import datetime

import pytest
import time_machine

from incidents import handling
from incidents.leaving import note_who_left
from incidents.models import Incident, Involvement
from notices.models import OutboxMessage
from retention.models import LedgerEntry
from retention.terms import end_of_day, start_of_day
from tests.incidents.sanctioned import Dossier
from tests.retention.test_engine import assert_chains_hold
from tests.world import World

pytestmark = pytest.mark.django_db
INSTANT = datetime.timedelta(microseconds=1)
TODAY = datetime.date(2026, 8, 31)


@pytest.fixture
def dossier(world: World) -> Dossier:
    with time_machine.travel(start_of_day(TODAY) + datetime.timedelta(hours=12), tick=False):
        dossier = Dossier(world, severity=3)
        handling.take_up(dossier.bob, dossier.incident)
    return dossier


def told() -> list[str]:
    return list(OutboxMessage.with_due.filter(kind="left_registry").values_list("recipient__name", flat=True))


def test_a_sanction_and_its_incident(dossier: Dossier) -> None:
    with time_machine.travel(start_of_day(TODAY) + datetime.timedelta(hours=13), tick=False):
        sanction = dossier.impose("warning_letter")
    end = end_of_day(datetime.date(2028, 2, 29))
    with time_machine.travel(end - INSTANT, tick=False) as clock:
        assert note_who_left() == 0
        clock.move_to(end + datetime.timedelta(days=2))
        assert dossier.readable() == set()
        assert note_who_left() == 2
        assert note_who_left() == 0
        clock.shift(datetime.timedelta(days=1))
        assert note_who_left() == 0
    entry = LedgerEntry.objects.get(what="incidents.Sanction")
    assert (entry.kind, entry.rule, entry.policy) == ("out_of_view", "R3", "P18M")
    assert (entry.object_id, entry.counted_from) == (str(sanction.pk), start_of_day(TODAY))
    # How late it was written down is there too.
    assert (entry.due_at, entry.done_at) == (end, end + datetime.timedelta(days=2))
    assert told() == ["Bob"]
    assert_chains_hold()


def test_an_incident_without_a_sanction(dossier: Dossier) -> None:
    with time_machine.travel(end_of_day(datetime.date(2028, 2, 29)), tick=False):
        assert note_who_left() == 1
    entry = LedgerEntry.objects.get()
    assert (entry.what, entry.object_id) == ("incidents.Involvement", str(dossier.wim.pk))
    assert told() == ["Bob"]
    # Nothing was destroyed: handlers still see it until R4.
    assert Involvement.with_due.exists()


def test_what_never_was_in_the_registry_does_not_leave_it(dossier: Dossier) -> None:
    with time_machine.travel(start_of_day(TODAY) + datetime.timedelta(hours=13), tick=False) as clock:
        handling.close(dossier.bob, dossier.incident, "unfounded", "Een misverstand.")
        clock.move_to(end_of_day(datetime.date(2029, 2, 28)))
        assert note_who_left() == 0
    assert Incident.with_due.exists()
