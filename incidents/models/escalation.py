# SPDX-License-Identifier: EUPL-1.2
from django.db import models
from django.utils import timezone

from retention.log_fate import NotLogged
from retention.models import RetainedWith

from .incident import Incident


class LateStep(models.TextChoices):
    """What somebody should have done; the mail about it is called late_<step>."""

    FIRST_REACTION = "first_reaction"
    AFTERCARE = "aftercare"
    LETTER = "letter"
    REVIEW = "review"


class Stage(models.IntegerChoices):
    """Who is told: first who handles it, then who watches, then who coordinates."""

    HANDLER = 1
    SUPERVISOR = 2
    COORDINATOR = 3


class Escalation(RetainedWith):
    """That it was told, at this stage, that a step about an incident is late."""

    retained_with = "incident"
    log_fate = NotLogged("that mails were queued; says nothing of the incident itself")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="escalations")
    step = models.CharField(max_length=16, choices=LateStep.choices)
    # The contact or the sanction; the incident itself for its first reaction.
    subject = models.UUIDField()
    # What its term runs from: a sanction that must be reviewed again has another one.
    counted_from = models.DateTimeField()
    stage = models.PositiveSmallIntegerField(choices=Stage.choices)
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "step", "counted_from", "stage"], name="escalated_once_per_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.step} {self.stage}"
