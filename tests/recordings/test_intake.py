# SPDX-License-Identifier: EUPL-1.2
"""Calls come in: announced, then their sound; what is accepted, what is refused, and what is left of either."""

import io

import pytest

from recordings.intake import store_audio
from recordings.models import State

from .exchange import Exchange, sound_of
from .speech import FORMATS, heard, speech


@pytest.mark.django_db
@pytest.mark.parametrize("kind", FORMATS)
def test_every_accepted_format_is_stored_and_can_be_played(exchange: Exchange, kind: str) -> None:
    sound = speech(3.0, kind)
    recording = exchange.announced(seconds=3)
    row, new = store_audio(recording, io.BytesIO(sound), "audio/wav")
    assert new
    assert row.state == State.STORED
    played = sound_of(row)
    # What a browser cannot play was made a wave file; the rest is as it came.
    assert (played == sound) is (kind not in ("gsm", "adpcm"))
    assert abs(len(heard(played)) / 8_000 - 3) < 0.1
    again, new = store_audio(recording, io.BytesIO(sound), "audio/wav")
    assert not new
    assert again.file == row.file
