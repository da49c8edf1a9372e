# SPDX-License-Identifier: EUPL-1.2
"""Following a report: what a victim sees and what a colleague who reported sees (RULES, "Melder"), and for how long."""

import datetime
import uuid

import pytest
import time_machine
from django.utils import timezone

from accounts.models import AccessLogEntry
from accounts.policy import scope_of
from incidents import handling, joining
from incidents.models import Aftercare, Contribution, Incident, Victim
from notices.models import OutboxMessage
from retention.terms import AMSTERDAM
from tests.incidents.filled import REPORT, of, quick
from tests.world import World

MY_REPORTS = "/mijn-meldingen/"


def page(incident: Incident) -> str:
    return f"/mijn-meldingen/{incident.pk}/"


def read(person: object, incident: Incident) -> str:
    response = of(person).get(page(incident))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def case(world: World) -> Incident:
    """Rita reported for Vera; Hank handled it; Wim is a second victim. Every fact about it can be recognised."""
    rita, vera = world.person("Rita", None, "reporter"), world.person("Vera", function="consulent")
    hank, wim = world.person("Hank", None, "handler"), world.person("Wim", world.sibling)
    incident = world.incident(
        rita,
        vera,
        narrative="GEHEIMVERHAAL",
        place="GEHEIMEPLEK",
        aggressor_name="GEHEIMENAAM",
        aggressor_description="GEHEIMSIGNALEMENT",
        damage="GEHEIMESCHADE",
        victim_facts={"mental_injury": "GEHEIMEKLACHT"},
    )
    handling.take_up(hank, incident)
    handling.add_another_victim(hank, incident, handling.VictimFacts.of(wim))
    first, second, last = Aftercare.objects.filter(victim__user=vera)
    handling.give_aftercare(hank, first, timezone.now(), "GEHEIMENOTITIE")
    handling.make_appointment(
        hank, second, datetime.datetime(2027, 1, 15, 9, 30, tzinfo=AMSTERDAM), "GEHEIMEAFSPRAAK"
    )
    wims = Aftercare.objects.filter(victim__user=wim).first()
    handling.make_appointment(hank, wims, datetime.datetime(2027, 2, 16, 9, 30, tzinfo=AMSTERDAM))
    today = timezone.localdate()
    for kind, text in (("prevention", "Voortaan met zijn tweeën"), ("perpetrator", "GEHEIMEMAATREGEL")):
        handling.take_measure(hank, incident, kind, text, today, uuid.uuid4())
    police = {"state": "made", "made_on": today, "number": "GEHEIMNUMMER", "note": "GEHEIMEPOLITIE"}
    handling.record_police_report(hank, incident, police | {"under_number": False, "by_employer": True})
    facts = {"severity": 3, "gravest_kind": "threat", "narrative": "GEHEIMVASTGESTELD"}
    handling.establish_facts(hank, incident, facts, ["threat"])
    handling.wait(hank, incident, "GEHEIMWACHTEN")
    incident.refresh_from_db()
    return incident


def user(incident: Incident, name: str) -> object:
    people = {v.user.name: v.user for v in incident.victims.exclude(user=None)}
    return (people | {"Rita": incident.reporter, "Hank": incident.handler})[name]


def test_a_victim_sees_status_aftercare_and_what_was_done(case: Incident) -> None:
    body = read(user(case, "Vera"), case)
    assert case.reference in body
    assert "Hank wacht op iets of iemand" in body
    assert "Voortaan met zijn tweeën" in body
    assert "Aangifte gedaan" in body
    assert "De schade is vastgelegd" in body
    assert "vrijdag 15 januari, 09:30" in body
    assert "Geweest op" in body
    assert "De afhandelaar neemt de melding met u door" in body
    assert "consulent, Burgerzaken" in body


