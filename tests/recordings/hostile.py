# SPDX-License-Identifier: EUPL-1.2
"""More than five hundred uploads that mean no good, no two alike, made the same every time."""

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .speech import FORMATS, speech

# Long enough for what is too short to differ by more than the five seconds that are forgiven.
SECONDS = 12.0


@dataclass(frozen=True)
class Upload:
    """What is sent as the sound of a call of twelve seconds. `announced` lies about its length."""

    name: str
    body: bytes
    kind: str = "audio/wav"
    announced: int | None = None


def wave_header(**lies: int) -> bytes:
    """The beginning of a wave file of three seconds, but for what is said otherwise."""
    said = {
        "riff": 48_036, "fmt": 16, "coding": 1, "channels": 1, "rate": 8000, "second": 16_000, "align": 2, "bits": 16,
        "data": 48_000,
    } | lies  # fmt: skip
    order = ("riff", "fmt", "coding", "channels", "rate", "second", "align", "bits", "data")
    riff, fmt, coding, channels, rate, second, align, bits, data = (said[name] for name in order)
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", riff, b"WAVE", b"fmt ", fmt, coding, channels, rate, second, align, bits, b"data", data,
    )  # fmt: skip


def truncated(chance: random.Random) -> Upload:
    """A file that ends too early, of every format."""
    kind = chance.choice(list(FORMATS))
    whole = speech(SECONDS * 4, kind)
    return Upload(f"truncated {kind}", whole[: chance.randrange(1, len(whole) // 12)])


def announced_longer(chance: random.Random) -> Upload:
    whole = speech(SECONDS)
    return Upload("fewer bytes than announced", whole, announced=len(whole) + chance.randrange(1, 100_000))


def announced_shorter(chance: random.Random) -> Upload:
    """What follows the announced end is not read; what is left is half a call, of another length."""
    whole = speech(SECONDS * 4)
    return Upload("more bytes than announced", whole, announced=chance.randrange(1, 1000))


def lying_header(chance: random.Random) -> Upload:
    field = chance.choice(["coding", "channels", "rate", "align", "bits", "fmt"])
    value = chance.choice([0, 3, 7, 255, 0x7FFF, 0xFFFF, chance.randrange(0x10000)])
    return Upload(f"{field} is {value}", wave_header(**{field: value}) + bytes(300_000))


def bomb_of_rate(chance: random.Random) -> Upload:
    slow, fast = chance.randrange(4000), chance.randrange(48_001, 2**32)
    rate = chance.choice([0, 1, 3999, slow, 48_001, 384_000, 0x7FFFFFFF, 0xFFFFFFFF, fast])
    return Upload(
        f"{rate} samples a second", wave_header(rate=rate, second=rate * 2 % 2**32) + bytes(200_000)
    )


def bomb_of_chunks(chance: random.Random) -> Upload:
    """A chunk that says it is gigabytes, or thousands that say nothing."""
    huge = struct.pack(
        "<4sI", chance.choice([b"LIST", b"fact", b"junk", b"id3 "]), chance.randrange(2**31, 2**32)
    )
    many = struct.pack("<4sI", b"junk", 0) * chance.randrange(1, 5000)
    body = wave_header()[:36] + chance.choice([huge, many]) + bytes(chance.randrange(100))
    return Upload("chunks", body)


def long_silence(chance: random.Random) -> Upload:
    """A small file with more in it than the call was long."""
    kind = chance.choice(["flac", "opus", "mp3", "adpcm"])
    return Upload(f"much longer {kind}", speech(SECONDS * 4, kind) + bytes(chance.randrange(1000)))


def wrong_magic(chance: random.Random) -> Upload:
    magic = chance.choice(
        [
            b"PK\x03\x04", b"\x1f\x8b\x08", b"MZ", b"\x7fELF", b"%PDF-1.7", b"<svg ", b"GIF89a", b"#!AMR\n", b"FORM",
            b"RIFX", b"RF64", b"caff", b".snd", b"\x00\x00\x00 ftypM4A ", b"\x1aE\xdf\xa3", b"RIFF\x00\x00\x00\x00AVI ",
        ]
    )  # fmt: skip
    return Upload("wrong magic", magic + chance.randbytes(chance.randrange(5000)))


def noise(chance: random.Random) -> Upload:
    """A right beginning, and then anything."""
    begin = chance.choice([b"RIFF\xff\xff\xff\xffWAVE", b"fLaC", b"OggS", b"ID3", b"\xff\xfb\x90\x00", b""])
    return Upload("noise", begin + chance.randbytes(chance.randrange(20_000)))


def damaged(chance: random.Random) -> Upload:
    """A real file, of a longer call, whose beginning is changed here and there."""
    body = bytearray(speech(SECONDS * 4, chance.choice(list(FORMATS))))
    for _ in range(chance.randrange(1, 30)):
        body[chance.randrange(200)] = chance.randrange(256)
    return Upload("damaged", bytes(body))


def half_hidden(chance: random.Random) -> Upload:
    """A recording of the right length, and behind the end that its own header names another one."""
    kind = chance.choice(["mp3", "alaw", "pcm"])
    behind = speech(SECONDS * 4, kind)[chance.randrange(1000) :]
    return Upload(f"sound behind a {kind}", speech(SECONDS, kind) + behind)


def wrong_type(chance: random.Random) -> Upload:
    kinds = [
        "text/html",
        "application/zip",
        "multipart/form-data; boundary=x",
        "audio/midi",
        "a" * chance.randrange(5000),
        f"audio/{chance.randrange(1000)}",
        "*/*",
    ]
    return Upload("wrong type", speech(SECONDS), chance.choice(kinds))


def endless(chance: random.Random) -> Upload:
    length = chance.choice([2**31, 2**40, 2**63, 10**30]) + chance.randrange(1000)
    return Upload("endless", speech(SECONDS), announced=length)


KINDS: list[Callable[[random.Random], Upload]] = [
    truncated, announced_longer, announced_shorter, lying_header, bomb_of_rate, bomb_of_chunks, long_silence,
    wrong_magic, noise, damaged, half_hidden, wrong_type, endless,
]  # fmt: skip


def uploads(count: int) -> Iterator[Upload]:
    """So many, every kind in its turn; one that was made before is made anew."""
    chance, made = random.Random(8), set[int]()
    while len(made) < count:
        upload = KINDS[len(made) % len(KINDS)](chance)
        what = hash((upload.body, upload.kind, upload.announced))
        if what not in made:
            made.add(what)
            yield upload
