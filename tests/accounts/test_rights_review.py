# SPDX-License-Identifier: EUPL-1.2
"""The yearly review of rights: each level confirmed or taken away once, by an administrator, and by nobody their own."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import grants, policy, rights_review
from accounts.administering import LastAdministrator, NotAllowed, administration_of
from accounts.models import GroupGrant, Membership, RightsDecision, RightsReview, User, UserGrant
from accounts.people import deactivate_person
from accounts.rights_review import NotFinished, OwnLevel, decide_right
from notices.models import OutboxMessage
from retention.models import LedgerEntry
from retention.terms import local_date
from tests.incidents.case import client_of, text_of
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
PAGE = "/beheer/controle/"
DAY = datetime.timedelta(days=1)
KEPT, TAKEN = "confirmed", "withdrawn"


class Scene:
    """Ada and Ben administer Waterrijk; Alice handles, and reports through a group."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ada = world.person("Ada", world.root, "administrator")
        self.ben = world.person("Ben", world.root, "administrator")
        self.alice = world.person("Alice")
        self.grant = world.grant(self.alice, "handler", world.own)
        self.group = world.group("Melders", self.alice)
        self.member = Membership.objects.get()
        self.of_group = world.group_grant(self.group, "reporter", world.root)
        # What is elsewhere is in nobody's review here.
        eva = world.person("Eva", world.other_root, "administrator", "reporter")
        world.group("Elders", eva, municipality=world.duinveen)

    def start(self) -> RightsReview:
        return rights_review.start_review(fresh(self.ada))

    def left(self, actor: User | None = None, review: RightsReview | None = None) -> list[str]:
        admin = administration_of(fresh(actor or self.ada))
        return [r.key for r in rights_review.still_to_do(admin, review or RightsReview.objects.get())]

    def own_of(self, person: User) -> UserGrant:
        return UserGrant.objects.get(user=person)

    def decide(self, actor: User, row: Any, outcome: str) -> bool:
        kind = {UserGrant: "user_grant", GroupGrant: "group_grant", Membership: "membership"}[type(row)]
        review = RightsReview.objects.get(completed_at=None)
        return decide_right(fresh(actor), review, kind, row.pk, outcome)


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def test_everybodys_levels_one_by_one_and_nobody_elses(scene: Scene) -> None:
    scene.start()
    ada, ben = scene.own_of(scene.ada), scene.own_of(scene.ben)
    keys = [f"user_grant-{ada.pk}", f"user_grant-{scene.grant.pk}", f"membership-{scene.member.pk}"]
    keys += [f"user_grant-{ben.pk}", f"group_grant-{scene.of_group.pk}"]
    assert scene.left() == keys
    assert UserGrant.objects.filter(user__name="Eva").exists()


def test_confirmed_or_taken_away_and_written_down(scene: Scene) -> None:
    scene.start()
    assert scene.decide(scene.ada, scene.grant, TAKEN)
    assert not policy.may(fresh(scene.alice), "handler", scene.world.own)
    assert policy.may(fresh(scene.alice), "reporter", scene.world.own)
    # By the act that always takes away: the ledger says so.
    said = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.WITHDRAWN, what="accounts.UserGrant")
    assert said.count() == 1
    assert scene.decide(scene.ben, scene.member, KEPT)
    assert policy.may(fresh(scene.alice), "reporter", scene.world.own)
    found = {d.kind: d for d in RightsDecision.objects.all()}
    assert {kind: d.outcome for kind, d in found.items()} == {"user_grant": TAKEN, "membership": KEPT}
    assert (found["user_grant"].user, found["user_grant"].level) == (scene.alice, "handler")
    assert (found["user_grant"].unit, found["user_grant"].decided_by) == (scene.world.own, scene.ada)
    assert len(scene.left()) == 3


