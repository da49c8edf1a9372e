# SPDX-License-Identifier: EUPL-1.2
"""A session that somebody else chose, or had, is nobody's after signing in; and one that ended opens nothing."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.administering import NotAllowed
from accounts.models import BrowserSession, ChangeLogEntry
from accounts.people import deactivate_person, reactivate_person, sign_out_person
from tests.signing_in import code_of, confirmed_long_ago, with_app
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
NAME = settings.SESSION_COOKIE_NAME
SIGN_IN = "/account/inloggen/"
END_SESSIONS = "/mijn-account/ingelogd/uitloggen/"


def sign_in(client: Client, email: str) -> str:
    response = client.post(SIGN_IN, {"login": email, "password": PASSWORD})
    assert response.status_code == 302
    return client.cookies[NAME].value


def with_cookie(key: str) -> Client:
    client = Client()
    client.cookies[NAME] = key
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.mark.parametrize("planted", ["x" * 32, "a" * 8, "../../x", "' OR 1=1 --", "\u00e9" * 4, "k" * 4000])
def test_a_key_that_was_made_up_is_not_taken_over(world: World, planted: str) -> None:
    ann = world.person("Ann")
    client = with_cookie(planted)
    assert not is_in(client)
    assert sign_in(client, ann.email) != planted
    assert is_in(client)
    assert not is_in(with_cookie(planted))
    assert not BrowserSession.objects.filter(pk=planted).exists()


def test_a_session_that_was_there_before_signing_in_ends_with_it(world: World) -> None:
    """The attacker's own session, given to somebody who then signs in with it."""
    ann = world.person("Ann")
    attacker = Client()
    session = attacker.session
    session["planted"] = "x"
    session.save()
    key = session.session_key
    assert key
    victim = with_cookie(key)
    new = sign_in(victim, ann.email)
    assert new != key
    assert not BrowserSession.objects.filter(pk=key).exists()
    assert is_in(victim)
    assert not is_in(with_cookie(key))


def test_signing_in_over_somebody_elses_session_leaves_nothing_of_it(world: World) -> None:
    ann, bob = world.person("Ann"), world.person("Bob")
    shared = Client()
    first = sign_in(shared, bob.email)
    session = shared.session
    session["of_bob"] = "x"
    session.save()
    shared.post("/account/uitloggen/")
    assert not BrowserSession.objects.filter(pk=first).exists()
    second = sign_in(shared, ann.email)
    assert second != first
    assert "of_bob" not in shared.session
    assert not is_in(with_cookie(first))


def test_the_secret_of_forms_changes_at_sign_in(world: World) -> None:
    """What an attacker planted as the CSRF cookie before signing in is no secret after it."""
    client = Client(enforce_csrf_checks=True)
    client.get(SIGN_IN)
    before = client.cookies[settings.CSRF_COOKIE_NAME].value
    ann = world.person("Ann")
    client.post(SIGN_IN, {"login": ann.email, "password": PASSWORD, "csrfmiddlewaretoken": before})
    assert client.cookies[settings.CSRF_COOKIE_NAME].value != before


