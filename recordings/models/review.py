# SPDX-License-Identifier: EUPL-1.2
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protection.fields import EncryptedTextField
from retention.log_fate import Logged
from retention.models import RetainedWith

from .recording import Recording


class Outcome(models.TextChoices):
    APPROVED = "approved", _("Goedgekeurd")
    REFUSED = "refused", _("Afgewezen")


class Review(RetainedWith):
    """A head sits down to a flagged call: who was present, and what was decided, if anything was (GRO 6, 8)."""

    retained_with = "recording"
    log_fate = Logged(
        "recording__municipality",
        ("with_employee", "outcome", "decided_at"),
        ignored=("ends_at", "session_mark"),
        record="recording",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="reviews")
    head = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    # Until then, and in the session in which it was opened, the head can play the call (recordings/sitting.py). What
    # was not opened in a session opens no sound.
    ends_at = models.DateTimeField(editable=False)
    session_mark = models.CharField(max_length=64, blank=True, default="", editable=False)
    with_employee = models.BooleanField()
    # Why the employee was not there.
    alone_reason = EncryptedTextField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    reason = EncryptedTextField()
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recording"], condition=~models.Q(outcome=""), name="one_decision_per_recording"
            ),
            models.CheckConstraint(
                name="decided_with_an_outcome",
                condition=models.Q(outcome="", decided_at=None)
                | (models.Q(decided_at__isnull=False) & ~models.Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