def test_twice_is_once_also_by_two_administrators(scene: Scene) -> None:
    review = scene.start()
    assert rights_review.start_review(fresh(scene.ben)) == review
    assert scene.decide(scene.ada, scene.grant, KEPT)
    assert not scene.decide(scene.ada, scene.grant, KEPT)
    # The second, who still had it before them, changes nothing.
    assert not scene.decide(scene.ben, scene.grant, TAKEN)
    assert policy.may(fresh(scene.alice), "handler", scene.world.own)
    assert RightsDecision.objects.get().decided_by == scene.ada


def test_nobody_confirms_their_own_level_of_administrator(scene: Scene) -> None:
    scene.start()
    own = scene.own_of(scene.ada)
    with pytest.raises(OwnLevel):
        scene.decide(scene.ada, own, KEPT)
    assert not RightsDecision.objects.exists()
    assert scene.decide(scene.ben, own, KEPT)


def test_nor_through_a_group_that_has_it(scene: Scene) -> None:
    world = scene.world
    keys = world.group("Beheerders", scene.ada)
    world.group_grant(keys, "administrator", world.root)
    mine = Membership.objects.get(group=keys)
    scene.start()
    with pytest.raises(OwnLevel):
        scene.decide(scene.ada, mine, KEPT)
    assert scene.decide(scene.ben, mine, KEPT)


def test_the_last_administrator_stays_and_nothing_is_written(scene: Scene) -> None:
    deactivate_person(scene.ada, scene.ben)
    scene.start()
    with pytest.raises(LastAdministrator):
        scene.decide(scene.ada, scene.own_of(scene.ada), TAKEN)
    assert not RightsDecision.objects.exists()
    assert policy.may(fresh(scene.ada), "administrator", scene.world.root)
    # Who was deactivated holds nothing that counts.
    assert f"user_grant-{scene.own_of(scene.ben).pk}" not in scene.left()


def test_what_is_given_meanwhile_is_not_lost(scene: Scene, clock: Any) -> None:
    scene.start()
    scene.decide(scene.ada, scene.grant, KEPT)
    assert f"user_grant-{scene.grant.pk}" not in scene.left()
    clock.shift(DAY)
    new = grants.grant_level(
        scene.ada, "supervisor", scene.world.sibling, user=scene.alice, requested_by="De directeur"
    )
    assert f"user_grant-{new.pk}" in scene.left()
    # Given again, with other days: it is not what was confirmed.
    grants.change_days(
        scene.ada, scene.grant, first_day=None, last_day=policy.today() + 9 * DAY, requested_by="Zij"
    )
    assert f"user_grant-{scene.grant.pk}" in scene.left()
    assert scene.decide(scene.ben, UserGrant.objects.get(pk=scene.grant.pk), KEPT)
    assert f"user_grant-{scene.grant.pk}" not in scene.left()


def finish(scene: Scene) -> RightsReview:
    review = RightsReview.objects.get(completed_at=None)
    for actor in (scene.ada, scene.ben):
        for right in rights_review.still_to_do(administration_of(fresh(actor)), review):
            if not right.own:
                decide_right(fresh(actor), review, right.kind, right.row.pk, KEPT)
    rights_review.complete_review(fresh(scene.ada), review)
    review.refresh_from_db()
    return review


def test_it_ends_when_everything_was_decided_on(scene: Scene) -> None:
    review = scene.start()
    with pytest.raises(NotFinished):
        rights_review.complete_review(fresh(scene.ada), review)
    review = finish(scene)
    assert (review.completed_by, scene.left(review=review)) == (scene.ada, [])
    with pytest.raises(NotAllowed):
        decide_right(fresh(scene.ben), review, "user_grant", scene.grant.pk, TAKEN)
    # What was decided stays, also when the level goes later.
    grants.withdraw_grant(scene.ada, scene.grant)
    assert review.decisions.filter(user=scene.alice, level="handler").exists()
    page = text_of(client_of(scene.ada).get(reverse("earlier_rights_review", args=[review.pk])))
    assert "Alice" in page
    assert "Afhandelaar" in page


