# SPDX-License-Identifier: EUPL-1.2
"""What ends being signed in: twelve hours, another password, other levels, deactivation; and what was being typed then
is not lost (issue: at the door)."""

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import grants, people, units
from accounts.deciding import decide
from accounts.models import (
    BrowserSession,
    ChangeLogEntry,
    GroupGrant,
    Membership,
    PendingChange,
    User,
    UserGrant,
)
from incidents.models import Draft
from notices.models import OutboxMessage
from tests.accounts.test_sessions import MINUTE, START, WRONG, is_in, sign_in
from tests.incidents.case import text_of
from tests.incidents.filled import NARRATIVE, quick
from tests.recordings.exchange import Exchange
from tests.world import PASSWORD, World, fresh

HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)
ASKED = {"requested_by": "De directeur"}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def ada(world: World) -> User:
    """Administers the whole of Waterrijk; another one does too, so that nothing hangs on her alone."""
    world.person("Otto", world.root, "administrator")
    return world.person("Ada", world.root, "administrator")


def busy_until(browser: Client, clock: Any, moment: datetime.datetime) -> None:
    """Somebody works on without a pause, and is still signed in then."""
    while timezone.now() + 10 * MINUTE < moment:
        clock.shift(10 * MINUTE)
        assert browser.post(reverse("stay_signed_in")).status_code == 204
    clock.move_to(moment)


# ---------- twelve hours ----------


