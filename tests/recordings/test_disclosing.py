# SPDX-License-Identifier: EUPL-1.2
"""A caller asks for the recording, or the police gets a copy: who may, what they see, and that it ends (RULES: "Holds",
"recordings role")."""

import datetime
import hashlib
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pyzipper
import time_machine
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from notices.models import OutboxMessage
from recordings import access, acts, disclosing, requests
from recordings.access import NotAllowed
from recordings.acts import Missing
from recordings.models import CallerRequest, Disclosure, Ground, Recording, RecordingKey
from recordings.vault import Damaged
from retention import engine, files
from retention.models import Hold, LedgerEntry
from retention.terms import from_local, local_date

from .exchange import Exchange, sound_of
from .speech import speech

pytestmark = pytest.mark.django_db
NUMBER, SECOND, DAY = "+31 6 12345678", datetime.timedelta(seconds=1), datetime.timedelta(days=1)
SAID: dict[str, Any] = {
    "recipient": "J. Kanarie, basisteam Zwartewater",
    "reference": "PL0600-2026-1",
    "identity_check": "Dienstpas gezien aan de balie",
    "compatibility": "Zonder de opname is er geen aangifte van wat een medewerker overkwam.",
}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    here = settings.STORAGES["recordings"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"recordings": here}
    return tmp_path


def asked(exchange: Exchange, call: Recording, **other: Any) -> CallerRequest:
    """A caller remembers about when it was, and asks today."""
    given = {"called_at": call.started_at - datetime.timedelta(minutes=20), "number": NUMBER} | other
    return requests.register_request(exchange.coen, local_date(timezone.now()), **given)


def for_caller(exchange: Exchange, call: Recording, request: CallerRequest | None = None) -> Disclosure:
    return disclosing.disclose(exchange.coen, call, Ground.CALLER, request=request, **SAID)


def actions(call: Recording) -> list[str]:
    rows = AccessLogEntry.objects.filter(object_id=call.pk).order_by("pk")
    return [f"{row.actor.name} {row.action}" for row in rows]


def opened(package: bytes, passphrase: str) -> dict[str, bytes]:
    with pyzipper.AESZipFile(io.BytesIO(package)) as file:
        # The third of WinZip's kinds, of 256 bits.
        assert {entry.wz_aes_strength for entry in file.infolist()} == {3}
        file.setpassword(passphrase.encode())
        return {name: file.read(name) for name in file.namelist()}


# A caller's request


def test_a_call_is_found_by_day_hour_and_number_and_is_not_playable(exchange: Exchange) -> None:
    call = exchange.stored()
    request = asked(exchange, call)
    match = requests.match_of(request)
    assert match
    assert (match.started_at, match.seconds) == (call.started_at, 3)
    assert not Recording.objects.visible_to(exchange.coen).exists()
    assert not Recording.objects.playable_by(exchange.coen).exists()
    assert actions(call) == ["Coen sought_recording"]
    # What the caller said of themselves stands nowhere.
    assert NUMBER not in str(CallerRequest.objects.values())
    assert "12345678" not in str(CallerRequest.objects.values())


@pytest.mark.parametrize("wrong", ["number", "hour", "municipality", "sound"])
def test_what_does_not_fit_is_not_found(exchange: Exchange, wrong: str) -> None:
    call = exchange.announced() if wrong == "sound" else exchange.stored()
    other = {
        "number": {"number": "06-87654321"},
        "hour": {"called_at": call.started_at - datetime.timedelta(hours=2)},
    }.get(wrong, {})
    if wrong == "municipality":
        exchange.coen = exchange.world.person("Cees", exchange.world.other_root, "coordinator")
    request = asked(exchange, call, **other)
    assert (request.answer, request.about) == ("not_found", None)
    assert requests.match_of(request) is None
    assert AccessLogEntry.objects.filter(action="sought_recording", object_id=None).count() == 1
    assert not Hold.objects.exists()


def test_of_several_calls_the_nearest_is_meant(exchange: Exchange) -> None:
    now = timezone.now()
    calls = [exchange.stored(ended_at=now - datetime.timedelta(minutes=minutes)) for minutes in (50, 30, 5)]
    assert asked(exchange, calls[1], called_at=calls[1].started_at + SECOND).about == calls[1].pk


