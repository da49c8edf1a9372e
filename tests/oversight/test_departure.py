# SPDX-License-Identifier: EUPL-1.2
"""A municipality leaves: who takes which step, and when (RULES: "Who may do what"; two administrators)."""

import datetime
import io
import uuid
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.in_use import Stopped
from accounts.models import Municipality, User
from accounts.policy import today
from incidents.models import Draft, Incident
from incidents.reporting import save_draft
from notices.models import OutboxMessage
from oversight.leaving import announcing, receiving, steps
from oversight.leaving.sealed import fingerprint
from oversight.models import Departure, DepartureFile
from oversight.models.departure import Package
from oversight.requests import deciding
from recordings.intake import store_audio
from recordings.models import Recording
from recordings.refusals import Refused as CallRefused
from retention import engine
from retention.holds import end_hold, place_hold
from retention.models import Hold, Request
from tests.incidents.case import client_of, text_of
from tests.recordings.speech import speech
from tests.world import World, fresh

from . import asked
from .leaving import DAY, PAGE, Leaving, visitor

State = Departure.State


@pytest.fixture
def leaving(world: World) -> Leaving:
    return Leaving(world)


@pytest.fixture
def filled(leaving: Leaving) -> Leaving:
    leaving.fill()
    return leaving


def mails(kind: str) -> set[str]:
    return set(OutboxMessage.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_one_announces_and_another_agrees_and_the_coordinators_are_told(filled: Leaving) -> None:
    filled.announce()
    departure = filled.departure
    assert (departure.state, departure.announced_by, departure.number) == (
        State.ANNOUNCED,
        filled.ada,
        filled.world.waterrijk.pk,
    )
    assert mails("departure_announced") == {"Ben"}
    assert not mails("departure_confirmed")
    page = text_of(client_of(filled.ben).get(PAGE))
    assert fingerprint(filled.key) in page
    assert client_of(filled.ben).post(PAGE, {"action": "confirm"}).status_code == 302
    assert filled.departure.state == State.CONFIRMED
    assert mails("departure_confirmed") == {"Ada", "Ben", "Coen"}
    assert Municipality.objects.get(slug="waterrijk").is_in_use


def test_who_announced_it_cannot_agree_alone(leaving: Leaving) -> None:
    leaving.announce()
    page = client_of(leaving.ada).get(PAGE)
    assert 'value="confirm"' not in page.content.decode()
    response = client_of(leaving.ada).post(PAGE, {"action": "confirm"})
    assert response.status_code == 200
    assert "andere beheerder" in text_of(response)
    assert leaving.departure.state == State.ANNOUNCED
    with time_machine.travel(timezone.now() + 20 * DAY, tick=True):
        steps.go_on()
        assert Municipality.objects.get(slug="waterrijk").is_in_use
        # Too late to agree to that day, and never too late to call it off.
        response = client_of(leaving.ben).post(PAGE, {"action": "confirm"})
        assert response.status_code == 200
        assert leaving.departure.state == State.ANNOUNCED
        assert client_of(leaving.ada).post(PAGE, {"action": "call_off"}).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"receiver_key": "age1niets"}, "receiver_key"),
        ({"last_day": ""}, "last_day"),
        ({"decision": ""}, "decision"),
        ({"receiver": ""}, "receiver"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
    leaving: Leaving, wrong: dict[str, str], field: str
) -> None:
    typed = leaving.announcement(**wrong)
    response = client_of(leaving.ada).post(PAGE, typed)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    for name in {"decision", "receiver", "receiver_key"} - {field}:
        assert typed[name] in response.content.decode()
    assert not Departure.objects.exists()


def test_a_private_key_is_no_key_to_announce_with(leaving: Leaving) -> None:
    response = client_of(leaving.ada).post(
        PAGE, leaving.announcement(receiver_key=str(leaving.identity)[:80])
    )
    assert list(response.context["form"].errors) == ["receiver_key"]
    assert not Departure.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 6, 800])
