# SPDX-License-Identifier: EUPL-1.2
"""The intake as it really runs: slow, endless and broken clients over a socket, and a process that is killed."""

import datetime
import json
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from .exchange import Exchange
from .served import SILENCE, Served, answer, serving
from .speech import speech

SECONDS = 60.0
pytestmark = pytest.mark.django_db(transaction=True)


class Telephony:
    def __init__(self, served: Served, token: str) -> None:
        self.served = served
        self.token = {"Authorization": f"Bearer {token}"}
        self.number = 0

    def announce(self) -> str:
        """A call of a minute; the path to which its sound goes."""
        self.number += 1
        said_back = self.say(self.call())
        assert said_back.startswith(b"HTTP/1.1 201"), said_back
        return path_in(said_back)

    def call(self) -> dict[str, str]:
        ended = timezone.now() - datetime.timedelta(minutes=1)
        return {
            "external_id": f"real-{self.number}",
            "started_at": (ended - datetime.timedelta(seconds=SECONDS)).isoformat(),
            "ended_at": ended.isoformat(),
            "employee": "1001",
            "direction": "inbound",
        }

    def say(self, call: dict[str, str]) -> bytes:
        body = json.dumps(call).encode()
        headers = self.token | {"Content-Type": "application/json", "Content-Length": str(len(body))}
        return self.served.say("POST", "/api/recordings", headers, body)

    def begin(self, path: str, length: int, **headers: str) -> bytes:
        return self.served.head("PUT", path, self.token | {"Content-Length": str(length)} | headers)

    def deliver(self, path: str, sound: bytes) -> bytes:
        with self.served.connect() as client:
            client.sendall(self.begin(path, len(sound)) + sound)
            return answer(client)


def path_in(said_back: bytes) -> str:
    _head, _line, known = said_back.partition(b"\r\n\r\n")
    return f"/api/recordings/{json.loads(known)['id']}/audio"


def status_of(said_back: bytes) -> int:
    return int(said_back.split(b" ", 2)[1])


