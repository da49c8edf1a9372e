# SPDX-License-Identifier: EUPL-1.2
"""What is typed shows to whom it may, and is in no mail, title, redirect, address, message or page of others; and
whatever is typed, the answer is a clear message and never a broken page or half a record."""

import re
import uuid
from typing import Any

import pytest
from django.core import mail

from accounts.models import BrowserSession
from incidents.models import Draft, Incident, Victim
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from tests.incidents.filled import AUTOSAVE, REPORT, errors_of, of, quick
from tests.world import World

NARRATIVE, AGGRESSOR, VICTIM = "Kanarieverhaal", "Kanariedader", "Kanarieslachtoffer"
CANARIES = (NARRATIVE, AGGRESSOR, VICTIM)


def told(**more: Any) -> dict[str, Any]:
    secrets = {
        "narrative": NARRATIVE,
        "aggressor_name": AGGRESSOR,
        "mental_injury": VICTIM,
        "place": NARRATIVE,
    }
    return quick(**(secrets | more))


def title_of(body: str) -> str:
    return re.search(r"<title>(.*?)</title>", body, re.S)[1]


def test_no_mail_says_what_happened_or_to_whom(world: World, caplog: pytest.LogCaptureFixture) -> None:
    alice = world.person("Alice", None, "reporter")
    vera = world.person(f"Vera {VICTIM}")
    hank = world.person("Hank", None, "handler")
    of(alice).post(REPORT, told(for_whom="colleague", colleague=vera.name))
    assert Victim.objects.get().name == vera.name
    incident = Incident.objects.get()
    of(vera).post(f"/mijn-meldingen/{incident.pk}/", {"kind": "objection", "text": NARRATIVE})
    assert send_due_messages() == 3
    assert {message.to[0] for message in mail.outbox} == {vera.email, hank.email}
    for message in mail.outbox:
        for canary in CANARIES:
            assert canary not in message.subject + message.body
        assert incident.reference in message.subject
    stored = repr([(m.kind, m.reference, m.failure) for m in OutboxMessage.objects.all()])
    for canary in CANARIES:
        assert canary not in stored + caplog.text


