# SPDX-License-Identifier: EUPL-1.2
"""The sound through its URL: part by part, exactly, to who may hear it, and to nobody from the due moment on."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.test import Client

from recordings import vault
from recordings.listening import listenings_of
from recordings.models import Recording, RecordingKey
from recordings.stores import FolderStore, StoreUnavailable
from tests.signing_in import confirmed_again, confirmed_long_ago

from .exchange import Exchange, sound_of
from .speech import speech
from .test_pages import of, signed_in

pytestmark = pytest.mark.django_db


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def call(exchange: Exchange) -> Recording:
    """Ten seconds, in three chunks."""
    return exchange.stored(speech(10.0), seconds=10.0)


@pytest.fixture
def alice(exchange: Exchange) -> Client:
    return signed_in(exchange.alice)


def test_all_of_it_and_every_part_of_it(call: Recording, alice: Client) -> None:
    whole, url = sound_of(call), of("call_sound", call)
    assert len(whole) > 2 * vault.CHUNK
    response = alice.get(url)
    assert (response.status_code, body(response)) == (200, whole)
    assert response["Content-Type"] == "audio/wav"
    assert response["Cache-Control"] == "no-store, private"
    assert response["Accept-Ranges"] == "bytes"
    for start, end in ((0, 1), (0, len(whole)), (vault.CHUNK - 1, vault.CHUNK + 1), (70_000, 140_000)):
        response = alice.get(url, headers={"Range": f"bytes={start}-{end - 1}"})
        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {start}-{end - 1}/{len(whole)}"
        assert response["Content-Length"] == str(end - start)
        assert body(response) == whole[start:end]
    response = alice.get(url, headers={"Range": f"bytes={len(whole)}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(whole)}")


def test_a_part_of_something_else_is_answered_with_all_of_it(call: Recording, alice: Client) -> None:
    url = of("call_sound", call)
    tag = alice.head(url)["ETag"]
    asked = {"Range": "bytes=5-9"}
    assert alice.get(url, headers=asked | {"If-Range": tag}).status_code == 206
    for other in ('"another"', "Sat, 29 Oct 1994 19:43:31 GMT", f"W/{tag}"):
        assert alice.get(url, headers=asked | {"If-Range": other}).status_code == 200


def test_only_what_is_asked_for_is_fetched(
    call: Recording, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = []
    read = FolderStore.read

    def noting(self: FolderStore, name: str, start: int, length: int) -> bytes:
        fetched.append((start, length))
        return read(self, name, start, length)

    monkeypatch.setattr(FolderStore, "read", noting)
    body(alice.get(of("call_sound", call), headers={"Range": f"bytes={vault.CHUNK}-{vault.CHUNK + 9}"}))
    assert fetched == [(vault.SEALED_CHUNK, vault.SEALED_CHUNK)]


def test_to_ask_how_long_it_is_is_not_to_listen(call: Recording, alice: Client, exchange: Exchange) -> None:
    url = of("call_sound", call)
    response = alice.head(url)
    assert (response.status_code, response["Content-Length"]) == (200, str(call.size))
    assert response.content == b""
    assert not listenings_of(call).exists()
    # Written down before the first byte is given, and once however many parts follow.
    for part in ("0-99", "100-199"):
        alice.get(url, headers={"Range": f"bytes={part}"})
    assert [entry.actor for entry in listenings_of(call)] == [exchange.alice]
    assert alice.post(url).status_code == 405


def test_from_the_due_moment_on_there_is_nothing_of_it(call: Recording, exchange: Exchange) -> None:
    with time_machine.travel(call.destroy_at - datetime.timedelta(microseconds=1), tick=False) as clock:
        alice = signed_in(exchange.alice)
        assert alice.get(of("call", call)).status_code == 200
        response = alice.get(of("call_sound", call))
        assert response.status_code == 200
        pieces = iter(response.streaming_content)
        assert next(pieces)
        # Whoever is still listening hears no more of it.
        clock.move_to(call.destroy_at)
        with pytest.raises(ConnectionResetError):
            next(pieces)
        for name in ("call", "call_sound", "call_flag"):
            assert alice.get(of(name, call)).status_code == 404
        assert of("call", call) not in alice.get("/opnames/").content.decode()
    assert Recording.with_due.filter(pk=call.pk).exists()


def test_without_its_key_it_is_not_there(call: Recording, alice: Client) -> None:
    assert alice.head(of("call_sound", call)).status_code == 200
    RecordingKey.with_due.all().delete()
    assert alice.get(of("call_sound", call)).status_code == 404
    assert alice.get(of("call", call)).status_code == 404


def test_a_file_that_is_gone_and_a_store_that_does_not_answer(
    call: Recording, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(*args: Any) -> bytes:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(FolderStore, "read", no_answer)
        assert alice.get(of("call_sound", call)).status_code == 503
    storages["recordings"].delete(call.file)
    assert alice.get(of("call_sound", call)).status_code == 404
    # Nobody heard anything.
    assert not listenings_of(call).exists()


def test_who_begins_to_listen_confirmed_lately_and_is_not_asked_half_way(
    call: Recording, alice: Client, exchange: Exchange
) -> None:
    """At the door: at the beginning, not at each part that a player asks for; and of this call only."""
    url, other = of("call_sound", call), of("call_sound", exchange.stored())
    confirmed_long_ago(alice)
    assert alice.get(url).headers["Location"].startswith("/account/opnieuw-inloggen/")
    assert alice.head(url).status_code == 302
    assert url not in alice.get(of("call", call)).content.decode()
    assert not listenings_of(call).exists()
    confirmed_again(alice)
    assert url in alice.get(of("call", call)).content.decode()
    assert alice.get(url, headers={"Range": "bytes=0-9"}).status_code == 206
    confirmed_long_ago(alice)
    assert alice.get(url, headers={"Range": "bytes=10-19"}).status_code == 206
    assert alice.get(other).status_code == 302
    # In another session it begins anew; and this one is over when it could have been heard and talked about.
    elsewhere = signed_in(exchange.alice)
    confirmed_long_ago(elsewhere)
    assert elsewhere.get(url).status_code == 302
    session = alice.session
    session["recordings.begun"] = {key: until - 4000 for key, until in session["recordings.begun"].items()}
    session.save()
    assert alice.get(url).status_code == 302
