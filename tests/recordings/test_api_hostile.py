# SPDX-License-Identifier: EUPL-1.2
"""Five hundred hostile uploads and more: each a clear 4xx, and nothing of any is kept."""

import datetime
import io
import resource
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from recordings.models import DailyCount, Recording, RecordingKey, State

from .caller import Caller
from .exchange import Exchange
from .hostile import SECONDS, uploads
from .speech import speech

UPLOADS = 504
TRICKS = [
    "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "a" * 4000, "-1", "1", "*", "' OR 1=1 --", "null", "{id}",
    "00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000", "é", "%ff%fe", ".", "..",
]  # fmt: skip


def files() -> set[Path]:
    return {path for path in Path(storages["recordings"].location).rglob("*") if path.is_file()}


@pytest.mark.django_db
def test_hostile_sound_is_refused_and_nothing_of_it_kept(
    exchange: Exchange, intake: None, settings: Any
) -> None:
    settings.INTAKE_PER_MINUTE = 10_000
    caller, before = Caller(exchange.token), files()
    ended = timezone.now() - datetime.timedelta(minutes=1)
    began = ended - datetime.timedelta(seconds=SECONDS)
    pk = caller.announced(started_at=began.isoformat(), ended_at=ended.isoformat())
    codes, wrong = Counter[str](), []
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for upload in uploads(UPLOADS):
        length = len(upload.body) if upload.announced is None else upload.announced
        # Django's own stand-in for a socket minds reading past the end.
        extra = {"CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(upload.body)}
        response = caller.deliver(pk, upload.body, upload.kind, **extra)
        code = response.json().get("code", "")
        codes[code] += 1
        if response.status_code not in (408, 413, 415, 422) or not response.json().get("detail"):
            wrong.append((upload.name, response.status_code, response.content[:200]))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - largest
    assert not wrong, wrong
    assert {"not_audio", "shape", "wrong_length", "too_large", "media_type"} <= codes.keys(), codes
    # In kilobytes, and of everything that runs here.
    assert grown < 64 * 1024
    assert Recording.with_due.get().state == State.ANNOUNCED
    assert not RecordingKey.with_due.exists()
    assert files() == before
    assert DailyCount.objects.get().received == 0
    # After all that its own sound is welcome.
    assert caller.deliver(pk, speech(SECONDS)).status_code == 201


@pytest.mark.django_db
def test_tricks_in_ids_find_nothing(exchange: Exchange, intake: None) -> None:
    caller, before = Caller(exchange.token), files()
    for trick in TRICKS:
        for text in (trick, quote(trick, safe="")):
            assert caller.deliver(text).status_code in (404, 405), text
        response = caller.announce(external_id=trick)
        # A call's own number is only ever compared.
        assert response.status_code in (201, 422), trick
    assert not RecordingKey.with_due.exists()
    assert files() == before
