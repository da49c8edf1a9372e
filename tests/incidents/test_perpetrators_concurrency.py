# SPDX-License-Identifier: EUPL-1.2
"""Two handlers at the same moment about the same people (PostgreSQL, with threads): both get an answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from incidents.access import NotAllowed
from incidents.leaving import note_who_left
from incidents.models import Involvement, Perpetrator
from incidents.perpetrators import join_perpetrators, unlink_perpetrator
from tests.accounts.test_concurrency import at_once
from tests.incidents.sanctioned import Dossier
from tests.world import World, fresh

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_who_join_the_same_two_people_from_two_incidents() -> None:
    """One of the two joins them; for the other there is nobody left to join. Neither waits for ever."""
    dossier = Dossier(World())
    for number in range(8):
        one, two = dossier.established(), dossier.established()
        ans = dossier.name(one, f"Ans Anders {number}").perpetrator
        bea = dossier.name(two, f"Bea Anders {number}").perpetrator

        def joins(*about: Any) -> Callable[[], None]:
            actor = fresh(dossier.bob)
            return lambda: join_perpetrators(actor, *about)

        outcomes = at_once(joins(one, ans, bea), joins(two, bea, ans))
        assert sorted(type(outcome) for outcome in outcomes if outcome) == [NotAllowed]
        named = Involvement.objects.filter(incident__in=[one, two])
        assert len(set(named.values_list("perpetrator_id", flat=True))) == 1
        assert named.count() == 2
        assert Perpetrator.with_due.filter(pk__in=[ans.pk, bea.pk]).count() == 1


# As if the moment of everybody in view came now, but for rows that somebody else is writing.
EVERYBODY_GOES = """
UPDATE incidents_involvement SET left_registry_at = NULL, visible_until = now() - interval '1 day'
WHERE id IN (SELECT id FROM incidents_involvement FOR UPDATE SKIP LOCKED)
"""


def test_somebody_is_taken_away_while_others_go_out_of_the_registry() -> None:
    """Both write in the ledger, and in the rows of the same incidents; neither waits for the other in a circle."""
    dossier, wrong = Dossier(World()), []
    for number in range(12):
        incident = dossier.established()
        wrong.append(dossier.name(incident, f"Ans Anders {number}"))
        dossier.name(incident, f"Bea Anders {number}")

    def go() -> None:
        for _number in range(12):
            with connection.cursor() as cursor:
                cursor.execute(EVERYBODY_GOES)
            note_who_left()

    def take_away() -> None:
        for involvement in wrong:
            unlink_perpetrator(fresh(dossier.bob), involvement, "Iemand anders.")

    assert at_once(take_away, go) == [None, None]
    note_who_left()
    assert not Involvement.objects.filter(left_registry_at=None, visible_until__lte=timezone.now()).exists()
    assert not Perpetrator.with_due.filter(pk__in=[row.perpetrator_id for row in wrong]).exists()
