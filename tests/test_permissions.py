# SPDX-License-Identifier: EUPL-1.2
"""The permission matrix: every URL × every kind of person × where their level is (RULES: "Who may do what").

Every URL of the project is in the table (pages.py), or the test fails. What one may not see answers 404 and never 403, whatever
the method; a visitor, and somebody deactivated, is sent to the sign-in.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.http import urlencode

from accounts.employee_notice import VERSION
from accounts.levels import Level
from gir import views
from tests.cast import ACTORS, Actor, Cast
from tests.pages import OUTSIDE, PAGES
from tests.signing_in import confirmed_long_ago, signed_in_by

FORM = "application/x-www-form-urlencoded"
# What a browser or a proxy may keep of what somebody sees: nothing, and of a picture that its address names by its
# contents, in that browser only.
KEPT_BY_NOBODY = {"no-store, private", "private, max-age=31536000, immutable"}
# What everybody may read, in the same words.
OF_THE_PUBLIC = {"public_page", "public_page_en"}
# Where nobody is sent to the sign-in: what is not there is not there for a visitor either.
FOR_VISITORS = {"departure_certificate"}


def url_names(resolver: URLResolver | None = None) -> set[str]:
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= url_names(pattern)
        elif isinstance(pattern, URLPattern):
            found.add(pattern.name or str(pattern.pattern))
    return found


def test_every_url_is_in_the_matrix() -> None:
    known = {page.name for page in PAGES} | OUTSIDE.keys()
    assert url_names() == known


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast, made once in a transaction around the tests; what each actor does is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


@pytest.fixture
def plain_404(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each actor sees the real page once; after that its status says enough, of a hundred and more."""
    seen: list[Any] = []

    def page_not_found(request: Any, exception: Any) -> HttpResponse:
        if seen:
            return HttpResponse(status=404)
        seen.append(views.page_not_found(request, exception))
        return seen[0]

    monkeypatch.setattr("gir.urls.handler404", page_not_found)


# Units are compared in one place, the policy, which has its own tests: PostgreSQL is asked by whoever may, and by those
# with a rule of their own.
ONE_ENGINE = ("parent", "child", "sibling")
MATRIX = [
    pytest.param(one, id=str(one), marks=pytest.mark.one_engine if one.place in ONE_ENGINE else ())
    for one in ACTORS
]


@pytest.mark.django_db
@pytest.mark.parametrize("actor", MATRIX)
def test_matrix(actor: Actor, cast: Cast, plain_404: None) -> None:
    wrong = list(wrong_answers(actor, cast))
    assert not wrong, "\n".join(wrong)


def wrong_answers(actor: Actor, cast: Cast) -> Iterator[str]:
    """Every page that answers this actor otherwise than the table says."""
    person = cast.person_for(actor)
    client = Client()
    if person is not None:
        client.force_login(person)
    # The session begins with the first page, and what follows is taken back.
    client.get(reverse("home"))
    for page in PAGES:
        url = reverse(page.name, kwargs=page.arguments(cast))
        turned_away = "no" if actor.signed_in or page.name in FOR_VISITORS else "sign in"
        expected = "yes" if page.who(actor) else turned_away
        for method, data in (("GET", {} if page.get else None), ("POST", page.post)):
            if data is None:
                continue
            # What one page does must not change the answer of the next.
            point = transaction.savepoint()
            response = client.generic(method, url, urlencode(data), FORM)
            transaction.savepoint_rollback(point)
            outcome = judge(response)
            kept = response.headers.get("Cache-Control", "")
            if actor.signed_in and kept not in KEPT_BY_NOBODY and page.name not in OF_THE_PUBLIC:
                yield f"{method} {page.name}: may be kept ({kept})"
            if outcome != expected:
                yield f"{method} {page.name}: {outcome} ({response.status_code}), not {expected}"


# What whoever has not accepted the notice gets all the same: it tells nothing of anybody.
BEFORE_THE_NOTICE = {
    "employee_notice",
    "set_language",
    "stay_signed_in",
    "own_colours",
    "logo",
    # Who they are is asked before (test_without_a_second_factor_no_page_says_anything).
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "departure_status",
    "departure_certificate",
    *OF_THE_PUBLIC,
}


