# SPDX-License-Identifier: EUPL-1.2
"""Levels through the provider's groups: exactly the map, and no longer than the provider says (issue: at the door).

The tokens are those of a real server; only the moment at which they are over is brought forward."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import grants, policy
from accounts.administering import LastAdministrator, administration_of
from accounts.deciding import decide
from accounts.levels import Level
from accounts.models import (
    IdentityProvider,
    LevelRefused,
    Membership,
    OrganisationalUnit,
    PendingChange,
    SignOnSession,
    User,
    UserGrant,
)
from accounts.people import deactivate_person
from accounts.rights_review import start_review, still_to_do
from accounts.sessions import end_others
from accounts.single_sign_on import group_levels, sessions, setting_up
from retention.models import LedgerEntry
from tests.identity_provider.stage import IdentityStage
from tests.world import fresh

pytestmark = [pytest.mark.oidc, pytest.mark.django_db]
Held = dict[Level, set[OrganisationalUnit]]


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def levels_of(person: User) -> Held:
    """The levels that somebody holds, each with the units that it was given on."""
    found: Held = {}
    for holding in policy.holdings_of(fresh(person)):
        if holding.in_force(policy.today()):
            found.setdefault(holding.level, set()).add(holding.unit)
    return found


def alice_of(at_work: IdentityStage, *groups: str) -> tuple[User, Client]:
    """Alice, an employee in these groups, who signs in."""
    email = at_work.employee("Alice")
    for title in groups:
        at_work.group(title, "Alice")
    browser = at_work.sign_in("Alice")
    return User.objects.get(email=email), browser


def goes_on(browser: Client) -> bool:
    """Whether this session answers as somebody's."""
    response = browser.get("/voor-medewerkers/")
    assert response.status_code in (200, 302)
    return "_auth_user_id" in browser.session


def test_a_group_in_the_map_gives_its_level_on_its_unit_and_another_group_gives_nothing(
    at_work: IdentityStage,
) -> None:
    world = at_work.world
    at_work.mapped("Afhandelaars", "handler", world.own)
    at_work.mapped("Melders", "reporter", world.root)
    at_work.mapped("Raadplegers", "registry_reader", world.root)
    alice, _browser = alice_of(at_work, "Afhandelaars", "Melders", "Onbekend")
    assert levels_of(alice) == {Level.HANDLER: {world.own}, Level.REPORTER: {world.root}}
    assert policy.may(fresh(alice), "handler", world.child)
    assert not policy.may(fresh(alice), "handler", world.sibling)


def test_a_group_that_is_joined_or_left_counts_after_the_tokens_refresh(at_work: IdentityStage) -> None:
    world = at_work.world
    at_work.mapped("Afhandelaars", "handler", world.own)
    alice, browser = alice_of(at_work)
    assert levels_of(alice) == {}
    at_work.group("Afhandelaars", "Alice")
    # Not before it is time to ask.
    assert goes_on(browser)
    assert levels_of(alice) == {}
    at_work.time_passes()
    assert goes_on(browser)
    assert levels_of(alice) == {Level.HANDLER: {world.own}}
    assert browser.get("/werkvoorraad/").status_code in (200, 302)
    at_work.employee("Zoe")
    at_work.group("Afhandelaars", "Zoe")
    at_work.time_passes()
    # At that very request, not at the one after it.
    User.objects.update(notice_version=99, notice_accepted_at=timezone.now())
    assert browser.get("/werkvoorraad/").status_code == 404
    assert levels_of(alice) == {}
    assert "_auth_user_id" in browser.session


def test_deactivation_at_the_provider_ends_the_session_and_lets_nobody_in(at_work: IdentityStage) -> None:
    alice, browser = alice_of(at_work)
    assert goes_on(browser)
    at_work.server.deactivate(at_work.named("Alice"))
    at_work.time_passes()
    response = browser.get("/voor-medewerkers/")
    assert response.status_code == 302
    assert "ended=refused" in response.headers["Location"]
    assert "_auth_user_id" not in browser.session
    assert not SignOnSession.objects.exists()
    assert fresh(alice).is_active


def test_each_session_ends_also_those_of_other_devices(at_work: IdentityStage) -> None:
    _alice, first = alice_of(at_work)
    second = at_work.sign_in("Alice")
    at_work.server.deactivate(at_work.named("Alice"))
    at_work.time_passes()
    assert not goes_on(first)
    assert not goes_on(second)


