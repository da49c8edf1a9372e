# SPDX-License-Identifier: EUPL-1.2
"""An object store that is really there: what the vault asks of it, and what it answers when it is away."""

import contextlib
import datetime
import io
import tracemalloc
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gir.recording_store import recording_store
from recordings import vault
from recordings.models import Recording, RecordingKey
from recordings.ownership import MARKER
from recordings.stores import StoreUnavailable, store
from recordings.vault import CHUNK, Damaged, Opened
from retention import engine, files, stray_files
from tests.object_store import REGION, ObjectStore

from .caller import Caller
from .exchange import Exchange, sound_of
from .speech import FORMATS, RATE, RECORDED, heard, recorded, speech, written
from .test_folder import Inbox, json_of, refusals
from .test_vault import plain

ID, HOUR = uuid.uuid4(), datetime.timedelta(hours=1)
pytestmark = pytest.mark.s3


def use(settings: Any, s3: ObjectStore, *, endpoint: str = "", secret_key: str = "") -> Any:
    place = f"s3://gesprekken/waterrijk?endpoint={endpoint or s3.endpoint}&region={REGION}"
    here = recording_store(place, s3.access_key, secret_key or s3.secret_key)
    settings.STORAGES = settings.STORAGES | {"recordings": here}
    return store()


@pytest.fixture
def bucket(settings: Any, s3: ObjectStore) -> Any:
    place = use(settings, s3)
    with contextlib.suppress(place.bucket.meta.client.exceptions.BucketAlreadyOwnedByYou):
        place.bucket.create()
    return place


def listed(bucket: Any) -> list[str]:
    """Everything in the bucket, wherever in it, but for the mark that says whose it is."""
    return [found.key for found in bucket.bucket.objects.all() if not found.key.endswith(f"/{MARKER}")]


@pytest.mark.parametrize("size", [1, 3 * CHUNK, 20 * 1024 * 1024 + 5])
def test_what_was_written_is_what_is_read(bucket: Any, size: int) -> None:
    data, name, key = plain(size), vault.new_name(), vault.new_key()
    tracemalloc.start()
    assert vault.write(name, key, ID, io.BytesIO(data)) == size
    # Parts of eight megabytes, one at a time.
    assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    tracemalloc.stop()
    middle = size // 2
    assert Opened(name, key, ID, size).read_range(middle, middle + 9) == data[middle : middle + 9]
    assert Opened(name, key, ID, size).readall() == data
    for _turn in range(2):
        vault.remove(name)
    assert not bucket.exists(name)
    with pytest.raises(Damaged):
        Opened(name, key, ID, size).read(1)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pcm", "gsm", "opus"])
def test_a_call_comes_is_played_and_goes(bucket: Any, exchange: Exchange, kind: str) -> None:
    sound = speech(60.0, kind)
    call = exchange.stored(sound, seconds=60)
    whole = sound_of(call)
    assert (whole == sound) is (kind != "gsm")
    middle = call.size // 2
    assert b"".join(vault.pieces(call, middle, middle + 1000)) == whole[middle : middle + 1000]
    # What came in before it was made a wave file is gone already.
    assert listed(bucket) == [f"waterrijk/{call.file}"]
    with bucket.open(call.file) as file:
        assert whole[middle : middle + 100] not in file.read()
    # The store judges a request by its clock: the call's moment comes to us.
    Recording.objects.filter(pk=call.pk).update(destroy_at=timezone.now())
    engine.destroy_due()
    assert listed(bucket) == [f"waterrijk/{call.file}"]
    assert files.remove_files() == 1
    stray_files.sweep()
    assert listed(bucket) == []


@pytest.mark.django_db
@pytest.mark.skipif(not RECORDED.is_dir(), reason="needs asterisk-core-sounds-en-wav, -gsm and -g722")
def test_real_speech_in_every_format_by_api_and_folder(
    bucket: Any, exchange: Exchange, intake: None, settings: Any, tmp_path: Path
) -> None:
    settings.RECORDINGS_INBOX = str(tmp_path)
    caller, inbox, frames = Caller(exchange.token), Inbox(tmp_path, exchange), heard(recorded())
    length = datetime.timedelta(seconds=len(frames) / RATE)
    ended = timezone.now() - datetime.timedelta(minutes=1)
    moments = {"started_at": ended - length, "ended_at": ended}
    said = {name: moment.isoformat() for name, moment in moments.items()}
    sounds = {kind: written(frames, RATE, *FORMATS[kind]) for kind in FORMATS}
    for kind, sound in sounds.items():
        pk = caller.announced(external_id=f"api {kind}", **said)
        assert caller.deliver(pk, sound, "application/octet-stream").status_code == 201, kind
        inbox.call(kind, sound, external_id=f"folder {kind}", **moments)
    # A file without a header is no more than bytes, whatever it is called.
    headerless = ("gsm", "g722")
    for kind in headerless:
        pk = caller.announced(external_id=f"api headerless {kind}", **said)
        refused = caller.deliver(pk, recorded(kind), "application/octet-stream")
        assert (refused.status_code, refused.json()["code"]) == (422, "not_audio")
        facts = exchange.facts(external_id=f"folder headerless {kind}", **moments)
        inbox.put(f"call.{kind}", recorded(kind))
        inbox.put(f"call.{kind}.json", json_of(facts))
    assert inbox.look() == len(sounds)
    assert inbox.left == []
    ways = ("api", "folder")
    assert refusals() == sorted(
        ("not_audio", f"{way} headerless {kind}") for way in ways for kind in headerless
    )

    calls = {call.external_id: call for call in Recording.objects.exclude(file="")}
    assert calls.keys() == {f"{way} {kind}" for way in ways for kind in sounds}
    assert set(listed(bucket)) == {f"waterrijk/{call.file}" for call in calls.values()}
    for name, call in calls.items():
        whole, middle = sound_of(call), call.size // 2
        assert (heard(whole) == heard(sounds[name.split()[1]])).all(), name
        assert b"".join(vault.pieces(call, middle, middle + 1000)) == whole[middle : middle + 1000]

    Recording.objects.update(destroy_at=timezone.now())
    engine.destroy_due()
    assert not RecordingKey.with_due.exists()
    assert files.remove_files() == len(calls)
    assert listed(bucket) == []


def test_what_never_ended_is_dropped(bucket: Any) -> None:
    client, half = bucket.bucket.meta.client, bucket._normalize_name("half")
    upload = client.create_multipart_upload(Bucket=bucket.bucket_name, Key=half)["UploadId"]
    client.upload_part(Bucket=bucket.bucket_name, Key=half, UploadId=upload, PartNumber=1, Body=b"ciphertext")
    assert bucket.drop_unfinished(timezone.now() - HOUR) == 0
    assert bucket.drop_unfinished(timezone.now() + HOUR) == 1
    assert bucket.drop_unfinished(timezone.now() + HOUR) == 0


@pytest.mark.parametrize("how", ["nobody listens", "wrong secret"])
def test_a_store_that_is_away_is_said_so(settings: Any, s3: ObjectStore, how: str) -> None:
    if how == "wrong secret":
        use(settings, s3, secret_key="other")  # noqa: S106
    else:
        use(settings, s3, endpoint="http://127.0.0.1:9")
    for act in (
        lambda: vault.write("ab/c", vault.new_key(), ID, io.BytesIO(b"geluid")),
        lambda: Opened("ab/c", vault.new_key(), ID, 6).read(1),
        lambda: vault.remove("ab/c"),
    ):
        with pytest.raises(StoreUnavailable):
            act()
