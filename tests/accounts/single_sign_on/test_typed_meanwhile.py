# SPDX-License-Identifier: EUPL-1.2
"""A session that the provider ends while somebody is typing: what they typed is kept, as when they were idle."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailDomain, IdentityProvider, SignOnSession, User
from accounts.single_sign_on import sessions, tokens
from incidents.models import Draft
from tests.incidents.filled import NARRATIVE, quick
from tests.signing_in import signed_in_by
from tests.world import World

pytestmark = pytest.mark.django_db
PING = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def alice(world: World) -> User:
    return world.person("Alice", None, "reporter")


@pytest.fixture
def browser(world: World, alice: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Alice's, whose session began at a provider that knows her no more; it is time to ask there."""
    IdentityProvider.objects.all().delete()
    provider = IdentityProvider.objects.create(
        municipality=world.waterrijk, issuer="https://idp.example", client_id="gir", is_active=True
    )
    EmailDomain.objects.create(provider=provider, name="waterrijk.example")
    now = timezone.now()
    row = SignOnSession.objects.create(
        user=alice,
        provider=provider,
        refresh_token="x",
        valid_until=now,
        ask_at=now,
        ends_at=now + datetime.timedelta(hours=1),
    )

    def refuses(*args: Any) -> Any:
        raise tokens.Refused

    monkeypatch.setattr(sessions, "discover", lambda issuer: None)
    monkeypatch.setattr(sessions, "refreshed", refuses)
    browser = Client()
    browser.force_login(alice)
    session = browser.session
    session[sessions.KEY] = str(row.pk)
    session.save()
    signed_in_by(browser, "socialaccount")
    return browser


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


@pytest.mark.parametrize("name", ["report", "report_autosave"])
def test_what_was_typed_in_the_request_that_came_too_late_is_kept(
    alice: User, browser: Client, name: str
) -> None:
    told = quick()
    answer = browser.post(reverse(name), told)
    assert answer.headers["Location"].endswith("&ended=refused")
    assert reverse("report_draft", args=[told["draft"]]).replace("/", "%2F") in answer.headers["Location"]
    draft = Draft.objects.get()
    assert (draft.author, draft.data["narrative"]) == (alice, [NARRATIVE])
    assert not is_in(browser)
    assert not SignOnSession.objects.exists()


def test_a_page_that_asks_hears_why_and_then_sends_what_was_typed(browser: Client) -> None:
    """static/js/session.js asks in the background, and sends the form when it hears that the session is over."""
    for _time in range(2):
        answer = browser.post(reverse("stay_signed_in"), **PING)
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"].endswith("ended=refused")
    # Of what was kept to ask the provider by, nothing is needed any more; and no other page opens.
    assert not SignOnSession.objects.exists()
    assert "ended=refused" in browser.post(reverse("report_autosave"), quick()).headers["Location"]
    assert Draft.objects.get().data["narrative"] == [NARRATIVE]
    assert not is_in(browser)


def test_after_the_page_that_asked_no_other_opens(browser: Client) -> None:
    assert browser.post(reverse("stay_signed_in"), **PING).status_code == 401
    assert "ended=refused" in browser.get(reverse("my_reports")).headers["Location"]
    assert not is_in(browser)
