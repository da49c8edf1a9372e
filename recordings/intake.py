# SPDX-License-Identifier: EUPL-1.2
"""Calls come in: first what the telephony says about one, then its sound.

Both can be repeated: the same call is known by its number with the telephony, the same sound by its digest. Nothing is
acknowledged that is not stored, and nothing is stored that was refused: until the last moment the key of a sound
exists in this process alone, so whatever stops it half-way leaves a file that nobody can read, and that is swept up.
"""

import datetime
import hashlib
import hmac
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from protection.blind_index import blind_index_q
from retention.terms import recording_due

from . import audio, vault
from .calls import CallFacts, employee_of, unit_of
from .destroyed import was_destroyed
from .models import DailyCount, Recording, RecordingKey, RefusedCall, State, TelephonySystem
from .refusals import Conflict, Refused
from .stores import StoreUnavailable

log = logging.getLogger(__name__)
# From when all of a sound is in. What takes longer is given up, well before the search for stray files would take its
# file for one that was left behind (retention/stray_files.py).
LONGEST_CHECK = datetime.timedelta(minutes=30)
COMES_WITH_THE_SOUND = ("state", "stored_at", "file", "size", "media_type", "seconds", "peaks")


def register_call(system: TelephonySystem, facts: CallFacts) -> tuple[Recording, bool]:
    """Write down that there was a call; its sound follows. Answers with the recording and whether it is new.

    The same call again gives the same recording. Raises Refused, which is written down and counted, and Conflict for
    a number that another call has.
    """
    try:
        return _register(system, facts)
    except Refused as refused:
        note_refusal(system, facts.external_id, refused)
        raise


def _register(system: TelephonySystem, facts: CallFacts) -> tuple[Recording, bool]:
    if not system.municipality.is_in_use:
        raise Refused("stopped" if system.municipality.stopped_at else "not_in_use")
    began, ended = facts.check()
    try:
        with transaction.atomic():
            known = find(system, facts.external_id)
            if known is not None:
                return _the_same(known, facts), False
            if was_destroyed(system, facts.external_id):
                raise Refused("destroyed")
            employee = employee_of(system.municipality, facts.employee, ended)
            recording = Recording(
                municipality=system.municipality,
                telephony_system=system,
                external_id=facts.external_id.strip(),
                announcement=facts.written(),
                employee=employee,
                unit=unit_of(employee, facts.unit),
                started_at=began,
                ended_at=ended,
                direction=facts.direction,
                caller_number=facts.caller_number.strip(),
            )
            recording.set_term(recording_due(ended))
            recording.save(force_insert=True)
            return recording, True
    except IntegrityError:
        # Delivered twice at the same moment: the other was first.
        known = find(system, facts.external_id)
        if known is None:
            raise
        return _the_same(known, facts), False


def find(system: TelephonySystem, external_id: str) -> Recording | None:
    """The call of this number with this telephony system. Raises Refused for one that is due and not gone yet."""
    index = blind_index_q(Recording, "external_id_index", system.pk, external_id.strip())
    known = Recording.with_due.filter(index, telephony_system=system).first()
    if known is not None and known.is_due:
        raise Refused("too_late")
    return known


def _the_same(known: Recording, facts: CallFacts) -> Recording:
    if known.announcement != facts.written():
        raise Conflict
    return known


def store_audio(
    recording: Recording, stream: vault.Source, content_type: str = "", *, length: int | None = None
) -> tuple[Recording, bool]:
    """Store the sound of a call, as it comes; `length` is how many bytes were announced, if that is known.

    Answers with the recording and whether the sound is new; the same sound again changes nothing. Raises Refused
    (written down and counted), Conflict when there is another sound already, StoreUnavailable, and whatever reading
    the stream raises. Nothing is kept then. Not to be called inside a transaction: it takes as long as the sound does.
    `recording` is as it was read just now; whether that still holds is looked at when all of the sound is in.
    """
    try:
        audio.check_declared(content_type)
        return _store(recording, stream, length)
    except Refused as refused:
        note_refusal(recording.telephony_system, recording.external_id, refused)
        raise


def _store(row: Recording, stream: vault.Source, length: int | None) -> tuple[Recording, bool]:
    if row.is_due:
        raise Refused("too_late")
    if row.municipality.stopped_at is not None:
        raise Refused("stopped")
    if length is not None and length > settings.RECORDINGS_MAX_BYTES:
        raise Refused("too_large")
    # A call that is only announced has no key: both change together, and are looked at again before they do.
    if row.state != State.ANNOUNCED:
        key = RecordingKey.with_due.filter(recording=row).first()
        if key is not None:
            return _compare(row, key, stream, length), False
    arrived = _Arrived(row, stream, length)
    kept: _Arrived | _Converted = arrived
    try:
        arrived.take_in()
        all_in = timezone.now()
        sound = audio.inspect(arrived.opened(), row.length)
        if row.pauses or not sound.is_played_by_browsers:
            kept = _Converted(row, arrived, sound)
            kept.write()
        else:
            arrived.describe(sound)
        if timezone.now() - all_in > LONGEST_CHECK:
            raise StoreUnavailable("It took too long.")
        stored = _keep(row, arrived, kept)
    except DatabaseError:
        # A commit that broke off may have been made all the same: its file must not go. The sweep knows, later.
        raise
    except BaseException:
        _drop(arrived.file, kept.file)
        raise
    if stored is None:
        # Delivered twice at the same moment, and the other was first.
        return _lost_the_race(row, arrived, kept), False
    if kept is not arrived:
        _drop(arrived.file)
    return stored, True


