# SPDX-License-Identifier: EUPL-1.2
"""The incident's page: who opens it, what stands on it, what comes next; on a constant number of queries."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLogEntry
from incidents import handling, watching
from incidents.models import Aftercare, Incident, TimelineEntry
from incidents.reporting import VictimFacts, contribute
from tests.incidents.case import Case, add_evidence, client_of, text_of
from tests.world import World

SECRET = "Zwartewaterallee-canarie"


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_handlers_and_supervisors_of_the_unit_and_above_open_it(case: Case, world: World) -> None:
    above = world.person("Ria", world.parent, "handler")
    for person in (case.bob, case.ed, above, case.sonja):
        page = text_of(case.get(person))
        assert case.incident.narrative in page
        assert "Alice" in page


@pytest.mark.parametrize(
    ("place", "levels"),
    [
        ("own", ()),
        ("own", ("reporter",)),
        ("own", ("administrator", "reporter")),
        ("root", ("registry_reader",)),
        ("own", ("head",)),
        ("root", ("coordinator",)),
        ("child", ("handler", "supervisor")),
        ("sibling", ("handler", "supervisor")),
        ("other", ("handler", "supervisor")),
    ],
)
def test_nobody_else_finds_it(case: Case, world: World, place: str, levels: tuple[str, ...]) -> None:
    outsider = world.person("Olaf", getattr(world, place), *levels)
    response = case.get(outsider)
    assert response.status_code == 404
    for word in (case.incident.reference, "Alice", "Zwartewaterallee"):
        assert word not in text_of(response)
    assert not AccessLogEntry.objects.exists()


def test_a_victim_never_opens_it_whatever_their_levels(case: Case, world: World) -> None:
    """RULES: never their own incident."""
    vic = world.person("Vic", None, "handler", "supervisor")
    assert case.get(vic).status_code == 200
    handling.add_another_victim(case.bob, case.incident, VictimFacts.of(vic))
    assert case.get(vic).status_code == 404
    for name in ("incident_facts", "incident_close", "incident_reassign", "incident_move"):
        assert case.get(vic, name).status_code == 404
        assert case.post(vic, name).status_code == 404


def test_a_superuser_finds_nothing_and_a_visitor_signs_in(case: Case, client: Any) -> None:
    from accounts.models import User

    root = User.objects.create_superuser("root@installatie.example", name="Operator")
    assert case.get(root).status_code == 404
    response = client.get(case.url())
    assert response.status_code == 302
    assert "login" in response["Location"] or "inloggen" in response["Location"]


def test_what_is_due_is_not_found(case: Case) -> None:
    """R4: access stops at the due moment even when the destruction is late."""
    assert case.get(case.bob).status_code == 200
    Incident.objects.filter(pk=case.incident.pk).update(destroy_at=timezone.now())
    assert case.get(case.bob).status_code == 404
    assert case.get(case.bob, "incident_facts").status_code == 404


def test_the_title_is_the_reference_only(case: Case) -> None:
    handling.establish_facts(
        case.bob, case.incident, {"gravest_kind": "threat", "aggressor_name": SECRET}, ["threat"]
    )
    for name in ("incident", "incident_facts", "incident_close", "incident_police"):
        page = text_of(case.get(case.bob, name))
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        assert title
        assert case.incident.reference in title[1]
        assert "Alice" not in title[1]
        assert SECRET not in title[1]
    assert SECRET in text_of(case.get(case.bob))


def test_opening_is_kept_in_the_access_log(case: Case) -> None:
    case.get(case.bob)
    case.get(case.sonja)
    looks = AccessLogEntry.objects.filter(action="read_incident", object_id=case.incident.pk).order_by("at")
    assert [look.actor for look in looks] == [case.bob, case.sonja]


def test_a_form_shows_contents_and_is_a_look_as_well(case: Case) -> None:
    assert case.incident.narrative in text_of(case.get(case.bob, "incident_facts"))
    assert AccessLogEntry.objects.filter(action="read_incident", actor=case.bob).count() == 1


def test_the_number_of_queries_does_not_grow(case: Case) -> None:
    def queries(person: Any) -> int:
        client = client_of(person)
        client.get(case.url())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(case.url()).status_code == 200
        return len(captured)

    case.add_one_of_each()
    one = queries(case.bob), queries(case.sonja)
    case.add_one_of_each(2)
    assert (queries(case.bob), queries(case.sonja)) == one
    assert max(one) <= 30


def test_why_it_is_here_and_until_when(case: Case) -> None:
    """LEI 5.2, R4: five years, to the end of that day."""
    Incident.objects.filter(pk=case.incident.pk).update(
        destroy_at=datetime.datetime(2031, 11, 22, 23, 0, tzinfo=datetime.UTC)
    )
    assert "Aan het eind van 22 november 2031" in text_of(case.get(case.bob))


def test_all_that_belongs_to_it_stands_on_the_page(case: Case, world: World) -> None:
    handling.add_another_victim(
        case.bob,
        case.incident,
        VictimFacts(unit=world.sibling, name="Noor Stage", function="stagiair", help_wanted=["police"]),
    )
    victim = case.incident.victims.get(user=None)
    handling.update_victim(
        case.bob,
        victim,
        {"injury_level": "first_aid", "physical_injury": "Blauwe plek", "mental_injury": "Slaapt slecht"},
    )
    handling.take_measure(
        case.bob, case.incident, "perpetrator", "Gesprek met de wijkagent", timezone.localdate(), uuid.uuid4()
    )
    handling.take_measure(
        case.bob,
        case.incident,
        "prevention",
        "Tweede medewerker aan de balie",
        timezone.localdate(),
        uuid.uuid4(),
    )
    handling.record_damage(
        case.bob,
        case.incident,
        uuid.uuid4(),
        {"owner": "employee", "description": "Bril stuk", "amount": "1250.50", "recovered": "50"},
    )
    handling.record_police_report(
        case.bob,
        case.incident,
        {
            "state": "made",
            "made_on": timezone.localdate(),
            "number": "PL0900-77",
            "under_number": True,
            "by_employer": True,
            "note": "",
        },
    )
    contribute(case.incident, case.alice, "correction", "Het was balie 4", uuid.uuid4())
    add_evidence(case.bob, case.incident, caption="Schermafdruk van het bericht")
    for reader in (case.bob, case.sonja):
        page = text_of(case.get(reader))
        for words in (
            "Noor Stage",
            "stagiair",
            "Hulp bij aangifte",
            "Eerste hulp of lichte klachten",
            "Blauwe plek",
            "Slaapt slecht",
            "Gesprek met de wijkagent",
            "Tweede medewerker aan de balie",
            "Bril stuk",
            "€ 1.250,50",
            "€ 50,00 teruggekregen",
            "PL0900-77",
            "Door de gemeente, met het werkadres",
            "Onder nummer",
            "Het was balie 4",
            "Schermafdruk van het bericht",
            "Bob voegde Noor Stage toe als slachtoffer.",
        ):
            assert words in page, words


def test_handlers_of_another_victims_unit_read_only(case: Case, world: World) -> None:
    carol = world.person("Carol", world.sibling, "handler")
    handling.add_another_victim(case.bob, case.incident, VictimFacts.of(world.person("Dirk", world.sibling)))
    page = text_of(case.get(carol))
    assert case.incident.narrative in page
    assert "U leest mee" in page
    assert _actions(page, case) == []
    _nothing_can_be_done(case, carol)


def test_a_supervisor_reads_and_watches_but_does_not_handle(case: Case) -> None:
    page = text_of(case.get(case.sonja))
    assert [a for a in _actions(page, case) if "herinneren" not in a] == []
    assert 'toewijzen/"' in page
    assert "Neem in behandeling" not in page
    _nothing_can_be_done(case, case.sonja)


def _actions(page: str, case: Case) -> list[str]:
    """Where the forms on a page go, those of the page's frame left out."""
    return [a for a in re.findall(r'<form[^>]*action="([^"]*)"', page) if str(case.incident.pk) in a]


