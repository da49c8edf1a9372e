# SPDX-License-Identifier: EUPL-1.2
"""The yearly evaluation (LEI 11): what was aimed at, what came of it, what is done next. About no person: texts are
about the process, figures are anonymous, and an action is somebody's by their function."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Municipality
from retention.log_fate import Logged, NotLogged
from retention.models import Recorded, RecordedManager


class GoalSet(models.Model):
    """One version of the goals that a municipality set for a year. A version is never changed: a change is a new one."""

    log_fate = NotLogged("a version stays as it was made, with who made it and when")

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="goal_sets")
    year = models.PositiveSmallIntegerField()
    # 1, 2, 3, … within the year; the highest is in force.
    number = models.PositiveIntegerField()
    # Each with its `text`, and where it can be measured the `figure` and its `target`.
    goals = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    # None when the person is destroyed (R7).
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["municipality", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "number"], name="goal_set_numbered_once_per_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}/{self.number}"


class Evaluation(Recorded):
    """The evaluation of one year: to be done, begun (with the figures as they were counted), or concluded, after which
    nothing in it changes any more."""

    log_fate = Logged(
        "municipality", values=("begun_at", "counted_at", "concluded_at"), ignored=("reminded_at",)
    )

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="evaluations")
    year = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    # By key (evaluation_figures): a number, or None for what stands for too few incidents.
    figures = models.JSONField(default=dict)
    # By key (evaluation_words.QUESTIONS).
    answers = models.JSONField(default=dict)
    conclusions = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)
    # The goals as they stood when it was concluded.
    goal_set = models.ForeignKey(GoalSet, on_delete=models.PROTECT, null=True, related_name="+")
    # When the coordinator was last told that it waits.
    reminded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = RecordedManager()

    class Meta:
        ordering = ["municipality", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "year"], name="one_evaluation_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}"

    @property
    def is_concluded(self) -> bool:
        return self.concluded_at is not None


class EvaluationAction(Recorded):
    """What will be done, by which function, by when. The id is chosen by the form, so that a second click adds none."""

    log_fate = Logged("evaluation__municipality", values=("due_on", "done_on"), ignored=("reminded_at",))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(max_length=500)
    function = models.CharField(max_length=100)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = RecordedManager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
