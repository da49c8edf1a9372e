# SPDX-License-Identifier: EUPL-1.2
"""The watched folder: a file of sound and its sidecar become a recording, and no plain sound stays behind."""

import datetime
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from recordings import folder, growing, intake
from recordings.calls import CallFacts
from recordings.models import Recording, RefusedCall, State
from recordings.stores import StoreUnavailable
from recordings.telephony import add_telephony_system, revoke

from .exchange import Exchange, sound_of
from .speech import FORMATS, speech

pytestmark = pytest.mark.django_db
QUIET = datetime.timedelta(seconds=folder.QUIET)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


class Inbox:
    """The folder of one telephony system; what is put in it was put there long enough ago, unless said otherwise."""

    def __init__(self, root: Path, exchange: Exchange) -> None:
        self.root, self.exchange = root, exchange
        self.path = root / "Centrale"
        self.path.mkdir()

    def put(self, name: str, data: bytes) -> Path:
        path = self.path / name
        path.write_bytes(data)
        return path

    def call(self, name: str = "7", sound: bytes | None = None, **facts: Any) -> CallFacts:
        made = self.exchange.facts(**facts)
        self.put(f"{name}.json", json_of(made))
        self.put(f"{name}.wav", speech() if sound is None else sound)
        return made

    def look(self, later: datetime.timedelta = QUIET) -> int:
        with time_machine.travel(timezone.now() + later, tick=False):
            return folder.look()

    @property
    def left(self) -> list[str]:
        return sorted(path.name for path in self.path.iterdir())


@pytest.fixture
def inbox(exchange: Exchange, settings: Any, tmp_path: Path) -> Inbox:
    settings.RECORDINGS_INBOX = str(tmp_path / "inbox")
    (tmp_path / "inbox").mkdir()
    here = settings.STORAGES["recordings"] | {"OPTIONS": {"location": tmp_path / "store"}}
    settings.STORAGES = settings.STORAGES | {"recordings": here}
    return Inbox(tmp_path / "inbox", exchange)


def json_of(facts: CallFacts, **other: Any) -> bytes:
    said = {"external_id": facts.external_id, "employee": facts.employee} | other
    assert facts.started_at
    assert facts.ended_at
    moments = {"started_at": facts.started_at.isoformat(), "ended_at": facts.ended_at.isoformat()}
    pauses = [{"from": start, "to": end} for start, end in facts.pauses]
    return json.dumps({"caller_number": facts.caller_number, "pauses": pauses} | moments | said).encode()


def csv_of(facts: CallFacts, comma: str = ";") -> bytes:
    assert facts.started_at
    assert facts.ended_at
    values = {
        "external_id": facts.external_id,
        "started_at": facts.started_at.isoformat(),
        "ended_at": facts.ended_at.isoformat(),
        "employee": facts.employee,
        "unit": "",
        "pauses": " ".join(f"{start}-{end}" for start, end in facts.pauses),
    }
    return "\r\n".join([comma.join(values), comma.join(values.values()), ""]).encode("utf-8-sig")


def refusals() -> list[tuple[str, str]]:
    return sorted((row.code, row.external_id) for row in RefusedCall.objects.all())


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_taken_and_leaves_the_folder(inbox: Inbox, kind: str) -> None:
    facts = inbox.call(sound=speech(3.0, kind), pauses=[(0.5, 1.0)] if kind == "pcm" else ())
    assert inbox.look() == 1
    recording = Recording.objects.get()
    assert (recording.external_id, recording.employee) == (facts.external_id, inbox.exchange.alice)
    assert recording.state == State.STORED
    assert recording.destroy_at == recording.ended_at + 48 * HOUR
    assert len(sound_of(recording)) == recording.size
    assert inbox.left == []
    assert refusals() == []


@pytest.mark.parametrize(("name", "comma"), [("7.csv", ";"), ("7.wav.csv", ","), ("7.CSV", ";")])
def test_a_sidecar_may_be_csv(inbox: Inbox, name: str, comma: str) -> None:
    facts = inbox.exchange.facts(pauses=[(0.5, 1.0), (2.0, 2.5)])
    inbox.put(name, csv_of(facts, comma))
    inbox.put("7.wav", speech())
    assert inbox.look() == 1
    assert Recording.objects.get().pauses == [(0.5, 1.0), (2.0, 2.5)]
    assert inbox.left == []


def test_the_folder_may_have_the_number_of_the_system(inbox: Inbox) -> None:
    inbox.path = inbox.path.rename(inbox.root / str(inbox.exchange.system.pk))
    inbox.call()
    assert inbox.look() == 1