def test_a_victim_sees_nothing_about_the_perpetrator_or_another_victim(case: Incident) -> None:
    handling.confirm_with_victim(user(case, "Hank"), case.victims.get(user=user(case, "Vera")))
    body = read(user(case, "Vera"), case)
    assert "GEHEIM" not in body
    assert "Wim" not in body
    assert "16 februari" not in body
    assert "Rita" not in body


def test_a_colleague_who_reported_sees_the_status_alone(case: Incident) -> None:
    rita = user(case, "Rita")
    body = read(rita, case)
    assert "Hank wacht op iets of iemand" in body
    for hidden in ("GEHEIM", "Voortaan", "Aangifte", "januari", "schade is", "Vera", "Wim", "consulent"):
        assert hidden not in body
    lines = of(rita).get(MY_REPORTS).content.decode()
    assert case.reference in lines
    assert "Vera" not in lines


def test_the_second_victim_sees_their_own_aftercare_and_not_the_first_ones(case: Incident) -> None:
    body = read(user(case, "Wim"), case)
    assert "16 februari" in body
    assert "15 januari" not in body
    assert "Vera" not in body
    assert "GEHEIM" not in body


def test_whoever_reported_for_themselves_reads_their_own_words_back(world: World) -> None:
    """And not what the handler made of it."""
    alice, hank = world.person("Alice", None, "reporter"), world.person("Hank", None, "handler")
    of(alice).post(
        REPORT,
        quick(narrative="Mijn eigen woorden", aggressor_name="Kees", place="Balie 3", help_wanted=["police"]),
    )
    incident = Incident.objects.get()
    handling.establish_facts(
        hank,
        incident,
        {"narrative": "GEHEIM", "aggressor_name": "GEHEIM", "severity": 4},
        ["verbal", "threat"],
    )
    body = read(alice, incident)
    for own in ("Mijn eigen woorden", "Kees", "Balie 3", "Hulp bij aangifte", "Matig"):
        assert own in body
    assert "GEHEIM" not in body
    assert "Zeer ernstig" not in body


def test_others_find_nothing(case: Incident, world: World) -> None:
    outsiders = [
        world.person("Eve", None, "reporter"),
        world.person("Nel"),
        user(case, "Hank"),
        world.person("Sonja", world.parent, "supervisor"),
        world.person("Ad", world.root, "administrator"),
        world.person("Dora", world.other, "reporter", "handler"),
    ]
    for person in outsiders:
        browser = of(person)
        for answer in (
            browser.get(page(case)),
            browser.post(page(case), {"kind": "addition", "text": "Hoi"}),
            browser.post(page(case) + "bewaren/", {"text": "Hoi"}),
        ):
            assert answer.status_code == 404
        assert case.reference not in browser.get(MY_REPORTS).content.decode()
        assert browser.get(f"/mijn-meldingen/{uuid.uuid4()}/").status_code == 404
    assert of(None).get(page(case)).status_code == 302
    assert not Contribution.objects.exists()


def test_a_victim_needs_no_level(case: Incident) -> None:
    vera = user(case, "Vera")
    assert not scope_of(vera).units
    assert case.reference in of(vera).get(MY_REPORTS).content.decode()
    assert case.reference in of(vera).get("/").content.decode()


def test_the_steps_show_what_is_done_and_what_is_to_come(world: World) -> None:
    alice, hank = world.person("Alice", None, "reporter"), world.person("Hank", None, "handler")
    incident = world.incident(alice)

    def states() -> list[str]:
        return [step["state"] for step in of(alice).get(page(incident)).context["steps"]]

    assert states() == ["done", "now", "", ""]
    handling.take_up(hank, incident)
    assert states() == ["done", "done", "now", ""]
    handling.establish_facts(hank, incident, {"gravest_kind": "threat"}, ["threat"])
    assert states() == ["done", "done", "done", "now"]
    handling.close(hank, incident, "founded", "GEHEIM")
    assert states() == ["done"] * 4
    body = read(alice, incident)
    assert "Deze melding is afgesloten. Vastgesteld is dat het om agressie ging." in body
    assert "GEHEIM" not in body