def test_a_year_after_the_last_one_it_begins_by_itself(scene: Scene, clock: Any) -> None:
    first_given = UserGrant.objects.order_by("granted_at").first()
    assert first_given
    began = policy.today()
    assert rights_review.due_on(scene.world.waterrijk.pk) == began + relativedelta(years=1)
    mails = OutboxMessage.objects.filter(kind="rights_review")
    clock.move_to(timezone.now() + relativedelta(years=1) - DAY)
    assert rights_review.remind_of_reviews() == 0
    clock.shift(DAY)
    # Both administrators of this municipality, and the one of the other.
    assert rights_review.remind_of_reviews() == 3
    assert set(mails.values_list("recipient__name", flat=True)) == {"Ada", "Ben", "Eva"}
    assert rights_review.remind_of_reviews() == 0
    review = RightsReview.objects.get(municipality=scene.world.waterrijk)
    assert review.started_by is None
    clock.shift(29 * DAY)
    assert rights_review.remind_of_reviews() == 0
    clock.shift(DAY)
    assert rights_review.remind_of_reviews() == 3
    RightsReview.objects.exclude(pk=review.pk).update(completed_at=timezone.now())
    done = finish(scene)
    completed = local_date(done.completed_at)
    assert rights_review.due_on(scene.world.waterrijk.pk) == completed + relativedelta(years=1)
    clock.shift(40 * DAY)
    assert rights_review.remind_of_reviews() == 0


def test_only_who_administers_the_whole(scene: Scene) -> None:
    suus = scene.world.person("Suus", scene.world.own, "administrator")
    eva = User.objects.get(name="Eva")
    review = scene.start()
    for person in (suus, scene.alice, eva):
        if person != eva:
            with pytest.raises(NotAllowed):
                rights_review.start_review(fresh(person))
        with pytest.raises(NotAllowed):
            decide_right(fresh(person), review, "user_grant", scene.grant.pk, TAKEN)
    assert policy.may(fresh(scene.alice), "handler", scene.world.own)
    assert client_of(eva).get(reverse("earlier_rights_review", args=[review.pk])).status_code == 404


def test_the_page_takes_several_choices_at_once(scene: Scene) -> None:
    client = client_of(scene.ada)
    assert "Begin de controle" in text_of(client.get(PAGE))
    client.post(PAGE, {"action": "start"})
    page = text_of(client.get(PAGE))
    own = scene.own_of(scene.ada)
    assert f'name="user_grant-{scene.grant.pk}"' in page
    assert f'name="user_grant-{own.pk}"' not in page
    sent = {
        "action": "decide",
        f"user_grant-{scene.grant.pk}": TAKEN,
        f"membership-{scene.member.pk}": KEPT,
        "user_grant-x": KEPT,
        f"group_grant-{scene.of_group.pk}": "iets anders",
    }
    response = client.post(PAGE, sent, follow=True)
    assert "2 niveaus zijn vastgelegd" in text_of(response)
    assert RightsDecision.objects.count() == 2
    # Sent again: nothing happens twice.
    assert "was al besloten" in text_of(client.post(PAGE, sent, follow=True))
    assert RightsDecision.objects.count() == 2


def test_a_choice_that_a_rule_refuses_says_so_beside_it(scene: Scene) -> None:
    deactivate_person(scene.ada, scene.ben)
    scene.start()
    own = scene.own_of(scene.ada)
    sent = {"action": "decide", f"user_grant-{own.pk}": TAKEN, f"user_grant-{scene.grant.pk}": KEPT}
    page = text_of(client_of(scene.ada).post(PAGE, sent))
    assert "geen applicatiebeheerder meer" in page
    assert RightsDecision.objects.get().right_id == scene.grant.pk
    page = text_of(client_of(scene.ada).post(PAGE, {"action": "complete"}))
    assert "kan nog niet worden afgerond" in page


@pytest.mark.parametrize("people", [1, 12])
def test_as_many_questions_for_many_people(scene: Scene, people: int) -> None:
    for number in range(people):
        scene.world.grant(scene.world.person(f"Mens {number}"), "reporter", scene.world.own)
    scene.start()
    client = client_of(scene.ada)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        page = text_of(client.get(PAGE))
    assert len(re.findall(r"Mens \d+<", page)) == people
    assert len(captured) == 18