def test_after_twelve_hours_one_signs_in_anew_however_busy(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    browser = sign_in(alice.email)
    busy_until(browser, clock, START + 12 * HOUR - SECOND)
    assert is_in(browser)
    clock.move_to(START + 12 * HOUR)
    answer = browser.get(reverse("my_reports"))
    assert answer.url == "/account/inloggen/?next=%2Fmijn-meldingen%2F&limit=1"
    assert "twaalf uur" in text_of(browser.get(answer.url))
    assert not is_in(browser)
    assert not BrowserSession.objects.filter(user=alice).exists()
    # Counted from signing in, not from midnight or from the browser's first visit.
    assert is_in(sign_in(alice.email))


def test_not_counted_from_the_first_page_that_was_asked_for(world: World, clock: Any) -> None:
    browser = sign_in(world.person("Alice").email)
    clock.shift(16 * MINUTE)
    assert not is_in(browser)


@pytest.mark.parametrize("name", ["report", "report_autosave"])
def test_what_was_typed_at_the_twelfth_hour_is_kept(world: World, clock: Any, name: str) -> None:
    alice = world.person("Alice", None, "reporter")
    browser, told = sign_in(alice.email), quick()
    busy_until(browser, clock, START + 12 * HOUR)
    answer = browser.post(reverse(name), told)
    assert "limit=1" in answer.url
    draft = Draft.objects.get()
    assert (draft.author, draft.data["narrative"]) == (alice, [NARRATIVE])
    assert NARRATIVE in text_of(sign_in(alice.email).get(reverse("report_draft", args=[told["draft"]])))


def test_a_part_of_a_page_is_told_too(world: World, clock: Any) -> None:
    browser = sign_in(world.person("Alice").email)
    busy_until(browser, clock, START + 12 * HOUR)
    answer = browser.get(reverse("home"), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].endswith("limit=1")


def test_a_page_that_asks_hears_why_and_then_sends_what_was_typed(world: World, clock: Any) -> None:
    """The page asks in the background; what is in its form must not be lost by that."""
    alice = world.person("Alice", None, "reporter")
    browser = sign_in(alice.email)
    busy_until(browser, clock, START + 12 * HOUR)
    for _time in range(2):
        answer = browser.post(reverse("stay_signed_in"), headers={"Accept": "application/json"})
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"].endswith("limit=1")
    assert "limit=1" in browser.post(reverse("report_autosave"), quick()).url
    assert Draft.objects.get().data["narrative"] == [NARRATIVE]
    assert not is_in(browser)
    assert browser.post(reverse("stay_signed_in"), headers={"Accept": "application/json"}).status_code == 302


# ---------- other levels ----------

Change = Callable[[World, User, User], Any]


def give(world: World, ada: User, bob: User) -> Any:
    return grants.grant_level(ada, "supervisor", world.own, user=bob, **ASKED)


def change(world: World, ada: User, bob: User) -> Any:
    row = UserGrant.objects.get(user=bob, permission__codename="handler")
    return grants.change_days(ada, row, first_day=None, last_day=START.date(), **ASKED)


def withdraw(world: World, ada: User, bob: User) -> None:
    grants.withdraw_grant(ada, UserGrant.objects.get(user=bob, permission__codename="handler"))


def add(world: World, ada: User, bob: User) -> Any:
    return grants.add_member(ada, world.group("Nieuw"), bob, **ASKED)


def remove(world: World, ada: User, bob: User) -> None:
    grants.remove_member(ada, Membership.objects.get(user=bob))


def give_the_group(world: World, ada: User, bob: User) -> Any:
    return grants.grant_level(ada, "handler", world.sibling, group=Membership.objects.get(user=bob).group.group, **ASKED)  # fmt: skip


def take_from_the_group(world: World, ada: User, bob: User) -> None:
    grants.withdraw_grant(ada, GroupGrant.objects.get(permission__codename="supervisor"))


def close(world: World, ada: User, bob: User) -> None:
    units.close_unit(ada, world.own)


@pytest.fixture
def bob(world: World) -> User:
    """A reporter and handler of `own`, in a group that watches the sibling."""
    bob = world.person("Bob", None, "reporter", "handler")
    world.group_grant(world.group("Team", bob), "supervisor", world.sibling)
    return bob


@pytest.mark.parametrize(
    "act", [give, change, withdraw, add, remove, give_the_group, take_from_the_group, close]
)
def test_other_levels_end_every_session_and_say_why(
    world: World, clock: Any, ada: User, bob: User, act: Change
) -> None:
    cor = world.person("Cor", None, "handler")
    desk, phone, others = sign_in(bob.email), sign_in(bob.email), sign_in(cor.email)
    act(world, ada, bob)
    for browser in (desk, phone):
        answer = browser.get(reverse("home"))
        assert answer.url == "/account/inloggen/?next=%2F&levels=1"
        assert "heeft gewijzigd wat u mag zien en doen" in text_of(browser.get(answer.url))
        assert not is_in(browser)
    # With the levels as they are now; and who was not touched goes on, unless theirs was the unit that closed.
    assert is_in(sign_in(bob.email))
    assert is_in(others) is (act is not close)


def test_what_was_being_typed_then_is_kept(world: World, clock: Any, ada: User, bob: User) -> None:
    browser, told = sign_in(bob.email), quick()
    give(world, ada, bob)
    assert "levels=1" in browser.post(reverse("report"), told).url
    assert Draft.objects.get().data["narrative"] == [NARRATIVE]
    assert NARRATIVE in text_of(sign_in(bob.email).get(reverse("report_draft", args=[told["draft"]])))


def test_what_one_may_not_do_any_more_is_not_kept_either(
    world: World, clock: Any, ada: User, bob: User
) -> None:
    incident = world.incident(world.person("Alice"))
    browser = sign_in(bob.email)
    closing = reverse("incident_close", args=[incident.pk])
    typed = {"outcome": "", "conclusion": "Zwartewaterallee", "shown": ""}
    assert browser.get(closing).status_code == 200
    give(world, ada, bob)
    assert "levels=1" in browser.post(closing, typed).url
    assert Draft.objects.count() == 1
    Draft.objects.all().delete()
    again = sign_in(bob.email)
    withdraw(world, ada, bob)
    assert again.post(closing, typed).url == "/account/inloggen/?next=%2F&levels=1"
    assert not Draft.objects.exists()


def test_a_proposal_ends_nothing_until_a_second_administrator_says_yes(
    world: World, clock: Any, ada: User
) -> None:
    browser = sign_in(ada.email)
    part = world.person("Piet", world.own, "administrator")
    theirs = sign_in(part.email)
    change = grants.grant_level(part, "administrator", world.child, user=part, **ASKED)
    # That widens nothing: the unit is under theirs. And so it is done at once.
    assert not isinstance(change, PendingChange)
    assert not is_in(theirs)
    theirs = sign_in(ada.email)
    group = world.group("Beheer", ada)
    proposal = grants.grant_level(ada, "reporter", world.root, group=group, **ASKED)
    assert isinstance(proposal, PendingChange)
    assert is_in(browser)
    assert is_in(theirs)
    decide(User.objects.get(name="Otto"), proposal, approve=True)
    assert not is_in(browser)


def test_what_a_rule_refuses_ends_nothing(world: World, clock: Any, ada: User, bob: User) -> None:
    browser = sign_in(bob.email)
    with pytest.raises(grants.RootOnly):
        grants.grant_level(ada, "registry_reader", world.own, user=bob, **ASKED)
    assert is_in(browser)


def test_a_day_on_which_a_level_begins_or_ends_ends_no_session(world: World, clock: Any, ada: User) -> None:
    """The policy is asked with every request, and honours the days."""
    clock.move_to(datetime.datetime(2026, 11, 22, 22, 55, tzinfo=datetime.UTC))
    today = datetime.date(2026, 11, 22)
    tomorrow = today + datetime.timedelta(days=1)
    dora = world.person("Dora")
    grants.grant_level(ada, "handler", world.own, user=dora, first_day=tomorrow, last_day=tomorrow, **ASKED)
    browser = sign_in(dora.email)
    work = reverse("work_list")
    assert browser.get(work).status_code == 404
    clock.shift(10 * MINUTE)
    assert browser.get(work).status_code == 200


def test_a_unit_that_moves_ends_no_session_and_shows_what_is_theirs_at_once(
    world: World, clock: Any, ada: User
) -> None:
    """Nobody's levels change; the policy answers by the tree as it is. A whole department would be signed out."""
    sonja = world.person("Sonja", world.sibling, "supervisor")
    incident = world.incident(world.person("Alice", world.child))
    browser = sign_in(sonja.email)
    page = reverse("incident", args=[incident.pk])
    assert browser.get(page).status_code == 404
    units.move_unit(ada, world.child, world.sibling)
    assert browser.get(page).status_code == 200
    units.move_unit(ada, world.child, world.own)
    assert browser.get(page).status_code == 404
    assert is_in(browser)


def test_the_change_log_says_nothing_of_it(world: World, clock: Any, ada: User, bob: User) -> None:
    give(world, ada, bob)
    assert fresh(bob).levels_version == 1
    assert ChangeLogEntry.objects.filter(content_type__model="usergrant").exists()
    assert "levels_version" not in repr(list(ChangeLogEntry.objects.values_list("changes", flat=True)))


# ---------- another password ----------


def test_who_changes_their_password_goes_on_under_another_key(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    desk, phone = sign_in(alice.email), sign_in(alice.email)
    before = desk.session.session_key
    new = "een-lange-zin-over-koffie"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert desk.post(reverse("account_change_password"), form).status_code == 302
    assert is_in(desk)
    assert desk.session.session_key != before
    assert not BrowserSession.objects.filter(session_key=before).exists()
    assert not is_in(phone)
    # The twelve hours go on from signing in.
    busy_until(desk, clock, START + 12 * HOUR)
    assert not is_in(desk)


def test_a_new_password_undoes_nothing_that_an_administrator_did_meanwhile(world: World, ada: User) -> None:
    alice = world.person("Alice", None, "reporter")
    as_it_was = fresh(alice)
    people.deactivate_person(ada, alice)
    with context.request_context(RequestFactory().post("/")):
        get_adapter().set_password(as_it_was, "een-lange-zin-over-koffie")
    assert not fresh(alice).is_active
    assert fresh(alice).session_salt != as_it_was.session_salt


# ---------- fixation ----------


def test_signing_in_gives_another_key_and_what_was_there_before_opens_nothing(world: World) -> None:
    alice = world.person("Alice")
    evil = Client()
    # A session of a visitor, made by asking for the page of a mailed link.
    evil.post(reverse("account_reset_password"), {"email": alice.email})
    evil.get(OutboxMessage.objects.get().path)
    planted = evil.session.session_key
    assert planted
    assert BrowserSession.objects.filter(session_key=planted).exists()
    victim = Client()
    victim.cookies["sessionid"] = planted
    victim.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert is_in(victim)
    assert victim.session.session_key != planted
    assert not BrowserSession.objects.filter(session_key=planted).exists()
    assert not is_in(evil)
    # Nor does a key of one's own making become a session.
    made = Client()
    made.cookies["sessionid"] = "a" * 32
    made.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert is_in(made)
    assert made.session.session_key != "a" * 32


def test_a_wrong_password_makes_no_session(world: World) -> None:
    client = sign_in(world.person("Alice").email, WRONG)
    assert not is_in(client)
    assert not BrowserSession.objects.exclude(user=None).exists()


# ---------- deactivation ----------


def test_who_is_deactivated_gets_nothing_at_the_very_next_request(world: World, ada: User) -> None:
    exchange = Exchange(world)
    call = exchange.stored()
    alice = exchange.alice
    incident = world.incident(alice)
    browser = sign_in(alice.email)
    sound = reverse("call_sound", args=[call.pk])
    page = reverse("my_report", args=[incident.pk])
    heard = browser.get(sound, headers={"Range": "bytes=0-99"})
    assert (heard.status_code, len(b"".join(heard.streaming_content))) == (206, 100)
    assert "Zwartewaterallee" in text_of(browser.get(page))
    autosave = {"data": quick(), "headers": {"Accept": "application/json"}}
    assert browser.post(reverse("report_autosave"), **autosave).status_code == 200
    drafts = Draft.objects.count()
    people.deactivate_person(ada, alice)
    for answer in (
        browser.get(page),
        browser.get(page, headers={"HX-Request": "true"}),
        browser.get(sound, headers={"Range": "bytes=0-99"}),
        browser.post(reverse("report_autosave"), quick(), headers={"Accept": "application/json"}),
        browser.post(reverse("report"), quick(draft=str(uuid.uuid4()))),
        browser.get(reverse("own_sessions")),
        browser.post(reverse("stay_signed_in")),
    ):
        assert answer.status_code in (302, 401), answer.request["PATH_INFO"]
        assert answer.content == b""
    assert Draft.objects.count() == drafts
    # Nor when they are activated again.
    people.reactivate_person(ada, alice)
    assert not is_in(browser)
