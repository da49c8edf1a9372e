# SPDX-License-Identifier: EUPL-1.2
"""The registry's page: asked by POST, answered at once; and what was found can be opened for half an hour."""

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry, BrowserSession, UserGrant
from incidents import handling, looking_up
from incidents.models import Perpetrator, RegistryLookup
from incidents.sanctioning import letter_sent, lift
from retention.terms import end_of_day, local_date, start_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import BSNS, Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
D = datetime.date
URL = "/register/"
FOUND, READ = AccessLogEntry.Action.FOUND_IN_REGISTRY, AccessLogEntry.Action.READ_PERPETRATOR


@pytest.fixture
def dossier(world: World) -> Dossier:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Dossier(world, severity=3)


def ask(who: Dossier | Client, **typed: Any) -> Any:
    client = who if isinstance(who, Client) else client_of(who.rita)
    return client.post(URL, {"purpose": "counter"} | typed)


def looks(action: str) -> list[Any]:
    return list(AccessLogEntry.objects.filter(action=action).values_list("object_id", flat=True))


def person_url(lookup: RegistryLookup, person: Perpetrator) -> str:
    return reverse("registry_person", kwargs={"lookup_id": lookup.pk, "perpetrator_id": person.pk})


def found_url(lookup: RegistryLookup) -> str:
    return reverse("registry_found", kwargs={"lookup_id": lookup.pk})


# The question.


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({}, "Vul een naam, een geboortedatum of een BSN in."),
        ({"name": "J."}, "Vul ten minste twee letters in."),
        ({"name": " 12 "}, "Vul ten minste twee letters in."),
        ({"name": "Jansen", "bsn": "123456789"}, "Dit is geen geldig BSN."),
        ({"bsn": "000000000"}, "Dit is geen geldig BSN."),
        ({"date_of_birth": "31-02-1980"}, "Vul een datum in als dag-maand-jaar"),
        ({"date_of_birth": "01-01-2100"}, "Deze datum ligt in de toekomst."),
        ({"name": "Jansen", "purpose": ""}, "Maak een keuze."),
        ({"name": "Jansen", "purpose": "curious"}, "Kies uit deze lijst."),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_at_its_field(
    dossier: Dossier, typed: dict[str, str], error: str
) -> None:
    answer = ask(dossier, **typed)
    assert error in text_of(answer)
    assert "Zwartewater" not in text_of(answer)
    assert not RegistryLookup.objects.exists()


def test_a_look_never_lists_anybody(dossier: Dossier) -> None:
    for query in ("", "?name=Zwartewater&purpose=counter", "?bsn=" + BSNS[0]):
        page = text_of(client_of(dossier.rita).get(URL + query)).split("<main")[1].split("</main>")[0]
        assert "Zwartewater" not in page
        assert BSNS[0] not in page
    assert not RegistryLookup.objects.exists()


def test_what_was_typed_is_nowhere_but_on_the_page_that_answers(
    dossier: Dossier, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(dossier.rita)
    answer = ask(client, name="Zwartewater", bsn=BSNS[0])
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Zwartewater" in text_of(answer)
    title = text_of(answer).split("<title>")[1].split("</title>")[0]
    kept = [str(session.get_decoded()) for session in BrowserSession.objects.all()]
    kept += [title, caplog.text, str(dict(answer.headers)), str(client.cookies)]
    for text in kept:
        assert "Zwartewater" not in text
        assert BSNS[0] not in text
    form = text_of(answer).split('class="gir-lookup"')[1].split("</form>")[0]
    assert 'method="post"' in text_of(answer)
    assert form.count('autocomplete="off"') >= 3
    assert 'spellcheck="false"' in form


# The answer.


def test_a_ban_that_runs_is_the_first_thing_one_reads(world: World) -> None:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    with time_machine.travel(datetime.datetime(2026, 11, 22, 10, tzinfo=datetime.UTC), tick=False):
        dossier = Dossier(world, severity=3)
        dossier.bob.extension = "4312"
        dossier.bob.save()
        handling.take_up(dossier.bob, dossier.incident)
        dossier.impose("premises_ban", planned_end=D(2026, 11, 30))
        page = text_of(ask(dossier, name="Zwartewater"))
    main = page.split("<main")[1].split("</main>")[0]
    first = main.index("Let op: toegangsverbod tot en met 30 november 2026")
    for later in ("Stadhuis en wijkkantoor.", "toestel 4312", "088 123 4500", "tel:112", "Persoonsgegevens"):
        assert first < main.index(later)
    assert "Brief nog niet verstuurd" in main


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("contact_ban", "Let op: contactverbod"),
        ("contact_measure", "Let op: afspraak over contact"),
        ("suspension", "Let op: dienstverlening opgeschort"),
    ],
)
def test_every_kind_that_lasts_says_what_to_do(dossier: Dossier, kind: str, title: str) -> None:
    dossier.impose(kind)
    page = text_of(ask(dossier, bsn=BSNS[0]))
    assert title in page
    assert "verleg eerst met de afhandelaar" in page or "verleg bij twijfel eerst met de afhandelaar" in page