@pytest.fixture
def served(exchange: Exchange, tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as served:
        yield served


def test_slow_endless_and_broken_clients_and_a_process_that_is_killed(
    exchange: Exchange, served: Served
) -> None:
    """One process for all: starting it is most of the cost."""
    telephony = Telephony(served, exchange.token)
    sound = speech(SECONDS)
    # A call comes in, and nothing but ciphertext lies in the store.
    path = telephony.announce()
    assert telephony.deliver(path, sound).startswith(b"HTTP/1.1 201"), served.log()
    (file,) = served.files()
    assert sound[1000:1100] not in file.read_bytes()
    at_rest = served.memory()
    stalled_clients_are_cut_off_and_delay_nobody(telephony, sound)
    what_never_ends_is_refused_or_cut_off(telephony, sound)
    half_a_call_is_nothing(telephony, sound)
    assert served.count("recordings_recordingkey") == 2
    assert len(served.files()) == 2
    the_same_call_from_several_sides_is_one_call(telephony, sound)
    assert served.count("recordings_recordingkey") == 3
    assert len(served.files()) == 3
    # A megabyte a thread at the most, whatever came in.
    assert served.memory() - at_rest < 96 * 1024 * 1024
    a_process_that_is_killed_leaves_nothing_readable(telephony, sound)
    assert "Traceback" not in served.log()
    for leftover in served.folder.rglob("*"):
        if leftover.is_file():
            assert sound[1000:1100] not in leftover.read_bytes(), leftover


def stalled_clients_are_cut_off_and_delay_nobody(telephony: Telephony, sound: bytes) -> None:
    """Fifty that stop half-way, and ten that never finish their headers."""
    served, path = telephony.served, telephony.announce()
    stalled = [served.connect() for _ in range(60)]
    for number, client in enumerate(stalled):
        head = telephony.begin(path, len(sound))
        client.sendall(head + sound[:5000] if number < 50 else head[:-4])
    began = time.monotonic()
    other = telephony.announce()
    assert telephony.deliver(other, sound).startswith(b"HTTP/1.1 201")
    for number, client in enumerate(stalled):
        with client:
            said = answer(client)
            assert said.startswith(b"HTTP/1.1 408") if number < 50 else said == b"", said
    assert time.monotonic() - began < SILENCE + 15


def what_never_ends_is_refused_or_cut_off(telephony: Telephony, sound: bytes) -> None:
    served, path = telephony.served, telephony.announce()
    # Chunked without an end: not a byte of it is read.
    with served.connect() as client:
        chunked = served.head("PUT", path, telephony.token | {"Transfer-Encoding": "chunked"})
        client.sendall(chunked + b"8000\r\n" + sound[:0x8000] + b"\r\n")
        assert answer(client).startswith(b"HTTP/1.1 411")
    # More than can be stored, said so and only on its way.
    with served.connect() as client:
        client.sendall(telephony.begin(path, 10**12) + sound)
        assert answer(client).startswith(b"HTTP/1.1 413")
    # A byte now and then.
    with served.connect() as client:
        client.sendall(telephony.begin(path, len(sound)) + sound[:100])
        said, began = drip(client, sound)
        assert said.startswith(b"HTTP/1.1 408")
        assert time.monotonic() - began < 20


def drip(client: Any, sound: bytes) -> tuple[bytes, float]:
    """One byte after another until it is answered; the answer, and when it began."""
    began = time.monotonic()
    client.settimeout(SILENCE / 4)
    for number in range(200):
        client.sendall(sound[100 + number : 101 + number])
        try:
            said = client.recv(65_536)
        except TimeoutError:
            continue
        return said, began
    raise AssertionError("It was never cut off.")


def half_a_call_is_nothing(telephony: Telephony, sound: bytes) -> None:
    """The connection breaks, tidily and not."""
    served, path = telephony.served, telephony.announce()
    linger = struct.pack("ii", 1, 0)
    for tidy in (True, False):
        with served.connect() as client:
            client.sendall(telephony.begin(path, len(sound)) + sound[: len(sound) // 2])
            if tidy:
                client.shutdown(1)
                assert answer(client).startswith(b"HTTP/1.1 408")
            else:
                time.sleep(0.2)
                client.setsockopt(1, 13, linger)
    deadline = time.monotonic() + 10
    while len(served.files()) > 2 and time.monotonic() < deadline:
        time.sleep(0.05)


def the_same_call_from_several_sides_is_one_call(telephony: Telephony, sound: bytes) -> None:
    """Twice the same at once, and once with other data or other sound: one is first, and that is what is kept."""
    telephony.number += 1
    said = telephony.call()
    calls = [said, said, said | {"direction": "outbound"}]
    sounds = [sound, sound, speech(SECONDS, "alaw")]
    with ThreadPoolExecutor(max_workers=3) as beside:
        announced = list(beside.map(telephony.say, calls))
        path = next(path_in(one) for one in announced if status_of(one) == 201)
        delivered = list(beside.map(lambda body: telephony.deliver(path, body), sounds))
    for answers in (announced, delivered):
        statuses = [status_of(one) for one in answers]
        # Either the one that is alone in what it says was first, or the two that agree.
        assert sorted(statuses) in ([200, 201, 409], [201, 409, 409]), statuses


def a_process_that_is_killed_leaves_nothing_readable(telephony: Telephony, sound: bytes) -> None:
    """And the same call can be delivered again."""
    served, path = telephony.served, telephony.announce()
    with served.connect() as client:
        client.sendall(telephony.begin(path, len(sound)) + sound[:-1000])
        deadline = time.monotonic() + 10
        while len(served.files()) == 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(served.files()) == 4
        served.kill()
    assert served.count("recordings_recordingkey") == 3
    served.start_again()
    assert telephony.deliver(path, sound).startswith(b"HTTP/1.1 201")
    assert served.count("recordings_recordingkey") == 4
