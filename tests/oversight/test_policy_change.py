# SPDX-License-Identifier: EUPL-1.2
"""Changing the policy: fill in, see what it does, confirm; what is seen is what happens (R3)."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.administering import NotAllowed, administration_of
from accounts.models import Municipality, RetentionPolicy, User
from incidents.models import Involvement, Perpetrator, Sanction
from incidents.still_here import reasons
from oversight import going
from oversight.policy_change import (
    NothingChanges,
    Number,
    Overtaken,
    Proposal,
    WorksCouncilNeeded,
    foresee,
    make_version,
)
from retention.terms import end_of_day, start_of_day
from tests.incidents.case import client_of, filled_in, text_of
from tests.incidents.sanctioned import Dossier
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
URL = "/beheer/bewaartermijnen/wijzigen/"
TODAY = datetime.date(2026, 8, 31)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(start_of_day(TODAY) + datetime.timedelta(hours=12), tick=False) as clock:
        yield clock


@pytest.fixture
def dossier(world: World, clock: Any) -> Dossier:
    return Dossier(world, severity=3)


@pytest.fixture
def ada(world: World) -> User:
    return world.person("Ada", world.root, "administrator")


@pytest.fixture
def ben(world: World) -> User:
    return world.person("Ben", world.root, "administrator")


def policy_of(municipality: Municipality) -> RetentionPolicy:
    return Municipality.objects.get(pk=municipality.pk).retention_policy


def proposal(world: World, reference: str = "", **decided: Any) -> Proposal:
    current = policy_of(world.waterrijk)
    return Proposal(current.decided | decided, "Besluit van het college.", reference, current.number)


def typed(client: Any, **changed: str) -> dict[str, Any]:
    """The form as a browser sends it, with something typed."""
    data = filled_in(client.get(URL))
    return data | {"based_on": str(data["based_on"]), "reason": "Besluit van het college."} | changed


def see_then_confirm(client: Any, data: dict[str, Any]) -> tuple[Any, Any]:
    seen = client.post(URL, data | {"action": "show"})
    shown = data | {"seen": seen.context["seen"], "action": "confirm"}
    return seen, client.post(URL, shown)


def test_a_municipality_begins_with_version_1(world: World) -> None:
    first = policy_of(world.waterrijk)
    assert (first.number, first.made_by, dict(first.months)) == (1, None, {1: 12, 2: 12, 3: 18, 4: 24})
    assert first.reminders == [180, 90, 30]
    assert first.articles["R3"] == "privacyprotocol, artikel 5.1"


def test_a_change_is_a_new_version_and_the_old_one_stays_readable(world: World, ada: User) -> None:
    made = make_version(ada, proposal(world, months_severity_3=14, article_r4="ons protocol, artikel 9"))
    assert (made.number, made.made_by, made.reason) == (2, ada, "Besluit van het college.")
    assert [v.months[3] for v in world.waterrijk.retention_policies.order_by("number")] == [18, 14]
    page = text_of(client_of(ada).get(reverse("retention_policy")))
    for words in (
        "Versie 2",
        "Versie 1",
        "ernstig 14",
        "ernstig 18",
        "Ada",
        "artikel 9",
        "/beheer/vernietiging/",
    ):
        assert words in page


def test_from_then_on_it_counts_for_what_is_imposed(dossier: Dossier, ada: User) -> None:
    make_version(ada, proposal(dossier.world, "OR 2026-12", months_severity_3=20))
    standing = Involvement.objects.get()
    assert standing.months == 18
    assert dossier.impose("warning_letter", dossier.name(dossier.established(severity=3), "Ans")).months == 20
    again = Involvement.objects.get(pk=standing.pk)
    assert (again.months, again.visible_until) == (18, standing.visible_until)


def test_what_is_seen_is_what_happens(dossier: Dossier, ada: User, clock: Any) -> None:
    dossier.impose("warning_letter")
    clock.shift(datetime.timedelta(days=420))
    dossier.impose("order_talk", dossier.name(dossier.established(severity=3), "Ans"))
    shorter = proposal(dossier.world, months_severity_3=12)
    before = {p.pk: p.visible_until for p in Perpetrator.objects.all()}
    foresight = foresee(administration_of(fresh(ada)), shorter)
    assert foresight.at_once == Number(1, 1, 1)
    assert foresight.months == [(datetime.date(2028, 10, 1), Number(1, 1, 1))]
    assert foresight.in_all == Number(2, 2, 2)
    assert {p.pk: p.visible_until for p in Perpetrator.objects.all()} == before
    assert policy_of(dossier.world.waterrijk).number == 1
    make_version(ada, shorter)
    assert len(dossier.readable()) == 1
    person = Perpetrator.objects.get(pk__in=dossier.readable())
    assert person.visible_until == end_of_day(datetime.date(2028, 10, 25))
    assert set(Sanction.objects.values_list("months", flat=True)) == {12}


def test_on_screen_in_two_steps_with_numbers_only(dossier: Dossier, ada: User) -> None:
    dossier.impose("warning_letter")
    client = client_of(ada)
    assert "Steeds van 12 tot en met 24 (R3, privacyprotocol, artikel 5.1)" in text_of(client.get(URL))
    seen, done = see_then_confirm(client, typed(client, months_severity_3="12"))
    page = text_of(seen)
    assert "Dit doet de wijziging" in page
    assert "augustus 2027" in page
    assert "Wim Zwartewater" in dossier.wim.perpetrator.name
    for secret in ("Zwartewater", dossier.incident.reference, str(dossier.incident.pk)):
        assert secret not in page
    assert done.status_code == 302
    assert policy_of(dossier.world.waterrijk).number == 2
    assert Sanction.objects.get().months == 12


def test_nothing_is_made_before_it_was_seen(world: World, ada: User) -> None:
    """Also when something else was typed after it was seen: that is shown first."""
    client = client_of(ada)
    data = typed(client, months_severity_3="14")
    assert "Dit doet de wijziging" in text_of(client.post(URL, data | {"action": "confirm"}))
    seen = client.post(URL, data | {"action": "show"}).context["seen"]
    other = data | {"months_severity_3": "12", "seen": seen, "action": "confirm"}
    assert "Dit doet de wijziging" in text_of(client.post(URL, other))
    assert policy_of(world.waterrijk).number == 1


def test_a_button_pressed_twice_makes_one_version(world: World, ada: User) -> None:
    client = client_of(ada)
    data = typed(client, months_severity_3="14")
    _seen, done = see_then_confirm(client, data)
    again = client.post(URL, data | {"seen": _seen.context["seen"], "action": "confirm"})
    assert (done.status_code, again.status_code) == (302, 302)
    assert world.waterrijk.retention_policies.count() == 2


def test_of_two_administrators_at_once_the_second_sees_the_firsts(world: World, ada: User, ben: User) -> None:
    first, second = client_of(ada), client_of(ben)
    data = typed(second, months_severity_4="13", article_r4="ons protocol, artikel 9")
    seen = second.post(URL, data | {"action": "show"}).context["seen"]
    see_then_confirm(first, typed(first, months_severity_4="20"))
    refused = second.post(URL, data | {"seen": seen, "action": "confirm"})
    page = text_of(refused)
    assert "intussen gewijzigd" in page
    assert "zeer ernstig 20" in page
    assert 'value="13"' in page
    assert 'value="ons protocol, artikel 9"' in page
    assert policy_of(world.waterrijk).months[4] == 20
    # Having seen it, they may go on.
    _seen, done = see_then_confirm(second, data | {"based_on": "2"})
    assert done.status_code == 302
    assert (policy_of(world.waterrijk).number, policy_of(world.waterrijk).months[4]) == (3, 13)


@pytest.mark.parametrize("months", ["11", "25", "0", "-12", "twaalf", "", "9" * 30])
def test_outside_12_to_24_is_refused_at_the_field_and_what_was_typed_stays(
    world: World, ada: User, months: str
) -> None:
    client = client_of(ada)
    data = typed(client, months_severity_3=months, article_r3="ons protocol, artikel 8a")
    for action in ("show", "confirm"):
        answer = client.post(URL, data | {"action": action})
        assert answer.status_code == 200
        assert answer.context["form"].errors.keys() == {"months_severity_3"}
        page = text_of(answer)
        assert 'value="ons protocol, artikel 8a"' in page
        assert not months or f'value="{months}"' in page
    assert policy_of(world.waterrijk).number == 1


@pytest.mark.parametrize("days", ["0", "366", "90, 90", "90, x", "1 2 3 4 5 6 7", "-30", "٩٠"])
def test_no_days_to_warn_on(world: World, ada: User, days: str) -> None:
    client = client_of(ada)
    answer = client.post(URL, typed(client, reminders=days) | {"action": "show"})
    assert answer.context["form"].errors.keys() == {"reminders"}


def test_showing_longer_needs_the_works_council(world: World, ada: User) -> None:
    client = client_of(ada)
    data = typed(client, months_severity_1="13", months_severity_4="20")
    answer = client.post(URL, data | {"action": "show"})
    assert answer.context["form"].errors.keys() == {"works_council_reference"}
    with pytest.raises(WorksCouncilNeeded):
        make_version(ada, proposal(world, months_severity_1=13))
    _seen, done = see_then_confirm(client, data | {"works_council_reference": "OR 2026-12"})
    assert done.status_code == 302
    assert policy_of(world.waterrijk).works_council_reference == "OR 2026-12"


def test_shorter_other_days_and_articles_do_not(world: World, ada: User) -> None:
    assert make_version(ada, proposal(world, months_severity_4=12)).number == 2
    assert make_version(ada, proposal(world, reminders=[60])).number == 3
    assert make_version(ada, proposal(world, article_r1="ons protocol, artikel 3")).number == 4


def test_what_cannot_be(world: World, ada: User, ben: User) -> None:
    with pytest.raises(NothingChanges):
        make_version(ada, proposal(world))
    for months in (11, 25):
        with pytest.raises(ValidationError):
            make_version(ada, proposal(world, "OR", months_severity_4=months))
    stale = proposal(world, months_severity_4=20)
    make_version(ben, proposal(world, months_severity_4=18))
    with pytest.raises(Overtaken):
        make_version(ada, stale)
    # The very same by another person is no second press of the button.
    with pytest.raises(Overtaken):
        make_version(ada, Proposal(policy_of(world.waterrijk).decided, "Besluit van het college.", "", 1))
    part = world.person("Pia", world.own, "administrator")
    with pytest.raises(NotAllowed):
        make_version(part, proposal(world, months_severity_4=12))


def test_another_municipality_is_untouched(dossier: Dossier, world: World, ada: User) -> None:
    dina = world.person("Dina", world.other_root, "administrator")
    sanction = dossier.impose("warning_letter")
    current = policy_of(world.duinveen)
    make_version(dina, Proposal(current.decided | {"months_severity_3": 12}, "Korter.", "", 1))
    assert Sanction.objects.get(pk=sanction.pk).visible_until == sanction.visible_until
    assert policy_of(world.waterrijk).number == 1
    page = text_of(client_of(ada).get(reverse("retention_policy")))
    assert "Versie 1" in page
    assert "Dina" not in page


def test_the_own_article_stands_in_the_explanation(dossier: Dossier, ada: User) -> None:
    own = {"article_r3": "ons protocol, artikel 8a", "article_r4": "ons protocol, artikel 9"}
    make_version(ada, proposal(dossier.world, **own))
    involvement = Involvement.objects.select_related("incident__municipality", "perpetrator").get()
    said = " ".join(s for r in reasons(involvement.incident, [(involvement, [])]) for s in r.sentences)
    assert "(R4, ons protocol, artikel 9)" in said
    assert "(R3, ons protocol, artikel 8a)" in said


def test_reminders_are_the_municipalitys(dossier: Dossier, ada: User) -> None:
    sanction = dossier.impose("contact_measure")
    Sanction.objects.filter(pk=sanction.pk).update(planned_end=TODAY + datetime.timedelta(days=400))
    dossier.incident.destroy_at = start_of_day(TODAY + datetime.timedelta(days=101))
    dossier.incident.save()
    assert [row.within for row in going.going_soon(fresh(dossier.bob)).warned] == [180]
    make_version(ada, proposal(dossier.world, reminders=[120, 14]))
    assert [row.within for row in going.going_soon(fresh(dossier.bob)).warned] == [120]
    make_version(ada, proposal(dossier.world, reminders=[60]))
    assert going.going_soon(fresh(dossier.bob)).warned == []
