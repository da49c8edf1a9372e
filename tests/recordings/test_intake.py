# SPDX-License-Identifier: EUPL-1.2
"""Calls come in: announced, then their sound; what is accepted, what is refused, and what is left of either."""

import datetime
import io
import os
import random
import threading
from pathlib import Path
from typing import Any

import numpy
import pytest
import time_machine
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.utils import timezone

from accounts import people
from accounts.models import User
from recordings import audio, intake, vault
from recordings.intake import register_call, store_audio
from recordings.models import DailyCount, Recording, RecordingKey, RefusedCall, State
from recordings.ownership import MARKER
from recordings.refusals import REASONS, Conflict, Refused
from recordings.stores import StoreUnavailable, store
from recordings.telephony import add_telephony_system, revoke, system_of_token
from retention import stray_files
from retention.models import FileRemoval

from .exchange import Exchange, sound_of
from .speech import FORMATS, RATE, heard, samples, speech, written

HOUR, SECOND = datetime.timedelta(hours=1), datetime.timedelta(seconds=1)
INSTANT = datetime.timedelta(microseconds=1)
pytestmark = pytest.mark.django_db


def files() -> set[str]:
    """The files of the store, also half ones; not the mark that says whose it is."""
    place: Any = store()
    root = Path(place.location)
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return found - {MARKER}


@pytest.fixture(autouse=True)
def empty_store(settings: Any, tmp_path: Path) -> None:
    here = settings.STORAGES["recordings"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"recordings": here}


def refusal_of(act: Any, *arguments: Any, **named: Any) -> str:
    """The code with which it is refused; that is written down with the call's number, and counted."""
    before = RefusedCall.objects.count()
    with pytest.raises(Refused) as refused:
        act(*arguments, **named)
    assert str(refused.value.message) == str(REASONS[refused.value.code])
    assert RefusedCall.objects.count() == before + 1
    last = RefusedCall.objects.first()
    assert (last.code, last.retention_rule) == (refused.value.code, "R7")
    assert DailyCount.objects.get(municipality=last.telephony_system.municipality).refused == before + 1
    return refused.value.code


# The call


def test_a_call_is_announced_once_however_often(exchange: Exchange) -> None:
    facts = exchange.facts()
    recording, new = register_call(exchange.system, facts)
    assert new
    assert (recording.employee, recording.unit, recording.state) == (
        exchange.alice,
        exchange.kcc,
        "announced",
    )
    assert recording.destroy_at == facts.ended_at + 48 * HOUR
    assert (recording.retention_rule, recording.counted_from) == ("R1", facts.ended_at)
    again, new = register_call(exchange.system, facts)
    assert (again, new) == (recording, False)
    assert Recording.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"employee": "4501"},
        {"caller_number": "06-87654321"},
        {"direction": "outbound"},
        {"pauses": [(1.0, 2.0)]},
        {"seconds": 9},
    ],
)
def test_the_same_number_with_other_data_is_refused(exchange: Exchange, other: dict[str, Any]) -> None:
    first = exchange.facts()
    register_call(exchange.system, first)
    with pytest.raises(Conflict):
        register_call(
            exchange.system, exchange.facts(external_id=first.external_id, ended_at=first.ended_at, **other)
        )
    # Another system has numbers of its own.
    second, _token = add_telephony_system(exchange.world.waterrijk, "Reserve")
    assert register_call(second, first)[1]


@pytest.mark.parametrize("said", ["1001", " 4501 ", "ALICE@waterrijk.example"])
def test_the_employee_is_known_by_number_extension_or_address(exchange: Exchange, said: str) -> None:
    assert exchange.announced(employee=said).employee == exchange.alice


def test_nobody_inherits_a_call(exchange: Exchange) -> None:
    """GRO 6: the holder of the extension when the call ended, and nobody who got it later or left before."""
    now = timezone.now()
    User.objects.filter(pk=exchange.alice.pk).update(extension="")
    bob = exchange.world.person("Bob", exchange.kcc, extension="4501", extension_since=now)
    for ended, whose in ((now, bob), (now - INSTANT, None)):
        facts = exchange.facts(employee="4501", ended_at=ended)
        if whose is None:
            assert refusal_of(register_call, exchange.system, facts) == "unknown_employee"
        else:
            assert register_call(exchange.system, facts)[0].employee == whose
    User.objects.filter(pk=bob.pk).update(is_active=False, deactivated_at=now - HOUR)
    facts = exchange.facts(employee="4501", ended_at=now)
    assert refusal_of(register_call, exchange.system, facts) == "unknown_employee"