def test_only_a_coordinator_handles_requests(exchange: Exchange) -> None:
    call = exchange.stored()
    request = asked(exchange, call)
    world = exchange.world
    others = [
        exchange.alice,
        exchange.hans,
        world.person("Adam", world.root, "administrator"),
        world.person("Cor", world.own, "coordinator"),
        world.person("Cees", world.other_root, "coordinator"),
        world.person("Sil", world.root, "coordinator", is_superuser=True),
        world.person("Ada", world.root, "coordinator", "administrator"),
        world.person("Ina", world.root, "coordinator", is_active=False),
    ]
    for person in others:
        assert not requests.requests_for(person).exists()
        with pytest.raises(NotAllowed):
            requests.answer_request(person, request, "refused")
        with pytest.raises(NotAllowed):
            disclosing.disclose(person, call, Ground.CALLER, request=request, **SAID)
        # Of another municipality there is nothing to find; and nobody else may look.
        assert access.coordinates(person) is (person.municipality == world.duinveen)
        if person.municipality == world.waterrijk:
            with pytest.raises(NotAllowed):
                requests.register_request(person, local_date(timezone.now()), call.started_at, NUMBER)


def test_a_request_of_the_future_or_of_long_ago_is_none(exchange: Exchange) -> None:
    now = timezone.now()
    for received, called in (
        (local_date(now) + DAY, now - SECOND),
        (local_date(now), now + SECOND),
        (local_date(now) - 100 * DAY, now - SECOND),
    ):
        with pytest.raises(requests.ComesLater):
            requests.register_request(exchange.coen, received, called, NUMBER)


@pytest.mark.parametrize("ending", ["refused", "withdrawn", "by itself"])
def test_what_is_asked_for_inside_the_term_waits_for_the_answer_and_goes_right_after_it(
    exchange: Exchange, folder: Path, ending: str
) -> None:
    call = exchange.flagged()
    request = asked(exchange, call)
    assert request.hold
    everybody = [exchange.alice, exchange.hans, exchange.coen]
    with time_machine.travel(call.destroy_at, tick=False) as clock:
        engine.destroy_due()
        files.remove_files()
        assert sound_of(Recording.held.get()) == speech()
        for person in everybody:
            assert not Recording.objects.visible_to(person).exists()
            assert not Recording.objects.playable_by(person).exists()
            with pytest.raises(NotAllowed):
                acts.decide(person, call, approve=True, reason="Toch", with_employee=True)
        match = requests.match_of(request)
        assert match
        assert match.is_due
        if ending == "by itself":
            clock.move_to(request.hold.until - SECOND)
            engine.destroy_due()
            assert Recording.held.get() == call
            clock.move_to(request.hold.until)
        else:
            requests.answer_request(exchange.coen, request, ending)
        assert requests.match_of(CallerRequest.objects.get()) is None
        assert not CallerRequest.objects.get().is_open
        with pytest.raises(NotAllowed):
            for_caller(exchange, call, request)
        engine.destroy_due()
        assert not RecordingKey.with_due.exists()
        files.remove_files()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert LedgerEntry.objects.get(object_id=str(call.pk), kind="destroyed").due_at == call.destroy_at


def test_a_request_that_is_answered_inside_the_term_leaves_the_term_as_it_was(exchange: Exchange) -> None:
    call = exchange.stored()
    requests.answer_request(exchange.coen, asked(exchange, call), "refused")
    assert Recording.objects.of_employee(exchange.alice).get() == call
    with time_machine.travel(call.destroy_at, tick=False):
        engine.destroy_due()
    assert not Recording.with_due.exists()


def test_another_request_for_the_same_call_keeps_its_own_hold(exchange: Exchange) -> None:
    call = exchange.stored()
    first, second = asked(exchange, call), asked(exchange, call)
    requests.answer_request(exchange.coen, first, "refused")
    with time_machine.travel(call.destroy_at, tick=False):
        engine.destroy_due()
        assert requests.match_of(second)
        requests.answer_request(exchange.coen, second, "refused")
        engine.destroy_due()
        assert not Recording.with_due.exists()


def test_a_request_after_the_term_is_told_that_it_was_destroyed_and_what_the_ledger_says(
    exchange: Exchange,
) -> None:
    noon = from_local(local_date(timezone.now()), datetime.time(12))
    with time_machine.travel(noon, tick=False):
        call, _kept = exchange.stored(), exchange.approved(ended_at=noon - datetime.timedelta(hours=5))
    with time_machine.travel(call.destroy_at + 3 * DAY, tick=False):
        engine.destroy_due()
        request = asked(exchange, call, called_at=call.started_at)
        assert (request.answer, request.about) == ("destroyed", None)
        proof = requests.proof_of(request)
    assert (proof.destroyed, proof.kept) == (1, 1)
    assert proof.last_at == call.destroy_at + 3 * DAY


def test_a_request_stays_a_year_without_contents(exchange: Exchange) -> None:
    call = exchange.stored()
    request = asked(exchange, call)
    requests.answer_request(exchange.coen, request, "withdrawn")
    row = CallerRequest.objects.get()
    assert row.answered_at
    assert row.destroy_at.date() >= (row.answered_at + 365 * DAY).date()
    with time_machine.travel(row.destroy_at, tick=False):
        assert not CallerRequest.objects.exists()
        engine.destroy_due()
    assert not CallerRequest.with_due.exists()


