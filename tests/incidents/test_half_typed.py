# SPDX-License-Identifier: EUPL-1.2
"""What a handler was typing when the idle time was over is kept for them alone, like a draft (R7), and shown again."""

import datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from incidents.models import Draft, Incident
from retention import engine
from tests.incidents.case import Case, client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
WORDS = "Zwartewaterallee: ik heb hem gesproken, en toen"


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def typed(case: Case) -> dict[str, Any]:
    return {"outcome": "", "conclusion": WORDS, "shown": ""}


def test_what_was_sent_too_late_is_shown_again_after_signing_in(case: Case) -> None:
    url = case.url("incident_close")
    browser = client_of(case.bob)
    browser.get(url)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        response = browser.post(url, typed(case))
        assert "/account/inloggen/" in response["Location"]
        assert f"{url}?verder".replace("/", "%2F").replace("?", "%3F") in response["Location"]
        assert "Zwartewaterallee" not in response["Location"]
        draft = Draft.objects.get()
        assert (draft.author, draft.retention_policy) == (case.bob, "P7D")
        again = client_of(case.bob)
        page = text_of(again.get(f"{url}?verder"))
        assert WORDS in page
        assert "staat er weer" in page
        assert WORDS not in text_of(again.get(url))
        # Nothing of it was saved yet; an error keeps it, sending throws it away.
        assert Incident.objects.get().conclusion == ""
        again.post(url, typed(case))
        assert Draft.objects.exists()


def test_sending_it_throws_it_away(case: Case) -> None:
    url = case.url("incident_wait")
    browser = client_of(case.bob)
    told = case.form(case.bob, "incident_wait") | {"waiting_for": WORDS}
    assert browser.post(f"{url}?bewaar", told).status_code == 204
    assert browser.post(f"{url}?bewaar", told).status_code == 204
    assert Draft.objects.count() == 1
    assert Incident.objects.get().waiting_for == ""
    assert browser.post(f"{url}?verder", told).status_code == 302
    assert not Draft.with_due.exists()
    assert Incident.objects.get().waiting_for == WORDS


def test_it_is_for_its_author_and_page_alone(case: Case) -> None:
    url = case.url("incident_close")
    assert client_of(case.bob).post(f"{url}?bewaar", typed(case)).status_code == 204
    assert WORDS in text_of(client_of(case.bob).get(f"{url}?verder"))
    assert WORDS not in text_of(client_of(case.ed).get(f"{url}?verder"))
    assert WORDS not in text_of(case.get(case.bob, "incident_wait"))
    assert WORDS not in text_of(client_of(case.bob).get(f"{case.url('incident_wait')}?verder"))
    for page in ("home", "my_reports"):
        assert str(Draft.objects.get().pk) not in text_of(client_of(case.bob).get(reverse(page)))


def test_who_may_not_handle_keeps_nothing(case: Case) -> None:
    url = case.url("incident_close")
    assert client_of(case.eve).post(f"{url}?bewaar", typed(case)).status_code == 404
    browser = client_of(case.eve)
    browser.get("/")
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        assert browser.post(url, typed(case)).status_code == 302
    assert not Draft.with_due.exists()


def test_keeping_it_again_does_not_lengthen_its_seven_days(case: Case) -> None:
    """R7: a draft, seven days from its first save."""
    url = case.url("incident_close")
    client_of(case.bob).post(f"{url}?bewaar", typed(case))
    until = Draft.objects.get().destroy_at
    with time_machine.travel(until - datetime.timedelta(days=1)):
        browser = client_of(case.bob)
        assert WORDS in text_of(browser.get(f"{url}?verder"))
        browser.post(f"{url}?bewaar", typed(case) | {"conclusion": f"{WORDS} verder"})
        assert "toen verder" in text_of(browser.get(f"{url}?verder"))
        assert [draft.destroy_at for draft in Draft.with_due.all()] == [until]
    with time_machine.travel(until):
        assert WORDS not in text_of(client_of(case.bob).get(f"{url}?verder"))


def test_it_is_never_kept_longer_than_its_incident(case: Case) -> None:
    """R4: what belongs to an incident goes with it, also what somebody was typing about it the day before."""
    due = case.incident.destroy_at
    with time_machine.travel(due - datetime.timedelta(days=1), tick=False):
        assert (
            client_of(case.bob).post(f"{case.url('incident_close')}?bewaar", typed(case)).status_code == 204
        )
        assert Draft.objects.get().destroy_at == due
    with time_machine.travel(due, tick=False):
        assert not Draft.objects.exists()
        engine.destroy_due()
    assert not Draft.with_due.exists()
