# SPDX-License-Identifier: EUPL-1.2
import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from accounts.models import Municipality
from retention.log_fate import NotLogged
from retention.terms import local_date


class DailyCount(models.Model):
    """What happened with calls on one local day in one municipality: numbers only.

    How many were destroyed, and how many late, the ledger knows (recordings/counting.py).
    """

    log_fate = NotLogged("how many, per day; about nobody")

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    received = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "day"], name="one_count_per_day_and_municipality")
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.day}"

    @classmethod
    def add(cls, municipality_id: int, what: str, day: datetime.date | None = None) -> None:
        """Count one more of `what`, a field of this table, today."""
        of_the_day: dict[str, Any] = {
            "municipality_id": municipality_id,
            "day": day or local_date(timezone.now()),
        }
        one_more = {what: F(what) + 1}
        # There is no row before the first of a day.
        if not cls.objects.filter(**of_the_day).update(**one_more):
            cls.objects.get_or_create(**of_the_day)
            cls.objects.filter(**of_the_day).update(**one_more)
