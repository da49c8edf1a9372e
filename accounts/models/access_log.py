# SPDX-License-Identifier: EUPL-1.2
import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from retention.models import Retained
from retention.terms import look_due

from .municipality import Municipality
from .people import User


class AccessLogEntry(Retained):
    """Who looked at which record when (R6): identifiers only, never contents."""

    ledger_chain = "municipality_id"

    class Action(models.TextChoices):
        READ_INCIDENT = "read_incident"
        READ_EVIDENCE = "read_evidence"
        READ_PERPETRATOR = "read_perpetrator"
        FOUND_IN_REGISTRY = "found_in_registry"
        REVEALED_BSN = "revealed_bsn"
        PLAYED_RECORDING = "played_recording"
        FLAGGED_RECORDING = "flagged_recording"
        APPROVED_RECORDING = "approved_recording"
        REFUSED_RECORDING = "refused_recording"
        REGISTERED_RECORDING = "registered_recording"
        DISCLOSED_RECORDING = "disclosed_recording"

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=20, choices=Action.choices)
    object_id = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["object_id", "at"]), models.Index(fields=["actor", "at"])]

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"

    @classmethod
    def record(
        cls,
        actor: User,
        action: "AccessLogEntry.Action",
        object_id: uuid.UUID,
        record_due_at: datetime.datetime,
    ) -> "AccessLogEntry":
        """Write down that `actor` looked; kept for the later of the record's destruction and 12 months (R6)."""
        entry = cls(actor=actor, municipality=actor.municipality, action=action, object_id=object_id)
        entry.set_term(look_due(entry.at, record_due_at))
        entry.save()
        return entry