def test_a_reaction_that_is_late_is_not_hidden(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    incident = world.incident(alice)
    with time_machine.travel(incident.reported_at + datetime.timedelta(hours=24), tick=False):
        assert "Dit duurt te lang" in read(alice, incident)
    with time_machine.travel(incident.reported_at + datetime.timedelta(hours=23, minutes=59), tick=False):
        assert "Dit duurt te lang" not in read(alice, incident)


# ---------- add, correct, object ----------


@pytest.mark.parametrize("kind", ["addition", "correction", "objection"])
def test_a_victim_adds_corrects_and_objects(case: Incident, kind: str) -> None:
    vera, hank = user(case, "Vera"), user(case, "Hank")
    browser, token = of(vera), str(uuid.uuid4())
    said = {"draft": token, "kind": kind, "text": "Zo ging het niet."}
    for _ in range(2):
        assert browser.post(page(case), said).url == page(case)
    contribution = Contribution.objects.get()
    assert (contribution.kind, contribution.author, contribution.text) == (kind, vera, "Zo ging het niet.")
    assert OutboxMessage.objects.filter(kind="contribution").get().recipient == hank
    assert "Zo ging het niet." in read(vera, case)
    # Not even the other victim or the colleague who reported reads it.
    assert "Zo ging het niet." not in read(user(case, "Wim"), case) + read(user(case, "Rita"), case)


def test_a_colleague_who_reported_only_adds(case: Incident) -> None:
    rita = user(case, "Rita")
    browser = of(rita)
    assert 'name="kind"' not in browser.get(page(case)).content.decode()
    browser.post(
        page(case), {"draft": str(uuid.uuid4()), "kind": "objection", "text": "Er was nog iemand bij."}
    )
    assert Contribution.objects.get().kind == "addition"
    assert "Er was nog iemand bij." in read(rita, case)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "addition", "text": ""}, "text"),
        ({"kind": "addition", "text": "\x00\x07  "}, "text"),
        ({"kind": "report", "text": "Hoi"}, "kind"),
        ({"kind": "", "text": "Hoi"}, "kind"),
        ({"text": "Hoi"}, "kind"),
        ({"kind": "addition", "text": "x" * 10_001}, "text"),
    ],
)
def test_an_addition_that_makes_no_sense_is_refused_at_its_field(
    case: Incident, said: dict, field: str
) -> None:
    response = of(user(case, "Vera")).post(page(case), said)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert "data-error-summary" in response.content.decode()
    assert not Contribution.objects.exists()


def test_the_number_of_somebody_elses_addition_is_refused(case: Incident) -> None:
    token = str(uuid.uuid4())
    said = {"draft": token, "kind": "addition", "text": "Van Vera"}
    of(user(case, "Vera")).post(page(case), said)
    assert of(user(case, "Wim")).post(page(case), said | {"text": "Van Wim"}).status_code == 404
    assert Contribution.objects.get().text == "Van Vera"


def test_opening_a_report_is_logged(case: Incident) -> None:
    vera = user(case, "Vera")
    read(vera, case)
    entry = AccessLogEntry.objects.get()
    assert (entry.actor, entry.object_id, entry.action) == (vera, case.pk, "read_incident")


# ---------- the same event ----------