def test_what_an_administrator_gave_by_hand_no_sign_in_takes_away(at_work: IdentityStage) -> None:
    world = at_work.world
    at_work.mapped("Afhandelaars", "handler", world.own)
    alice, browser = alice_of(at_work, "Afhandelaars")
    ada = at_work.administrator()
    grants.grant_level(ada, "handler", world.own, user=alice, requested_by="De directeur")
    by_hand = grants.grant_level(ada, "supervisor", world.child, user=alice, requested_by="De directeur")
    group = world.group("Met de hand", alice)
    world.group_grant(group, "reporter", world.root)
    at_work.group("Afhandelaars")
    # Other levels from an administrator's hand end a session, as everywhere.
    assert not goes_on(browser)
    assert goes_on(at_work.sign_in("Alice"))
    assert levels_of(alice) == {
        Level.HANDLER: {world.own},
        Level.SUPERVISOR: {world.child},
        Level.REPORTER: {world.root},
    }
    assert UserGrant.objects.get(pk=by_hand.pk).last_day is None
    # And what came by the provider can be told from it.
    derived = Membership.objects.get(group__group__mapping__isnull=False)
    assert derived.granted_by is None
    assert derived.last_day == policy.today() - datetime.timedelta(days=1)


def test_no_administrator_fills_a_group_that_follows_the_provider(at_work: IdentityStage) -> None:
    mapping = at_work.mapped("Afhandelaars", "handler", at_work.world.own)
    alice, _browser = alice_of(at_work, "Afhandelaars")
    ada = at_work.administrator()
    bob = at_work.world.person("Bob")
    asked = {"requested_by": "De directeur"}
    group = mapping.group
    assert group is not None
    for act in (
        lambda: grants.add_member(ada, group, bob, **asked),
        lambda: grants.grant_level(ada, "supervisor", at_work.world.root, group=group, **asked),
        lambda: grants.remove_member(ada, Membership.objects.get(group=group)),
        lambda: grants.rename_group(ada, group, "Iets anders"),
    ):
        with pytest.raises(grants.FollowsProvider):
            act()
    assert levels_of(alice) == {Level.HANDLER: {at_work.world.own}}
    assert levels_of(bob) == {}


# ---------- keys and doors ----------


def test_who_would_get_keys_and_doors_gets_no_keys_and_the_administrator_sees_so(
    at_work: IdentityStage,
) -> None:
    world = at_work.world
    at_work.mapped("Afhandelaars", "handler", world.own)
    at_work.mapped("Melders", "reporter", world.own)
    keys = at_work.mapped("Beheerders", "administrator", at_work.world.root)
    alice, browser = alice_of(at_work, "Afhandelaars", "Beheerders", "Melders")
    assert levels_of(alice) == {Level.HANDLER: {world.own}, Level.REPORTER: {world.own}}
    assert [(r.mapping, r.user) for r in LevelRefused.objects.all()] == [(keys, alice)]
    ada = Client()
    ada.force_login(at_work.administrator())
    page = ada.get("/beheer/werkaccount/").content.decode()
    assert "Niet gegeven" in page
    assert alice.name in page
    # Out of the other group, and there is nothing against it any more.
    at_work.group("Afhandelaars")
    at_work.time_passes()
    assert goes_on(browser)
    assert levels_of(alice) == {Level.ADMINISTRATOR: {world.root}, Level.REPORTER: {world.own}}
    assert not LevelRefused.objects.exists()


@pytest.mark.parametrize("by_hand", ["administrator", "supervisor"])
def test_what_was_given_by_hand_stays_and_the_maps_other_side_is_refused(
    at_work: IdentityStage, by_hand: str
) -> None:
    world = at_work.world
    at_work.mapped("Afhandelaars", "handler", world.own)
    at_work.mapped("Beheerders", "administrator", at_work.world.root)
    email = at_work.email("Alice")
    alice = world.person("Alice", world.child, by_hand)
    User.objects.filter(pk=alice.pk).update(email=email)
    alice_of(at_work, "Afhandelaars", "Beheerders")
    expected: dict[str, Held] = {
        "administrator": {Level.ADMINISTRATOR: {world.child, world.root}},
        "supervisor": {Level.SUPERVISOR: {world.child}, Level.HANDLER: {world.own}},
    }
    assert levels_of(alice) == expected[by_hand]
    assert LevelRefused.objects.count() == 1