def test_a_visit_asks_for_a_talk_with_the_handler_first(dossier: Dossier) -> None:
    dossier.impose("premises_ban")
    visit = "Ga niet op huisbezoek voordat u met de afhandelaar hebt gesproken."
    assert visit in text_of(ask(dossier, name="Zwartewater", purpose="visit"))
    assert visit not in text_of(ask(dossier, name="Zwartewater", purpose="call_back"))


def test_a_ban_that_starts_tomorrow_is_said_today(dossier: Dossier) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    dossier.impose("premises_ban", starts_on=tomorrow)
    assert "Let op: toegangsverbod van " in text_of(ask(dossier, name="Zwartewater"))


def test_what_was_lifted_or_is_over_does_not_apply_now_but_is_known(dossier: Dossier) -> None:
    ban = dossier.impose("premises_ban")
    letter_sent(dossier.bob, ban, timezone.now())
    lift(dossier.bob, ban, "Het gesprek hielp.")
    page = text_of(ask(dossier, name="Zwartewater"))
    assert "Let op:" not in page
    assert "Geen sanctie die nu geldt" in page
    assert "Dat er nu niets geldt, betekent niet dat het veilig is." in page
    assert "Opgeheven op" in page
    assert "Brief nog niet verstuurd" not in page


def test_a_measure_is_something_to_know_now_whether_or_not_a_sanction_runs(dossier: Dossier) -> None:
    """Towards this person, or towards everybody of that incident; never one towards somebody else."""
    other = dossier.name(dossier.incident, "Ans Bakker")
    today = timezone.localdate()
    for text, towards in (
        ("Met twee mensen.", dossier.wim),
        ("Glas weghalen.", None),
        ("Alleen bellen.", other),
    ):
        key = towards.pk if towards else None
        handling.take_measure(dossier.bob, dossier.incident, "perpetrator", text, today, uuid.uuid4(), key)
    handling.take_measure(dossier.bob, dossier.incident, "prevention", "Camera erbij.", today, uuid.uuid4())
    for kind in ("oral_warning", "premises_ban"):
        dossier.impose(kind)
        page = text_of(ask(dossier, name="Zwartewater"))
        safety = page.split('class="gir-safety ')[1].split("</section>")[0]
        assert "Met twee mensen." in safety
        assert "Glas weghalen." in safety
        assert "Alleen bellen." not in page
        assert "Camera erbij." not in page


def test_nobody_found_does_not_say_that_it_is_safe(dossier: Dossier) -> None:
    page = text_of(ask(dossier, name="Vlindertuin"))
    assert "Niemand gevonden" in page
    assert "Dat betekent niet dat het veilig is" in page
    assert "tel:112" in page.split("<main")[1].split("</main>")[0]


def test_the_bsn_is_masked(dossier: Dossier) -> None:
    page = text_of(ask(dossier, name="Zwartewater"))
    assert f"•••••••{BSNS[0][-2:]}" in page
    assert BSNS[0] not in page