HANDLING_NAMES = [
    "incident_take_up",
    "incident_wait",
    "incident_resume",
    "incident_close",
    "incident_reopen",
    "incident_facts",
    "incident_date",
    "incident_date_withdraw",
    "incident_add_victim",
    "incident_inspectorate",
    "incident_add_measure",
    "incident_add_prevention",
    "incident_police",
    "incident_add_damage",
    "incident_add_evidence",
]


def _nothing_can_be_done(case: Case, person: Any) -> None:
    before = TimelineEntry.objects.count()
    for name in HANDLING_NAMES:
        assert case.get(person, name).status_code == 404, name
        assert case.post(person, name, {"reason": "x"}).status_code == 404, name
    victim = case.incident.victims.first()
    contact = Aftercare.objects.filter(incident=case.incident).first()
    for name, where in (
        ("incident_victim", {"victim_id": victim.pk}),
        ("incident_confirm", {"victim_id": victim.pk}),
        ("incident_add_contact", {"victim_id": victim.pk}),
        ("incident_remove_victim", {"victim_id": victim.pk}),
        ("incident_contact", {"contact_id": contact.pk}),
    ):
        assert case.post(person, name, {}, **where).status_code == 404, name
    assert TimelineEntry.objects.count() == before


def test_a_stand_in_loses_the_page_the_day_after(case: Case, world: World) -> None:
    tom = world.person("Tom")
    grant = world.grant(tom, "handler", world.own, last_day=timezone.localdate())
    assert case.get(tom).status_code == 200
    grant.last_day = timezone.localdate() - datetime.timedelta(days=1)
    grant.save()
    assert case.get(tom).status_code == 404


# ---------- the one thing to do next ----------


def following(case: Case, person: Any) -> Any:
    return case.get(person).context["next"]