# ---------- never wider than the map ----------


def test_a_line_that_waits_or_was_refused_gives_nothing(at_work: IdentityStage) -> None:
    setting_up.add_mapping(
        at_work.administrator(),
        at_work.named("Beheerders"),
        "administrator",
        at_work.world.root,
        requested_by="De directeur",
    )
    alice, _browser = alice_of(at_work, "Beheerders")
    assert levels_of(alice) == {}


def test_a_line_that_is_taken_away_takes_its_level_at_once(at_work: IdentityStage) -> None:
    world = at_work.world
    mapping = at_work.mapped("Afhandelaars", "handler", world.own)
    alice, browser = alice_of(at_work, "Afhandelaars")
    assert policy.may(fresh(alice), "handler", world.own)
    setting_up.remove_mapping(at_work.administrator(), mapping.pk)
    assert levels_of(alice) == {}
    assert not goes_on(browser)
    assert goes_on(at_work.sign_in("Alice"))
    assert levels_of(alice) == {}


def test_a_provider_that_is_switched_off_ends_its_sessions_and_levels(at_work: IdentityStage) -> None:
    at_work.mapped("Afhandelaars", "handler", at_work.world.own)
    alice, browser = alice_of(at_work, "Afhandelaars")
    setting_up.switch_off(at_work.administrator())
    assert levels_of(alice) == {}
    assert not goes_on(browser)


def test_another_municipalitys_groups_of_the_same_name_give_nothing_here(at_work: IdentityStage) -> None:
    second = IdentityProvider.objects.create(
        municipality=at_work.world.duinveen, issuer=at_work.server.issuer, client_id="x", client_secret="y"
    )
    boss = at_work.world.person("Baas", at_work.world.other_root, "administrator")
    change = setting_up.add_mapping(
        boss, at_work.named("Chefs"), "handler", at_work.world.other_root, requested_by="Iemand"
    )
    assert isinstance(change, PendingChange)
    decide(at_work.world.person("Tweede baas", boss.unit, "administrator"), change, approve=True)
    assert second.mappings.get().is_in_force
    alice, _browser = alice_of(at_work, "Chefs")
    assert levels_of(alice) == {}


def test_a_level_that_nobody_confirms_by_signing_in_ends_after_thirty_days(
    at_work: IdentityStage, clock: Any
) -> None:
    world = at_work.world
    at_work.mapped("Afhandelaars", "handler", world.own)
    alice, _browser = alice_of(at_work, "Afhandelaars")
    now = timezone.now()
    clock.move_to(now + datetime.timedelta(days=30))
    assert levels_of(alice) == {Level.HANDLER: {world.own}}
    clock.move_to(now + datetime.timedelta(days=31))
    assert levels_of(alice) == {}
    assert policy.people_with("handler", world.own).count() == 0


def test_the_ledger_says_what_the_provider_gave_and_took_and_the_yearly_review_asks_for_the_line_only(
    at_work: IdentityStage,
) -> None:
    at_work.mapped("Afhandelaars", "handler", at_work.world.own)
    alice, browser = alice_of(at_work, "Afhandelaars")
    member = Membership.objects.get(user=alice)
    about = {"what": "accounts.Membership", "object_id": f"{alice.pk}:{member.group_id}"}
    assert LedgerEntry.objects.filter(kind="granted", **about).count() == 1
    ada = at_work.administrator()
    asked = still_to_do(administration_of(ada), start_review(ada))
    assert {right.kind for right in asked} == {"user_grant", "group_grant"}
    at_work.group("Afhandelaars")
    at_work.time_passes()
    assert goes_on(browser)
    assert LedgerEntry.objects.filter(kind="withdrawn", **about).count() == 1


