# SPDX-License-Identifier: EUPL-1.2
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from protection.fields import EncryptedTextField
from retention.log_fate import NotLogged
from retention.models import Retained, TellsOf
from retention.terms import housekeeping_due


class OutboxMessage(TellsOf, Retained):
    """A mail that must go out, written in the transaction of what it tells about, and gone with it.

    It holds no personal data: whom it is for, which text, a reference and a path. A path may carry a token (a link to
    choose a password) and is therefore encrypted. Text and address are put together at the moment of sending.
    """

    log_fate = NotLogged("a mail on its way: ids and a reference, gone in thirty days")

    ledger_chain = "recipient__municipality_id"
    rules = ("R7",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=20, blank=True)
    path = EncryptedTextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    not_before = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=models.Q(sent_at=None), name="outbox_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(housekeeping_due(self.created_at))
        super().save(*args, **kwargs)
