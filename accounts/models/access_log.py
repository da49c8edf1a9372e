# SPDX-License-Identifier: EUPL-1.2
import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.acting import Origin
from retention import append_only
from retention.log_fate import NotLogged
from retention.models import Retained
from retention.terms import look_due

from .municipality import Municipality
from .people import User


class AccessLogEntry(Retained):
    """Who looked at which record when (R6): identifiers only, never contents."""

    log_fate = NotLogged("is itself a log, which the database keeps from being changed")

    ledger_chain = "municipality_id"
    rules = ("R6",)

    class Action(models.TextChoices):
        READ_INCIDENT = "read_incident"
        READ_EVIDENCE = "read_evidence"
        READ_PERPETRATOR = "read_perpetrator"
        FOUND_IN_REGISTRY = "found_in_registry"
        REVEALED_BSN = "revealed_bsn"
        SEARCHED_REGISTRY = "searched_registry"
        READ_LOG = "read_log"
        PLAYED_RECORDING = "played_recording"
        FLAGGED_RECORDING = "flagged_recording"
        APPROVED_RECORDING = "approved_recording"
        REFUSED_RECORDING = "refused_recording"
        REGISTERED_RECORDING = "registered_recording"
        MADE_LETTER = "made_letter"
        GAVE_TO_POLICE = "gave_to_police"
        SOUGHT_RECORDING = "sought_recording"
        RELEASED_RECORDING = "released_recording"
        DISCLOSED_RECORDING = "disclosed_recording"
        READ_REQUEST = "read_request"
        # For a request of a person about their own data: that somebody searched, and each record that was shown.
        SOUGHT_PERSON = "sought_person"
        FOUND_FOR_REQUEST = "found_for_request"
        UNMASKED_FOR_REQUEST = "unmasked_for_request"
        MADE_ACCESS_PACKAGE = "made_access_package"
        TOOK_ACCESS_PACKAGE = "took_access_package"

    class Result(models.TextChoices):
        SHOWN = "shown", _("getoond")
        REFUSED = "refused", _("geweigerd")

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=20, choices=Action.choices)
    # What was looked at; None where that is no one record.
    object_id = models.UUIDField(null=True)
    # The record with the term that it belongs to: a file of an incident, and the incident.
    record_id = models.UUIDField(null=True)
    # Whose rows were asked for, in a log.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.SHOWN)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=acting.origin)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "at"]),
            models.Index(fields=["actor", "at"]),
            models.Index(fields=["record_id", "destroy_at"], name="access_log_of_record"),
            models.Index(fields=["municipality", "-at", "-id"], name="access_log_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"

    @classmethod
    def record(
        cls,
        actor: User,
        action: "AccessLogEntry.Action",
        object_id: uuid.UUID,
        record_due_at: datetime.datetime,
        record_id: uuid.UUID | None = None,
    ) -> "AccessLogEntry":
        """Write down that `actor` looked; kept for the later of the record's destruction and 12 months (R6).

        `record_id`: the record that what was looked at belongs to; itself by default.
        """
        entry = cls(
            actor=actor,
            municipality=actor.municipality,
            action=action,
            object_id=object_id,
            record_id=record_id or object_id,
        )
        entry.set_term(look_due(entry.at, record_due_at))
        entry.save()
        return entry

    @classmethod
    def record_other(
        cls,
        actor: User,
        action: "AccessLogEntry.Action",
        result: "AccessLogEntry.Result" = Result.SHOWN,
        person: User | None = None,
    ) -> "AccessLogEntry":
        """Write down a look at no one record: kept for 12 months."""
        entry = cls(actor=actor, municipality=actor.municipality, action=action, result=result, person=person)
        entry.set_term(look_due(entry.at, entry.at))
        entry.save()
        return entry


append_only.everything.append(append_only.log_table("accounts_accesslogentry"))