# ---------- a provider that does not answer ----------


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The provider gives no answer from now on."""

    def down(error: Exception | None = None) -> None:
        def fails(*args: Any, **options: Any) -> Any:
            raise error or requests.ConnectionError("down")

        monkeypatch.setattr(requests.Session, "request", fails)

    return down


def test_a_provider_that_is_down_locks_nobody_out_at_once_and_keeps_nobodys_rights_for_ever(
    at_work: IdentityStage, silent: Any
) -> None:
    world = at_work.world
    at_work.mapped("Afhandelaars", "handler", world.own)
    alice, browser = alice_of(at_work, "Afhandelaars")
    silent()
    now = timezone.now()
    minute = datetime.timedelta(minutes=1)
    at_work.time_passes(valid_until=now - sessions.GRACE + 2 * minute)
    assert goes_on(browser)
    assert levels_of(alice) == {Level.HANDLER: {world.own}}
    # It is not asked again at each request, but after a minute.
    row = SignOnSession.objects.get()
    assert now + minute <= row.ask_at <= timezone.now() + minute
    at_work.time_passes(valid_until=now - sessions.GRACE)
    response = browser.get("/voor-medewerkers/")
    assert response.status_code == 302
    assert "ended=silent" in response.headers["Location"]
    assert "_auth_user_id" not in browser.session


def test_a_secret_that_ran_out_is_our_fault_and_ends_after_the_same_hour(at_work: IdentityStage) -> None:
    _alice, browser = alice_of(at_work)
    provider = IdentityProvider.objects.get()
    provider.client_secret = "verlopen"
    provider.save()
    at_work.time_passes()
    assert goes_on(browser)
    at_work.time_passes(valid_until=timezone.now() - sessions.GRACE)
    assert not goes_on(browser)


def test_a_session_without_a_refresh_token_ends_when_it_must_be_asked_for(at_work: IdentityStage) -> None:
    _alice, browser = alice_of(at_work)
    row = SignOnSession.objects.get()
    row.refresh_token = ""
    row.save()
    assert goes_on(browser)
    at_work.time_passes()
    assert not goes_on(browser)


def test_of_several_requests_at_once_one_asks(at_work: IdentityStage, monkeypatch: Any) -> None:
    """A refresh token counts once at many providers: two that use it would end the session."""
    alice, browser = alice_of(at_work)
    key = browser.session[sessions.KEY]
    at_work.time_passes()
    asked = []
    real = sessions.refreshed

    def meanwhile(*args: Any) -> Any:
        asked.append(1)
        if len(asked) == 1:
            assert sessions.ask_again(alice, key) is None
        return real(*args)

    monkeypatch.setattr(sessions, "refreshed", meanwhile)
    assert sessions.ask_again(alice, key) is None
    assert len(asked) == 1
    assert goes_on(browser)


def test_a_session_is_of_its_own_person(at_work: IdentityStage) -> None:
    _alice, browser = alice_of(at_work)
    bob = at_work.world.person("Bob")
    assert sessions.ask_again(bob, browser.session[sessions.KEY]) is sessions.Ended.REFUSED


def test_what_is_kept_of_a_session_goes_with_it(at_work: IdentityStage, clock: Any) -> None:
    from accounts.housekeeping import remove_expired_sessions

    _alice, browser = alice_of(at_work)
    assert SignOnSession.objects.exists()
    clock.move_to(timezone.now() + datetime.timedelta(hours=12, minutes=1))
    assert not SignOnSession.objects.running().exists()
    remove_expired_sessions()
    assert not SignOnSession.objects.exists()
    assert not goes_on(browser)


def test_the_providers_token_goes_when_a_session_is_idle_ended_elsewhere_or_of_somebody_deactivated(
    at_work: IdentityStage, clock: Any
) -> None:
    alice, idle = alice_of(at_work)
    clock.shift(datetime.timedelta(minutes=16))
    assert SignOnSession.objects.count() == 1
    assert not goes_on(idle)
    assert not SignOnSession.objects.exists()
    here, there = at_work.sign_in("Alice"), at_work.sign_in("Alice")
    assert SignOnSession.objects.count() == 2
    assert end_others(fresh(alice), here.session.session_key) == 1
    assert [str(row.pk) for row in SignOnSession.objects.all()] == [here.session[sessions.KEY]]
    assert goes_on(here)
    assert not goes_on(there)
    deactivate_person(at_work.administrator(), alice)
    assert not SignOnSession.objects.exists()


def test_the_last_administrator_may_lose_the_level_at_the_provider_but_no_administrator_takes_it(
    at_work: IdentityStage,
) -> None:
    keys = at_work.mapped("Beheerders", "administrator", at_work.world.root)
    alice, _browser = alice_of(at_work, "Beheerders")
    UserGrant.objects.all().delete()
    with pytest.raises(LastAdministrator):
        setting_up.remove_mapping(fresh(alice), keys.pk)
    assert group_levels.follow(fresh(alice), at_work.provider, [])
    assert levels_of(alice) == {}
