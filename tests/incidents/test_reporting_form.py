# SPDX-License-Identifier: EUPL-1.2
"""Reporting an incident: for oneself within a minute, for a colleague, and what is refused (RULES, LEI 1.b, 3.4)."""

import datetime
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from incidents.models import Draft, Incident, Victim
from notices.models import OutboxMessage
from retention.terms import AMSTERDAM
from tests.incidents.filled import AUTOSAVE, NARRATIVE, REPORT, errors_of, of, quick
from tests.world import World


@pytest.fixture
def town(transactional_db: None) -> World:
    """The world, committed, so that other threads see it."""
    return World()


def local(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=AMSTERDAM)


def test_five_answers_make_a_report(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    response = of(alice).post(REPORT, quick())
    incident = Incident.objects.get()
    assert response.status_code == 302
    assert response.url == f"/mijn-meldingen/{incident.pk}/verstuurd/"
    assert incident.narrative == NARRATIVE
    assert (incident.channel, incident.severity, incident.gravest_kind) == ("counter", 2, "threat")
    assert {kind.kind for kind in incident.kinds.all()} == {"verbal", "threat"}
    victim = incident.victims.get()
    assert (victim.user, victim.unit, victim.name) == (alice, world.own, "Alice")
    assert OutboxMessage.objects.get().recipient == bob


def test_everything_else_can_be_told_on_the_same_page(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    told = quick(
        place="Balie 3",
        help_wanted=["manager", "police"],
        aggressor_origin="outside",
        aggressor_name="Kees de Boze",
        aggressor_description="Lang, rode jas",
        witness_count="2",
        injury_level="first_aid",
        physical_injury="Blauwe plek",
        mental_injury="Slaapt slecht",
        damage="Scherm kapot",
    )
    assert of(alice).post(REPORT, told).status_code == 302
    incident = Incident.objects.get()
    victim = incident.victims.get()
    assert (incident.place, incident.aggressor_name, incident.witness_count) == ("Balie 3", "Kees de Boze", 2)
    assert incident.aggressor_description == "Lang, rode jas"
    assert victim.help_wanted == ["manager", "police"]
    assert (victim.injury_level, victim.physical_injury) == ("first_aid", "Blauwe plek")
    assert victim.mental_injury == "Slaapt slecht"
    assert incident.damages.get().description == "Scherm kapot"


def test_the_form_asks_five_things_and_folds_the_rest_away(world: World) -> None:
    page = of(world.person("Alice", None, "reporter")).get(REPORT)
    form = page.context["form"]
    assert not form.is_for_colleague
    assert not any(section.is_open for section in form.sections())
    body = page.content.decode()
    assert '<details class="gir-more" open' not in body
    assert timezone.localtime().strftime('value="%d-%m-%Y"') in body


def test_what_is_missing_is_said_at_the_field_and_what_was_typed_stays(world: World) -> None:
    response = of(world.person("Alice", None, "reporter")).post(
        REPORT, quick(channel=None, kinds=None, severity=None, occurred_time="")
    )
    assert set(errors_of(response)) == {"channel", "kinds", "severity", "occurred_time"}
    body = response.content.decode()
    assert NARRATIVE in body
    assert "data-error-summary" in body
    assert body.count('id="id_severity_error"') == 1
    assert not Incident.objects.exists()


@pytest.mark.parametrize("level", ["administrator", "handler", "supervisor", "registry_reader", "head", None])
def test_only_a_reporter_reports(world: World, level: str | None) -> None:
    unit = world.root if level == "registry_reader" else world.own
    person = world.person("Eve", unit, *([level] if level else []))
    assert of(person).get(REPORT).status_code == 404
    assert of(person).post(REPORT, quick()).status_code == 404
    assert not Incident.objects.exists()


def test_a_reporter_of_another_unit_of_the_municipality_reports_too(world: World) -> None:
    carol = world.person("Carol", world.sibling, "reporter")
    of(carol).post(REPORT, quick())
    assert Incident.objects.get().unit == world.sibling


# ---------- when ----------


@time_machine.travel(local(2026, 11, 22, 15, 0), tick=False)
@pytest.mark.parametrize(
    ("day", "time", "field"),
    [
        ("22-11-2026", "15:01", "occurred_time"),
        ("23-11-2026", "09:00", "occurred_date"),
        ("01-01-9999", "09:00", "occurred_date"),
        # R4: an incident of 2021-11-21 was due at the end of 2026-11-21.
        ("21-11-2021", "23:59", "occurred_date"),
        ("01-01-0001", "00:00", "occurred_date"),
        ("31-02-2026", "10:00", "occurred_date"),
        ("29-02-2025", "10:00", "occurred_date"),
        ("gisteren", "10:00", "occurred_date"),
        ("22-11-2026", "25:00", "occurred_time"),
        ("22-11-2026", "straks", "occurred_time"),
    ],
)
def test_an_impossible_moment_is_refused_at_its_field(world: World, day: str, time: str, field: str) -> None:
    alice = world.person("Alice", None, "reporter")
    response = of(alice).post(REPORT, quick(occurred_date=day, occurred_time=time))
    assert list(errors_of(response)) == [field]
    assert not Incident.objects.exists()


@time_machine.travel(local(2026, 11, 22, 15, 0), tick=False)
@pytest.mark.parametrize(
    ("day", "time"), [("22-11-2026", "15:00"), ("22-11-2021", "00:00"), ("22112026", "9")]
)
def test_a_moment_on_the_edge_is_taken(world: World, day: str, time: str) -> None:
    """R4: of 2021-11-22 the last day is 2026-11-22."""
    alice = world.person("Alice", None, "reporter")
    assert of(alice).post(REPORT, quick(occurred_date=day, occurred_time=time)).status_code == 302


@time_machine.travel(local(2026, 11, 23, 0, 0), tick=False)
def test_five_years_are_over_at_midnight(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    response = of(alice).post(REPORT, quick(occurred_date="22-11-2021", occurred_time="12:00"))
    assert "occurred_date" in errors_of(response)


@time_machine.travel(local(2029, 2, 28, 23, 59), tick=False)
def test_a_report_of_29_february_is_taken_until_28_february_five_years_later(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    of(alice).post(REPORT, quick(occurred_date="29-02-2024", occurred_time="12:00"))
    assert Incident.objects.get().destroy_at == local(2029, 3, 1)


@time_machine.travel(local(2026, 3, 29, 12, 0), tick=False)
def test_the_hour_that_the_spring_night_skips_is_refused_at_the_field(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    response = of(alice).post(REPORT, quick(occurred_date="29-03-2026", occurred_time="02:30"))
    assert "bestond niet" in errors_of(response)["occurred_time"][0]
    assert of(alice).post(REPORT, quick(occurred_date="29-03-2026", occurred_time="03:00")).status_code == 302


@time_machine.travel(local(2026, 10, 25, 12, 0), tick=False)
def test_the_autumn_night_means_the_earlier_hour(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    of(alice).post(REPORT, quick(occurred_date="25-10-2026", occurred_time="02:30"))
    assert Incident.objects.get().occurred_at == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)


# ---------- for whom ----------


def for_colleague(**more: object) -> dict:
    return quick(for_whom="colleague", **more)


def test_a_colleague_is_found_by_address_or_by_name(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    dirk = world.person("Dirk van den Berg", world.sibling)
    for typed in (dirk.email, dirk.email.upper(), "dirk  VAN DEN berg", "Dirk van den Berg"):
        response = of(alice).post(REPORT, for_colleague(colleague=typed, same_event="no"))
        assert response.status_code == 302, typed
    assert {victim.user for victim in Victim.objects.all()} == {dirk}
    assert {incident.unit for incident in Incident.objects.all()} == {world.sibling}
    assert OutboxMessage.objects.filter(kind="reported_for_you", recipient=dirk).count() == 4


def test_a_name_with_other_capitals_is_found_on_every_database(world: World) -> None:
    ozgur = world.person("Özgür Şen")
    alice = world.person("Alice", None, "reporter")
    of(alice).post(REPORT, for_colleague(colleague="özgür şen"))
    assert Victim.objects.get().user == ozgur


def test_of_namesakes_one_is_chosen_by_function_and_department(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    here = world.person("Jan Jansen", None, function="consulent")
    there = User.objects.create_user(
        "jan2@waterrijk.example",
        name="Jan Jansen",
        municipality=world.waterrijk,
        unit=world.sibling,
        function="telefonist",
    )
    response = of(alice).post(REPORT, for_colleague(colleague="Jan Jansen"))
    assert list(errors_of(response)) == ["colleague_choice"]
    body = response.content.decode()
    assert "Jan Jansen, consulent, Burgerzaken" in body
    assert "Jan Jansen, telefonist, Klant Contact Centrum" in body
    of(alice).post(REPORT, for_colleague(colleague="Jan Jansen", colleague_choice=str(there.pk)))
    assert Victim.objects.get().user == there != here


def test_part_of_a_name_names_nobody_but_suggests(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    world.person("Jan Jansen")
    response = of(alice).post(REPORT, for_colleague(colleague="Jansen"))
    assert list(errors_of(response)) == ["colleague_choice"]
    assert not Incident.objects.exists()


def test_who_has_no_account_is_written_down(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    response = of(alice).post(REPORT, for_colleague(colleague="Sam Stagiair"))
    assert list(errors_of(response)) == ["colleague"]
    response = of(alice).post(REPORT, for_colleague(colleague="Sam Stagiair", no_account="on"))
    assert list(errors_of(response)) == ["victim_function", "victim_unit"]
    written = {"no_account": "on", "victim_function": "stagiair", "victim_unit": str(world.child.pk)}
    of(alice).post(REPORT, for_colleague(colleague="Sam Stagiair", **written))
    victim = Victim.objects.get()
    assert (victim.user, victim.name, victim.function, victim.unit) == (
        None,
        "Sam Stagiair",
        "stagiair",
        world.child,
    )


def test_who_has_no_department_chooses_one(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    nils = User.objects.create_user("nils@waterrijk.example", name="Nils", municipality=world.waterrijk)
    response = of(alice).post(REPORT, for_colleague(colleague="Nils"))
    assert list(errors_of(response)) == ["victim_unit"]
    of(alice).post(REPORT, for_colleague(colleague="Nils", victim_unit=str(world.sibling.pk)))
    assert (Victim.objects.get().user, Victim.objects.get().unit) == (nils, world.sibling)


@pytest.mark.parametrize("closed", [False, True])
def test_a_reporter_without_a_department_chooses_one(world: World, closed: bool) -> None:
    alice = world.person("Alice", world.child, "reporter")
    world.grant(alice, "reporter", world.root)
    if closed:
        world.child.closed_on = timezone.localdate()
        world.child.save()
    else:
        User.objects.filter(pk=alice.pk).update(unit=None)
    assert 'name="own_unit"' in of(alice).get(REPORT).content.decode()
    assert list(errors_of(of(alice).post(REPORT, quick()))) == ["own_unit"]
    other = str(world.other.pk)
    assert list(errors_of(of(alice).post(REPORT, quick(own_unit=other)))) == ["own_unit"]
    of(alice).post(REPORT, quick(own_unit=str(world.own.pk)))
    assert Victim.objects.get().unit == world.own


def test_nobody_of_another_municipality_is_found_or_chosen(world: World) -> None:
    """LEI 10: nothing about a person crosses from one municipality to another."""
    alice = world.person("Alice", None, "reporter")
    dora = world.person("Dora Duin", world.other)
    unknown = of(alice).post(REPORT, for_colleague(colleague="Niemand Nergens"))
    for typed in ("Dora Duin", dora.email, "Dora"):
        response = of(alice).post(REPORT, for_colleague(colleague=typed, colleague_choice=str(dora.pk)))
        assert errors_of(response) == errors_of(unknown)
        assert "Balie Duinveen" not in response.content.decode()
    written = {"no_account": "on", "victim_function": "x", "victim_unit": str(world.other.pk)}
    response = of(alice).post(REPORT, for_colleague(colleague="Sam", **written))
    assert list(errors_of(response)) == ["victim_unit"]
    assert not Incident.objects.exists()


def test_a_choice_that_was_not_offered_counts_as_none(world: World) -> None:
    alice, eve = world.person("Alice", None, "reporter"), world.person("Eve")
    world.person("Jan Jansen")
    world.person("Jan Janssen")
    response = of(alice).post(REPORT, for_colleague(colleague="Jan", colleague_choice=str(eve.pk)))
    assert list(errors_of(response)) == ["colleague_choice"]
    # The name was changed since: the old choice does not stand in the way.
    of(alice).post(REPORT, for_colleague(colleague="Jan Jansen", colleague_choice=str(eve.pk)))
    assert Victim.objects.get().name == "Jan Jansen"


def test_a_manager_who_is_the_victim_is_not_the_only_one_to_hear_of_it(world: World) -> None:
    """A victim does not handle their own incident; then the supervisor hears of it."""
    boss = world.person("Boss", None, "reporter", "handler")
    sonja = world.person("Sonja", world.parent, "supervisor")
    response = of(boss).post(REPORT, quick())
    assert OutboxMessage.objects.get().recipient == sonja
    assert "geen afhandelaar" not in of(boss).get(response.url).content.decode()


def test_a_report_that_nobody_can_handle_says_so(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    page = of(alice).post(REPORT, quick(), follow=True)
    assert "nog geen afhandelaar" in page.content.decode()


# ---------- a colleague as aggressor ----------


def test_a_colleague_as_aggressor_is_refused_with_a_referral(world: World) -> None:
    """LEI 1.b: the aggressor is from outside the organisation."""
    alice = world.person("Alice", None, "reporter")
    response = of(alice).post(REPORT, quick(aggressor_origin="colleague", aggressor_name="Piet"))
    assert list(errors_of(response)) == ["aggressor_origin"]
    body = response.content.decode()
    assert "vertrouwenspersoon" in body
    assert "leidinggevende" in body
    assert "Personeel (HR)" in body
    assert NARRATIVE in body
    assert 'value="Piet"' in body
    assert not Incident.objects.exists()


@pytest.mark.parametrize("origin", ["", "outside", "unknown"])
def test_somebody_from_outside_or_unknown_is_no_colleague(world: World, origin: str) -> None:
    alice = world.person("Alice", None, "reporter")
    response = of(alice).post(REPORT, quick(aggressor_origin=origin))
    assert response.status_code == 302
    assert "vertrouwenspersoon" not in of(alice).get(REPORT).content.decode()


# ---------- once ----------


def test_sent_twice_makes_one_incident(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    told, browser = quick(), of(alice)
    first, second = browser.post(REPORT, told), browser.post(REPORT, told)
    assert first.url == second.url
    assert Incident.objects.count() == 1
    # Even when something else was typed in the meantime: the number of the form says that it was sent.
    assert browser.post(REPORT, told | {"narrative": ""}).url == first.url


def test_the_number_of_somebody_elses_form_finds_and_blocks_nothing(world: World) -> None:
    alice, eve = world.person("Alice", None, "reporter"), world.person("Eve", None, "reporter")
    hers = quick(narrative="Geheim van Alice")
    url = of(alice).post(REPORT, hers).url
    response = of(eve).post(REPORT, quick(draft=hers["draft"]), follow=True)
    assert response.redirect_chain[0][0] != url
    assert "Geheim van Alice" not in response.content.decode()
    assert Incident.objects.count() == 2
    # And the other way round: an unsent draft of Alice, sent by Eve, still goes out for Alice.
    token = str(uuid.uuid4())
    of(alice).post("/melden/bewaren/", quick(draft=token, narrative="Concept van Alice"))
    of(eve).post(REPORT, quick(draft=token, same_event="no"))
    assert Draft.objects.get().author == alice
    assert of(alice).post(REPORT, quick(draft=token, same_event="no")).status_code == 302


@pytest.mark.parametrize("token", ["", "x", "1234", "'; drop table", "00000000-0000-0000-0000-00000000000g"])
def test_a_number_that_is_none_is_replaced(world: World, token: str) -> None:
    alice = world.person("Alice", None, "reporter")
    assert of(alice).post(REPORT, quick(draft=token)).status_code == 302


def test_reload_and_back_after_sending_make_no_second_report(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    browser, told = of(alice), quick()
    browser.post("/melden/bewaren/", told)
    sent = browser.post(REPORT, told).url
    for _ in range(2):
        page = browser.get(sent)
        assert Incident.objects.get().reference in page.content.decode()
    assert browser.get(f"/melden/concept/{told['draft']}/").url == sent
    assert Incident.objects.count() == 1
    assert not Draft.with_due.exists()


def test_the_page_after_sending_says_who_what_and_whom_to_call(world: World) -> None:
    world.person("Bob", None, "handler")
    alice = world.person("Alice", None, "reporter")
    body = of(alice).post(REPORT, quick(), follow=True).content.decode()
    assert Incident.objects.get().reference in body
    assert "De afhandelaar van Burgerzaken" in body
    assert "binnen 24 uur" in body
    assert 'href="tel:112"' in body
    assert 'href="tel:0881234500"' in body


def test_the_page_after_sending_is_for_who_sent_it(world: World) -> None:
    alice, vera, bob = (
        world.person("Alice", None, "reporter"),
        world.person("Vera"),
        world.person("Bob", None, "handler"),
    )
    sent = of(alice).post(REPORT, for_colleague(colleague="Vera")).url
    assert of(alice).get(sent).status_code == 200
    for person in (vera, bob):
        assert of(person).get(sent).status_code == 404


# ---------- help now ----------


def test_the_nearest_emergency_number_is_shown(world: World) -> None:
    alice = world.person("Alice", world.child, "reporter")
    assert 'href="tel:0881234500"' in of(alice).get(REPORT).content.decode()
    for unit, number in (
        (world.parent, "070 111 11 11"),
        (world.own, "070-222 22 22"),
        (world.child, "0703"),
    ):
        unit.emergency_number = number
        unit.save()
        body = of(alice).get(REPORT).content.decode()
        assert number in body
        # On every page the same: it stands at the foot of each.
        assert number in of(alice).get(reverse("messages")).content.decode()
        assert f'href="tel:{number.replace(" ", "").replace("-", "")}"' in body
        assert "tel:0881234500" not in body
    assert 'href="tel:112"' in body


@pytest.mark.postgres
@pytest.mark.parametrize("path", [REPORT, AUTOSAVE])
def test_two_clicks_at_the_same_moment_make_one(town: World, path: str) -> None:
    """The same form, on two workers at once: one incident, or one draft, and no error."""
    alice = town.person("Alice", None, "reporter")
    told, browsers = quick(), [of(alice) for _ in range(4)]
    together = threading.Barrier(len(browsers))

    def click(browser: Client) -> int:
        try:
            together.wait()
            return browser.post(path, told).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(click, browsers))
    assert set(answers) == {302 if path == REPORT else 200}
    assert Incident.objects.count() + Draft.objects.count() == 1
