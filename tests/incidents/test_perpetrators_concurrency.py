# SPDX-License-Identifier: EUPL-1.2
"""Two handlers at the same moment about the same people (PostgreSQL, with threads): both get an answer."""

from collections.abc import Callable
from typing import Any

import pytest

from incidents.access import NotAllowed
from incidents.models import Involvement, Perpetrator
from incidents.perpetrators import join_perpetrators
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