@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize("levels", [("administrator",), ("reporter", "handler", "supervisor", "coordinator")])
def test_before_the_notice_is_accepted_no_page_says_anything(cast: Cast, levels: tuple[str, ...]) -> None:
    """LEI 3.1, 7: on every URL, whatever the method, and whoever asks; the same URLs answer once it is accepted."""
    person = cast.person("Noor", cast.root, *levels, notice_version=0)
    client = Client()
    client.force_login(person)
    wrong, asked = [], 0
    for page in PAGES:
        if page.name in BEFORE_THE_NOTICE:
            continue
        url = reverse(page.name, kwargs=page.arguments(cast))
        for method in ("GET", "POST"):
            response = client.generic(method, url, urlencode(page.post or {}), FORM)
            asked += 1
            to_it = response.status_code == 302 and response.headers["Location"].startswith(
                "/voor-medewerkers/"
            )
            if not to_it or response.content:
                wrong.append(f"{method} {page.name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert asked > 200
    told = client.get("/", headers={"Accept": "application/json"})
    assert (told.status_code, told.headers["HX-Redirect"], told.content) == (401, "/voor-medewerkers/", b"")
    client.post(reverse("employee_notice"), {"version": VERSION})
    assert client.get(reverse("home")).status_code == 200


# What whoever must still set up a second factor gets all the same, beside that: it tells nothing of anybody.
WITHOUT_A_SECOND_FACTOR = (BEFORE_THE_NOTICE - {"employee_notice"}) | {"mfa_index"}
WITHOUT_IT = [Actor(f"{level.value} on root", level, "root") for level in Level if level != Level.REPORTER]


@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize("actor", WITHOUT_IT, ids=str)
def test_without_a_second_factor_no_page_says_anything(actor: Actor, cast: Cast) -> None:
    """At the door: every level but reporter, on every URL, whatever the method; the same URLs answer once it is given."""
    person = cast.person_for(actor)
    client = Client()
    client.force_login(person)
    assert client.get(reverse("home")).status_code == 200
    signed_in_by(client, "password")
    wrong, asked = [], 0
    for page in PAGES:
        if page.name in WITHOUT_A_SECOND_FACTOR:
            continue
        url = reverse(page.name, kwargs=page.arguments(cast))
        for method in ("GET", "POST"):
            response = client.generic(method, url, urlencode(page.post or {}), FORM)
            asked += 1
            to_it = response.status_code == 302 and response.headers["Location"].startswith(
                reverse("mfa_index")
            )
            if not to_it or response.content:
                wrong.append(f"{method} {page.name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert asked > 200


STEP_UP = {
    "perpetrator_bsn", "police_package", "recording_disclose", "change_retention_policy", "telephony",
    "telephony_revoke", "grant_on_unit", "grant_to_person", "grant_to_group", "user_grant", "group_grant",
    "membership", "add_member", "pending_change", "reset_factors", "mfa_activate_totp", "mfa_add_webauthn",
    "mfa_generate_recovery_codes", "call_sound", "move_unit", "identity_provider", "change_identity_provider",
    "switch_off_identity_provider", "add_group_mapping", "remove_group_mapping", "change_person",
    "end_sessions",
}  # fmt: skip
# Their address by itself leads to a page that everybody may see.
ONLY_WHEN_SENT = {"end_sessions"}


@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize(
    "actor",
    [one for one in ACTORS if one.signed_in and one.place in ("root", "own", "here", "other")],
    ids=str,
)
def test_who_confirmed_long_ago_is_asked_and_nothing_is_done(actor: Actor, cast: Cast) -> None:
    """Step-up: on the page and on what is sent, past the form too; who may not come there finds nothing, or is asked
    like everybody, whatever there is (and finds nothing afterwards: test_matrix)."""
    person = cast.person_for(actor)
    client = Client()
    client.force_login(person)
    confirmed_long_ago(client)
    wrong = []
    for page in (one for one in PAGES if one.name in STEP_UP):
        url = reverse(page.name, kwargs=page.arguments(cast))
        for method, data in (("GET", {} if page.get else None), ("POST", page.post)):
            if data is None or (method == "GET" and page.name in ONLY_WHEN_SENT):
                continue
            response = client.generic(method, url, urlencode(data), FORM)
            onward = response.headers.get("Location", "")
            to_it = "/bevestigen/" in onward or onward.startswith(reverse("account_reauthenticate"))
            asked_again = to_it if method == "GET" else response.status_code == 403
            right = asked_again or (response.status_code == 404 and not page.who(actor))
            if not right:
                wrong.append(f"{method} {page.name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def judge(response: Any) -> str:
    """yes, no (404) or sign in; anything else is told as it is."""
    if response.status_code == 404:
        return "no"
    if response.status_code == 401:
        # A script asked, and is told to go to the sign-in.
        return "sign in"
    if response.status_code in (301, 302) and "/account/inloggen/" in response.headers["Location"]:
        return "sign in"
    if response.status_code in (200, 201, 204, 302, 303, 400, 409):
        return "yes"
    return str(response.status_code)


@pytest.mark.one_engine
@pytest.mark.django_db
def test_no_form_of_any_page_works_without_the_secret_of_this_site(cast: Cast, plain_404: None) -> None:
    """What another site has a browser send in somebody's name is refused, whatever the form."""
    tried, wrong = 0, list[str]()
    for page in PAGES:
        if page.post is None:
            continue
        actor = next((one for one in ACTORS if one.signed_in and page.who(one)), None)
        client = Client(enforce_csrf_checks=True)
        point = transaction.savepoint()
        if actor is not None and (person := cast.person_for(actor)):
            client.force_login(person)
        url = reverse(page.name, kwargs=page.arguments(cast))
        response = client.generic("POST", url, urlencode(page.post), FORM)
        transaction.savepoint_rollback(point)
        tried += 1
        if response.status_code != 403:
            wrong.append(f"{page.name}: {response.status_code}")
    assert tried > 50
    assert not wrong, "\n".join(wrong)