def test_one_found_is_open_and_the_look_is_kept(dossier: Dossier) -> None:
    page = text_of(ask(dossier, name="Zwartewater"))
    assert "Persoonsgegevens" in page
    assert looks(FOUND) == looks(READ) == [dossier.wim.perpetrator_id]


def test_of_several_one_sees_who_they_are_and_opens_one(dossier: Dossier) -> None:
    other = dossier.name(
        dossier.established(severity=3),
        "Ria Zwartewater",
        date_of_birth=D(1980, 3, 12),
        description="Rode bril",
    )
    dossier.impose("premises_ban")
    client = client_of(dossier.rita)
    page = text_of(ask(client, name="Zwartewater"))
    assert "Let op: voor 1 van de 2 gevonden personen geldt nu een sanctie" in page
    assert "geboren 12-03-1980" in page
    assert "alleen de achternaam" in page
    # What is behind "Bekijk" is not on this page.
    assert "Rode bril" not in page
    assert "Persoonsgegevens" not in page
    assert looks(READ) == []
    lookup = RegistryLookup.objects.get()
    opened = client.get(person_url(lookup, other.perpetrator))
    assert "Rode bril" in text_of(opened)
    assert "no-store" in opened.headers["Cache-Control"]
    assert "Zwartewater" not in text_of(opened).split("<title>")[1].split("</title>")[0]
    assert looks(READ) == [other.perpetrator_id]
    again = text_of(client.get(found_url(lookup)))
    assert "Ria Zwartewater" in again
    assert "Wim Zwartewater" in again
    assert len(looks(FOUND)) == 4


def test_more_than_twenty_asks_to_refine(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_up, "SHOWN", 2)
    for _ in range(2):
        dossier.name(dossier.incident, "Wim Zwartewater")
    page = text_of(ask(dossier, name="Zwartewater"))
    assert "Er zijn er meer dan 2" in page
    assert page.count('class="gir-card gir-lookup__person') == 2


def test_another_day_of_birth_is_said_beside_the_name(dossier: Dossier) -> None:
    dossier.name(dossier.incident, "Ans Bakker", date_of_birth=D(1980, 3, 12))
    page = text_of(ask(dossier, name="Ans Bakker", date_of_birth="13-03-1980"))
    assert "Let op of dit dezelfde persoon is: de geboortedatum is anders." in page


def test_too_often_is_said_at_the_form(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_up, "MOST_PER_HOUR", 1)
    client = client_of(dossier.rita)
    assert ask(client, name="Zwartewater").status_code == 200
    refused = ask(client, name="Zwartewater")
    assert refused.status_code == 429
    assert "U hebt het afgelopen uur te vaak gezocht." in text_of(refused)
    assert "Persoonsgegevens" not in text_of(refused)
    assert RegistryLookup.objects.count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_the_number_of_queries_is_the_same_for_few_and_many(
    dossier: Dossier, django_assert_num_queries: Any, people: int
) -> None:
    for _ in range(people + 1):
        incident = dossier.established(severity=3)
        dossier.impose("premises_ban", dossier.name(incident, "Ans Bakker"))
    client = client_of(dossier.rita)
    client.get(URL)
    with django_assert_num_queries(QUERIES):
        ask(client, name="Ans Bakker")


# Session, person, grants, tree; names of colleagues, the lock, the past hour, the look-up; keys, people, what was
# found, its log; incidents, kinds, sanctions, measures; and the savepoints around them.
QUERIES = 20


# What was found, opened later.


def test_half_an_hour_and_not_an_instant_longer(dossier: Dossier) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        ask(dossier, name="Zwartewater")
        lookup, person = RegistryLookup.objects.get(), dossier.wim.perpetrator
        clock.move_to(start + looking_up.OPENS_FOR - datetime.timedelta(microseconds=1))
        # Signed in anew: doing nothing for so long signs out.
        client = client_of(dossier.rita)
        assert client.get(person_url(lookup, person)).status_code == 200
        assert client.get(found_url(lookup)).status_code == 200
        clock.move_to(start + looking_up.OPENS_FOR)
        assert client.get(person_url(lookup, person)).status_code == 404
        assert client.get(found_url(lookup)).status_code == 404


