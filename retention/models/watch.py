# SPDX-License-Identifier: EUPL-1.2
"""Whether the engine does its work: when it last finished, and when it did not. About nobody."""

from django.db import models
from django.db.models import Q

from retention.log_fate import NotLogged


class Sweep(models.Model):
    """When the engine last went through everything, at the turn that beat gave it; one row."""

    log_fate = NotLogged("written by the engine alone; about nobody")

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Alarm(models.Model):
    """A stretch of time in which destruction was late for one municipality, or beat was silent; one mail for each.

    `chain` is the municipality's number, as in the ledger.
    """

    log_fate = NotLogged("written by the watchdog alone; about nobody")

    class Kind(models.TextChoices):
        LATE = "late"
        SILENT = "silent"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    chain = models.PositiveBigIntegerField()
    # When what is late was due, or when beat was last heard of.
    since = models.DateTimeField()
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "chain"], condition=Q(ended_at=None), name="one_alarm_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.chain}"
