# SPDX-License-Identifier: EUPL-1.2
"""What is in a file that should be a call: judged by reading all of it, and never by its name.

The sound is read through the vault, block by block, so that no plain byte of it stands in a file and a two-hour call
takes no more memory than a short one. What Chromium cannot play, and what has pauses to silence, becomes a wave file
on the way to a second file in the vault.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
import soundfile

from .refusals import Refused
from .stores import StoreUnavailable
from .vault import CHUNK, READ_AHEAD, Damaged, Opened

WAVE, MP3, OPUS, FLAC = "audio/wav", "audio/mpeg", "audio/ogg", "audio/flac"
PCM = frozenset({"PCM_U8", "PCM_16", "PCM_24", "PCM_32"})
# What is accepted, by container and coding.
ACCEPTED = {
    "WAV": PCM | {"ALAW", "ULAW", "GSM610", "IMA_ADPCM"},
    "WAVEX": PCM | {"ALAW", "ULAW"},
    "MP3": frozenset({"MPEG_LAYER_III"}),
    "OGG": frozenset({"OPUS"}),
    "FLAC": frozenset({"PCM_S8", "PCM_16", "PCM_24"}),
}
MEDIA_TYPES = {"WAV": WAVE, "WAVEX": WAVE, "MP3": MP3, "OGG": OPUS, "FLAC": FLAC}
NOT_PLAYED_BY_BROWSERS = frozenset({"GSM610", "IMA_ADPCM"})

CHANNELS_MAX = 2
RATES = range(4_000, 48_001)
BLOCK = 131_072
PAGE = READ_AHEAD * CHUNK
BARS = 200
# Beyond both of these the sound is not of this call.
TOLERANCE_SECONDS, TOLERANCE_SHARE = 5.0, 0.02
# More bytes than this per second is no telephone call; and a little for what stands around the sound.
BYTES_PER_SECOND_MAX, BYTES_AROUND = 48_000 * 2 * 4, 1024 * 1024

DECLARED = frozenset(
    {
        "",
        "application/octet-stream",
        "application/ogg",
        "audio/wav",
        "audio/wave",
        "audio/x-wav",
        "audio/vnd.wave",
        "audio/mpeg",
        "audio/mp3",
        "audio/ogg",
        "audio/opus",
        "audio/flac",
        "audio/x-flac",
    }
)


@dataclass(frozen=True)
class Sound:
    """What a file turned out to hold, when all of it was read."""

    media_type: str
    coding: str
    rate: int
    channels: int
    frames: int
    peaks: bytes

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    @property
    def is_played_by_browsers(self) -> bool:
        return self.coding not in NOT_PLAYED_BY_BROWSERS


def check_declared(content_type: str) -> None:
    """Raises Refused for a Content-Type that is no sound, before a byte is read."""
    if content_type.partition(";")[0].strip().lower() not in DECLARED:
        raise Refused("media_type")


def check_beginning(head: bytes) -> None:
    """Raises Refused when a file does not begin as any kind that is accepted, so that the rest need not come in."""
    wave = head[:4] == b"RIFF" and head[8:12] == b"WAVE"
    if not (wave or head.startswith((b"fLaC", b"OggS")) or _begins_as_mp3(head)):
        raise Refused("not_audio")


def may_differ(length: float) -> float:
    """By how many seconds the sound may be longer or shorter than a call of this length (seconds)."""
    return max(TOLERANCE_SECONDS, TOLERANCE_SHARE * length)


def inspect(opened: Opened, length: float) -> Sound:
    """Read all of it. Raises Refused for what is no sound, or not of a call of this length (seconds); and what
    reading the vault raises."""
    if opened.size > length * BYTES_PER_SECOND_MAX + BYTES_AROUND:
        raise Refused("too_large")
    with _reading(opened) as reading:
        longest = int((length + may_differ(length)) * reading.rate)
        peaks, frames = Peaks(reading.rate), 0
        for block in reading.blocks():
            frames += len(block)
            if frames > longest:
                # Not read on: a small file can hold days of silence.
                raise Refused("wrong_length")
            peaks.add(block)
        sound = Sound(
            media_type=MEDIA_TYPES[reading.container],
            coding=reading.coding,
            rate=reading.rate,
            channels=reading.channels,
            frames=frames,
            peaks=peaks.bars(),
        )
        read = reading.bytes_read
    # A header can say that the sound ends halfway the file: what lies behind it was not judged, and would be kept.
    behind = sound.seconds * (opened.size - read) / max(read, 1)
    if not frames or behind > may_differ(length) or abs(sound.seconds - length) > may_differ(length):
        raise Refused("wrong_length")
    return sound


class AsWave:
    """The same sound as a wave file of 16 bits, made while it is read; silent from and to the seconds of `pauses`.

    `peaks` are those of what was written, once all was read.
    """

    def __init__(self, opened: Opened, sound: Sound, pauses: Sequence[tuple[float, float]]) -> None:
        self._sound = sound
        self._silent = [(int(start * sound.rate), int(end * sound.rate)) for start, end in pauses]
        self._peaks = Peaks(sound.rate)
        self._parts = self._written(opened)
        self._rest = b""

    @property
    def peaks(self) -> bytes:
        return self._peaks.bars()

    def read(self, size: int, /) -> bytes:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = part
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def _written(self, opened: Opened) -> Iterator[bytes]:
        sound, at = self._sound, 0
        yield wave_header(sound.rate, sound.channels, sound.frames)
        with _reading(opened) as reading:
            for block in reading.blocks():
                self._silence(block, at)
                at += len(block)
                self._peaks.add(block)
                yield block.astype("<i2", copy=False).tobytes()
        if at != sound.frames:
            raise Refused("not_audio")

    def _silence(self, block: Any, at: int) -> None:
        for start, end in self._silent:
            block[max(0, start - at) : max(0, end - at)] = 0


def wave_header(rate: int, channels: int, frames: int) -> bytes:
    """How a wave file of 16 bits with so many frames begins."""
    size = frames * channels * 2
    around = 36
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        around + size,
        b"WAVE",
        b"fmt ",
        16,
        1,
        channels,
        rate,
        rate * channels * 2,
        channels * 2,
        16,
        b"data",
        size,
    )


@dataclass
class Peaks:
    """How loud the sound is, in tenths of seconds and in the end in bars."""

    rate: int
    _tenths: list[int] = field(default_factory=list)
    _rest: Any = None

    def add(self, block: Any) -> None:
        if self._rest is not None:
            block = numpy.concatenate([self._rest, block])
        step = self.rate // 10
        tenths = len(block) // step
        if tenths:
            self._tenths += _loudest(block[: tenths * step].reshape(tenths, -1))
        self._rest = block[tenths * step :]

    def bars(self) -> bytes:
        """The loudest of each of 200 parts, from 0 to 255; fewer where the sound has fewer tenths of seconds."""
        tenths = list(self._tenths)
        if self._rest is not None and len(self._rest):
            tenths += _loudest(self._rest.reshape(1, -1))
        count = min(BARS, len(tenths))
        edges = [len(tenths) * bar // count for bar in range(count + 1)] if count else []
        return bytes(
            min(255, max(tenths[start:end]) >> 7) for start, end in zip(edges, edges[1:], strict=False)
        )


def _loudest(rows: Any) -> list[int]:
    """The farthest from silence in each row. Not by `abs`, which takes longer and leaves the lowest sample negative."""
    highest, lowest = rows.max(axis=1).astype(numpy.int32), rows.min(axis=1).astype(numpy.int32)
    return list(numpy.maximum(highest, -lowest).tolist())


class _reading:
    """A file opened by the library that decodes it. Raises Refused for what it cannot read, or may not be."""

    def __init__(self, opened: Opened) -> None:
        self._file = _ForTheLibrary(opened)

    def __enter__(self) -> "_reading":
        try:
            self._sound = soundfile.SoundFile(self._file)
        except (soundfile.LibsndfileError, ValueError, TypeError, RuntimeError) as error:
            self._file.check()
            raise Refused("not_audio") from error
        self._file.check()
        self.container, self.coding = self._sound.format, self._sound.subtype
        self.rate, self.channels = self._sound.samplerate, self._sound.channels
        if self.coding not in ACCEPTED.get(self.container, ()):
            self._sound.close()
            raise Refused("not_audio")
        if self.channels > CHANNELS_MAX or self.rate not in RATES:
            self._sound.close()
            raise Refused("shape")
        return self

    def __exit__(self, *error: Any) -> None:
        self._sound.close()

    @property
    def bytes_read(self) -> int:
        """How far into the file the library has come."""
        return self._file.tell()

    def blocks(self) -> Iterator[Any]:
        """All of it as 16-bit frames, so many at a time that memory stays flat."""
        while True:
            try:
                block = self._sound.read(BLOCK, dtype="int16", always_2d=True)
            except soundfile.LibsndfileError as error:
                self._file.check()
                raise Refused("not_audio") from error
            self._file.check()
            if not len(block):
                return
            yield block


class _ForTheLibrary:
    """What the library, which is written in C, reads from. An exception cannot pass through it: it is kept, the file
    seems to end there, and `check` raises it.

    Some codings are read in frames of 65 bytes, so what was opened last stays at hand.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened, self._size = opened, opened.size
        self._at = 0
        self._page, self._page_at = b"", 0
        self._error: Exception | None = None

    def check(self) -> None:
        if self._error is not None:
            raise self._error

    def readinto(self, buffer: Any) -> int:
        wanted, count = len(buffer), 0
        while count < wanted and (part := self._part(wanted - count)):
            buffer[count : count + len(part)] = part
            self._at += len(part)
            count += len(part)
        return count

    def read(self, size: int = -1) -> bytes:
        buffer = bytearray(self._size if size < 0 else size)
        return bytes(buffer[: self.readinto(buffer)])

    def write(self, data: bytes) -> int:
        return 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, (0, self._at, self._size)[whence] + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def _part(self, size: int) -> bytes:
        """At most so many bytes from where we are; none at the end."""
        offset = self._at - self._page_at
        if not 0 <= offset < len(self._page):
            self._page_at, offset = self._at // CHUNK * CHUNK, self._at % CHUNK
            try:
                self._page = self._opened.read_range(self._page_at, self._page_at + PAGE)
            except (Damaged, StoreUnavailable) as error:
                self._error, self._page = error, b""
        return self._page[offset : offset + size]


# Bits per second of MPEG layer III in thousands, by what the header says: version 1, and versions 2 and 2.5.
_BIT_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MPEG_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _begins_as_mp3(head: bytes) -> bool:
    """A tag, or two frames of MPEG layer III after one another: one alone is found in any noise."""
    if head.startswith(b"ID3"):
        return True
    length = _frame_length(head[:4])
    return bool(length) and bool(_frame_length(head[length : length + 4]))


def _frame_length(header: bytes) -> int:
    """How long the frame is that begins so, in bytes; 0 when this is no frame of layer III."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, bits, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return 0
    per_frame = 144_000 if version == 3 else 72_000
    return per_frame * _BIT_RATES[version == 3][bits] // _MPEG_RATES[version][rate] + (header[2] >> 1 & 1)