def test_who_comes_back_inherits_no_call_of_who_had_the_extension_meanwhile(exchange: Exchange) -> None:
    ada = exchange.world.person("Ada", exchange.world.root, "administrator")
    people.deactivate_person(ada, exchange.alice)
    bob = exchange.world.person("Bob", exchange.kcc, extension="4501", extension_since=timezone.now())
    ended = timezone.now()
    User.objects.filter(pk=bob.pk).update(extension="")
    people.reactivate_person(ada, exchange.alice)
    facts = exchange.facts(employee="4501", ended_at=ended)
    assert refusal_of(register_call, exchange.system, facts) == "unknown_employee"
    facts = exchange.facts(employee="4501", ended_at=timezone.now())
    assert register_call(exchange.system, facts)[0].employee == exchange.alice


def test_an_employee_or_unit_of_elsewhere_is_unknown(exchange: Exchange) -> None:
    otto = exchange.world.person("Otto", exchange.world.other, personnel_id="2001", extension="9001")
    for said in ("2001", "9001", otto.email, "", "nobody", "Alice"):
        assert refusal_of(register_call, exchange.system, exchange.facts(employee=said)) == "unknown_employee"
    for said in (exchange.world.other.name, str(exchange.world.other.pk), "Nergens", "9" * 40):
        assert refusal_of(register_call, exchange.system, exchange.facts(unit=said)) == "unknown_unit"
    for said in (exchange.world.own.name.upper(), str(exchange.world.own.pk)):
        assert exchange.announced(unit=said).unit == exchange.world.own


def test_two_who_could_be_meant_are_nobody(exchange: Exchange) -> None:
    exchange.world.person("Bob", exchange.kcc, extension="1001")
    assert refusal_of(register_call, exchange.system, exchange.facts()) == "unknown_employee"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"external_id": " "}, "external_id"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"seconds": 0}, "implausible_end"),
        ({"seconds": -1}, "implausible_end"),
        ({"seconds": 6 * 3600 + 1}, "implausible_end"),
        ({"direction": "sideways"}, "direction"),
        ({"caller_number": "0" * 41}, "caller_number"),
        ({"pauses": [(2.0, 1.0)]}, "pauses"),
        ({"pauses": [(-1.0, 1.0)]}, "pauses"),
        ({"pauses": [(0.0, 9.0)]}, "pauses"),
        ({"pauses": [(float("nan"), 1.0)]}, "pauses"),
        ({"pauses": [(0.0, 1.0)] * 501}, "pauses"),
    ],
)
def test_what_cannot_be_is_refused(exchange: Exchange, wrong: dict[str, Any], code: str) -> None:
    assert refusal_of(register_call, exchange.system, exchange.facts(**wrong)) == code
    assert not Recording.with_due.exists()


def test_a_call_without_a_plausible_end_is_refused(exchange: Exchange) -> None:
    """R1: what it is counted from is the end; without one there is no term."""
    given = exchange.facts()
    naive = given.ended_at.replace(tzinfo=None)
    for ended, code in ((None, "no_end"), (naive, "implausible_end")):
        facts = exchange.facts().__class__(
            external_id="x", started_at=given.started_at, ended_at=ended, employee="1001"
        )
        assert refusal_of(register_call, exchange.system, facts) == code


def test_the_moments_between_which_a_call_is_accepted(exchange: Exchange) -> None:
    """R1: from its end, to the last instant of its 48 hours; a change of summer time does not stretch them."""
    for ended in ("2026-03-28T12:00+01:00", "2026-10-24T12:00+02:00", "2026-11-20T09:00+01:00"):
        at = datetime.datetime.fromisoformat(ended)
        for moment, code in (
            (at - INSTANT, "future_end"),
            (at, ""),
            (at + 48 * HOUR - INSTANT, ""),
            (at + 48 * HOUR, "too_late"),
        ):
            with time_machine.travel(moment, tick=False):
                facts = exchange.facts(ended_at=at)
                if code:
                    with pytest.raises(Refused, match=code):
                        register_call(exchange.system, facts)
                else:
                    assert register_call(exchange.system, facts)[0].destroy_at == at + 48 * HOUR


def test_what_is_due_and_not_gone_yet_is_too_late_as_well(exchange: Exchange) -> None:
    facts = exchange.facts()
    recording = register_call(exchange.system, facts)[0]
    with time_machine.travel(recording.destroy_at, tick=False):
        assert refusal_of(register_call, exchange.system, facts) == "too_late"
        assert refusal_of(store_audio, recording, io.BytesIO(speech())) == "too_late"
    assert files() == set()