def test_the_last_day_is_a_week_to_two_years_ahead(leaving: Leaving, days: int) -> None:
    with pytest.raises(announcing.TooSoon):
        announcing.announce(leaving.ada, today() + days * DAY, "Z/1", "Zelf", leaving.key)
    assert announcing.announce(leaving.ada, today() + 7 * DAY, "Z/1", "Zelf", leaving.key)
    with pytest.raises(announcing.Underway):
        announcing.announce(leaving.ben, today() + 7 * DAY, "Z/1", "Zelf", leaving.key)


def test_until_the_last_day_is_over_it_can_be_called_off_and_then_no_more(filled: Leaving) -> None:
    filled.agree()
    last_day = filled.departure.last_day
    late = datetime.datetime.combine(last_day, datetime.time(21, 59), datetime.UTC)
    with time_machine.travel(late, tick=True):
        steps.go_on()
        assert filled.departure.state == State.CONFIRMED
        assert client_of(filled.ada).post(PAGE, {"action": "call_off"}).status_code == 302
    assert filled.departure.state == State.CALLED_OFF
    assert mails("departure_called_off") == {"Ada", "Ben", "Coen"}
    with time_machine.travel(late + 5 * DAY, tick=True):
        steps.go_on()
        assert Municipality.objects.get(slug="waterrijk").is_in_use
        assert not DepartureFile.objects.exists()
        # And it may be announced again.
        assert announcing.announce(filled.ada, today() + 7 * DAY, "Z/2", "Zelf", filled.key)


def test_after_the_last_day_nothing_new_is_registered(filled: Leaving) -> None:
    filled.agree()
    call = filled.exchange.announced()
    place_hold(filled.exchange.coen, filled.case, Request.ACCESS, today())
    with filled.after_the_last_day():
        steps.go_on()
        assert filled.departure.state == State.STOPPED
        with pytest.raises(announcing.OtherStep):
            announcing.call_off(filled.ada)
        number = Incident.objects.count()
        with pytest.raises(Stopped):
            filled.world.incident(fresh(filled.mina))
        page = client_of(filled.mina).get("/melden/")
        assert "Melden kan hier niet meer" in text_of(page)
        start = text_of(client_of(filled.mina).get("/"))
        assert "Melden kan hier niet meer" in start
        assert 'href="/melden/"' not in start
        assert save_draft(fresh(filled.mina), {"narrative": "x"}, uuid.uuid4()) is None
        assert not Draft.objects.exists()
        filled.exchange.system.refresh_from_db()
        with pytest.raises(CallRefused) as refused:
            filled.exchange.announced()
        assert refused.value.code == "stopped"
        assert Incident.objects.count() == number
        assert call.pk
        # Elsewhere life goes on.
        assert filled.world.incident(fresh(User.objects.get(name="Otto")))


def test_a_sound_that_comes_after_it_is_not_stored(filled: Leaving) -> None:
    filled.agree()
    place_hold(filled.exchange.coen, filled.case, Request.ACCESS, today())
    with filled.after_the_last_day():
        call = filled.exchange.announced()
        steps.go_on()
        with pytest.raises(CallRefused) as refused:
            store_audio(Recording.objects.get(pk=call.pk), io.BytesIO(speech(3.0)))
        assert refused.value.code == "stopped"


def test_a_request_that_runs_keeps_it_open_for_who_handles_it(filled: Leaving) -> None:
    """RULES: "Holds": until the decision. Closing would shut out who decides, destroying would decide it."""
    filled.agree()
    coen = filled.exchange.coen
    hold = place_hold(coen, filled.case, Request.ACCESS, today())
    with filled.after_the_last_day():
        steps.go_on()
        assert client_of(coen).get(reverse("holds")).status_code == 200
        assert client_of(filled.hank).get(f"/incidenten/{filled.case.pk}/").status_code == 200
        assert "Er loopt nog één verzoek" in text_of(client_of(filled.ada).get(PAGE))
        end_hold(coen, hold, Hold.Ending.REFUSED)
        steps.go_on()
        assert filled.departure.state == State.EXPORTED