def test_what_is_being_written_is_left_alone(inbox: Inbox) -> None:
    """Until nobody has touched either file for ten seconds; the time that a file bears says nothing of that."""
    facts = inbox.exchange.facts()
    inbox.put("7.json", json_of(facts))
    path = inbox.put("7.wav", speech()[:20_000])
    inbox.put(".8.wav.part", speech())
    an_hour_ago = time.time() - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))
    assert inbox.look(datetime.timedelta(seconds=folder.QUIET - 2)) == 0
    assert inbox.left == [".8.wav.part", "7.json", "7.wav"]
    path.write_bytes(speech())
    assert inbox.look() == 1
    assert inbox.left == [".8.wav.part"]
    assert refusals() == []


def test_what_goes_on_growing_is_refused_when_no_call_lasts_so_long(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else who writes on would keep sound here for ever: a call, a file alone, a hidden one, one in the wrong place."""
    monkeypatch.setattr("recordings.growing.LONGEST_WRITING", 6)
    facts = inbox.exchange.facts()
    (inbox.path / "map").mkdir()
    names = ("7.wav", "7.json", "los.wav", ".8.wav.part", "map/9.wav", "../boven.wav")

    def somebody_writes() -> None:
        for name in names:
            inbox.put(name, json_of(facts) if name == "7.json" else speech())

    for seconds in (0, 3, 5):
        # The file system's time of change cannot be set, so that less than ten seconds after it nothing is quiet.
        somebody_writes()
        inbox.look(datetime.timedelta(seconds=seconds))
        assert len(inbox.left) == 5, seconds
    somebody_writes()
    inbox.look(datetime.timedelta(seconds=6))
    assert inbox.left == ["map"]
    assert list((inbox.path / "map").iterdir()) == []
    assert [path.name for path in inbox.root.iterdir()] == ["Centrale"]
    refused = [".8.wav.part", "9.wav", facts.external_id, "los.wav"]
    assert sorted(refusals()) == [("endless", name) for name in refused]
    assert not Recording.with_due.exists()
    # Six hours of talk and one to spare.
    monkeypatch.undo()
    assert growing.LONGEST_WRITING == 7 * 3600


def test_what_grows_beyond_the_largest_file_is_refused_at_once(inbox: Inbox, settings: Any) -> None:
    settings.RECORDINGS_MAX_BYTES = 10_000
    facts = inbox.call(sound=speech())
    inbox.put("los.wav", speech())
    folder.look()
    assert inbox.left == []
    assert sorted(refusals()) == [("too_large", facts.external_id), ("too_large", "los.wav")]


def test_what_was_written_for_long_and_then_ended_is_taken(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some recorders write while people talk; and the number of a file is given to another one later."""
    monkeypatch.setattr("recordings.growing.LONGEST_WRITING", 6)
    inbox.call(sound=speech())
    folder.look()
    assert inbox.look() == 1
    inbox.call(sound=speech())
    assert inbox.look(datetime.timedelta(seconds=9)) == 0
    assert inbox.left == ["7.json", "7.wav"]
    assert refusals() == []


def test_what_grows_while_it_is_read_waits(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.call(sound=speech()[:20_000])
    register = folder.register_call

    def writes_on(*arguments: Any) -> Any:
        (inbox.path / "7.wav").write_bytes(speech())
        return register(*arguments)

    monkeypatch.setattr(folder, "register_call", writes_on)
    assert inbox.look() == 0
    assert inbox.left == ["7.json", "7.wav"]
    monkeypatch.setattr(folder, "register_call", register)
    assert inbox.look() == 1
    assert sound_of(Recording.objects.get()) == speech()


def test_the_same_call_again_is_taken_and_changes_nothing(inbox: Inbox) -> None:
    facts = inbox.call()
    assert inbox.look() == 1
    inbox.put("8.json", json_of(facts))
    inbox.put("8.wav", speech())
    assert inbox.look() == 1
    assert Recording.objects.count() == 1
    for sound, other in ((speech(2.9), {}), (speech(), {"employee": "4501"})):
        inbox.put("9.json", json_of(facts, **other))
        inbox.put("9.wav", sound)
        assert inbox.look() == 0
        assert inbox.left == []
    assert refusals() == [("conflict", facts.external_id)] * 2
    assert sound_of(Recording.objects.get()) == speech()


WRONG_SIDECARS = {
    "no json": b"{",
    "a list": b"[]",
    "nested": b"[" * 60_000,
    "huge": b" " * 70_000 + b"{}",
    "bytes": b"\xff\xfe\x00",
    "nothing": b"",
    "a name that is not known": b'{"external_id": "7", "employee": "1001", "file": "/etc/passwd"}',
    "numbers for text": b'{"external_id": 7, "employee": "1001"}',
    "a moment that is none": b'{"external_id": "7", "employee": "1001", "ended_at": "gisteren"}',
    "a moment out of reach": b'{"external_id": "7", "employee": "1001", "ended_at": "0001-01-01T00:00+23:00"}',
    "half of a pair": b'{"external_id": "\\ud800", "employee": "1001"}',
    "pauses that are none": b'{"external_id": "7", "employee": "1001", "pauses": [1]}',
}


@pytest.mark.parametrize("what", WRONG_SIDECARS)
def test_a_sidecar_that_cannot_be_read_is_refused_with_its_sound(inbox: Inbox, what: str) -> None:
    inbox.put("7.json", WRONG_SIDECARS[what])
    inbox.put("7.wav", speech())
    inbox.put("8.csv", b"external_id,employee\n7,1001\n8,1001\n")
    inbox.put("8.wav", speech())
    assert inbox.look() == 0
    assert inbox.left == []
    assert refusals() == [("sidecar", "7"), ("sidecar", "8")]


@pytest.mark.parametrize(
    ("facts", "sound", "code"),
    [
        ({"employee": "9999"}, None, "unknown_employee"),
        ({"seconds": 30}, None, "wrong_length"),
        ({"ended_at": datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)}, None, "too_late"),
        ({}, b"een twee drie " * 100, "not_audio"),
        ({}, b"", "not_audio"),
    ],
)
def test_what_is_refused_leaves_its_number_and_why_and_no_sound(
    inbox: Inbox, facts: dict[str, Any], sound: bytes | None, code: str
) -> None:
    made = inbox.call(sound=sound, **facts)
    assert inbox.look() == 0
    assert inbox.left == []
    assert refusals() == [(code, made.external_id)]
    assert not Recording.objects.exclude(state=State.ANNOUNCED).exists()


def test_what_has_no_partner_goes_within_the_hour(inbox: Inbox) -> None:
    facts = inbox.exchange.facts()
    inbox.put("alleen.wav", speech())
    inbox.put("7.json", json_of(facts))
    for name in ("8.json", "8.csv", "8.wav", ".9.wav.part"):
        inbox.put(name, b"{}")
    before = inbox.left
    assert inbox.look(HOUR - QUIET) == 0
    assert inbox.left == before
    assert inbox.look(HOUR) == 0
    assert inbox.left == []
    assert refusals() == [
        ("no_sidecar", ".9.wav.part"),
        ("no_sidecar", "8.wav"),
        ("no_sidecar", "alleen.wav"),
        ("no_sound", "8"),
        ("no_sound", "8"),
        ("no_sound", facts.external_id),
    ]


def test_sound_of_two_days_ago_does_not_wait_for_anything(inbox: Inbox) -> None:
    """R1: by the time that the file bears its call is over its term."""
    path = inbox.put("oud.wav", speech())
    then = time.time() - 48 * 3600
    os.utime(path, (then, then))
    inbox.look()
    assert inbox.left == []
    assert refusals() == [("no_sidecar", "oud.wav")]


def test_names_are_data_and_links_are_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.wav"
    secret.write_bytes(speech())
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    (elsewhere / "7.wav").write_bytes(speech())
    inbox.put("7.json", json_of(inbox.exchange.facts()))
    (inbox.path / "7.wav").symlink_to(secret)
    (inbox.root / inbox.exchange.system.pk.hex).symlink_to(elsewhere)
    os.mkfifo(inbox.path / "8.wav")
    inbox.put("8.json", json_of(inbox.exchange.facts()))
    odd = os.fsencode(inbox.path) + b"/-rf *;\xff\n..%2f"
    with open(odd + b".wav", "wb") as sound, open(odd + b".json", "wb") as beside:
        sound.write(speech())
        beside.write(json_of(inbox.exchange.facts()))
    (inbox.path / "map.wav").mkdir()
    assert inbox.look() == 1
    assert inbox.look(HOUR) == 0
    assert inbox.left == ["map.wav"]
    assert [code for code, _ in refusals()] == ["no_sound", "no_sound"]
    assert secret.read_bytes() == (elsewhere / "7.wav").read_bytes() == speech()


def test_a_folder_of_nobody_is_emptied_within_the_hour(inbox: Inbox) -> None:
    """A revoked system delivers nothing, and its plain sound does not lie there for ever."""
    inbox.call()
    add_telephony_system(inbox.exchange.world.duinveen, "Centrale")
    assert inbox.look() == 0, "two systems of that name"
    revoke(inbox.exchange.system)
    inbox.path = inbox.path.rename(inbox.root / str(inbox.exchange.system.pk))
    assert inbox.look() == 0
    assert inbox.left == ["7.json", "7.wav"]
    assert inbox.look(HOUR) == 0
    assert inbox.left == []
    assert not Recording.objects.exists()


def test_sound_in_the_wrong_place_does_not_stay_there(inbox: Inbox, tmp_path: Path) -> None:
    """Beside the folders of the systems, or in a folder within one: no call is taken from there."""
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    (elsewhere / "9.wav").write_bytes(speech())
    (inbox.path / "2026" / "11").mkdir(parents=True)
    (inbox.path / "2026" / "elders").symlink_to(elsewhere)
    wrong = [inbox.root / "7.wav", inbox.path / "2026" / "8.wav", inbox.path / "2026" / "11" / "9.wav"]
    for path in wrong:
        path.write_bytes(speech())
    inbox.look(HOUR - QUIET)
    assert all(path.exists() for path in wrong)
    inbox.look(HOUR)
    assert not any(path.exists() for path in wrong)
    assert refusals() == [("no_sidecar", "8.wav"), ("no_sidecar", "9.wav")]
    assert (elsewhere / "9.wav").read_bytes() == speech()


def test_what_cannot_be_handled_stops_nothing_else(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.call("6")
    facts = inbox.call("7")
    register = folder.register_call

    def at_fault(system: Any, said: CallFacts) -> Any:
        if said.external_id != facts.external_id:
            raise RuntimeError
        return register(system, said)

    monkeypatch.setattr(folder, "register_call", at_fault)
    assert inbox.look() == 1
    assert inbox.left == ["6.json", "6.wav"]
    inbox.look(48 * HOUR)
    assert inbox.left == []


def test_what_has_no_turn_does_not_outstay_its_term(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """R1, where a slow store uses up every look."""
    inbox.call()
    monkeypatch.setattr(folder, "LOOK", -1)
    inbox.look(47 * HOUR)
    assert inbox.left == ["7.json", "7.wav"]
    inbox.look(48 * HOUR)
    assert inbox.left == []


def test_what_one_municipality_revoked_does_not_deliver_to_another(inbox: Inbox) -> None:
    """LEI 10: extensions are the same numbers everywhere."""
    add_telephony_system(inbox.exchange.world.duinveen, "Centrale")
    inbox.exchange.world.person("Otto", inbox.exchange.world.other, personnel_id="1001", extension="4501")
    revoke(inbox.exchange.system)
    inbox.call()
    assert inbox.look() == 0
    assert not Recording.objects.exists()


def test_after_another_token_the_folder_of_that_name_delivers_on(inbox: Inbox) -> None:
    revoke(inbox.exchange.system)
    add_telephony_system(inbox.exchange.world.waterrijk, "Centrale")
    inbox.call()
    assert inbox.look() == 1


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), TimeoutError(), OSError(28, "No space left on device")]
)
def test_while_the_store_is_away_files_wait_and_never_past_their_term(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    facts = inbox.call()
    assert facts.ended_at

    def away(*arguments: Any) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("retention.storages.WholeFiles._save", away)
        for later in (QUIET, HOUR, 47 * HOUR):
            assert inbox.look(later) == 0
            assert inbox.left == ["7.json", "7.wav"]
        assert refusals() == []
        assert Recording.objects.get().state == State.ANNOUNCED
        assert inbox.look(48 * HOUR) == 0
    assert inbox.left == []
    assert refusals() == [("too_late", facts.external_id)]


def test_the_store_back_they_are_taken(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.call()

    def away(*arguments: Any) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr("recordings.vault.write", away)
        assert inbox.look() == 0
    assert inbox.look() == 1
    assert inbox.left == []


class Killed(BaseException):
    """The process is gone."""


KILL = {
    "before the call is written down": (folder, "register_call"),
    "before its sound is read": (folder, "store_audio"),
    "before it counts": (intake, "_keep"),
    "when it is stored": (folder._Folder, "_delete"),
    "between the two files": (os, "unlink"),
    "when it is refused": (intake, "note_refusal"),
}


@pytest.mark.parametrize("when", KILL)
def test_killed_half_way_the_next_look_ends_it(
    inbox: Inbox, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = when == "when it is refused"
    facts = inbox.call(seconds=30 if refused else 3)
    owner, name = KILL[when]
    real = getattr(owner, name)
    with monkeypatch.context() as patch:

        def killed(*arguments: Any, **named: Any) -> Any:
            # The files of the vault come and go before the first of the folder.
            if name == "unlink" and arguments[0] != "7.json":
                return real(*arguments, **named)
            raise Killed

        patch.setattr(owner, name, killed)
        with pytest.raises(Killed):
            inbox.look()
    assert "7.json" in inbox.left
    assert inbox.look() == (0 if refused or "between" in when else 1)
    inbox.look(HOUR)
    assert inbox.left == []
    stored = Recording.objects.filter(state=State.STORED)
    assert [row.external_id for row in stored] == ([] if refused else [facts.external_id])
    assert refusals() == ([("wrong_length", facts.external_id)] if refused else [])


def test_the_command_looks_once(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    inbox.call()
    with time_machine.travel(timezone.now() + QUIET, tick=False):
        call_command("watch_recordings", "--once")
    assert capsys.readouterr().out == "1 taken\n"
