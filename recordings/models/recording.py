# SPDX-License-Identifier: EUPL-1.2
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, OrganisationalUnit
from protection.blind_index import BlindIndexField
from protection.fields import EncryptedBytesField, EncryptedJSONField, EncryptedTextField
from recordings.numbers import normalise_number
from retention.log_fate import Logged, NotLogged
from retention.models import RecordedManager, RecordedQuerySet, Retained, RetainedManager, RetainedWith
from retention.terms import recording_due

from .telephony import TelephonySystem


class Direction(models.TextChoices):
    INBOUND = "inbound", _("Inkomend")
    OUTBOUND = "outbound", _("Uitgaand")


class State(models.TextChoices):
    """How far it has come. Only the employee who had the call flags it, only a head approves or refuses it."""

    # The telephony said that there was a call; its sound is not here yet.
    ANNOUNCED = "announced", _("Aangekondigd")
    STORED = "stored", _("Opgeslagen")
    FLAGGED = "flagged", _("Gemarkeerd")
    APPROVED = "approved", _("Goedgekeurd")
    REFUSED = "refused", _("Afgewezen")


class RecordingQuerySet(RecordedQuerySet):
    def visible_to(self, user: Any) -> "RecordingQuerySet":
        """The recordings that exist for this person; all others are "not found"."""
        from recordings import access

        return access.visible_to(self, user)

    def playable_by(self, user: Any, session_mark: str = "") -> "RecordingQuerySet":
        """The recordings that this person may listen to now; a head, in the session in which they said who is
        present."""
        from recordings import access

        return access.playable_by(self, user, session_mark)

    def of_employee(self, user: Any) -> "RecordingQuerySet":
        """The calls that this person had."""
        from recordings import access

        return access.of_employee(self, user)

    def assessable_by(self, user: Any) -> "RecordingQuerySet":
        """The flagged calls on which this head decides: of their units, never their own."""
        from recordings import access

        return access.assessable_by(self, user)

    def approved_for(self, user: Any) -> "RecordingQuerySet":
        """What the coordinator of the municipality sees: approved recordings."""
        from recordings import access

        return access.approved_for(self, user)


class Recording(Retained):
    """A recorded call: 48 hours from its end (R1), ten working days from its approval (R2), and nothing after that."""

    rules = ("R1", "R2")
    ledger_chain = "municipality_id"
    log_fate = Logged(
        "municipality",
        ("state", "flagged_at", "registered_at"),
        # What comes with the sound, and what is derived.
        ignored=("file", "stored_at", "media_type", "seconds", "size", "peaks", "reminders_sent"),
        record="",
    )
    file_storage = "recordings"
    file_name_field = "file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="recordings")
    telephony_system = models.ForeignKey(TelephonySystem, on_delete=models.PROTECT, related_name="recordings")
    # The telephony's own number of the call, which may hold a caller's: sealed, and found by its fingerprint.
    external_id = EncryptedTextField()
    external_id_index = BlindIndexField(source="external_id", scope="telephony_system_id")
    # Everything that the telephony said, to know the same call again (recordings/calls.py).
    announcement = EncryptedJSONField(editable=False)
    announced_at = models.DateTimeField(default=timezone.now, editable=False)

    unit = models.ForeignKey(OrganisationalUnit, on_delete=models.PROTECT, related_name="recordings")
    # Who had the call; nobody inherits it.
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calls")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    direction = models.CharField(max_length=8, choices=Direction.choices)
    caller_number = EncryptedTextField()
    caller_number_index = BlindIndexField(source="caller_number", normalise=normalise_number)

    state = models.CharField(max_length=9, choices=State.choices, default=State.ANNOUNCED)
    flagged_at = models.DateTimeField(null=True, editable=False)
    flag_reason = EncryptedTextField()
    # How many of the reminders to the head have gone out, or are past; one more when they were told that nobody decided
    # in time (recordings/telling.py).
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    # That somebody said that they reported an incident of it: a mark and no link (GRO 7), which dies with the recording.
    registered_at = models.DateTimeField(null=True, editable=False)

    # The name of its file in the store `recordings`, random; "" until there is sound.
    file = models.CharField(max_length=40, blank=True, editable=False)
    stored_at = models.DateTimeField(null=True, editable=False)
    media_type = models.CharField(max_length=20, blank=True, editable=False)
    seconds = models.FloatField(default=0, editable=False)
    # In bytes, as it is played; the file is a little larger.
    size = models.PositiveBigIntegerField(default=0, editable=False)
    # How loud it is from begin to end, a byte per bar, for the picture of the sound (recordings/audio.py).
    peaks = EncryptedBytesField(default=b"", editable=False)

    objects: ClassVar[Any] = RetainedManager.from_queryset(RecordingQuerySet)()
    with_due: ClassVar[Any] = RecordedManager.from_queryset(RecordingQuerySet)()

    class Meta:
        ordering = ["-ended_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["telephony_system", "external_id_index"], name="external_id_once_per_system"
            ),
            models.CheckConstraint(
                name="a_recording_ends_when_it_began_or_later",
                condition=models.Q(ended_at__gte=models.F("started_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["employee", "-ended_at"]),
            models.Index(fields=["unit", "state", "destroy_at"]),
            models.Index(fields=["municipality", "state", "destroy_at"]),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What a mail calls it."""
        return f"G-{self.pk.hex[:12].upper()}"

    @property
    def length(self) -> float:
        """How long the call was by the telephony, in seconds."""
        return (self.ended_at - self.started_at).total_seconds()

    @property
    def pauses(self) -> list[tuple[float, float]]:
        """What was silenced: from and to, in seconds from the start of the call."""
        return [(start, end) for start, end in self.announcement.get("pauses", [])]

    @property
    def decide_before(self) -> Any:
        """The moment before which it can be flagged and approved: the end of the 48 hours (R1, R2)."""
        return recording_due(self.ended_at).at


class RecordingKey(RetainedWith):
    """What opens one recording. Without this row its file is noise.

    A table of its own, which the documented back-up leaves out: a recording that is put back counts as destroyed.
    """

    retained_with = "recording"
    log_fate = NotLogged("a key, made once; without it its file is noise")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="key")
    data_key = EncryptedBytesField(editable=False)
    # The same sound delivered again is known by a digest of what came in, under a key of its own.
    digest_key = EncryptedBytesField(editable=False)
    digest = models.CharField(max_length=64, editable=False)

    def __str__(self) -> str:
        return str(self.pk)
