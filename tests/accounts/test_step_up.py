# SPDX-License-Identifier: EUPL-1.2
"""Step-up (issue: at the door): within five minutes, at what a page shows and at what it does, and nothing typed is lost."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import urls_session
from accounts.models import BrowserSession
from accounts.session_store import SessionStore
from accounts.step_up import recently_authenticated
from tests.signing_in import confirmed_long_ago, signed_in_by
from tests.world import PASSWORD

TYPED = "Zij vroeg erom in een brief van maandag.\nTweede regel, met <b> en 'aanhaling'."


@pytest.fixture
def sent(monkeypatch):
    """What reached a view that asks for a confirmation, put in the place of the house rules."""
    got = []

    def view(request):
        got.append(request.POST if request.method == "POST" else request.method)
        return HttpResponse("gedaan")

    pattern = next(one for one in urls_session.urlpatterns if one.name == "house_rules")
    monkeypatch.setattr(pattern, "callback", recently_authenticated(view))
    return got


@pytest.fixture
def rita(client, world):
    client.force_login(world.person("Rita"))
    return client


URL = "/huisregels/"


def test_who_just_signed_in_is_believed_for_five_minutes(rita, sent):
    assert rita.get(URL).status_code == 200
    confirmed_long_ago(rita, 299)
    assert rita.get(URL).status_code == 200
    confirmed_long_ago(rita, 301)
    assert rita.get(URL).status_code == 302


def test_a_page_is_shown_after_the_confirmation(rita, sent):
    confirmed_long_ago(rita)
    response = rita.get(URL + "?a=b")
    assert (
        response.headers["Location"] == reverse("account_reauthenticate") + "?next=%2Fhuisregels%2F%3Fa%3Db"
    )
    wrong = rita.post(response.headers["Location"], {"password": "mis", "next": URL})
    assert wrong.status_code == 200
    assert rita.get(URL).status_code == 302
    response = rita.post(response.headers["Location"], {"password": PASSWORD, "next": URL + "?a=b"})
    assert response.headers["Location"] == URL + "?a=b"
    assert sent == []
    assert rita.get(URL).status_code == 200
    assert sent == ["GET"]


def test_what_is_sent_too_late_is_not_done_and_comes_back_whole(rita, sent):
    confirmed_long_ago(rita)
    response = rita.post(URL, {"reason": TYPED, "many": ["1", "2"]})
    page = response.content.decode()
    assert response.status_code == 403
    assert sent == []
    assert (
        'name="reason" value="Zij vroeg erom in een brief van maandag.\nTweede regel, met &lt;b&gt;' in page
    )
    assert page.count('name="many"') == 2
    assert 'name="step-up-password"' in page
    assert PASSWORD not in page
    # What somebody typed is personal, and a session lies in the database.
    everything = [row.get_decoded() for row in BrowserSession.objects.all()]
    assert everything
    assert "brief van maandag" not in str(everything)


def test_the_confirmation_in_place_sends_what_was_typed(rita, sent):
    confirmed_long_ago(rita)
    wrong = rita.post(URL, {"reason": TYPED, "step-up-password": "mis"})
    assert (wrong.status_code, sent) == (403, [])
    assert "Dit wachtwoord klopt niet." in wrong.content.decode()
    assert "brief van maandag" in wrong.content.decode()
    right = rita.post(URL, {"reason": TYPED, "many": ["1", "2"], "step-up-password": PASSWORD})
    assert right.status_code == 200
    assert sent[0].getlist("many") == ["1", "2"]
    assert sent[0]["reason"] == TYPED
    # No view sees a password.
    assert not [name for name in sent[0] if name.startswith("step-up")]
    # And for the next five minutes they are believed.
    rita.post(URL, {"reason": "Nog een."})
    assert sent[1]["reason"] == "Nog een."


def test_a_password_is_not_guessed_here(rita, sent):
    confirmed_long_ago(rita)
    for _attempt in range(10):
        rita.post(URL, {"step-up-password": "mis"})
    late = rita.post(URL, {"step-up-password": PASSWORD})
    assert (late.status_code, sent) == (403, [])
    assert "Te vaak geprobeerd" in late.content.decode()


def test_a_session_without_any_record_confirms_nothing(rita, sent):
    signed_in_by(rita)
    assert rita.get(URL).status_code == 302
    assert rita.post(URL, {}).status_code == 403


def test_the_confirmation_of_another_person_is_none(client, world, sent):
    client.force_login(world.person("Rita"))
    session = client.session
    session["account_authentication_methods_user"] = str(world.person("Vera").pk)
    session.save()
    assert client.get(URL).status_code == 302


def test_a_script_is_told_where_to_confirm(rita, sent):
    confirmed_long_ago(rita)
    told = rita.get(URL, headers={"Accept": "application/json"})
    assert (told.status_code, told.content) == (401, b"")
    assert told.headers["HX-Redirect"].startswith(reverse("account_reauthenticate"))
    swapped = rita.post(URL, {"reason": TYPED}, headers={"HX-Request": "true"})
    assert (swapped.status_code, swapped.headers["HX-Retarget"], sent) == (200, "body", [])


def test_a_visitor_is_left_to_the_view(client, db, rf, sent):
    request = rf.get(URL)
    request.user, request.session = AnonymousUser(), SessionStore()
    assert recently_authenticated(lambda request: HttpResponse("in"))(request).content == b"in"


def test_who_came_by_single_sign_on_confirms_there(rita, sent, monkeypatch):
    monkeypatch.setattr(
        "accounts.step_up.address_to_show_anew", lambda request, onward: f"/opnieuw/?next={onward}"
    )
    signed_in_by(rita, "socialaccount", at=0)
    assert rita.get(URL).headers["Location"] == f"/opnieuw/?next={URL}"
    page = rita.post(URL, {"reason": TYPED}).content.decode()
    assert "/opnieuw/?next=" in page
    assert "brief van maandag" in page


def test_who_has_no_way_to_confirm_is_told_so(client, world, sent):
    person = world.person("Rita")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    confirmed_long_ago(client)
    for response in (client.get(URL), client.post(URL, {"reason": TYPED})):
        assert response.status_code == 403
        assert "Log opnieuw in" in response.content.decode()
    assert sent == []


def test_another_site_cannot_confirm_for_somebody(world, sent):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.person("Rita"))
    confirmed_long_ago(strict)
    assert strict.post(URL, {"step-up-password": PASSWORD}).status_code == 403
    assert sent == []
    confirmed_long_ago(strict)
    assert strict.get(URL).status_code == 302