def test_a_likely_second_report_is_asked_about(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    first = world.incident(alice)
    browser, told = of(alice), quick(narrative="Nog een keer =1+1 <b>", place="Balie 3")
    asked = browser.post(REPORT, told)
    assert f"Is dit dezelfde gebeurtenis als {first.reference}?" in asked.content.decode()
    assert Incident.objects.count() == 1
    # What was typed is in the page, to be sent along with the answer, and kept as a draft.
    answers = asked.context["answers"]
    assert answers["narrative"] == ["Nog een keer =1+1 <b>"]
    assert "Nog een keer =1+1 &lt;b&gt;" in asked.content.decode()
    assert "Nog een keer" in browser.get(f"/melden/concept/{told['draft']}/").content.decode()


def test_yes_adds_it_to_the_first(world: World) -> None:
    alice, hank = world.person("Alice", None, "reporter"), world.person("Hank", None, "handler")
    first = world.incident(alice)
    told = quick(narrative="Nog iets", help_wanted=["doctor"], aggressor_name="Kees", damage="Bril")
    browser = of(alice)
    for _ in range(2):
        assert browser.post(REPORT, told | {"same_event": "yes"}).status_code == 302
    assert Incident.objects.get() == first
    added = Contribution.objects.get()
    for part in ("Nog iets", "Bedrijfsarts of huisarts", "Kees", "Bril", "Matig", "Balie"):
        assert part in added.text
    assert OutboxMessage.objects.filter(kind="contribution", recipient=hank).count() == 1
    assert "Nog iets" in read(alice, first)


def test_no_makes_a_report_of_its_own(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    world.incident(alice)
    assert of(alice).post(REPORT, quick(same_event="no")).status_code == 302
    assert Incident.objects.count() == 2


def test_a_report_of_another_time_is_not_asked_about(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    world.incident(alice, occurred_at=timezone.now() - datetime.timedelta(hours=4))
    of(alice).post(REPORT, quick())
    assert Incident.objects.count() == 2


def test_asking_reveals_nothing_that_others_reported(world: World) -> None:
    """Neither a report of a colleague about the same victim, nor that a handler added somebody as a victim."""
    alice, eve = world.person("Alice", None, "reporter"), world.person("Eve", None, "reporter")
    vera, hank = world.person("Vera"), world.person("Hank", None, "handler")
    incident = world.incident(alice)
    handling.add_another_victim(hank, incident, handling.VictimFacts.of(vera))
    world.incident(eve, vera)
    told = quick(for_whom="colleague", colleague="Vera")
    assert of(alice).post(REPORT, told).status_code == 302
    # Vera herself is asked about what stands to her name.
    world.grant(vera, "reporter", world.own)
    assert "dezelfde gebeurtenis" in of(vera).post(REPORT, quick()).content.decode()


def test_a_colleague_is_asked_about_an_earlier_report_of_their_own(world: World) -> None:
    rita, vera = world.person("Rita", None, "reporter"), world.person("Vera")
    first = world.incident(rita, vera)
    told = quick(for_whom="colleague", colleague="Vera", narrative="Erbij")
    assert first.reference in of(rita).post(REPORT, told).content.decode()
    assert of(rita).post(REPORT, told | {"same_event": "yes"}).url == page(first)
    assert "Erbij" in read(rita, first)
    assert "Erbij" not in read(vera, first)


# ---------- joined reports ----------


def test_a_joined_report_leads_to_the_status_of_the_event(world: World) -> None:
    alice, dirk, rita = (world.person(name, None, "reporter") for name in ("Alice", "Dirk", "Rita"))
    vera, bob = world.person("Vera"), world.person("Bob", None, "handler")
    kept, own, for_other = world.incident(alice), world.incident(dirk), world.incident(rita, vera)
    for second in (own, for_other):
        joining.join(bob, second, kept)
    # Who is a victim of the event is led to it, and sees it once.
    assert of(dirk).get(page(own)).url == page(kept)
    lines = of(dirk).get(MY_REPORTS).content.decode()
    assert kept.reference in lines
    assert own.reference not in lines
    # Who reported for a colleague sees the event's status on the page of their own report, and not the event.
    handling.take_up(bob, kept)
    assert of(rita).get(page(kept)).status_code == 404
    body = read(rita, for_other)
    assert "Bob behandelt deze melding." in body
    assert kept.reference not in body
    # What they add reaches the event.
    of(rita).post(page(for_other), {"draft": str(uuid.uuid4()), "text": "Nog een getuige"})
    assert Contribution.objects.get(kind="addition").incident == kept
    assert "Nog een getuige" in read(rita, for_other)
    assert "Nog een getuige" not in read(alice, kept) + read(dirk, kept)
    # Alice sees nothing of the others.
    assert own.reference not in read(alice, kept)
    assert "Dirk" not in read(alice, kept)


def test_a_joined_report_outlives_an_older_event(world: World) -> None:
    """R4 counts for each from its own date; of an event that is due nothing is left but that it is closed."""
    rita, vera, alice = (world.person(name, None, "reporter") for name in ("Rita", "Vera", "Alice"))
    bob = world.person("Bob", None, "handler")
    now = timezone.now()
    kept = world.incident(alice, occurred_at=now - datetime.timedelta(days=2))
    second = world.incident(rita, vera, occurred_at=now - datetime.timedelta(days=1))
    joining.join(bob, second, kept)
    with time_machine.travel(kept.destroy_at, tick=False):
        body = read(rita, second)
        assert "afgesloten" in body
        assert "Bob" not in body
        assert of(rita).post(page(second), {"draft": str(uuid.uuid4()), "text": "Hoi"}).status_code == 404
        assert of(alice).get(page(kept)).status_code == 404
        assert second.reference in of(rita).get(MY_REPORTS).content.decode()


# ---------- how long ----------


@pytest.mark.parametrize(
    ("occurred", "due"),
    [
        (datetime.datetime(2024, 2, 29, 23, 59, tzinfo=AMSTERDAM), datetime.datetime(2029, 3, 1, tzinfo=AMSTERDAM)),
        (datetime.datetime(2021, 11, 22, 0, 0, tzinfo=AMSTERDAM), datetime.datetime(2026, 11, 23, tzinfo=AMSTERDAM)),
        # Both nights in which the clock changes.
        (datetime.datetime(2026, 3, 29, 3, 0, tzinfo=AMSTERDAM), datetime.datetime(2031, 3, 30, tzinfo=AMSTERDAM)),
        (datetime.datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM), datetime.datetime(2031, 10, 26, tzinfo=AMSTERDAM)),
    ],
)  # fmt: skip
def test_from_its_due_moment_an_incident_is_nowhere(
    world: World, occurred: datetime.datetime, due: datetime.datetime
) -> None:
    """R4: access stops at the due moment, whether a worker runs or not."""
    rita, vera = world.person("Rita", None, "reporter"), world.person("Vera")
    bob = world.person("Bob", None, "handler")
    with time_machine.travel(occurred + datetime.timedelta(hours=1), tick=False):
        incident = world.incident(rita, vera, occurred_at=occurred)
        handling.take_up(bob, incident)
    assert incident.destroy_at == due
    pages = [page(incident), f"{page(incident)}verstuurd/"]
    with time_machine.travel(due - datetime.timedelta(seconds=1), tick=False):
        assert of(vera).get(pages[0]).status_code == 200
        assert [of(rita).get(path).status_code for path in pages] == [200, 200]
        for person in (rita, vera):
            assert incident.reference in of(person).get(MY_REPORTS).content.decode()
            assert incident.reference in of(person).get("/").content.decode()
        assert of(bob).get("/").context["waiting"].mine == 1
    with time_machine.travel(due, tick=False):
        for person in (rita, vera):
            browser = of(person)
            assert [browser.get(path).status_code for path in pages] == [404, 404]
            assert browser.post(pages[0], {"kind": "addition", "text": "Hoi"}).status_code == 404
            assert incident.reference not in browser.get(MY_REPORTS).content.decode()
            assert incident.reference not in browser.get("/").content.decode()
        assert not of(bob).get("/").context["waiting"]
    assert Incident.with_due.filter(pk=incident.pk).exists()
    assert Victim.with_due.filter(incident=incident).exists()
