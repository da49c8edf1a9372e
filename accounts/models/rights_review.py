# SPDX-License-Identifier: EUPL-1.2
"""The yearly review of rights: everybody's levels confirmed or taken away, one by one (LEI 1.i, 4.6)."""

from django.conf import settings
from django.contrib.auth.models import Group as AuthGroup
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.levels import Level
from retention.log_fate import Logged
from retention.models import Recorded, RecordedManager

from .municipality import Municipality, OrganisationalUnit


class RightsReview(Recorded):
    """One round of a municipality; `started_by` is empty for one that the calendar began."""

    log_fate = Logged(
        "municipality", values=("started_by", "completed_at", "completed_by"), ignored=("reminded_at",)
    )

    objects = RecordedManager()

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # When the administrators were last told that it waits.
    reminded_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(completed_at=None),
                name="one_open_rights_review_per_municipality",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class RightsDecision(Recorded):
    """What was decided of one right, as it was given at `granted_at`; given again later, it is decided on again.

    It outlives the right: it says by itself whose it was, which level and where.
    """

    log_fate = Logged(
        "review__municipality",
        values=("review", "kind", "user", "group", "level", "unit", "outcome", "decided_by"),
    )

    objects = RecordedManager()

    class Kind(models.TextChoices):
        USER_GRANT = "user_grant", _("niveau van een persoon")
        GROUP_GRANT = "group_grant", _("niveau van een groep")
        MEMBERSHIP = "membership", _("lidmaatschap van een groep")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("blijft")
        WITHDRAWN = "withdrawn", _("ingetrokken")

    review = models.ForeignKey(RightsReview, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # The id of the grant or membership, which may be gone.
    right_id = models.PositiveBigIntegerField()
    granted_at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    group = models.ForeignKey(AuthGroup, on_delete=models.SET_NULL, null=True, related_name="+")
    level = models.CharField(max_length=20, choices=Level.choices, blank=True)
    unit = models.ForeignKey(OrganisationalUnit, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "kind", "right_id", "granted_at"], name="right_once_per_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"