def test_a_request_for_which_nothing_is_held_yet_keeps_it_open_too(filled: Leaving) -> None:
    """Nobody destroys what somebody asked for before they are answered, also when it is not yet known who asks."""
    filled.agree()
    with filled.after_the_last_day():
        request = asked.ask(filled.exchange.coen)
        steps.go_on()
        assert filled.departure.state == State.STOPPED
        assert "Er loopt nog één verzoek" in text_of(client_of(filled.ada).get(PAGE))
        deciding.decide(fresh(filled.exchange.coen), request, "withdrawn")
        steps.go_on()
        assert filled.departure.state == State.EXPORTED


def test_a_decision_of_which_the_letter_has_not_gone_keeps_it_open_and_no_longer_than_its_words(
    filled: Leaving,
) -> None:
    """AVG 12.3: who asked is answered by the letter, and only a coordinator who still comes in can make it."""
    coen = filled.exchange.coen
    filled.agree()
    with filled.after_the_last_day() as traveller:
        first, second = asked.identified(coen), asked.identified(coen)
        for request in (first, second):
            deciding.decide(fresh(coen), request, "nothing_found")
        steps.go_on()
        assert filled.departure.state == State.STOPPED
        assert "Er lopen nog 2 verzoeken" in text_of(client_of(filled.ada).get(PAGE))
        assert client_of(coen).get(f"/verzoeken/{first.pk}/").status_code == 200
        asked.sent(coen, first)
        steps.go_on()
        assert filled.departure.state == State.STOPPED
        assert "Er loopt nog één verzoek" in text_of(client_of(filled.ada).get(PAGE))
        # R7: two weeks after the decision its words are gone, letter or no letter.
        traveller.shift(15 * DAY)
        steps.go_on()
        assert filled.departure.state == State.EXPORTED


def test_a_closed_municipality_lets_administrators_of_the_whole_in_and_nobody_else(filled: Leaving) -> None:
    part = filled.world.person("Pim", filled.world.own, "administrator")
    filled.agree()
    with filled.after_the_last_day():
        before = client_of(filled.hank).get("/werkvoorraad/")
        assert before.status_code == 200
        steps.go_on()
        for person in (filled.hank, filled.mina, filled.exchange.coen, filled.exchange.hans, part):
            for path in ("/", "/werkvoorraad/", f"/incidenten/{filled.case.pk}/", "/beheer/", "/berichten/"):
                response = client_of(person).get(path)
                assert response.status_code == 404, (person, path)
                assert "Deze registratie is gesloten" in text_of(response)
            assert client_of(person).post("/melden/", {}).status_code == 404
            assert client_of(person).post("/account/uitloggen/").status_code in (200, 302)
        assert client_of(filled.ada).get(PAGE).status_code == 200
        assert client_of(filled.ada).get(f"/incidenten/{filled.case.pk}/").status_code == 404
        # Elsewhere nothing is closed.
        assert client_of(filled.otto).get(f"/incidenten/{filled.elsewhere.pk}/").status_code == 200


def test_the_receiver_s_code_is_needed_of_both_packages(filled: Leaving) -> None:
    filled.agree()
    with filled.after_the_last_day():
        steps.go_on()
        assert mails("departure_exported") == {"Ada", "Ben"}
        codes = filled.codes()
        for package in Package:
            for wrong in (
                "",
                "0" * 64,
                codes[{"incidents": "recordings", "recordings": "incidents"}[package]],
            ):
                response = client_of(filled.ada).post(
                    PAGE, {"action": "received", **codes, package.value: wrong}
                )
                assert response.status_code == 200
                assert list(response.context["form"].errors) == [package.value]
                assert filled.departure.state == State.EXPORTED
        # Neither of the hashes that the database holds is the code.
        for file in DepartureFile.objects.all():
            assert file.proof not in codes.values()
            assert file.sha256 not in codes.values()
        spaced = {name: f" {code[:8].upper()} {code[8:]} " for name, code in codes.items()}
        assert client_of(filled.ada).post(PAGE, {"action": "received", **spaced}).status_code == 302
        assert filled.departure.state == State.RECEIVED


