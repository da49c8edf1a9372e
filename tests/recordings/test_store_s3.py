# SPDX-License-Identifier: EUPL-1.2
"""An object store that is really there, where GIR_TEST_S3 names one (as GIR_RECORDINGS would, with an empty bucket of
its own, and GIR_TEST_S3_ACCESS_KEY and GIR_TEST_S3_SECRET_KEY): what the vault asks of it, and what it answers when it
is away."""

import contextlib
import datetime
import io
import os
import tracemalloc
import uuid
from typing import Any

import pytest
from django.utils import timezone

from gir.recording_store import recording_store
from recordings import vault
from recordings.models import Recording
from recordings.stores import StoreUnavailable, store
from recordings.vault import CHUNK, Damaged, Opened
from retention import engine, files, stray_files

from .exchange import Exchange, sound_of
from .speech import speech
from .test_vault import plain

PLACE = os.environ.get("GIR_TEST_S3", "")
ACCESS_KEY, SECRET_KEY = (os.environ.get(f"GIR_TEST_S3_{name}_KEY", "") for name in ("ACCESS", "SECRET"))
ID, HOUR = uuid.uuid4(), datetime.timedelta(hours=1)
pytestmark = pytest.mark.skipif(not PLACE, reason="GIR_TEST_S3 names no object store")


def use(settings: Any, place: str = PLACE, secret_key: str = SECRET_KEY) -> Any:
    here = recording_store(place, ACCESS_KEY, secret_key)
    settings.STORAGES = settings.STORAGES | {"recordings": here}
    return store()


@pytest.fixture
def bucket(settings: Any) -> Any:
    place = use(settings)
    with contextlib.suppress(place.bucket.meta.client.exceptions.BucketAlreadyOwnedByYou):
        place.bucket.create()
    return place


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
def test_a_call_comes_is_played_and_goes(bucket: Any, exchange: Exchange) -> None:
    call = exchange.stored()
    assert sound_of(call) == speech()
    with bucket.open(call.file) as file:
        assert speech()[1000:1100] not in file.read()
    # The store judges a request by its clock: the call's moment comes to us.
    Recording.objects.filter(pk=call.pk).update(destroy_at=timezone.now())
    engine.destroy_due()
    assert bucket.exists(call.file)
    assert files.remove_files() == 1
    assert not bucket.exists(call.file)
    stray_files.sweep()


def test_what_never_ended_is_dropped(bucket: Any) -> None:
    client, half = bucket.bucket.meta.client, bucket._normalize_name("half")
    upload = client.create_multipart_upload(Bucket=bucket.bucket_name, Key=half)["UploadId"]
    client.upload_part(Bucket=bucket.bucket_name, Key=half, UploadId=upload, PartNumber=1, Body=b"ciphertext")
    assert bucket.drop_unfinished(timezone.now() - HOUR) == 0
    assert bucket.drop_unfinished(timezone.now() + HOUR) == 1
    assert bucket.drop_unfinished(timezone.now() + HOUR) == 0


@pytest.mark.parametrize("how", ["nobody listens", "wrong secret"])
def test_a_store_that_is_away_is_said_so(settings: Any, how: str) -> None:
    if how == "wrong secret":
        use(settings, secret_key="other")
    else:
        use(settings, "s3://calls?endpoint=http://127.0.0.1:9&region=us-east-1")
    for act in (
        lambda: vault.write("ab/c", vault.new_key(), ID, io.BytesIO(b"geluid")),
        lambda: Opened("ab/c", vault.new_key(), ID, 6).read(1),
        lambda: vault.remove("ab/c"),
    ):
        with pytest.raises(StoreUnavailable):
            act()
