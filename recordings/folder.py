# SPDX-License-Identifier: EUPL-1.2
"""The watched folder, for recorders that can only export files: a sub-folder per telephony system, in it a file of
sound and a sidecar of the same name for each call. From elsewhere in it no call is taken, and nothing stays there.

A call is taken when both are there and nobody has touched either for ten seconds. What was taken or refused is deleted
at once; what has no partner within an hour is refused. Names are data, what is no plain file is never opened, and no
link is followed. While the store is away files stay for the next look, and never past their 48 hours.
"""

import fcntl
import logging
import os
import stat
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError

from . import sidecar
from .calls import EXTERNAL_ID_MAX, CallFacts
from .growing import why_not_waited_for
from .intake import find, note_refusal, register_call, store_audio
from .models import State, TelephonySystem
from .refusals import Conflict, Refused
from .stores import StoreUnavailable

log = logging.getLogger(__name__)
# In seconds, on the clock of the folder: since a file changed last, and since the time that it bears itself.
QUIET, PARTNER, TERM = 10, 3600, 48 * 3600
# A look ends after so many seconds, between two calls: other work waits for its turn.
LOOK = 30
# How many folders lie within one another, at most, that are looked through for what was put in the wrong place.
DEEPEST = 10
AT_ONCE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Changed(Exception):
    """The file is not finished after all."""