def test_one_administrator_alone_destroys_nothing(filled: Leaving) -> None:
    filled.agree()
    with filled.after_the_last_day():
        steps.go_on()
        # Not before the receiver has it.
        assert client_of(filled.ben).post(PAGE, {"action": "destroy", "sure": "on"}).status_code == 200
        filled.receive()
        page = client_of(filled.ada).get(PAGE).content.decode()
        assert 'value="destroy"' not in page
        response = client_of(filled.ada).post(PAGE, {"action": "destroy", "sure": "on"})
        assert response.status_code == 200
        assert "andere beheerder" in text_of(response)
        # Nor by a slip of the finger.
        response = client_of(filled.ben).post(PAGE, {"action": "destroy"})
        assert list(response.context["form"].errors) == ["sure"]
        steps.go_on()
        assert filled.departure.state == State.RECEIVED
        assert Incident.objects.filter(municipality=filled.world.waterrijk).exists()


def test_the_export_is_gone_after_fourteen_days_and_can_be_made_again(filled: Leaving) -> None:
    """R7: it holds what goes on to become due."""
    filled.agree()
    with filled.after_the_last_day() as traveller:
        steps.go_on()
        codes = filled.codes()
        traveller.shift(14 * DAY + datetime.timedelta(minutes=1))
        assert client_of(filled.ada).get(f"{PAGE}incidents/").status_code == 404
        assert "De export is er niet meer" in text_of(client_of(filled.ada).get(PAGE))
        with pytest.raises(receiving.Gone):
            receiving.confirm_receipt(filled.ada, {Package(k): v for k, v in codes.items()})
        engine.destroy_due()
        assert not DepartureFile.with_due.exists()
        assert client_of(filled.ada).post(PAGE, {"action": "make_again"}).status_code == 302
        steps.go_on()
        assert filled.codes() != codes
        filled.receive()


def test_what_must_not_be_done_by_others(filled: Leaving) -> None:
    """A handler, a coordinator, an administrator of a part or elsewhere, a superuser, a visitor."""
    world = filled.world
    outsiders: list[Any] = [
        filled.hank,
        filled.exchange.coen,
        world.person("Pim", world.own, "administrator"),
        world.person("Dora", world.other_root, "administrator"),
        User.objects.create_superuser("root@installatie.example", "x", name="Operator"),
    ]
    filled.agree()
    for person in outsiders[:3]:
        for act in ("confirm", "call_off", "destroy", "make_again", "received", "announce"):
            assert client_of(person).post(PAGE, {"action": act}).status_code == 404
    with filled.after_the_last_day():
        steps.go_on()
        for person in outsiders:
            assert client_of(person).get(f"{PAGE}incidents/").status_code == 404, person
        assert visitor().get(f"{PAGE}incidents/").status_code == 302
        # Dora has a page of her own, and nothing of Waterrijk on it.
        page = text_of(client_of(outsiders[3]).get(PAGE))
        assert "Vertrek aankondigen" in page
        assert "Z/26/0815" not in page
        assert client_of(outsiders[3]).post(PAGE, {"action": "call_off"}).status_code == 404
        assert filled.departure.state == State.EXPORTED


def test_what_everybody_may_read_of_it_says_nothing_of_anybody(filled: Leaving) -> None:
    filled.announce()
    path = filled.departure.public_path
    assert visitor().get(path).status_code == 404
    client_of(filled.ben).post(PAGE, {"action": "confirm"})
    response = visitor().get(path)
    assert response.status_code == 200
    assert "De laatste dag is" in text_of(response)
    for word in ("Ada", "Ben", "Z/26/0815", filled.key):
        assert word not in text_of(response).replace("Beheer", "")
    assert visitor().get(f"{path}verklaring/").status_code == 404
    assert not response.cookies