def test_a_token_works_until_it_is_revoked(exchange: Exchange) -> None:
    found = system_of_token(exchange.token)
    assert found == exchange.system
    assert exchange.token not in str(vars(found))
    exchange.system.refresh_from_db()
    assert exchange.system.last_used_at is not None
    for wrong in ("", exchange.token[:-1], exchange.system.token_hash):
        assert system_of_token(wrong) is None
    revoke(exchange.system)
    assert system_of_token(exchange.token) is None


# The sound


@pytest.mark.parametrize("kind", FORMATS)
def test_every_accepted_format_is_stored_and_can_be_played(exchange: Exchange, kind: str) -> None:
    sound = speech(3.0, kind)
    recording = exchange.announced()
    row, new = store_audio(recording, io.BytesIO(sound), "audio/wav", length=len(sound))
    assert (new, row.state, row.size) == (True, State.STORED, len(sound_of(row)))
    played = sound_of(row)
    # What a browser cannot play was made a wave file; the rest is as it came.
    assert (played == sound) is (kind not in ("gsm", "adpcm"))
    assert abs(len(heard(played)) / RATE - 3) < 0.1
    assert abs(row.seconds - 3) < 0.1
    assert len(row.peaks) in range(25, 35)
    assert max(row.peaks) > 50
    again, new = store_audio(recording, io.BytesIO(sound), "audio/wav")
    assert (new, again.file) == (False, row.file)
    assert files() == {row.file}
    with pytest.raises(Conflict):
        store_audio(recording, io.BytesIO(speech(2.9, kind)))
    assert files() == {row.file}
    assert DailyCount.objects.get().received == 1


def test_the_database_tells_nothing_of_the_sound(exchange: Exchange) -> None:
    """A key sealed by the ring, and a digest that says nothing without it."""
    one, other = exchange.stored(), exchange.stored()
    keys = RecordingKey.objects.all()
    assert len({key.digest for key in keys}) == len({key.data_key for key in keys}) == 2
    assert sound_of(one) == sound_of(other)


