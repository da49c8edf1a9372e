# SPDX-License-Identifier: EUPL-1.2
"""What goes with a row goes, what only refers to it stays, and a transaction takes no longer than it may."""

import pytest
from django.db import connection
from django.db.models.deletion import ProtectedError
from django.test.utils import CaptureQueriesContext

from accounts.models import Municipality
from incidents import joining
from incidents.models import Incident, Measure, Sanction, SanctionReview
from retention.deleting import delete_rows
from retention.engine import AIM, BATCH, FIRST_BATCH, Pace
from tests.incidents.sanctioned import Dossier
from tests.protection.rows import some_row
from tests.world import World


@pytest.mark.django_db
def test_what_only_refers_to_it_stays_and_forgets_it(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    first, second = world.incident(alice), world.incident(alice)
    joining.join(bob, second, first)
    second.refresh_from_db()
    assert second.joined_into == first
    delete_rows(Incident, [first.pk])
    second.refresh_from_db()
    assert Incident.with_due.get() == second
    assert second.joined_into is None
    assert second.victims.exists()


@pytest.mark.django_db
def test_what_hangs_on_what_goes_along_goes_too(world: World) -> None:
    """Over two tables and more: a review of a sanction of a link; and a measure loses the link only."""
    dossier = Dossier(world)
    dossier.impose("contact_measure")
    some_row(SanctionReview)
    measure = some_row(Measure)
    Measure.objects.update(involvement=dossier.wim)
    delete_rows(type(dossier.wim), [dossier.wim.pk])
    assert not Sanction.with_due.exists()
    assert not SanctionReview.with_due.exists()
    measure.refresh_from_db()
    assert measure.involvement is None


@pytest.mark.django_db
def test_what_is_to_stay_is_not_left_without_what_it_needs(world: World) -> None:
    world.incident(world.person("Alice", None, "reporter"))
    with pytest.raises(ProtectedError):
        delete_rows(Municipality, [world.waterrijk.pk])


@pytest.mark.django_db
def test_as_many_statements_for_one_as_for_three_and_none_reads_a_text(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    counted = []
    for number in (1, 3):
        keys = [world.incident(alice).pk for _number in range(number)]
        with CaptureQueriesContext(connection) as captured:
            delete_rows(Incident, keys)
        counted.append(len(captured))
        assert not any(query["sql"].startswith("SELECT") for query in captured)
        assert not Incident.with_due.filter(pk__in=keys).exists()
    assert counted[0] == counted[1]


def test_a_transaction_takes_as_much_as_goes_in_time() -> None:
    pace = Pace()
    assert pace.records == FIRST_BATCH
    for _fast in range(20):
        pace.note(pace.records, AIM / 10)
    assert pace.records == BATCH
    pace.note(BATCH, AIM * 4)
    assert pace.records == BATCH // 4
    # The last one of all is small, and says nothing about how many go in time.
    pace.note(2, AIM / 100)
    assert pace.records == BATCH // 4
    for _slow in range(20):
        pace.note(pace.records, AIM * 1000)
    assert pace.records == 1