@dataclass(frozen=True)
class Entry:
    """A name in the folder and what stands there, as it was when we looked."""

    name: str
    status: os.stat_result

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.status.st_mode)

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.status.st_mode)

    @property
    def kind(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def call(self) -> str:
        """By what it finds its partner: `7.wav` and `7.wav.json` go together, and so do `7.wav` and `7.json`."""
        return PurePosixPath(self.name).stem

    @property
    def is_quiet(self) -> bool:
        """Nobody has touched it for a while. Not the time of the file, which a copy may bring along."""
        return abs(time.time() - self.status.st_ctime) >= QUIET

    @property
    def is_leftover(self) -> bool:
        """It waited for its partner for long enough."""
        return abs(time.time() - self.status.st_ctime) >= PARTNER or self.is_past_its_term

    @property
    def is_past_its_term(self) -> bool:
        """By the time that the file bears, at which its call had ended, or by when it came."""
        age = time.time() - min(self.status.st_ctime, self.status.st_mtime)
        return self.is_quiet and age >= TERM

    @property
    def too_much(self) -> str:
        """Why its end is not waited for; "" for what ends some day."""
        return why_not_waited_for(self.name, self.status, self.is_quiet) if self.is_file else ""

    @property
    def sign(self) -> tuple[int, ...]:
        """What differs when anybody has written to it, or has put another in its place."""
        there = self.status
        return there.st_dev, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns


def look() -> int:
    """Take in what is complete, refuse what is wrong, delete both; answers how many calls were taken.

    Harmless to repeat, and by two at once. Without a folder in the settings there is nothing to do.
    """
    if not settings.RECORDINGS_INBOX:
        return 0
    taken, until = 0, time.monotonic() + LOOK
    with _opened(Path(settings.RECORDINGS_INBOX)) as inbox:
        for entry in _entries(inbox):
            if entry.is_folder:
                try:
                    with _opened(entry.name, inbox) as place:
                        taken += _Folder(place, _system_of(entry.name)).look(until)
                except OSError as error:
                    log.error("A folder of the inbox cannot be read: %s", type(error).__name__)
            elif entry.is_file and (entry.is_leftover or entry.too_much):
                log.error("A file of the inbox lies in no telephony system's folder; it is deleted.")
                with _skipping():
                    _Folder(inbox, None).refuse(entry)
    return taken


def _system_of(name: str) -> TelephonySystem | None:
    """The telephony system that a sub-folder belongs to, by its number or its name; None where two could be meant.

    By a name that two municipalities know, revoked or not, none is meant: what one revoked would become the other's.
    """
    systems = TelephonySystem.objects.select_related("municipality")
    with suppress(ValueError, ValidationError):
        return systems.filter(pk=uuid.UUID(name), revoked_at=None).first()
    named = list(systems.filter(name=_readable(name)))
    may_deliver = [system for system in named if not system.is_revoked]
    of_one_municipality = len({system.municipality_id for system in named}) == 1
    return may_deliver[0] if of_one_municipality and len(may_deliver) == 1 else None


class _Folder:
    """One telephony system's folder. `place` is the folder itself, opened: nothing outside it has a name here."""

    def __init__(self, place: int, system: TelephonySystem | None) -> None:
        self._place, self._system = place, system
        self._gone = set[str]()

    def look(self, until: float) -> int:
        if not self._is_ours_alone():
            return 0
        taken, entries = 0, list(_entries(self._place))
        if self._system is None:
            log.error("A folder of the inbox has the name of no telephony system that may deliver.")
        pairs = _pairs(entries) if self._system else []
        waiting = {entry.name for pair in pairs for entry in pair}
        for sound, beside in pairs:
            if self._system and (code := sound.too_much or beside.too_much):
                with _skipping():
                    self._give_up(self._system, sound, beside, code)
                continue
            if not (self._system and sound.is_quiet and beside.is_quiet):
                continue
            if time.monotonic() < until:
                with _skipping():
                    taken += self._take(self._system, sound, beside)
            # What the store did not take, or had no turn, waits on, to the end of its term.
            if sound.is_past_its_term:
                waiting -= {sound.name, beside.name}
        self._clear(entries, waiting)
        return taken

    def _clear(self, entries: list[Entry], waiting: Collection[str] = (), depth: int = 0) -> None:
        """Refuse what is left over, in the folders within this one too."""
        for entry in entries:
            with _skipping():
                if entry.is_folder and depth < DEEPEST:
                    with _opened(entry.name, self._place) as place:
                        _Folder(place, self._system)._clear(list(_entries(place)), depth=depth + 1)
                elif entry.name not in {*waiting, *self._gone} and (entry.is_leftover or entry.too_much):
                    self.refuse(entry)

    def _is_ours_alone(self) -> bool:
        """Another look may be busy here: once is enough. Where a file system knows no locks, twice does no harm."""
        try:
            fcntl.flock(self._place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def _take(self, system: TelephonySystem, sound: Entry, beside: Entry) -> bool:
        """One call. A call that the store does not take now, or that is not finished, waits for the next look."""
        external_id = _readable(beside.call)
        try:
            facts = self._facts(beside)
            external_id = facts.external_id
            recording, _new = register_call(system, facts)
            with self._reading(sound) as stream:
                store_audio(recording, stream, length=sound.status.st_size)
        except (StoreUnavailable, Changed):
            return False
        except Conflict:
            note_refusal(system, external_id, Refused("conflict"))
        except Refused as refused:
            # Of all else intake itself writes down that it was refused.
            if refused.code == "sidecar":
                note_refusal(system, external_id, refused)
        else:
            self._delete(sound, beside)
            return True
        self._delete(sound, beside)
        return False

    def _give_up(self, system: TelephonySystem, sound: Entry, beside: Entry, code: str) -> None:
        """A call whose file is too large, or is still written to when no call lasts so long."""
        external_id = _readable(beside.call)
        try:
            with suppress(Refused, Changed, OSError):
                external_id = self._facts(beside).external_id
            note_refusal(system, external_id, Refused(code))
        finally:
            self._delete(sound, beside)

    def _facts(self, beside: Entry) -> CallFacts:
        """What the sidecar says. Raises Refused, Changed."""
        with self._reading(beside) as stream:
            return sidecar.read(stream.read(sidecar.BYTES_MAX + 1), beside.kind)

    @contextmanager
    def _reading(self, entry: Entry) -> Iterator["_Stream"]:
        descriptor = os.open(entry.name, AT_ONCE, dir_fd=self._place)
        try:
            yield _Stream(descriptor, entry)
        finally:
            os.close(descriptor)

    def refuse(self, entry: Entry) -> None:
        """What waited in vain for its partner, is past its term, or has no end. It is deleted, whatever else goes wrong."""
        if entry.is_folder:
            return
        try:
            if self._system is not None and entry.is_file:
                self._note_leftover(self._system, entry)
        finally:
            self._delete(entry)

    def _note_leftover(self, system: TelephonySystem, entry: Entry) -> None:
        if code := entry.too_much:
            note_refusal(system, _readable(entry.name), Refused(code))
            return
        if entry.kind not in sidecar.KINDS:
            note_refusal(system, _readable(entry.name), Refused("no_sidecar"))
            return
        external_id = _readable(entry.call)
        with suppress(Refused, Changed, OSError):
            external_id = self._facts(entry).external_id
            known = find(system, external_id)
            if known is not None and known.state != State.ANNOUNCED:
                # Stopped between the two deletions: the call is here.
                return
        note_refusal(system, external_id, Refused("no_sound"))

    def _delete(self, *entries: Entry) -> None:
        """Sound first: a sidecar is the lesser thing to leave behind. What was put in its place meanwhile stays."""
        for entry in entries:
            self._gone.add(entry.name)
            with suppress(FileNotFoundError):
                there = os.stat(entry.name, dir_fd=self._place, follow_symlinks=False)
                if (there.st_dev, there.st_ino) == entry.sign[:2]:
                    os.unlink(entry.name, dir_fd=self._place)


class _Stream:
    """A file, read as it comes. Raises Changed at its end when it is not the one that we looked at, or has changed."""

    def __init__(self, descriptor: int, entry: Entry) -> None:
        self._descriptor, self._entry = descriptor, entry
        self._check()

    def read(self, size: int, /) -> bytes:
        data = os.read(self._descriptor, size)
        if not data:
            self._check()
        return data

    def _check(self) -> None:
        if Entry(self._entry.name, os.fstat(self._descriptor)).sign != self._entry.sign:
            raise Changed


@contextmanager
def _opened(path: str | Path, beside: int | None = None) -> Iterator[int]:
    # Where the inbox itself is, its administrator decides; below it no link is followed.
    follow = 0 if beside is None else os.O_NOFOLLOW
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | follow, dir_fd=beside)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _skipping() -> Iterator[None]:
    """What cannot be read does not stop the rest; it is looked at again, until its term is over."""
    try:
        yield
    except FileNotFoundError:
        pass
    except Exception as error:
        # Whatever it is: what comes after it must not outstay its term.
        log.error("A file of the inbox cannot be handled: %s", type(error).__name__)


def _entries(place: int) -> Iterator[Entry]:
    """What is in a folder, in the order of the names; what went meanwhile is not there."""
    for name in sorted(os.listdir(place)):
        with suppress(FileNotFoundError):
            yield Entry(name, os.stat(name, dir_fd=place, follow_symlinks=False))


def _pairs(entries: list[Entry]) -> list[tuple[Entry, Entry]]:
    """Sound with its sidecar: exactly one of each. Hidden files are being written, as a rule, and are no part of it."""
    sounds, beside = defaultdict[str, list[Entry]](list), defaultdict[str, list[Entry]](list)
    shown = [entry for entry in entries if entry.is_file and not entry.name.startswith(".")]
    for entry in shown:
        if entry.kind in sidecar.KINDS:
            beside[entry.call].append(entry)
        else:
            for call in {entry.name, entry.call}:
                sounds[call].append(entry)
    pairs = [
        (sounds[call][0], found[0])
        for call, found in beside.items()
        if len(found) == 1 and len(sounds[call]) == 1
    ]
    times = Counter(sound.name for sound, _beside in pairs)
    return [pair for pair in pairs if times[pair[0].name] == 1]


def _readable(name: str) -> str:
    """A name as text that a database takes, whatever bytes it has."""
    return os.fsencode(name).decode(errors="replace").replace("\0", "")[:EXTERNAL_ID_MAX]
