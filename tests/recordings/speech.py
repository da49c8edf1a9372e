# SPDX-License-Identifier: EUPL-1.2
"""Telephone speech to test with: recorded where Debian's asterisk-core-sounds-en-wav is installed, else made."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy
import soundfile

SOUNDS = Path("/usr/share/asterisk/sounds")
# The first name is a link that Debian's alternatives make, where they do.
RECORDED = next(
    (path for name in ("en", "en_US_f_Allison") if (path := SOUNDS / name).is_dir()), SOUNDS / "en"
)
RATE = 8000
# Container and coding of everything that is accepted, with the ending that such a file has.
FORMATS = {
    "pcm": ("WAV", "PCM_16"),
    "pcm8": ("WAV", "PCM_U8"),
    "pcm24": ("WAV", "PCM_24"),
    "alaw": ("WAV", "ALAW"),
    "ulaw": ("WAV", "ULAW"),
    "gsm": ("WAV", "GSM610"),
    "adpcm": ("WAV", "IMA_ADPCM"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
    "opus": ("OGG", "OPUS"),
    "flac": ("FLAC", "PCM_16"),
}


@lru_cache(maxsize=8)
def samples(seconds: float) -> Any:
    """So many seconds of somebody speaking, 8,000 16-bit samples a second."""
    wanted, parts, length = int(seconds * RATE), list[Any](), 0
    files = sorted(RECORDED.glob("v*.wav")) if RECORDED.is_dir() else []
    for path in files:
        parts.append(soundfile.read(path, dtype="int16")[0])
        length += len(parts[-1])
        if length >= wanted:
            break
    if length < wanted:
        parts.append(_hum(wanted - length))
    return numpy.concatenate(parts)[:wanted]


def _hum(count: int) -> Any:
    """Louder and softer, higher and lower, as speech is."""
    at = numpy.arange(count) / RATE
    loud = 0.5 + 0.5 * numpy.sin(2 * numpy.pi * 2.3 * at)
    pitch = 140 + 40 * numpy.sin(2 * numpy.pi * 0.7 * at)
    return (12000 * loud * numpy.sin(2 * numpy.pi * numpy.cumsum(pitch) / RATE)).astype("int16")


@lru_cache(maxsize=32)
def speech(seconds: float = 3.0, kind: str = "pcm", rate: int = RATE) -> bytes:
    """A file with so many seconds of speech, in one of FORMATS."""
    container, coding = FORMATS[kind]
    return written(samples(seconds), rate, container, coding)


def written(frames: Any, rate: int, container: str, coding: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, frames, rate, format=container, subtype=coding)
    return file.getvalue()


def recorded(kind: str = "wav") -> bytes:
    """Half a minute that somebody spoke for the telephone, as one of the files of Debian's packages: wav, gsm, g722."""
    return (RECORDED / f"demo-congrats.{kind}").read_bytes()


def heard(data: bytes) -> Any:
    """What a file sounds like."""
    return soundfile.read(io.BytesIO(data), dtype="int16")[0]
