# SPDX-License-Identifier: EUPL-1.2
import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from protection.fields import EncryptedTextField
from retention.log_fate import NotLogged
from retention.models import Retained
from retention.terms import housekeeping_due

from .telephony import TelephonySystem


class RefusedCall(Retained):
    """A call that was refused: its number with the telephony and why, for whoever mends it. No sound, thirty days (R7)."""

    rules = ("R7",)
    log_fate = NotLogged("is written once, and never changed")
    ledger_chain = "telephony_system__municipality_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    telephony_system = models.ForeignKey(TelephonySystem, on_delete=models.PROTECT, related_name="refused")
    external_id = EncryptedTextField()
    # The code of the reason (recordings/refusals.py).
    code = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(housekeeping_due(self.at))
        super().save(*args, **kwargs)