@dataclass
class _Object:
    """A file in the vault and what is known of it; its key is in memory only."""

    file: str = field(default_factory=vault.new_name)
    key: bytes = field(default_factory=vault.new_key, repr=False)
    size: int = 0
    media_type: str = ""
    seconds: float = 0
    peaks: bytes = b""


class _Arrived(_Object):
    """The sound as it came in."""

    def __init__(self, row: Recording, stream: vault.Source, length: int | None) -> None:
        super().__init__()
        self.digest_key = vault.new_key()
        self._row, self._stream = row, _Arriving(stream, self.digest_key, length)

    @property
    def digest(self) -> str:
        return self._stream.digest

    def take_in(self) -> None:
        self.size = vault.write(self.file, self.key, self._row.pk, self._stream)
        self._stream.check_whole()

    def opened(self) -> vault.Opened:
        return vault.Opened(self.file, self.key, self._row.pk, self.size)

    def describe(self, sound: audio.Sound) -> None:
        self.media_type, self.seconds, self.peaks = sound.media_type, sound.seconds, sound.peaks


class _Converted(_Object):
    """The sound as a wave file, with its pauses silent."""

    def __init__(self, row: Recording, arrived: _Arrived, sound: audio.Sound) -> None:
        super().__init__()
        self._row = row
        # Where the sound is longer or shorter than the call, its marks may lie so much beside what they are for.
        beside = abs(sound.seconds - row.length)
        pauses = [(max(0.0, start - beside), end + beside) for start, end in row.pauses]
        self._wave = audio.AsWave(arrived.opened(), sound, pauses)
        self.media_type, self.seconds = audio.WAVE, sound.seconds

    def write(self) -> None:
        self.size = vault.write(self.file, self.key, self._row.pk, self._wave)
        self.peaks = self._wave.peaks


class _Arriving:
    """The body of a request: bounded, looked at from its first bytes on, and digested while it passes."""

    def __init__(self, stream: vault.Source, digest_key: bytes, length: int | None) -> None:
        self._stream, self._length = stream, length
        self._digest = hmac.new(digest_key, digestmod=hashlib.sha256)
        self._count = 0

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def read(self, size: int, /) -> bytes:
        data = vault.read_fully(self._stream, size)
        if not self._count:
            audio.check_beginning(data)
        self._count += len(data)
        if self._count > settings.RECORDINGS_MAX_BYTES:
            raise Refused("too_large")
        self._digest.update(data)
        return data

    def check_whole(self) -> None:
        if self._length is not None and self._count != self._length:
            raise Refused("incomplete")


def _keep(row: Recording, arrived: _Arrived, kept: _Object) -> Recording | None:
    """The moment at which the sound is there: its key and where it lies. None when another was first."""
    with transaction.atomic():
        locked = Recording.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
        if locked is None:
            raise Refused("too_late")
        if locked.state != State.ANNOUNCED:
            return None
        RecordingKey.objects.create(
            recording=locked, data_key=kept.key, digest_key=arrived.digest_key, digest=arrived.digest
        )
        locked.state, locked.stored_at = State.STORED, timezone.now()
        locked.file, locked.size = kept.file, kept.size
        locked.media_type, locked.seconds, locked.peaks = kept.media_type, kept.seconds, kept.peaks
        locked.save(update_fields=COMES_WITH_THE_SOUND)
        DailyCount.add(locked.municipality_id, "received")
    return locked


def _lost_the_race(row: Recording, arrived: _Arrived, kept: _Object) -> Recording:
    """Whether the sound that was first is the same, as read back from the vault. Raises Conflict."""
    try:
        winner = RecordingKey.with_due.filter(recording=row).first()
        if winner is None:
            raise Refused("too_late")
        return _compare(row, winner, _PlainAgain(arrived.opened()), None)
    finally:
        _drop(arrived.file, kept.file)


class _PlainAgain:
    def __init__(self, opened: vault.Opened) -> None:
        self._opened = opened

    def read(self, size: int, /) -> bytes:
        return self._opened.read(size) or b""


def _compare(row: Recording, key: RecordingKey, stream: vault.Source, length: int | None) -> Recording:
    """The recording, when this is the sound that it has. Raises Conflict, Refused."""
    arriving = _Arriving(stream, key.digest_key, length)
    while arriving.read(vault.CHUNK):
        pass
    arriving.check_whole()
    if not hmac.compare_digest(arriving.digest, key.digest):
        raise Conflict
    row.refresh_from_db()
    return row


def _drop(*files: str) -> None:
    """Remove files whose keys nobody has. Where the store does not answer, the sweep finds them."""
    for name in dict.fromkeys(files):
        with suppress(StoreUnavailable):
            vault.remove(name)


def note_refusal(system: TelephonySystem, external_id: str, refused: Refused) -> None:
    """Write down that a call was refused, its number and why; and count it."""
    with transaction.atomic():
        RefusedCall.objects.create(telephony_system=system, external_id=external_id[:200], code=refused.code)
        DailyCount.add(system.municipality_id, "refused")
    log.info("A call of telephony system %s was refused: %s", system.pk, refused.code)
