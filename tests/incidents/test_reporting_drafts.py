# SPDX-License-Identifier: EUPL-1.2
"""Drafts: encrypted, seven days from the first save, for their author only (R7), and never lost by an idle sign-out."""

import datetime
import uuid

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import BrowserSession
from incidents.models import Draft, Incident
from incidents.reporting import report_drafts_of
from retention.terms import AMSTERDAM
from tests.incidents.filled import AUTOSAVE, NARRATIVE, REPORT, of, quick
from tests.world import World

JSON = {"HTTP_ACCEPT": "application/json"}
MY_REPORTS = "/mijn-meldingen/"


def concept(draft_id: object) -> str:
    return f"/melden/concept/{draft_id}/"


def test_what_is_typed_is_kept_by_itself(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser, told = of(alice), quick(narrative="Half", severity=None, kinds=["threat"], place="Balie 3")
    answer = browser.post(AUTOSAVE, told, **JSON)
    draft = Draft.objects.get()
    at = timezone.localtime(draft.saved_at).strftime("%H:%M")
    assert answer.json() == {"saved_at": at, "draft": told["draft"], "url": concept(draft.pk)}
    page = browser.get(answer.json()["url"]).content.decode()
    assert "Half" in page
    assert 'value="Balie 3"' in page
    assert "data-error-summary" not in page
    form = browser.get(concept(draft.pk)).context["form"]
    assert form["kinds"].value() == ["threat"]
    # Saved again, and again: one draft.
    browser.post(AUTOSAVE, told | {"narrative": "Helemaal"}, **JSON)
    assert Draft.objects.get().data["narrative"] == ["Helemaal"]


def test_a_draft_is_kept_with_a_button_too(world: World) -> None:
    """Every page works without JavaScript."""
    alice = world.person("Alice", None, "reporter")
    response = of(alice).post(REPORT, quick(action="draft", severity=None), follow=True)
    assert response.redirect_chain == [(MY_REPORTS, 302)]
    draft = Draft.objects.get()
    body = response.content.decode()
    assert concept(draft.pk) in body
    assert not Incident.objects.exists()
    assert f'href="{concept(draft.pk)}"' in of(alice).get("/").content.decode()


def test_nothing_is_no_draft(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    empty = {"draft": str(uuid.uuid4()), "action": "draft", "for_whom": "self", "occurred_date": "22-11-2026"}
    assert of(alice).post(REPORT, empty).status_code == 200
    assert not Draft.objects.exists()


def test_a_report_that_lacks_something_is_kept_as_a_draft(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    told = quick(severity=None)
    of(alice).post(REPORT, told)
    assert str(Draft.objects.get().pk) == told["draft"]


def test_a_draft_that_is_sent_is_gone(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser, told = of(alice), quick()
    browser.post(AUTOSAVE, told, **JSON)
    sent = browser.post(REPORT, told).url
    assert not Draft.with_due.exists()
    # A save that was on its way while it was sent brings nothing back.
    assert browser.post(AUTOSAVE, told, **JSON).status_code == 204
    assert not Draft.with_due.exists()
    assert browser.get(concept(told["draft"])).url == sent


def test_a_draft_is_for_its_author_only(world: World) -> None:
    alice, eve = world.person("Alice", None, "reporter"), world.person("Eve", None, "reporter", "handler")
    boss = world.person("Sonja", world.parent, "supervisor", "reporter")
    told = quick()
    of(alice).post(AUTOSAVE, told, **JSON)
    draft = Draft.objects.get()
    assert NARRATIVE in of(alice).get(concept(draft.pk)).content.decode()
    for person in (eve, boss):
        assert of(person).get(concept(draft.pk)).status_code == 404
        assert of(person).get(concept(draft.pk) + "weggooien/").status_code == 404
        assert of(person).post(concept(draft.pk) + "weggooien/").status_code == 404
        assert str(draft.pk) not in of(person).get(MY_REPORTS).content.decode()
        assert of(person).post(AUTOSAVE, told | {"narrative": "Van een ander"}, **JSON).status_code == 410
    draft.refresh_from_db()
    assert draft.data["narrative"] == [NARRATIVE]
    assert draft.author == alice


def test_a_draft_goes_seven_days_after_its_first_save(world: World) -> None:
    """R7; on the stored date, whether the worker runs or not."""
    start = datetime.datetime(2026, 10, 20, 12, 0, tzinfo=AMSTERDAM)
    alice = world.person("Alice", None, "reporter")
    told = quick(occurred_date="19-10-2026", occurred_time="10:00")
    with time_machine.travel(start, tick=False):
        of(alice).post(AUTOSAVE, told, **JSON)
    with time_machine.travel(start + datetime.timedelta(days=6), tick=False):
        of(alice).post(AUTOSAVE, told | {"narrative": "Later"}, **JSON)
    draft = Draft.with_due.get()
    assert draft.data["narrative"] == ["Later"]
    # Seven times 24 hours: the clock goes back in between.
    assert draft.destroy_at == start.astimezone(datetime.UTC) + datetime.timedelta(days=7)
    with time_machine.travel(draft.destroy_at - datetime.timedelta(seconds=1), tick=False):
        assert of(alice).get(concept(draft.pk)).status_code == 200
        assert concept(draft.pk) in of(alice).get(MY_REPORTS).content.decode()
        assert concept(draft.pk) in of(alice).get("/").content.decode()
    with time_machine.travel(draft.destroy_at, tick=False):
        browser = of(alice)
        assert browser.get(concept(draft.pk)).status_code == 404
        assert browser.get(concept(draft.pk) + "weggooien/").status_code == 404
        assert concept(draft.pk) not in browser.get(MY_REPORTS).content.decode()
        assert concept(draft.pk) not in browser.get("/").content.decode()
        assert report_drafts_of(alice) == []
        # Nor does a page that still stands open prolong it; sending what is on it is still possible.
        assert browser.post(AUTOSAVE, told, **JSON).status_code == 410
        page = browser.post(REPORT, told | {"action": "draft"})
        assert "zeven dagen" in page.content.decode()
        assert NARRATIVE in page.content.decode()
        assert str(page.context["draft"]) == told["draft"]
        assert not Draft.objects.exists()
        assert browser.post(REPORT, told).status_code == 302


def test_the_list_says_when_a_draft_disappears(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    with time_machine.travel(datetime.datetime(2026, 11, 22, 14, 32, tzinfo=AMSTERDAM), tick=False):
        of(alice).post(AUTOSAVE, quick(), **JSON)
        body = of(alice).get(MY_REPORTS).content.decode()
    assert "Concept van 22 november, 14:32" in body
    assert "Verdwijnt op 29 november, 14:32" in body


def test_a_draft_is_thrown_away_after_asking(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser = of(alice)
    browser.post(AUTOSAVE, quick(), **JSON)
    away = concept(Draft.objects.get().pk) + "weggooien/"
    assert browser.get(away).status_code == 200
    assert Draft.objects.exists()
    assert browser.post(away).url == MY_REPORTS
    assert not Draft.with_due.exists()
    assert browser.post(away).status_code == 404


def test_a_draft_is_encrypted_and_nothing_typed_is_in_the_session(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser = of(alice)
    told = quick(aggressor_name="Kees de Boze", severity=None)
    browser.post(REPORT, told)
    assert NARRATIVE in browser.get(concept(told["draft"])).content.decode()
    stored = repr(Draft.objects.values_list("data").get()[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM incidents_draft")
        raw = bytes(cursor.fetchone()[0])
    sessions = [session.get_decoded() for session in BrowserSession.objects.all()]
    for secret in ("Zwartewaterallee", "Kees de Boze"):
        assert secret.encode() not in raw
        assert secret not in stored + repr(sessions)


# ---------- the idle sign-out ----------


def idle(browser: object, minutes: int = 15) -> object:
    return time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes, seconds=31), tick=False)


@pytest.mark.parametrize("path", [REPORT, AUTOSAVE])
def test_what_was_sent_after_the_idle_time_is_kept(world: World, path: str) -> None:
    alice = world.person("Alice", None, "reporter")
    browser, told = of(alice), quick()
    browser.get(REPORT)
    with idle(browser):
        response = browser.post(path, told)
        assert "/account/inloggen/" in response.url
        assert f"next={concept(told['draft'])}".replace("/", "%2F") in response.url
        assert "Zwartewaterallee" not in response.url
        assert not Incident.objects.exists()
        assert browser.get(REPORT).status_code == 302
        draft = Draft.objects.get()
        assert (draft.author, draft.data["narrative"]) == (alice, [NARRATIVE])
        again = of(alice)
        assert NARRATIVE in again.get(concept(told["draft"])).content.decode()
        assert again.post(REPORT, told).status_code == 302


def test_a_save_after_the_sign_out_is_unauthorised(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser = of(alice)
    browser.get(REPORT)
    with idle(browser):
        assert browser.post(AUTOSAVE, quick(), **JSON).status_code == 401
    assert Draft.with_due.count() == 1
    assert browser.post(AUTOSAVE, quick(), **JSON).status_code == 401
    assert of(None).post(AUTOSAVE, quick(), **JSON).status_code == 401
    assert Draft.with_due.count() == 1


def test_the_idle_time_rescues_nothing_for_who_may_not_report(world: World) -> None:
    eve = world.person("Eve", None, "handler")
    browser = of(eve)
    browser.get("/")
    with idle(browser):
        assert browser.post(REPORT, quick()).status_code == 302
    assert not Draft.with_due.exists()


def test_only_a_reporter_saves(world: World) -> None:
    assert of(world.person("Eve")).post(AUTOSAVE, quick(), **JSON).status_code == 404
    assert of(world.person("Alice", None, "reporter")).get(AUTOSAVE).status_code == 405


def test_an_addition_that_is_being_written_is_kept_too(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    incident = world.incident(alice)
    page = f"/mijn-meldingen/{incident.pk}/"
    browser, token = of(alice), str(uuid.uuid4())
    typed = {"draft": token, "kind": "objection", "text": "Halve zin over Zwartewaterallee"}
    answer = browser.post(page + "bewaren/", typed, **JSON)
    assert answer.json()["draft"] == token
    assert "Halve zin" in browser.get(page).content.decode()
    # It is no draft of a report, and nobody else's.
    assert concept(token) not in browser.get(MY_REPORTS).content.decode()
    assert browser.get(concept(token)).url == page
    eve = world.person("Eve", None, "reporter", "handler")
    assert of(eve).post(page + "bewaren/", typed, **JSON).status_code == 404
    assert of(eve).get(concept(token)).status_code == 404
    assert browser.post(page, typed).status_code == 302
    assert not Draft.with_due.exists()


def test_an_addition_that_came_after_the_idle_time_is_kept(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    page = f"/mijn-meldingen/{world.incident(alice).pk}/"
    browser = of(alice)
    browser.get(page)
    typed = {"draft": str(uuid.uuid4()), "kind": "addition", "text": "Nog een getuige"}
    with idle(browser):
        response = browser.post(page, typed)
        assert f"next={page}".replace("/", "%2F") in response.url
        assert "Nog een getuige" in of(alice).get(page).content.decode()
