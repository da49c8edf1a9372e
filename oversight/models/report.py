# SPDX-License-Identifier: EUPL-1.2
"""Anonymous reports (LEI 3.7): what remains of incidents after their term."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from incidents.models import Incident
from oversight.reports.freezing import Published
from oversight.reports.periods import Period
from retention import append_only
from retention.log_fate import NotLogged
from retention.models import Recorded, RecordedManager, RetainedWith


class AnonymousReport(models.Model):
    """The tables of a closed quarter or year, as they were published: written once, and the database refuses a change.

    `content` holds the rows and the cells that are shown; of a hidden cell nothing. A period that came too late to be
    counted in full (R4 had begun to take its incidents) has a report without content, that says so.
    """

    log_fate = NotLogged("numbers about nobody, which the database keeps from being changed")

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="anonymous_reports")
    year = models.PositiveSmallIntegerField()
    # 1 to 4; 0 for the year.
    quarter = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField(default=timezone.now, editable=False)
    # None when there was nothing left to count in full.
    content = models.JSONField(null=True, editable=False)

    class Meta:
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "quarter"], name="one_anonymous_report_per_period"
            ),
            models.CheckConstraint(name="quarter_0_to_4", condition=models.Q(quarter__range=(0, 4))),
        ]

    def __str__(self) -> str:
        return self.period.slug

    @property
    def period(self) -> Period:
        return Period(self.year, self.quarter)

    @property
    def published(self) -> Published | None:
        return Published.read(self.content) if self.content is not None else None


append_only.everything.append(
    append_only.Protected(
        "oversight_anonymousreport",
        "An anonymous report is frozen: it cannot be changed.",
        # When the municipality leaves, and for no other reason.
        engine_deletes=True,
    )
)


class CountedIncident(RetainedWith):
    """As what an incident counted in its quarter, until the report of the year has been made from the same counts.

    A year that was counted afresh would differ from its quarters by what was corrected or reported since: and that is
    one incident, or a few, found by subtraction. These rows go with their incident, and all of a year go when its
    report is frozen.
    """

    log_fate = NotLogged(
        "repeats enumerations of the incident, which is logged; gone when the year is frozen"
    )

    retained_with = "incident"

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="counted")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("accounts.OrganisationalUnit", on_delete=models.PROTECT, related_name="+")
    # A code per axis (oversight.reports.axes).
    codes = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["municipality", "year"], name="counted_per_year")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.year} {self.quarter}"


class ReportSubscription(Recorded):
    """That somebody wants a mail when there is a new report: with a link, never the report."""

    log_fate = NotLogged("how often somebody wants a mail; theirs alone")

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", _("Elke maand, op de eerste")
        QUARTERLY = "quarterly", _("Elk kwartaal, zodra het rapport er is")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="report_subscription"
    )
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    # Until when reports were told of.
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = RecordedManager()

    def __str__(self) -> str:
        return f"{self.person_id} {self.frequency}"
