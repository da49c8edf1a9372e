# SPDX-License-Identifier: EUPL-1.2
"""A call whose file lies in a real object store, played in Chromium: each part is fetched from there and decrypted."""

from typing import Any

import pytest

from tests.browser.conftest import DESK
from tests.browser.test_recordings import at, play, until
from tests.object_store import ObjectStore
from tests.recordings.exchange import Exchange
from tests.recordings.speech import speech
from tests.recordings.test_store_s3 import listed, use
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.s3]
SECONDS = 60.0


def test_a_call_from_the_object_store_plays_and_seeks(
    town: World, visitor: Any, settings: Any, s3: ObjectStore
) -> None:
    bucket = use(settings, s3)
    bucket.bucket.create()
    exchange = Exchange(town)
    call = exchange.stored(speech(SECONDS), seconds=SECONDS)
    assert f"waterrijk/{call.file}" in listed(bucket)
    page = visitor(DESK).sign_in(exchange.alice.email).goto(f"/opnames/{call.pk}/").page
    play(page)
    page.evaluate("document.querySelector('audio').currentTime = 45")
    until(page, "!audio.seeking")
    assert at(page) == pytest.approx(45, abs=0.5)
    page.evaluate("document.querySelector('audio').play()")
    until(page, "audio.currentTime > 45.3")
    bucket.delete(call.file)
