# SPDX-License-Identifier: EUPL-1.2
"""The overview of who administers: people, levels, the review and the workers, each number as long as its list; and of
incidents nothing, not even how many there are."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import grants, rights_review
from accounts.administering import administration_of
from accounts.models import User
from accounts.people import PersonFacts, deactivate_person, invite_person
from incidents.models import Incident
from notices.models import OutboxMessage
from notices.outbox import queue_mail
from oversight.dashboard.administration import Overview, overview_of
from retention import watchdog
from tests.incidents.case import client_of, text_of
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
PAGE = "/overzicht/"


def overview(user: User) -> Overview:
    return overview_of(administration_of(fresh(user)))


def numbers(user: User) -> dict[str, int]:
    found = overview(user)
    return {one.key: one.number for one in (*found.people, *found.levels, *found.changes)}


def listed(user: User, url: str) -> int:
    return text_of(client_of(user).get(url)).count("gir-people__name")


@pytest.fixture
def ada(world: World) -> User:
    world.person("Ben", world.root, "administrator")
    ada = world.person("Ada", world.root, "administrator")
    alice, carl = world.person("Aaf", None, "handler", "reporter"), world.person("Carl", world.child)
    world.group_grant(world.group("Melders", alice, carl), "reporter", world.root)
    world.person("Nel", world.sibling)
    invite_person(ada, PersonFacts("Nina", "nina@waterrijk.example", world.child))
    deactivate_person(ada, world.person("Weg", world.own, "supervisor"))
    world.person("Eva", world.other_root, "administrator")
    return ada


def test_each_number_is_the_length_of_its_list(world: World, ada: User) -> None:
    found = overview(ada)
    for one in (*found.people, *found.levels):
        assert listed(ada, one.url) == one.number, one.key
    counts = numbers(ada)
    assert (counts["active"], counts["never"], counts["none"], counts["inactive"]) == (6, 1, 2, 1)
    assert (counts["administrator"], counts["handler"], counts["reporter"], counts["supervisor"]) == (
        2,
        1,
        2,
        0,
    )


def test_who_administers_a_part_sees_that_part(world: World, ada: User) -> None:
    suus = world.person("Suus", world.own, "administrator")
    found = overview(suus)
    for one in (*found.people, *found.levels):
        assert listed(suus, one.url) == one.number, one.key
    assert numbers(suus)["active"] == 4
    assert (found.review, found.signs) == (None, [])


def test_what_changes(world: World, ada: User) -> None:
    today, alice = datetime.timedelta(), User.objects.get(name="Aaf")
    day = timezone.localdate() + today
    world.grant(alice, "handler", world.sibling, last_day=day + datetime.timedelta(days=30))
    world.grant(alice, "supervisor", world.sibling, first_day=day + datetime.timedelta(days=3))
    world.grant(alice, "handler", world.child, last_day=day + datetime.timedelta(days=31))
    grants.grant_level(ada, "reporter", world.root, user=ada, requested_by="Zij")
    counts = numbers(ada)
    assert (counts["ends"], counts["begins"], counts["to_decide"], counts["own"]) == (1, 1, 0, 1)
    assert numbers(User.objects.get(name="Ben"))["to_decide"] == 1


def test_nothing_of_incidents_or_recordings_not_even_a_number(world: World, ada: User) -> None:
    """The page is the same, word for word, with and without them."""
    rita = world.person("Rita", None, "reporter")
    exchange = Exchange(world)
    watchdog.note_sweep()
    without = words(ada)
    for _ in range(7):
        world.incident(rita)
    flagged = exchange.flagged()
    assert Incident.objects.count() == 7
    assert words(ada) == without
    for link in ("/werkvoorraad/", "/incidenten/", "/sancties/", "/opnames/", str(flagged.pk)):
        assert link not in without


def words(user: User) -> str:
    """The page, without what differs each time; no mail waits."""
    OutboxMessage.objects.all().delete()
    response = client_of(user).get(PAGE)
    assert response.status_code == 200
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", text_of(response))


def test_whether_the_workers_do_their_work(world: World, ada: User) -> None:
    signs = {sign.name: sign for sign in overview(ada).signs}
    assert [sign.well for sign in signs.values()] == [False, True, True]
    watchdog.note_sweep()
    assert all(sign.well for sign in overview(ada).signs)
    queue_mail(ada, "reminder")
    OutboxMessage.objects.update(failure="ConnectionRefusedError", attempts=2)
    mail = overview(ada).signs[2]
    assert not mail.well
    assert "opnieuw geprobeerd" in mail.text
    OutboxMessage.objects.update(given_up_at=timezone.now())
    assert "niet meer geprobeerd" in overview(ada).signs[2].text
    # A late record of this municipality, and of no other.
    incident = world.incident(world.person("Rita", None, "reporter"))
    Incident.with_due.filter(pk=incident.pk).update(destroy_at=timezone.now() - datetime.timedelta(hours=2))
    assert [sign.well for sign in overview(ada).signs][1] is False
    assert [sign.well for sign in overview(User.objects.get(name="Eva")).signs][1] is True


def test_the_review_as_far_as_it_is(world: World, ada: User) -> None:
    assert overview(ada).review
    assert "De volgende is op" in str(overview(ada).review)
    review = rights_review.start_review(fresh(ada))
    admin = administration_of(fresh(ada))
    right = next(r for r in rights_review.still_to_do(admin, review) if not r.own)
    rights_review.decide_right(fresh(ada), review, right.kind, right.row.pk, "confirmed")
    all_ = len(rights_review.still_to_do(admin, review)) + 1
    assert str(overview(ada).review) == f"Bezig: 1 van {all_} niveaus bekeken."


@pytest.mark.parametrize("units", [1, 3])
def test_as_many_questions_for_more_units_and_people(world: World, ada: User, units: int) -> None:
    for number in range(units):
        unit = world.unit(f"Team {number}", world.own)
        world.person(f"Mens {number}", unit, "handler")
    client = client_of(ada)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    # One of them for each table with a term: whether anything in it is late.
    assert len(captured) == 42
