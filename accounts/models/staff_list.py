# SPDX-License-Identifier: EUPL-1.2
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from protection.fields import EncryptedJSONField
from retention.log_fate import NotLogged
from retention.models import Retained
from retention.terms import import_due


class StaffListReading(Retained):
    """What was read from a list of staff, between its dry run and the yes or no of who brought it; at most an hour
    (R7). The file itself is not kept, nor any column that is not used."""

    log_fate = NotLogged("a list between its dry run and the yes or no; gone in an hour")

    ledger_chain = "author__municipality_id"
    rules = ("R7",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    contents = EncryptedJSONField()
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(import_due(self.read_at))
        super().save(*args, **kwargs)