def test_what_comes_next_in_the_order_in_which_a_manager_works(case: Case, world: World) -> None:
    assert following(case, case.bob).label == "Neem in behandeling"
    assert case.post(case.bob, "incident_take_up").status_code == 302
    assert following(case, case.bob).title == "Vraag hoe het gaat met Alice"
    for contact in Aftercare.objects.filter(incident=case.incident, kind="first"):
        handling.give_aftercare(case.bob, contact, timezone.now())
    contribute(case.incident, case.alice, "addition", "Nog iets", uuid.uuid4())
    assert following(case, case.bob).title == "Lees wat Alice schreef"
    handling.mark_seen(case.bob, case.incident.contributions.get())
    assert following(case, case.bob).label == "Stel de feiten vast"
    handling.establish_facts(case.bob, case.incident, {"gravest_kind": "threat"}, ["threat"])
    assert following(case, case.bob).label == "Sluit de melding"
    handling.wait(case.bob, case.incident, "Gesprek op 3 december")
    assert following(case, case.bob).label == "Ga verder"
    handling.close(case.bob, case.incident, "founded", "Klaar.")
    assert following(case, case.bob) is None
    assert "Deze melding is gesloten" in text_of(case.get(case.bob))


def test_an_overdue_first_reaction_is_said_first(case: Case) -> None:
    Incident.objects.filter(pk=case.incident.pk).update(
        next_due_at=timezone.now() - datetime.timedelta(hours=2)
    )
    for person in (case.bob, case.sonja):
        assert following(case, person).late
    assert "Te laat" in text_of(case.get(case.bob))


def test_overdue_aftercare_comes_before_the_facts_also_when_closed(case: Case) -> None:
    handling.take_up(case.bob, case.incident)
    handling.establish_facts(case.bob, case.incident, {"gravest_kind": "threat"}, ["threat"])
    handling.close(case.bob, case.incident, "founded", "Klaar.")
    assert following(case, case.bob) is None
    Aftercare.objects.filter(kind="first").update(due_at=timezone.now() - datetime.timedelta(days=1))
    assert following(case, case.bob).title == "Vraag hoe het gaat met Alice"
    assert following(case, case.bob).late


@pytest.mark.parametrize("level", ["hospital", "permanent", "death"])
def test_a_grave_injury_prompts_the_duty_to_report_until_its_date_is_recorded(case: Case, level: str) -> None:
    """Arbowet art. 9."""
    handling.take_up(case.bob, case.incident)
    victim = case.incident.victims.get()
    handling.update_victim(case.bob, victim, {"injury_level": level})
    assert following(case, case.bob).title == "Meld dit ongeval bij de Arbeidsinspectie"
    assert "Meld dit ongeval direct bij de Arbeidsinspectie" in text_of(case.get(case.sonja))
    data = case.form(case.bob, "incident_inspectorate") | {"on": timezone.localdate().strftime("%d-%m-%Y")}
    assert case.post(case.bob, "incident_inspectorate", data).status_code == 302
    page = text_of(case.get(case.bob))
    assert "gemeld bij de Arbeidsinspectie" in page
    assert following(case, case.bob).title != "Meld dit ongeval bij de Arbeidsinspectie"


@pytest.mark.parametrize("level", ["none", "first_aid", "doctor"])
def test_a_lesser_injury_does_not(case: Case, level: str) -> None:
    handling.update_victim(case.bob, case.incident.victims.get(), {"injury_level": level})
    assert "Arbeidsinspectie" not in text_of(case.get(case.bob))


def test_a_joined_report_leads_to_the_other_and_can_no_longer_be_changed(case: Case, world: World) -> None:
    from incidents import joining

    second = world.incident(case.alice)
    joining.join(case.bob, second, case.incident)
    first, case.incident = case.incident, second
    page = text_of(case.get(case.bob))
    assert f"Ga naar {first.reference}" in page
    assert _actions(page, case) == []
    for name in HANDLING_NAMES:
        assert case.post(case.bob, name).status_code == 404
    assert case.post(case.sonja, "incident_remind").status_code == 404


def test_the_timeline_says_it_in_sentences(case: Case, world: World) -> None:
    handling.take_up(case.bob, case.incident)
    watching.reassign(case.sonja, case.incident, case.ed)
    watching.remind(case.sonja, case.incident)
    watching.move(case.sonja, case.incident, world.parent)
    boss = world.person("Ria", world.parent, "handler")
    page = text_of(case.get(boss))
    for sentence in (
        "Alice deed deze melding.",
        "Bob nam de melding in behandeling.",
        "Sonja droeg de melding over aan Ed.",
        "Sonja stuurde een herinnering.",
        "Sonja verplaatste de melding naar Publiekszaken.",
    ):
        assert sentence in page


@pytest.mark.parametrize("action", TimelineEntry.Action.values)
def test_every_action_has_a_sentence(case: Case, action: str) -> None:
    entry = TimelineEntry.objects.create(incident=case.incident, actor=case.bob, action=action, detail={})
    page = text_of(case.get(case.bob))
    assert "%(" not in page
    line = case.get(case.bob).context["case"].timeline[0]
    assert line.at == entry.at
    assert line.what.startswith("Bob ")