# A copy


def test_the_police_gets_an_approved_recording_in_a_package_that_only_its_passphrase_opens(
    exchange: Exchange,
) -> None:
    call = exchange.approved()
    disclosure = disclosing.disclose(exchange.coen, call, Ground.POLICE, **SAID)
    assert disclosure.state == "released"
    lost = disclosing.choose_passphrase(exchange.coen, disclosure)
    passphrase = disclosing.choose_passphrase(exchange.coen, disclosure)
    package = b"".join(disclosing.take_package(exchange.coen, disclosure))
    assert speech()[1000:1100] not in package
    assert b"Zwartewater" not in package
    for wrong in (lost, "", passphrase[:-1]):
        with pytest.raises(RuntimeError):
            opened(package, wrong)
    content = opened(package, passphrase)
    assert content["opname.wav"] == speech()
    note = content["toelichting.txt"].decode()
    assert all(said in note for said in (SAID["recipient"], SAID["reference"], "Waterrijk"))
    sums = dict(line.split("  ")[::-1] for line in content["sha256.txt"].decode().splitlines())
    for name in ("opname.wav", "toelichting.txt"):
        assert sums[name] == hashlib.sha256(content[name]).hexdigest()
    row = Disclosure.objects.get()
    assert (row.state, row.passphrase) == ("given", "")
    assert actions(call)[-1] == "Coen disclosed_recording"
    with pytest.raises(NotAllowed):
        disclosing.take_package(exchange.coen, disclosure)
    with pytest.raises(NotAllowed):
        disclosing.choose_passphrase(exchange.coen, disclosure)
    assert actions(call).count("Coen disclosed_recording") == 1


@pytest.mark.parametrize("missing", SAID)
def test_what_is_not_known_of_the_recipient_is_asked_for(exchange: Exchange, missing: str) -> None:
    with pytest.raises(Missing, match=missing):
        disclosing.disclose(exchange.coen, exchange.approved(), Ground.POLICE, **(SAID | {missing: " "}))


@pytest.mark.parametrize("state", ["stored", "flagged", "refused", "due"])
def test_the_police_gets_nothing_that_is_not_approved_or_is_over_its_term(
    exchange: Exchange, state: str
) -> None:
    call = exchange.approved() if state == "due" else getattr(exchange, state)()
    moment = call.destroy_at if state == "due" else timezone.now()
    asked(exchange, call)
    with time_machine.travel(moment, tick=False), pytest.raises(NotAllowed):
        disclosing.disclose(exchange.coen, call, Ground.POLICE, **SAID)


@pytest.mark.parametrize("due", [False, True])
def test_a_call_that_is_not_approved_goes_to_its_caller_through_two_hands(
    exchange: Exchange, due: bool
) -> None:
    call = exchange.stored()
    with pytest.raises(NotAllowed):
        for_caller(exchange, call)
    request = asked(exchange, call)
    with time_machine.travel(call.destroy_at if due else timezone.now(), tick=False):
        disclosure = for_caller(exchange, call, request)
        assert disclosure.state == "asked"
        for act in (disclosing.choose_passphrase, disclosing.take_package):
            with pytest.raises(NotAllowed):
                act(exchange.coen, disclosure)
        assert OutboxMessage.objects.filter(kind="recording_to_release", recipient=exchange.hans).count() == 1
        passphrase = disclosing.release(exchange.hans, disclosure, released=True)
        # The head hears and sees nothing of it; the coordinator has no passphrase.
        assert not Recording.objects.visible_to(exchange.hans).exists()
        with pytest.raises(NotAllowed):
            disclosing.choose_passphrase(exchange.coen, disclosure)
        with pytest.raises(NotAllowed):
            disclosing.take_package(exchange.hans, disclosure)
        package = b"".join(disclosing.take_package(exchange.coen, disclosure))
        assert opened(package, passphrase)["opname.wav"] == speech()
        request.refresh_from_db()
        assert request.answer == "given"
        assert actions(call)[-2:] == ["Hans released_recording", "Coen disclosed_recording"]
        assert not disclosing.waiting_for(exchange.hans).exists()
        engine.destroy_due()
        assert Recording.with_due.exists() is not due


def test_who_releases_is_a_head_of_the_unit_who_did_not_have_the_call_and_did_not_ask(
    exchange: Exchange,
) -> None:
    world = exchange.world
    call = exchange.stored()
    world.grant(exchange.alice, "head", exchange.kcc)
    world.grant(exchange.coen, "head", exchange.kcc)
    disclosure = for_caller(exchange, call, asked(exchange, call))
    others: Iterator[User] = iter(
        [
            User.objects.get(pk=exchange.alice.pk),
            User.objects.get(pk=exchange.coen.pk),
            world.person("Hugo", world.own, "head"),
            world.person("Hein", world.other, "head"),
            world.person("Adam", world.root, "administrator"),
        ]
    )
    for person in others:
        assert not disclosing.waiting_for(person).exists()
        with pytest.raises(NotAllowed):
            disclosing.release(person, disclosure, released=True)
    assert disclosing.release(exchange.hans, disclosure, released=False) == ""
    assert Disclosure.objects.get().state == "refused"
    with pytest.raises(NotAllowed):
        disclosing.release(exchange.hans, disclosure, released=True)