def test_nobody_but_who_looked_opens_it_and_only_whom_it_found(dossier: Dossier) -> None:
    world = dossier.world
    ask(dossier, name="Zwartewater")
    lookup, wim = RegistryLookup.objects.get(), dossier.wim.perpetrator
    other = dossier.name(dossier.established(severity=3), "Ans Bakker").perpetrator
    rita = client_of(dossier.rita)
    assert rita.get(person_url(lookup, wim)).status_code == 200
    # In the registry, but not what this look-up found.
    assert other.pk in dossier.readable()
    assert rita.get(person_url(lookup, other)).status_code == 404
    reader = world.person("Roos", world.root, "registry_reader")
    elsewhere = world.person("Rick", world.other_root, "registry_reader")
    for person in (reader, elsewhere, dossier.bob, dossier.sonja, dossier.alice):
        assert client_of(person).get(person_url(lookup, wim)).status_code == 404
        assert client_of(person).get(found_url(lookup)).status_code == 404
    assert rita.post(person_url(lookup, wim)).status_code == 405


def test_who_lost_the_level_opens_nothing_any_more(dossier: Dossier) -> None:
    ask(dossier, name="Zwartewater")
    lookup = RegistryLookup.objects.get()
    UserGrant.objects.filter(user=dossier.rita).delete()
    assert client_of(dossier.rita).get(person_url(lookup, dossier.wim.perpetrator)).status_code == 404
    assert client_of(dossier.rita).get(URL).status_code == 404


def test_who_went_out_of_view_is_not_opened_any_more(dossier: Dossier) -> None:
    ask(dossier, name="Zwartewater")
    lookup, wim = RegistryLookup.objects.get(), dossier.wim.perpetrator
    client = client_of(dossier.rita)
    assert client.get(person_url(lookup, wim)).status_code == 200
    Perpetrator.objects.filter(pk=wim.pk).update(visible_until=timezone.now())
    assert client.get(person_url(lookup, wim)).status_code == 404
    assert "Zwartewater" not in text_of(client.get(found_url(lookup)))


# What goes out of view, goes from the page (R3).


def test_each_goes_from_the_page_on_its_own_day(dossier: Dossier) -> None:
    """An expired sanction does not come back because of a new incident."""
    first = dossier.impose("warning_letter")
    last_day = local_date(first.visible_until - datetime.timedelta(seconds=1))
    with time_machine.travel(start_of_day(last_day) + datetime.timedelta(hours=12), tick=False) as clock:
        again = dossier.established(severity=1, place="Zwembad")
        second = dossier.impose("oral_warning", dossier.link(again, dossier.wim.perpetrator))
        page = text_of(ask(dossier, name="Zwartewater"))
        for shown in ("Waarschuwingsbrief", "Mondelinge waarschuwing", "Zwembad"):
            assert shown in page
        clock.move_to(end_of_day(last_day))
        page = text_of(ask(dossier, name="Zwartewater"))
        assert "Waarschuwingsbrief" not in page
        assert "Mondelinge waarschuwing" in page
        assert page.count("gir-lookup__incident") == 1
        clock.move_to(second.visible_until)
        assert "Niemand gevonden" in text_of(ask(dossier, name="Zwartewater"))


# Who does not come here at all.


@pytest.mark.parametrize(
    "level", ["handler", "supervisor", "administrator", "reporter", "coordinator", "head", None]
)
def test_for_everybody_else_it_is_not_there(dossier: Dossier, level: str | None) -> None:
    nel = dossier.world.person("Nel", dossier.world.root, *([level] if level else []))
    client = client_of(nel)
    assert client.get(URL).status_code == 404
    assert ask(client, name="Zwartewater").status_code == 404
    assert "Register</a>" not in text_of(client.get("/"))
    assert not RegistryLookup.objects.exists()


def test_the_menu_leads_there_for_who_may(dossier: Dossier) -> None:
    assert f'href="{URL}"' in text_of(client_of(dossier.rita).get("/"))
    part = dossier.world.person("Nel", dossier.world.parent, "registry_reader")
    assert f'href="{URL}"' not in text_of(client_of(part).get("/"))