def _truncated(kind: str) -> bytes:
    sound = speech(3.0, kind)
    return sound[: len(sound) // 3]


# The same noise each time: what is found in it must not depend on the day.
NOISE = random.Random(4)

HOSTILE = {
    "nothing": (b"", "not_audio"),
    "text": (b"een twee drie " * 400, "not_audio"),
    "a page": (b"<html>" + b"x" * 9000, "not_audio"),
    "zeros": (bytes(48_000), "not_audio"),
    "a wave header alone": (speech(3.0)[:44], "wrong_length"),
    "half a wave": (_truncated("pcm"), "wrong_length"),
    "half a flac": (_truncated("flac"), None),
    "half an opus": (_truncated("opus"), None),
    "half an mp3": (_truncated("mp3"), "wrong_length"),
    "a header and noise": (b"fLaC" + NOISE.randbytes(20_000), "not_audio"),
    "a tag and noise": (b"ID3" + NOISE.randbytes(20_000), None),
    "vorbis": (written(samples(3.0), RATE, "OGG", "VORBIS"), "not_audio"),
    "another adpcm": (written(samples(3.0), RATE, "WAV", "MS_ADPCM"), "not_audio"),
    "floating point": (written(samples(3.0), RATE, "WAV", "FLOAT"), "not_audio"),
    "aiff": (written(samples(3.0), RATE, "AIFF", "PCM_16"), "not_audio"),
    "three channels": (written(numpy.zeros((24_000, 3), "int16"), RATE, "WAV", "PCM_16"), "shape"),
    "many samples a second": (written(numpy.zeros(300_000, "int16"), 96_000, "WAV", "PCM_16"), "shape"),
    "hours of silence in a small file": (
        written(numpy.zeros(RATE * 7200, "int16"), RATE, "FLAC", "PCM_16"),
        "wrong_length",
    ),
    "a wave that says it is longer": (
        speech(3.0)[:40] + b"\xff\xff\xff\x7f" + speech(3.0)[44:],
        "",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_call_is_refused_and_nothing_of_it_kept(exchange: Exchange, what: str) -> None:
    sound, code = HOSTILE[what]
    recording = exchange.announced(seconds=20 if code != "" else 3)
    if code == "":
        # What a header says of the length is not believed, and does no harm.
        assert abs(store_audio(recording, io.BytesIO(sound))[0].seconds - 3) < 0.1
        return
    found = refusal_of(store_audio, recording, io.BytesIO(sound))
    assert found in ([code] if code else ["not_audio", "wrong_length"])
    assert files() == set()
    assert not RecordingKey.with_due.exists()
    recording.refresh_from_db()
    assert (recording.state, recording.file) == (State.ANNOUNCED, "")
    # The right sound is welcome after that.
    assert store_audio(recording, io.BytesIO(speech(20.0)))[1]


@pytest.mark.parametrize("ending", ["gsm", "g722"])
def test_headerless_sound_is_refused(exchange: Exchange, ending: str) -> None:
    """Nothing in it says what it is: not real frames of GSM, and not the noise of G.722."""
    frames = {
        "gsm": b"".join(bytes([0xD0 | number % 16]) + NOISE.randbytes(32) for number in range(150)),
        "g722": NOISE.randbytes(24_000),
    }
    assert refusal_of(store_audio, exchange.announced(), io.BytesIO(frames[ending])) == "not_audio"


@pytest.mark.parametrize(
    ("call", "sound", "accepted"),
    [
        # Five seconds for a short call, two hundredths of a long one; beyond both it is another call's.
        (10, 15.0, True),
        (10, 15.1, False),
        (10, 5.0, True),
        (10, 4.9, False),
        (400, 408.0, True),
        (400, 408.2, False),
        (400, 391.8, False),
    ],
)
def test_the_sound_is_as_long_as_the_call(
    exchange: Exchange, call: int, sound: float, accepted: bool
) -> None:
    recording, data = exchange.announced(seconds=call), speech(sound, "alaw")
    if accepted:
        assert store_audio(recording, io.BytesIO(data))[1]
    else:
        assert refusal_of(store_audio, recording, io.BytesIO(data)) == "wrong_length"


def test_too_large_and_too_little_are_refused(exchange: Exchange, settings: Any) -> None:
    sound, recording = speech(), exchange.announced()
    for length in (len(sound) + 1, len(sound) - 1):
        assert refusal_of(store_audio, recording, io.BytesIO(sound), length=length) == "incomplete"
    settings.RECORDINGS_MAX_BYTES = len(sound) - 1
    assert refusal_of(store_audio, recording, io.BytesIO(sound), length=len(sound)) == "too_large"

    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            part = sound if not self.given else bytes(size)
            self.given += len(part)
            return part[:size]

    endless = Endless()
    assert refusal_of(store_audio, recording, endless) == "too_large"
    assert endless.given < 2 * len(sound)
    assert refusal_of(store_audio, recording, io.BytesIO(sound), "video/mp4") == "media_type"
    assert files() == set()


@pytest.mark.parametrize("kind", ["pcm", "gsm", "mp3", "opus"])
def test_pauses_are_silent_before_anything_is_stored(exchange: Exchange, kind: str) -> None:
    """A spoken BSN is not in the vault: the file with it had a key that was never stored, and is gone."""
    sound = speech(10.0, kind)
    recording = exchange.announced(seconds=10, pauses=[(2.0, 3.5), (9.0, 12.0)])
    row = store_audio(recording, io.BytesIO(sound))[0]
    before, after = heard(sound), heard(sound_of(row))
    assert files() == {row.file}
    assert row.media_type == audio.WAVE
    quiet = [(int(2.05 * RATE), int(3.45 * RATE)), (int(9.1 * RATE), len(after))]
    for start, end in quiet:
        assert before[start:end].any()
        assert not after[start:end].any()
    assert after[: int(1.9 * RATE)].any()
    # The decoder of mp3 rounds by where it is asked from.
    differs = before[: int(1.9 * RATE)].astype(int) - after[: int(1.9 * RATE)]
    assert abs(differs).max() <= 2
    assert after[4 * RATE : 8 * RATE].any()
    assert max(row.peaks[22:33]) == 0
    # The same sound again is still known.
    assert store_audio(recording, io.BytesIO(sound))[1] is False


def test_marks_are_wider_where_sound_and_call_differ(exchange: Exchange) -> None:
    """A second less sound than call: a mark may lie a second beside what it is for."""
    recording = exchange.announced(seconds=11, pauses=[(4.0, 5.0)])
    after = heard(sound_of(store_audio(recording, io.BytesIO(speech(10.0)))[0]))
    assert not after[int(3.05 * RATE) : int(5.95 * RATE)].any()
    assert after[: 3 * RATE].any()


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


KILL = {
    "when half of it was in": (vault.Sealing, "_seal_next"),
    "when all of it was in": (audio, "inspect"),
    "when it is made a wave file": (audio.Peaks, "bars"),
    "just before it counts": (RecordingKey, "save"),
    "in the moment that it counts": (DailyCount, "add"),
}


@pytest.mark.parametrize("when", KILL)
def test_killed_half_way_it_leaves_nothing_that_anybody_can_read(
    exchange: Exchange, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = exchange.announced(pauses=[(1.0, 2.0)])
    with monkeypatch.context() as patch:

        def killed(*arguments: Any, **named: Any) -> Any:
            raise Killed

        owner, name = KILL[when]
        patch.setattr(owner, name, killed)
        patch.setattr(vault, "remove", killed)
        patch.setattr(os, "unlink", lambda path: None)
        with pytest.raises(Killed):
            store_audio(recording, io.BytesIO(speech()))
    recording.refresh_from_db()
    assert (recording.state, recording.file) == (State.ANNOUNCED, "")
    assert not RecordingKey.with_due.exists()
    left = files()
    assert left
    place: Any = store()
    for name in left:
        path = Path(place.location) / name
        assert speech()[1000:1100] not in path.read_bytes()
        then = (timezone.now() - 2 * HOUR).timestamp()
        os.utime(path, (then, then))
    stored = store_audio(recording, io.BytesIO(speech()))[0]
    stray_files.sweep()
    assert files() == {stored.file}
    assert not FileRemoval.objects.exists()


def test_a_store_that_is_away_is_no_refusal_and_nothing_is_acknowledged(
    exchange: Exchange, settings: Any, tmp_path: Path
) -> None:
    recording, sound = exchange.announced(), speech()
    (tmp_path / "file").write_bytes(b"")
    here = settings.STORAGES
    away = here["recordings"] | {"OPTIONS": {"location": tmp_path / "file"}}
    settings.STORAGES = here | {"recordings": away}
    with pytest.raises(StoreUnavailable):
        store_audio(recording, io.BytesIO(sound))
    assert not RefusedCall.objects.exists()
    settings.STORAGES = here
    assert store_audio(recording, io.BytesIO(sound))[1]


def test_a_check_that_takes_too_long_is_given_up(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the search for stray files could take its file away."""
    assert intake.LONGEST_CHECK < stray_files.WRITING
    recording, inspect = exchange.announced(), audio.inspect
    with time_machine.travel(timezone.now(), tick=False) as clock:

        def slow(*arguments: Any) -> audio.Sound:
            clock.shift(intake.LONGEST_CHECK + SECOND)
            return inspect(*arguments)

        monkeypatch.setattr(audio, "inspect", slow)
        with pytest.raises(StoreUnavailable):
            store_audio(recording, io.BytesIO(speech()))
    assert files() == set()


def test_due_while_it_comes_in_is_too_late(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    recording, inspect = exchange.announced(), audio.inspect
    with time_machine.travel(recording.destroy_at - SECOND, tick=False) as clock:

        def slow(*arguments: Any) -> audio.Sound:
            clock.shift(SECOND)
            return inspect(*arguments)

        monkeypatch.setattr(audio, "inspect", slow)
        assert refusal_of(store_audio, recording, io.BytesIO(speech())) == "too_late"
    assert files() == set()
    assert not RecordingKey.with_due.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False])
def test_delivered_four_times_at_once_one_is_kept(exchange: Exchange, same: bool) -> None:
    facts, ready = exchange.facts(), threading.Barrier(4)
    answers: list[Any] = []

    def deliver(number: int) -> None:
        sound = speech(3.0 if same else 3.0 + number / 10)
        try:
            ready.wait()
            recording = register_call(exchange.system, facts)[0]
            ready.wait()
            answers.append(store_audio(recording, io.BytesIO(sound))[1])
        except Conflict:
            answers.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == sorted(["True", *(["False"] if same else ["conflict"]) * 3])
    assert files() == {Recording.objects.get().file}
    assert DailyCount.objects.get().received == 1


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_breaks_off_does_not_take_the_file_along(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows then whether it was made; where it was, the same sound again is acknowledged, so it must be there."""
    recording = exchange.announced()
    commit = connection._commit  # type: ignore[attr-defined]

    def breaking_off() -> None:
        commit()
        raise OperationalError("The connection was lost.")

    with monkeypatch.context() as patch:
        patch.setattr(connections[DEFAULT_DB_ALIAS], "_commit", breaking_off)
        with pytest.raises(OperationalError):
            store_audio(recording, io.BytesIO(speech()))
    again, new = store_audio(recording, io.BytesIO(speech()))
    assert not new
    assert sound_of(again) == speech()