def test_another_password_gives_another_key(world: World) -> None:
    ann = world.person("Ann")
    client = Client()
    before = sign_in(client, ann.email)
    new = "een-lange-zin-over-thee"
    client.post(
        "/account/wachtwoord/wijzigen/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert client.cookies[NAME].value != before
    assert is_in(client)
    assert not is_in(with_cookie(before))


@pytest.mark.parametrize("way", ["on its page", "in place", "by a code"])
def test_confirming_who_one_is_gives_another_key(world: World, way: str) -> None:
    """Whoever saw the key before comes to nothing that was confirmed since; how long one may stay goes on."""
    ann = world.person("Ann")
    with_app(ann)
    client = Client()
    client.force_login(ann)
    confirmed_long_ago(client)
    before, began = client.cookies[NAME].value, client.session["signed_in_at"] if is_in(client) else None
    beside = with_cookie(before)
    assert is_in(beside)
    if way == "on its page":
        answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    elif way == "by a code":
        answer = client.post(reverse("mfa_reauthenticate"), {"code": code_of(ann)})
    else:
        answer = client.post(END_SESSIONS, {"session": "x", "step-up-password": PASSWORD})
    assert answer.status_code == 302
    assert client.cookies[NAME].value != before
    assert is_in(client)
    assert client.session["signed_in_at"] == began
    assert not BrowserSession.objects.filter(pk=before).exists()
    assert not is_in(beside)


def test_a_wrong_confirmation_changes_nothing(world: World) -> None:
    client = Client()
    client.force_login(world.person("Ann"))
    confirmed_long_ago(client)
    before = client.cookies[NAME].value
    assert client.post(END_SESSIONS, {"session": "x", "step-up-password": "mis"}).status_code == 403
    assert client.session.session_key == before


@pytest.fixture
def late(world: World) -> Client:
    """Ann's browser, in which she confirmed who she is too long ago."""
    client = Client(raise_request_exception=False)
    client.force_login(world.person("Ann"))
    assert is_in(client)
    confirmed_long_ago(client)
    return client


CONFIRMED = {"session": "x", "step-up-password": PASSWORD}


def test_a_session_that_is_ended_meanwhile_stays_ended(late: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """From another device, while she confirms in this one; or this one itself, with the same click."""

    def from_elsewhere(user: Any, handle: str) -> bool:
        return bool(BrowserSession.objects.filter(user=user).delete())

    monkeypatch.setattr("accounts.views.own_account.sessions.end_one", from_elsewhere)
    assert late.post(END_SESSIONS, CONFIRMED).status_code == 302
    assert not is_in(late)
    assert not BrowserSession.objects.exists()


def test_a_fault_after_confirming_signs_nobody_out(late: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(user: Any, handle: str) -> bool:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("accounts.views.own_account.sessions.end_one", fails)
        assert late.post(END_SESSIONS, CONFIRMED).status_code == 500
    assert is_in(late)


def test_the_answer_to_the_key_of_before_leaves_the_browser_the_new_one(late: Client) -> None:
    """Another tab asked for something just before: its answer may come last."""
    before = late.cookies[NAME].value
    late.post(END_SESSIONS, CONFIRMED)
    tab = with_cookie(before)
    for answer in (tab.get("/"), tab.post(reverse("stay_signed_in"))):
        assert answer.status_code == 302
        assert NAME not in answer.cookies
    assert is_in(late)


def test_what_was_asked_for_before_the_key_went_is_answered(
    late: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was theirs when they asked; that the session could not be saved is no fault of theirs."""
    session = late.session
    session["active_at"] -= 60
    session.save()

    def meanwhile(user: Any, this: str) -> list[Any]:
        BrowserSession.objects.all().delete()
        return []

    monkeypatch.setattr("accounts.views.own_account.sessions.own_sessions", meanwhile)
    answer = late.get(reverse("own_sessions"))
    assert (answer.status_code, NAME in answer.cookies) == (200, False)
    assert not is_in(late)


def test_whom_an_administrator_signs_out_is_out_everywhere_and_may_come_back(world: World) -> None:
    ann, ada = world.person("Ann"), world.person("Ada", world.root, "administrator")
    phone, desk = Client(), Client()
    for client in (phone, desk):
        sign_in(client, ann.email)
        assert is_in(client)
    sign_out_person(ada, ann)
    assert not is_in(phone)
    assert not is_in(desk)
    sign_in(desk, ann.email)
    assert is_in(desk)
    assert ChangeLogEntry.objects.filter(object_pk=str(ann.pk), changes__has_key="signed_out_at").count() == 1
    # One has a list of one's own; and nobody of another municipality.
    with pytest.raises(NotAllowed):
        sign_out_person(ada, ada)
    with pytest.raises(NotAllowed):
        sign_out_person(world.person("Dirk", world.other_root, "administrator"), ann)


def test_a_session_of_somebody_deactivated_opens_nothing_at_the_next_request(world: World) -> None:
    ann, ada = world.person("Ann"), world.person("Ada", world.root, "administrator")
    client = Client()
    key = sign_in(client, ann.email)
    assert is_in(client)
    deactivate_person(ada, ann)
    assert not is_in(client)
    assert not is_in(with_cookie(key))
    reactivate_person(ada, ann)
    assert not is_in(with_cookie(key))


def test_a_key_is_long_and_stands_in_no_page_and_no_address(world: World) -> None:
    client = Client()
    key = sign_in(client, world.person("Ann").email)
    assert len(key) >= 32
    page = client.get("/")
    assert key not in page.content.decode()
    assert not is_in(Client(QUERY_STRING=f"{NAME}={key}"))
    cookie = client.cookies[NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


def test_a_password_of_any_kind_and_length_counts_as_it_was_typed(world: World) -> None:
    """Words with spaces, of more than sixty-four letters, without capitals or digits: whole, and not a letter less."""
    ann = world.person("Ann")
    client = Client()
    sign_in(client, ann.email)
    new = "een hele lange zin over thee " * 4 + "en \u00e9\u00e9n kop"
    assert len(new) > 100
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/wachtwoord/wijzigen/", sent).status_code == 302
    ann.refresh_from_db()
    assert ann.check_password(new)
    for other in (new[:-1], new[:64], new.upper(), new + " "):
        assert not ann.check_password(other)