def test_titles_addresses_redirects_and_messages_name_nobody(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser, first = of(alice), told()
    answers = [
        browser.post(AUTOSAVE, first),
        browser.post(REPORT, told(severity="")),
        browser.post(REPORT, told(action="draft")),
        browser.post(REPORT, first),
        browser.post(REPORT, told()),
        browser.post(REPORT, told(same_event="yes")),
        browser.post(REPORT, told(aggressor_origin="colleague")),
        browser.post(AUTOSAVE, told(draft=first["draft"])),
    ]
    incident = Incident.objects.get()
    draft = Draft.objects.first()
    paths = [
        "/",
        REPORT,
        "/mijn-meldingen/",
        f"/mijn-meldingen/{incident.pk}/",
        f"/mijn-meldingen/{incident.pk}/verstuurd/",
        f"/melden/concept/{draft.pk}/",
        f"/melden/concept/{draft.pk}/weggooien/",
    ]
    pages = [browser.get(path) for path in paths]
    # It is there, for who wrote it.
    assert NARRATIVE in pages[3].content.decode()
    assert AGGRESSOR in pages[3].content.decode()
    assert NARRATIVE in pages[5].content.decode()
    for answer in answers + pages:
        body = answer.content.decode()
        shown = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
        shown += title_of(body) if "<title>" in body else body
        shown += "".join(re.findall(r'href="[^"]*"', body))
        shown += "".join(re.findall(r"data-messages>(.*?)</div></div>", body, re.S))
        for canary in CANARIES:
            assert canary not in shown
        assert answer.headers["Cache-Control"] == "no-store, private"
    for canary in CANARIES:
        assert canary not in "".join(pages[k].content.decode() for k in (0, 2, 4, 6))
        assert canary not in repr([session.get_decoded() for session in BrowserSession.objects.all()])


def test_pages_of_others_show_nothing(world: World) -> None:
    alice, vera = world.person("Alice", None, "reporter"), world.person("Vera")
    of(alice).post(AUTOSAVE, told())
    of(alice).post(REPORT, told(for_whom="colleague", colleague="Vera"))
    incident, draft = Incident.objects.get(), Draft.objects.get()
    assert (incident.narrative, incident.aggressor_name) == (NARRATIVE, AGGRESSOR)
    others = [
        vera,
        world.person("Eve", None, "reporter"),
        world.person("Ad", world.root, "administrator"),
        world.person("Rana", world.root, "registry_reader"),
        world.person("Dora", world.other_root, "reporter", "handler"),
    ]
    for person in others:
        browser = of(person)
        for path in (
            "/",
            REPORT,
            "/mijn-meldingen/",
            f"/mijn-meldingen/{incident.pk}/",
            f"/mijn-meldingen/{incident.pk}/verstuurd/",
            f"/melden/concept/{draft.pk}/",
        ):
            body = browser.get(path).content.decode()
            for canary in CANARIES:
                assert canary not in body, (person.name, path)


def test_the_colleague_who_reported_is_not_shown_it_again(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    world.person("Vera")
    browser = of(alice)
    sent = browser.post(REPORT, told(for_whom="colleague", colleague="Vera")).url
    for path in (sent, sent.replace("verstuurd/", "")):
        body = browser.get(path).content.decode()
        for hidden in (*CANARIES, "Vera"):
            assert hidden not in body


# ---------- whatever is typed ----------

LONG = "x" * 60_000
ODD = {
    "emoji": "😡👊🏽 👨‍👩‍👧‍👦",
    "right to left": "שלום \u202eevil\u202c مرحبا",
    "html": "<script>alert(1)</script><b>vet</b>",
    "formula": '=HYPERLINK("http://x","y")',
    "quotes": "'; DROP TABLE incidents_incident;-- \"",
    "template": "{{ form.as_p }}{% load x %}",
    "combining": "Z̷̢̛a̵̡l̶g̷o",
    "null": "a\x00b",
    "control": "a\x07\x1b[31m\x9fb",
    "lines": "een\r\ntwee\rdrie\n\n\n",
}
FREE = [
    "narrative",
    "place",
    "aggressor_name",
    "aggressor_description",
    "physical_injury",
    "mental_injury",
    "damage",
]
FIELDS = [
    *FREE,
    "draft",
    "action",
    "for_whom",
    "colleague",
    "colleague_choice",
    "no_account",
    "victim_name",
    "victim_function",
    "victim_unit",
    "own_unit",
    "occurred_date",
    "occurred_time",
    "channel",
    "kinds",
    "severity",
    "help_wanted",
    "aggressor_origin",
    "witness_count",
    "injury_level",
    "same_event",
]


@pytest.mark.parametrize("name", ODD)
def test_what_is_typed_stays_text(world: World, name: str) -> None:
    alice = world.person("Alice", None, "reporter")
    typed = ODD[name]
    response = of(alice).post(REPORT, quick(**dict.fromkeys(FREE, f"Begin {typed} einde")))
    assert response.status_code == 302
    incident = Incident.objects.get()
    body = of(alice).get(f"/mijn-meldingen/{incident.pk}/").content.decode()
    assert "<script>alert" not in body
    assert "<b>vet" not in body
    for text in (incident.narrative, incident.aggressor_name, incident.place):
        assert text.startswith("Begin ")
        assert text.endswith(" einde")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    if name in ("emoji", "html", "formula", "quotes", "template"):
        assert typed in incident.narrative


@pytest.mark.parametrize("field", FIELDS)
def test_no_answer_breaks_the_form(world: World, field: str) -> None:
    """A clear message or a report, and never half of one."""
    browser = of(world.person("Alice", None, "reporter"))
    for typed in (*ODD.values(), "", LONG, "-1", "9" * 400, "٣", "None"):
        base = quick(for_whom="colleague", colleague="Sam", no_account="on", victim_function="stagiair")
        answers = base | {"same_event": "no", field: typed}
        response = browser.post(REPORT, answers)
        assert response.status_code in (200, 302), typed
        if response.status_code == 200 and "known" not in response.context:
            assert response.context["form"].errors or answers["action"] == "draft"
    assert browser.post(AUTOSAVE, answers).status_code in (200, 204)
    for incident in Incident.objects.all():
        assert incident.victims.count() == 1
        assert incident.kinds.exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_a_method_that_is_none_changes_nothing(world: World, method: str) -> None:
    alice = world.person("Alice", None, "reporter")
    incident = world.incident(alice)
    browser = of(alice)
    for path in (AUTOSAVE, f"/mijn-meldingen/{incident.pk}/bewaren/"):
        assert getattr(browser, method)(path).status_code == 405
    for path in (f"/mijn-meldingen/{incident.pk}/verstuurd/", f"/melden/concept/{uuid.uuid4()}/"):
        assert browser.post(path).status_code == 405
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("field", "limit"),
    [("narrative", 10_000), ("place", 200), ("aggressor_name", 200), ("aggressor_description", 2_000), ("damage", 2_000)],
)  # fmt: skip
def test_a_text_that_is_too_long_says_by_how_much_and_is_kept(world: World, field: str, limit: int) -> None:
    alice = world.person("Alice", None, "reporter")
    typed = "é" * (limit + 1)
    response = of(alice).post(REPORT, quick(**{field: typed}))
    message = errors_of(response)[field]
    assert message == [f"Deze tekst is te lang: er passen {limit} tekens in, en u hebt er {limit + 1}."]
    assert typed in response.content.decode()
    assert of(alice).post(REPORT, quick(**{field: typed[:-1]})).status_code == 302


@pytest.mark.parametrize(
    ("typed", "taken"), [("0", True), ("500", True), ("501", False), ("1,5", False), ("twee", False)]
)
def test_witnesses_are_a_number(world: World, typed: str, taken: bool) -> None:
    alice = world.person("Alice", None, "reporter")
    response = of(alice).post(REPORT, quick(witness_count=typed))
    assert (response.status_code == 302) is taken
    if not taken:
        assert list(errors_of(response)) == ["witness_count"]


def test_a_request_that_no_form_sends(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser = of(alice)
    for body, kind in (
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"narrative=%ff%fe%00", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", "text/plain"),
    ):
        assert browser.post(REPORT, body, content_type=kind).status_code == 200
    assert not Incident.objects.exists()


def test_without_the_token_of_the_page_nothing_is_taken(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser = of(alice, enforce_csrf_checks=True)
    for path in (REPORT, AUTOSAVE):
        assert browser.post(path, quick()).status_code == 403
    assert not Incident.objects.exists()
    assert not Draft.objects.exists()
