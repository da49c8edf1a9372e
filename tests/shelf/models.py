# SPDX-License-Identifier: EUPL-1.2
import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import Municipality
from retention.models import Retained
from retention.terms import housekeeping_due


class Parcel(Retained):
    """Has a file in the store `shelf`."""

    rules = ("R7",)
    ledger_chain = "municipality_id"
    file_storage = "shelf"
    file_name_field = "file_name"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "shelf"

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.destroy_at:
            self.set_term(housekeeping_due(timezone.now()))
        super().save(*args, **kwargs)
