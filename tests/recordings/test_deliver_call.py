# SPDX-License-Identifier: EUPL-1.2
"""The command that plays the telephony system, and the speech that it makes up."""

import io
from typing import Any

import numpy
import pytest
import soundfile
from django.core.management import CommandError, call_command
from pytest_django.live_server_helper import LiveServer

from gir.middleware import MethodsMiddleware
from recordings.made_speech import as_wave, conversation
from recordings.models import Recording, State

from .exchange import Exchange, sound_of


def test_made_speech_is_as_long_as_asked_and_neither_silent_nor_shrill() -> None:
    samples = conversation(20, seed=3)
    assert len(samples) == 160_000
    assert (samples == conversation(20, seed=3)).all()
    assert not (samples == conversation(20, seed=4)).all()
    loud = numpy.abs(samples.reshape(-1, 800).astype(int)).max(axis=1)
    # Speech and the pauses between.
    assert 0.4 < (loud > 2000).mean() < 0.98
    assert abs(int(samples.max())) < 32_767
    info = soundfile.info(io.BytesIO(as_wave(samples)))
    assert (info.duration, info.subtype) == (20.0, "ALAW")


@pytest.mark.django_db(transaction=True)
def test_a_call_is_delivered_by_command(
    exchange: Exchange, intake: None, live_server: LiveServer, capsys: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    # The live server started with the middleware of the pages, which know no PUT.
    monkeypatch.setattr(MethodsMiddleware, "allowed", (*MethodsMiddleware.allowed, "PUT"))
    common = {"employee": "4501", "url": live_server.url}
    call_command("deliver_call", token=exchange.token, **common)
    row = Recording.objects.get()
    assert (row.state, row.employee) == (State.STORED, exchange.alice)
    assert str(row.pk) in capsys.readouterr().out
    assert len(sound_of(row)) > 20 * 8000
    recorded = tmp_path / "call.flac"
    soundfile.write(recorded, conversation(6), 8000)
    call_command("deliver_call", token=exchange.token, file=recorded, **common)
    assert Recording.objects.filter(media_type="audio/flac").exists()
    for token, employee, said in (("wrong", "4501", "401"), (exchange.token, "nobody", "422")):
        with pytest.raises(CommandError, match=said):
            call_command("deliver_call", token=token, employee=employee, url=live_server.url)
    with pytest.raises(CommandError, match="does not answer"):
        call_command("deliver_call", token="x", employee="x", url="http://127.0.0.1:1")
