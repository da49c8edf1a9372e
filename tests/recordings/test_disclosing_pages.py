# SPDX-License-Identifier: EUPL-1.2
"""The pages of callers' requests and of copies: who gets them, what stands on them, and what stands there only once."""

import datetime
import io
import re
from typing import Any

import pytest
import pyzipper
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from recordings import disclosing, requests
from recordings.models import CallerRequest, Disclosure, Ground, Recording
from retention import engine
from tests.world import World

from .exchange import Exchange
from .speech import speech
from .test_disclosing import SAID, asked, folder, for_caller

pytestmark = pytest.mark.django_db
__all__ = ["folder"]
PASSPHRASE = re.compile(r"\b(?:[a-z2-9]{4}-){5}[a-z2-9]{4}\b")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def others(world: World) -> list[User]:
    """Everybody to whom a page of the coordinator, or of a head of the unit, does not exist."""
    return [
        world.person("Nel"),
        world.person("Adam", world.root, "administrator"),
        world.person("Cor", world.own, "coordinator"),
        world.person("Cees", world.other_root, "coordinator", "head"),
        world.person("Hugo", world.own, "head"),
        world.person("Sil", world.root, "coordinator", "head", is_superuser=True),
        world.person("Ada", world.root, "coordinator", "head", "administrator"),
        world.person("Sam", world.root, "supervisor", "handler"),
    ]


@pytest.fixture
def given(exchange: Exchange) -> dict[str, Any]:
    """An approved recording that is disclosed, and an unflagged one that a caller asks for."""
    long_ago = timezone.now() - datetime.timedelta(hours=5)
    approved, unflagged = exchange.approved(ended_at=long_ago), exchange.stored()
    request = asked(exchange, unflagged)
    return {
        "approved": approved,
        "unflagged": unflagged,
        "request": request,
        "police": disclosing.disclose(exchange.coen, approved, Ground.POLICE, **SAID),
        "caller": for_caller(exchange, unflagged, request),
    }


