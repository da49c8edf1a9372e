# SPDX-License-Identifier: EUPL-1.2
"""Two people on the telephone, made from numbers: for the demo and for trying out the intake. Nobody's voice."""

import io
from collections.abc import Iterator
from typing import Any

import numpy
import soundfile

RATE = 8000
# The first three formants of some vowels, in hertz, and how strong each is.
VOWELS = (
    (730, 1090, 2440),
    (270, 2290, 3010),
    (300, 870, 2240),
    (530, 1840, 2480),
    (570, 840, 2410),
    (440, 1020, 2240),
)
STRENGTHS, WIDTHS = (1.0, 0.5, 0.25), (90.0, 110.0, 170.0)
# How high each of the two speaks, in hertz.
VOICES = (112.0, 196.0)


def conversation(seconds: float, seed: int = 1) -> Any:
    """So many seconds of two people who take turns: 8,000 samples of 16 bits a second. The same for the same seed."""
    chance = numpy.random.default_rng(seed)
    wanted, parts, length = int(seconds * RATE), list[Any](), 0
    for part in _turns(chance):
        parts.append(part)
        length += len(part)
        if length >= wanted:
            break
    sound = numpy.concatenate(parts)[:wanted]
    # The line itself is never wholly silent.
    sound += chance.normal(0, 0.003, wanted)
    return (numpy.clip(sound, -1, 1) * 26_000).astype("int16")


def as_wave(samples: Any) -> bytes:
    """The samples as a wave file of A-law, as a telephone exchange records."""
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="WAV", subtype="ALAW")
    return file.getvalue()


def _turns(chance: Any) -> Iterator[Any]:
    speaker = 0
    while True:
        for _sentence in range(chance.integers(1, 4)):
            yield from _sentence_of(VOICES[speaker], chance)
            yield numpy.zeros(int(chance.uniform(0.25, 0.7) * RATE))
        speaker = 1 - speaker


def _sentence_of(voice: float, chance: Any) -> Iterator[Any]:
    """Syllables whose pitch falls towards the end."""
    syllables = int(chance.integers(5, 14))
    for number in range(syllables):
        pitch = voice * (1.15 - 0.3 * number / syllables + chance.normal(0, 0.04))
        if chance.random() < 0.6:
            yield _consonant(chance)
        yield _vowel(pitch, VOWELS[chance.integers(len(VOWELS))], chance)
        if chance.random() < 0.25:
            yield numpy.zeros(int(chance.uniform(0.02, 0.08) * RATE))


def _vowel(pitch: float, formants: tuple[int, ...], chance: Any) -> Any:
    """Overtones of the pitch, strongest near the formants, swelling and fading."""
    at = numpy.arange(int(chance.uniform(0.09, 0.24) * RATE)) / RATE
    overtones = pitch * numpy.arange(1, int(3400 / pitch) + 1)
    strengths = sum(
        strength / (1 + ((overtones - formant) / width) ** 2)
        for formant, strength, width in zip(formants, STRENGTHS, WIDTHS, strict=True)
    )
    glide = at * (1 - 0.08 * at / at[-1])
    waves = numpy.sin(2 * numpy.pi * numpy.outer(overtones, glide))
    swell = numpy.sin(numpy.pi * numpy.linspace(0, 1, len(at))) ** 0.5
    return 0.32 * swell * (strengths @ waves)


def _consonant(chance: Any) -> Any:
    """A breath of noise in the upper half of what a telephone carries."""
    count = int(chance.uniform(0.03, 0.09) * RATE)
    spectrum = numpy.fft.rfft(chance.normal(0, 1, count))
    pitch = numpy.fft.rfftfreq(count, 1 / RATE)
    spectrum[(pitch < 1500) | (pitch > 3400)] = 0
    return 0.06 * numpy.hanning(count) * numpy.fft.irfft(spectrum, count)
