# SPDX-License-Identifier: EUPL-1.2
"""The way to the provider, which anybody may ask for: it costs the provider nothing and this system next to nothing."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import guessing
from accounts.models import IdentityProvider
from accounts.single_sign_on import discovery
from accounts.single_sign_on.fetching import Unreachable
from tests.signing_in import asked_at_the_form
from tests.world import World

pytestmark = pytest.mark.django_db
ISSUER = "https://inloggen.waterrijk.example"
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def provider(world: World) -> IdentityProvider:
    return IdentityProvider.objects.create(
        municipality=world.waterrijk, issuer=ISSUER, client_id="gir", is_active=True
    )


class Documents:
    """What the provider says of itself, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.host, self.silent = "inloggen", False

    def fetch(self, url: str, **options: Any) -> dict[str, Any]:
        self.asked.append(url)
        if self.silent:
            raise Unreachable("ReadTimeout")
        of = f"https://{self.host}.waterrijk.example"
        return {
            "issuer": url.partition("/.well-known/")[0],
            "authorization_endpoint": f"{of}/a",
            "token_endpoint": f"{of}/t",
            "jwks_uri": f"{of}/k",
            "response_types_supported": ["code"],
        }


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> Documents:
    found = Documents()
    monkeypatch.setattr(discovery, "fetch", found.fetch)
    return found


def leave(provider: IdentityProvider, browser: Client | None = None) -> Any:
    browser = browser or Client()
    asked_at_the_form(browser, provider.pk)
    return browser.get(reverse("sign_on_leave", args=[provider.pk]))


def test_who_only_leaves_has_the_document_read_once_in_a_few_minutes(
    provider: IdentityProvider, documents: Documents, clock: Any
) -> None:
    for _visitor in range(4):
        assert leave(provider).headers["Location"].startswith("https://inloggen.waterrijk.example/a?")
    assert len(documents.asked) == 1
    # It moved; and another provider is another document.
    documents.host = "nieuw"
    clock.shift(discovery.REMEMBERED_SECONDS * SECOND)
    assert leave(provider).headers["Location"].startswith("https://nieuw.waterrijk.example/a?")
    IdentityProvider.objects.update(issuer="https://anders.example")
    assert leave(provider).status_code == 302
    assert len(documents.asked) == 3


def test_whatever_checks_an_answer_reads_it_anew_and_what_it_finds_counts_for_who_leaves(
    provider: IdentityProvider, documents: Documents
) -> None:
    assert leave(provider).status_code == 302
    documents.host = "nieuw"
    assert discovery.discover(ISSUER).token == "https://nieuw.waterrijk.example/t"
    assert leave(provider).headers["Location"].startswith("https://nieuw.waterrijk.example/a?")
    documents.silent = True
    with pytest.raises(Unreachable):
        discovery.discover(ISSUER)
    assert leave(provider).status_code == 503


def test_a_provider_that_does_not_answer_holds_one_visitor_in_a_quarter_of_a_minute(
    provider: IdentityProvider, documents: Documents, clock: Any
) -> None:
    documents.silent = True
    for _visitor in range(4):
        assert leave(provider).status_code == 503
    assert len(documents.asked) == 1
    documents.silent = False
    clock.shift(discovery.SILENT_SECONDS * SECOND)
    assert leave(provider).status_code == 302


@pytest.mark.parametrize("name", ["sign_on_leave", "sign_on_arrive"])
def test_one_address_comes_by_so_often_and_no_more(
    provider: IdentityProvider, documents: Documents, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(guessing.RATES, name, "3/60s/ip")
    url = reverse(name, args=[provider.pk])
    answers = [Client().get(url).status_code for _time in range(5)]
    assert answers[3:] == [429, 429]
    assert 429 not in answers[:3]
    assert Client().get(url, REMOTE_ADDR="192.0.2.7").status_code != 429


def test_a_town_hall_behind_one_address_comes_in(provider: IdentityProvider, documents: Documents) -> None:
    assert {leave(provider).status_code for _colleague in range(100)} == {302}