def test_two_hands_are_two_people(exchange: Exchange) -> None:
    """Who released it as head has the passphrase: as coordinator too, they do not get the package."""
    call = exchange.stored()
    exchange.world.grant(exchange.hans, "coordinator", exchange.world.root)
    hans = User.objects.get(pk=exchange.hans.pk)
    disclosure = for_caller(exchange, call, asked(exchange, call))
    passphrase = disclosing.release(hans, disclosure, released=True)
    assert disclosing.disclosures_for(hans).exists()
    with pytest.raises(NotAllowed):
        disclosing.take_package(hans, disclosure)
    assert Disclosure.objects.get().state == "released"
    package = b"".join(disclosing.take_package(exchange.coen, disclosure))
    assert opened(package, passphrase)["opname.wav"] == speech()


def test_past_its_term_it_is_there_for_the_request_that_holds_it_alone(exchange: Exchange) -> None:
    """A copy for the police is given inside the term, also where a caller's request holds the recording longer."""
    call = exchange.approved()
    request = asked(exchange, call)
    for_police = disclosing.disclose(exchange.coen, call, Ground.POLICE, **SAID)
    disclosing.choose_passphrase(exchange.coen, for_police)
    held = for_caller(exchange, call, request)
    passphrase = disclosing.choose_passphrase(exchange.coen, held)
    with time_machine.travel(call.destroy_at - SECOND, tick=False):
        assert disclosing.recording_of(for_police) == call
    with time_machine.travel(call.destroy_at, tick=False):
        assert requests.available().get() == call
        assert disclosing.recording_of(for_police) is None
        for act in (disclosing.choose_passphrase, disclosing.take_package):
            with pytest.raises(NotAllowed):
                act(exchange.coen, for_police)
        package = b"".join(disclosing.take_package(exchange.coen, held))
        assert opened(package, passphrase)["opname.wav"] == speech()


def test_what_was_answered_otherwise_is_not_given_any_more(exchange: Exchange) -> None:
    call = exchange.stored()
    request = asked(exchange, call)
    disclosure = for_caller(exchange, call, request)
    disclosing.release(exchange.hans, disclosure, released=True)
    requests.answer_request(exchange.coen, request, "withdrawn")
    with pytest.raises(NotAllowed):
        disclosing.take_package(exchange.coen, disclosure)


def test_a_package_stops_where_the_recording_becomes_due(exchange: Exchange) -> None:
    call = exchange.approved()
    disclosure = disclosing.disclose(exchange.coen, call, Ground.POLICE, **SAID)
    disclosing.choose_passphrase(exchange.coen, disclosure)
    with time_machine.travel(call.destroy_at - SECOND, tick=False) as clock:
        package = disclosing.take_package(exchange.coen, disclosure)
        clock.shift(SECOND)
        with pytest.raises(NotAllowed):
            list(package)


def test_a_package_that_breaks_leaves_the_request_open(exchange: Exchange, folder: Path) -> None:
    """It counts as taken; the recording stays held, and another can be made."""
    call = exchange.stored()
    request = asked(exchange, call)
    disclosure = for_caller(exchange, call, request)
    disclosing.release(exchange.hans, disclosure, released=True)
    path = folder / call.file
    sealed = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(sealed[:-1])
    with pytest.raises(Damaged):
        list(disclosing.take_package(exchange.coen, disclosure))
    assert Disclosure.objects.get().state == "given"
    path.write_bytes(sealed)
    request.refresh_from_db()
    assert request.is_open
    again = for_caller(exchange, call, request)
    passphrase = disclosing.release(exchange.hans, again, released=True)
    assert opened(b"".join(disclosing.take_package(exchange.coen, again)), passphrase)


def test_a_long_call_is_packed_in_little_memory(exchange: Exchange) -> None:
    long = exchange.stored(speech(1200.0), seconds=1200)
    acts.flag(exchange.alice, long, "Lang")
    acts.decide(exchange.hans, long, approve=True, reason="Ernstig", with_employee=True)
    disclosure = disclosing.disclose(exchange.coen, long, Ground.POLICE, **SAID)
    disclosing.choose_passphrase(exchange.coen, disclosure)
    tracemalloc.start()
    sent = sum(len(part) for part in disclosing.take_package(exchange.coen, disclosure))
    assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024 < sent
    tracemalloc.stop()