def pages_of(given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """A page, the method with which it is asked for, and whose it is."""

    def page(name: str, **arguments: Any) -> str:
        return reverse(name, kwargs={key: row.pk for key, row in arguments.items()})

    return [
        # Cees handles the requests of the other municipality, of which there are none.
        (page("caller_requests"), "get", "Coen Cees"),
        (page("caller_request_new"), "get", "Coen Cees"),
        (page("caller_request", request_id=given["request"]), "get", "Coen"),
        (page("caller_request_disclose", request_id=given["request"]), "get", "Coen"),
        (page("recording_disclose", recording_id=given["approved"]), "get", "Coen"),
        (page("recording_disclose", recording_id=given["unflagged"]), "get", ""),
        (page("disclosure", disclosure_id=given["police"]), "get", "Coen"),
        (page("disclosure", disclosure_id=given["caller"]), "get", "Coen"),
        (page("disclosure", disclosure_id=given["caller"]), "post", ""),
        (page("disclosure_package", disclosure_id=given["caller"]), "post", ""),
        # No passphrase yet.
        (page("disclosure_package", disclosure_id=given["police"]), "post", ""),
        (page("disclosure_release", disclosure_id=given["caller"]), "get", "Hans"),
        (page("disclosure_release", disclosure_id=given["police"]), "get", ""),
    ]


def test_a_page_is_there_for_whom_it_is_and_for_nobody_else(
    exchange: Exchange, given: dict[str, Any]
) -> None:
    everybody = [exchange.coen, exchange.hans, exchange.alice, *others(exchange.world)]
    for person in everybody:
        client = signed_in(person)
        for url, method, whose in pages_of(given):
            status = getattr(client, method)(url).status_code
            assert status == (200 if person.name in whose.split() else 404), (person.name, method, url)
    for url, method, _whose in pages_of(given):
        assert "/account/inloggen/" in getattr(Client(), method)(url).headers["Location"]
    with time_machine.travel(given["approved"].destroy_at, tick=False):
        assert signed_in(exchange.coen).get(pages_of(given)[4][0]).status_code == 404


def test_the_way_of_a_caller_who_asks_in_time(exchange: Exchange) -> None:
    call = exchange.stored()
    coen, hans = signed_in(exchange.coen), signed_in(exchange.hans)
    moment = timezone.localtime(call.started_at)
    today = timezone.localtime().strftime("%d-%m-%Y")
    said = {"received_on": today, "called_on": moment.strftime("%d-%m-%Y"), "called_at": f"{moment:%H:%M}"}
    answer = coen.post(reverse("caller_request_new"), said | {"number": "0612345678"}, follow=True)
    request = CallerRequest.objects.get()
    page = answer.content.decode()
    assert f"{moment:%H:%M}" in page
    for hidden in ("0612345678", "Alice", str(call.pk), "<audio"):
        assert hidden not in page
    answer = coen.post(
        reverse("caller_request_disclose", kwargs={"request_id": request.pk}),
        SAID | {"compatible": "yes"},
        follow=True,
    )
    disclosure = Disclosure.objects.get()
    assert not PASSPHRASE.search(answer.content.decode())
    release = reverse("disclosure_release", kwargs={"disclosure_id": disclosure.pk})
    page = hans.get(release).content.decode()
    assert f"{moment:%H:%M}" in page
    for hidden in ("Alice", "0612345678", "<audio", SAID["recipient"]):
        assert hidden not in page
    passphrase = PASSPHRASE.search(hans.post(release, {"released": "yes"}).content.decode())
    assert passphrase
    assert passphrase.group() not in hans.get(release).content.decode()
    url = reverse("disclosure", kwargs={"disclosure_id": disclosure.pk})
    assert passphrase.group() not in coen.get(url).content.decode()
    package = coen.post(url + "pakket/")
    assert (package.status_code, package["Content-Type"]) == (200, "application/zip")
    assert "no-store" in package["Cache-Control"]
    with pyzipper.AESZipFile(io.BytesIO(package.getvalue())) as file:  # type: ignore[attr-defined]
        file.setpassword(passphrase.group().encode())
        assert file.read("opname.wav") == speech()
    assert coen.post(url + "pakket/").status_code == 404
    request.refresh_from_db()
    assert request.answer == "given"
    assert "De beller kreeg de opname" in coen.get(reverse("caller_requests")).content.decode()


def test_a_head_finds_what_waits_for_them_the_most_urgent_on_top(exchange: Exchange) -> None:
    """Not by mail alone: on the page where they decide, and by number on the first page."""
    later, sooner = exchange.stored(caller_number="06-11111111"), exchange.stored(caller_number="06-22222222")
    for_caller(exchange, later, asked(exchange, later, number="06-11111111"))
    long_ago = timezone.localdate() - datetime.timedelta(days=20)
    request = requests.register_request(exchange.coen, long_ago, sooner.started_at, "06-22222222")
    urgent = for_caller(exchange, sooner, request)
    exchange.flagged()
    hans = signed_in(exchange.hans)
    page = hans.get("/opnames/beoordelen/").content.decode()
    first, second = (
        reverse("disclosure_release", args=[row.pk])
        for row in (urgent, Disclosure.objects.exclude(pk=urgent.pk).get())
    )
    assert 0 < page.index(first) < page.index(second)
    assert "Er wachten 3 beslissingen op u." in hans.get("/").content.decode()
    for number in ("06-11111111", "06-22222222"):
        assert number not in page
    disclosing.release(exchange.hans, urgent, released=True)
    page = hans.get("/opnames/beoordelen/").content.decode()
    # Nobody took it yet: the head can make another passphrase.
    assert page.index(second) < page.index(first)
    assert "Vrijgegeven, nog niet opgehaald" in page
    assert "Er wachten 2 beslissingen op u." in hans.get("/").content.decode()
    for person in (exchange.world.person("Hugo", exchange.world.own, "head"), exchange.coen, exchange.alice):
        for path in ("/", "/opnames/beoordelen/"):
            page = signed_in(person).get(path).content.decode()
            assert first not in page
            assert "beslissing op u" not in page


def test_a_head_may_say_no(exchange: Exchange, given: dict[str, Any]) -> None:
    url = reverse("disclosure_release", kwargs={"disclosure_id": given["caller"].pk})
    hans = signed_in(exchange.hans)
    assert hans.post(url, {}).status_code == 200
    assert hans.post(url, {"released": "no"}).status_code == 302
    assert hans.get(url).status_code == 404
    given["caller"].refresh_from_db()
    assert given["caller"].state == "refused"


def test_the_passphrase_of_an_approved_recording_is_shown_once(
    exchange: Exchange, given: dict[str, Any]
) -> None:
    coen, url = signed_in(exchange.coen), reverse("disclosure", kwargs={"disclosure_id": given["police"].pk})
    first, second = (PASSPHRASE.search(coen.post(url).content.decode()) for _ in range(2))
    assert first
    assert second
    assert first.group() != second.group()
    assert not PASSPHRASE.search(coen.get(url).content.decode())
    with pyzipper.AESZipFile(io.BytesIO(coen.post(url + "pakket/").getvalue())) as file:  # type: ignore[attr-defined]
        file.setpassword(second.group().encode())
        assert file.testzip() is None


def test_a_request_that_comes_too_late_says_destroyed_and_how_many(exchange: Exchange) -> None:
    call = exchange.stored()
    coen, moment = signed_in(exchange.coen), timezone.localtime(call.started_at)
    with time_machine.travel(call.destroy_at + (call.destroy_at - call.ended_at), tick=False):
        engine.destroy_due()
        coen.force_login(exchange.coen)
        said = {
            "received_on": timezone.localtime().strftime("%d-%m-%Y"),
            "called_on": moment.strftime("%d-%m-%Y"),
            "called_at": f"{moment:%H:%M}",
            "number": "0612345678",
        }
        page = coen.post(reverse("caller_request_new"), said, follow=True).content.decode()
    assert "Vernietigd: de opname was er niet meer" in page
    assert "is er 1 na 48 uur vernietigd" in page


def test_whose_call_it_was_sees_who_took_a_copy(exchange: Exchange) -> None:
    call = exchange.approved()
    disclosure = disclosing.disclose(exchange.coen, call, Ground.POLICE, **SAID)
    disclosing.choose_passphrase(exchange.coen, disclosure)
    url = reverse("call", kwargs={"recording_id": call.pk})
    taken = "Coen haalde op"
    assert taken not in signed_in(exchange.alice).get(url).content.decode()
    list(disclosing.take_package(exchange.coen, disclosure))
    assert taken in signed_in(exchange.alice).get(url).content.decode()
    assert taken not in signed_in(exchange.hans).get(url).content.decode()


def test_what_cannot_be_is_asked_for_again(exchange: Exchange) -> None:
    coen = signed_in(exchange.coen)
    wrong = {"received_on": "31-12-2099", "called_on": "31-12-2099", "called_at": "12:00", "number": ""}
    page = coen.post(reverse("caller_request_new"), wrong).content.decode()
    assert page.count("moet nog komen") >= 2
    # The first day that a calendar has is no error of the server.
    first = wrong | {"called_on": "01-01-0001", "called_at": "00:00"}
    assert coen.post(reverse("caller_request_new"), first).status_code == 200
    assert "Vul het telefoonnummer in" in page
    assert not CallerRequest.objects.exists()
    call = exchange.approved()
    url = reverse("recording_disclose", kwargs={"recording_id": call.pk})
    assert coen.post(url, {"ground": "police", "recipient": "x"}).status_code == 200
    assert not Disclosure.objects.exists()
    assert Recording.objects.approved_for(exchange.coen).exists()


def test_a_request_is_answered_without_a_copy(exchange: Exchange) -> None:
    call = exchange.stored()
    row = asked(exchange, call)
    url = reverse("caller_request", kwargs={"request_id": row.pk})
    assert signed_in(exchange.coen).post(url, {"answer": "withdrawn"}).status_code == 302
    row.refresh_from_db()
    assert row.answer == "withdrawn"
    assert requests.match_of(row) is None


def test_what_is_held_for_a_caller_is_not_among_the_requests_about_incidents(exchange: Exchange) -> None:
    row = asked(exchange, exchange.stored())
    assert row.hold
    coen = signed_in(exchange.coen)
    assert "Er is geen vernietiging uitgesteld" in coen.get(reverse("holds")).content.decode()
    for name in ("hold", "hold_record"):
        assert coen.get(reverse(name, kwargs={"hold_id": row.hold.pk})).status_code == 404
    assert row.is_open


@pytest.mark.parametrize("field", list(SAID))
@pytest.mark.parametrize("written", ["999990019", "9999.90.019"])
def test_a_bsn_is_refused_where_a_copy_is_written_down(exchange: Exchange, field: str, written: str) -> None:
    """RULES: the BSN stands in no list and no log; LEI 6: who got a copy is known by how they were seen, in words."""
    recording = exchange.approved()
    said = SAID | {"ground": "police", "compatible": "yes", field: f"Gezien: {written}."}
    url = reverse("recording_disclose", kwargs={"recording_id": recording.pk})
    answer = signed_in(exchange.coen).post(url, said)
    assert answer.context["form"].errors == {field: ["Haal het BSN weg. Dat staat nergens, ook hier niet."]}
    with pytest.raises(disclosing.HoldsABsn):
        disclosing.disclose(exchange.coen, recording, Ground.POLICE, **SAID | {field: said[field]})
    assert not Disclosure.objects.exists()
