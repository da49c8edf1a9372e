# SPDX-License-Identifier: EUPL-1.2
import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models import Municipality, OrganisationalUnit
from protection.fields import EncryptedJSONField, EncryptedTextField
from retention.log_fate import Logged, NotLogged, of_incident
from retention.models import (
    RecordedManager,
    RecordedQuerySet,
    Retained,
    RetainedManager,
    RetainedWith,
)
from retention.terms import Due, draft_due, incident_due

from .choices import OPEN_STATUSES, Channel, InjuryLevel, Kind, Outcome, Severity, Status


class DraftManager(RetainedManager):
    """Neither what is due, nor what is about an incident that is."""

    def get_queryset(self) -> models.QuerySet:
        there = models.Q(incident=None) | models.Q(incident__destroy_at__gt=timezone.now())
        return super().get_queryset().filter(there)


class Draft(Retained):
    """What somebody is writing; for its author only, seven days from its first save (R7).

    A report, or (with `incident`) an addition to one or a half-typed form about it, which goes with it (R4).
    """

    log_fate = NotLogged("a report that nobody but its author sees; gone in seven days")

    ledger_chain = "author__municipality_id"
    rules = ("R7",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    incident = models.ForeignKey("Incident", on_delete=models.CASCADE, null=True, related_name="drafts")
    data = EncryptedJSONField()
    first_saved_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = DraftManager()
    with_due: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(draft_due(self.first_saved_at))
        super().save(*args, **kwargs)


class IncidentQuerySet(RecordedQuerySet):
    def visible_to(self, user: Any) -> "IncidentQuerySet":
        """The incidents this person may see in full, as handler or supervisor of their units."""
        from incidents import access

        return access.visible_to(self, user)

    def of_victim_or_reporter(self, user: Any) -> "IncidentQuerySet":
        """The incidents in which this person is a victim, or that they reported."""
        from incidents import access

        return access.of_victim_or_reporter(self, user)

    def open(self) -> "IncidentQuerySet":
        return self.filter(status__in=OPEN_STATUSES)

    def update(self, **values: Any) -> int:
        """As Django's; and what lists are found by stays the same in both places (see Sight)."""
        if {name.removesuffix("_id") for name in values}.isdisjoint(Sight.REPEATED):
            return super().update(**values)
        from incidents import sight

        with transaction.atomic(savepoint=False):
            ids = list(self.values_list("pk", flat=True))
            count = super().update(**values)
            sight.repeat_facts(ids)
        return count


class Incident(Retained):
    """An incident of aggression against an employee (LEI 1.b), five years from its date (R4)."""

    log_fate = Logged(
        "municipality",
        values=(
            "unit",
            "occurred_on",
            "time_known",
            "taken_over",
            "channel",
            "status",
            "handler",
            "first_reaction_at",
            "facts_established_at",
            "inspectorate_notified_on",
            "outcome",
            "closed_at",
            "joined_into",
            "destroy_at",
            "held_until",
            "restricted_since",
        ),
        ignored=("next_due_at", "counted_from", "retention_rule", "retention_policy"),
        record="",
    )

    ledger_chain = "municipality_id"
    rules = ("R4",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="incidents")
    # The unit of the first victim, unless supervisors moved the incident.
    unit = models.ForeignKey(OrganisationalUnit, on_delete=models.PROTECT, related_name="incidents")
    reference = models.CharField(max_length=20)
    # The form that became this incident: sent twice by the same person it makes one incident. Unique per person, so
    # that somebody else's number, put in by hand, finds and blocks nothing.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reported")
    reported_at = models.DateTimeField(default=timezone.now, editable=False)

    occurred_on = models.DateField()
    # Of a day without a known time: noon, by which nobody is told a time.
    occurred_at = models.DateTimeField()
    time_known = models.BooleanField(default=True)
    # From a list that the municipality kept before: it was reported and looked after then, and no norm runs.
    taken_over = models.BooleanField(default=False)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    place = EncryptedTextField()
    gravest_kind = models.CharField(max_length=20, choices=Kind.choices)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    narrative = EncryptedTextField()
    aggressor_name = EncryptedTextField()
    aggressor_description = EncryptedTextField()
    witness_count = models.PositiveSmallIntegerField(null=True, blank=True)

    # What the reporter wrote, for the victim to read back: the facts above are replaced by what a handler establishes.
    as_reported = EncryptedJSONField(null=True, default=None)

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NEW)
    waiting_for = EncryptedTextField()
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="handling"
    )
    # The moment by which the first reaction is due, then the earliest open aftercare contact; None when nothing is.
    next_due_at = models.DateTimeField(null=True)
    first_reaction_at = models.DateTimeField(null=True)
    facts_established_at = models.DateTimeField(null=True)
    inspectorate_notified_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    conclusion = EncryptedTextField()
    closed_at = models.DateTimeField(null=True)
    joined_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="joined")
    # AVG 18: since when it is hidden from registry readers, by a decision on a request; None when it is not.
    restricted_since = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = RetainedManager.from_queryset(IncidentQuerySet)()
    with_due: ClassVar[Any] = RecordedManager.from_queryset(IncidentQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "reference"], name="reference_once_per_municipality"
            ),
            models.UniqueConstraint(fields=["reporter", "submission"], name="submission_once_per_reporter"),
            models.CheckConstraint(name="severity_1_to_4", condition=models.Q(severity__range=(1, 4))),
        ]
        indexes = [
            models.Index(fields=["reporter", "-reported_at"]),
            models.Index(fields=["handler", "-reported_at"]),
            # What the overview counts per period; included, so that the wide rows are left alone.
            models.Index(
                fields=["municipality", "reported_at"],
                include=[
                    "id",
                    "unit",
                    "occurred_on",
                    "status",
                    "destroy_at",
                    "first_reaction_at",
                    "facts_established_at",
                ],
                name="incident_figures",
            ),
            # What is late, of all that is kept (incidents.late).
            models.Index(
                fields=["next_due_at"],
                condition=models.Q(next_due_at__isnull=False),
                name="incident_next_due",
            ),
            # Few of all: every look-up in the registry asks for them.
            models.Index(
                fields=["municipality"],
                condition=models.Q(restricted_since__isnull=False),
                name="incident_restricted",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def event(self) -> "Incident":
        """The incident that this report was joined into, in the end; itself when it was not."""
        row = self
        while row.status == Status.JOINED and row.joined_into is not None:
            row = row.joined_into
        return row

    @property
    def is_overdue(self) -> bool:
        return self.next_due_at is not None and self.next_due_at <= timezone.now()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; and what lists are found by stays the same in both places (see Sight)."""
        from incidents import sight

        adding = self._state.adding
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if not adding:
                sight.repeat_facts([self.pk])

    def set_date(self, occurred_at: datetime.datetime, occurred_on: datetime.date) -> None:
        """Set when it happened (local date), and with it the term: a corrected date recomputes it (R4).

        What was joined into it is kept no longer than it would have been: the earliest of their terms is that of all.
        """
        self.occurred_at, self.occurred_on = occurred_at, occurred_on
        due = incident_due(occurred_on)
        # Into one that is new nothing was joined yet.
        joined = (
            Incident.with_due.none() if self._state.adding else Incident.with_due.filter(joined_into=self.pk)
        )
        first = joined.order_by("destroy_at").values_list("counted_from", "destroy_at").first()
        if first is not None and first[1] < due.at:
            due = Due("R4", first[0], due.policy, first[1])
        self.set_term(due)

    def derive_held_until(self) -> None:
        """With this incident: those joined with it, and whoever they name."""
        from incidents import holding

        holding.derive_of_incidents([self.pk])


class IncidentKind(RetainedWith):
    """One of the kinds of aggression of an incident."""

    log_fate = of_incident()

    retained_with = "incident"

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "kind"], name="kind_once_per_incident")]

    def __str__(self) -> str:
        return self.kind


# An incident that somebody still has something to do for: open, or closed with aftercare to come.
ALIVE = models.Q(status__in=OPEN_STATUSES) | models.Q(next_due_at__isnull=False)
_FILTERED = [
    "is_owner",
    "status",
    "handler",
    "next_due_at",
    "destroy_at",
    "occurred_on",
    "channel",
    "severity",
    "kinds",
]


class Sight(RetainedWith):
    """Which units see an incident: the unit it belongs to (owner), and those of its other victims (handlers only).

    Derived from the incident and its victims by `incidents.sight.refresh_sight`. It repeats what lists are found by,
    so that a page and a count are read from one narrow index, and not from the incidents, whose rows are wide with
    encrypted text: `incidents.sight` writes these columns, whenever an incident is saved, and nobody else.
    """

    log_fate = NotLogged("derived from the incident and its victims, which are logged")

    retained_with = "incident"
    # The columns that repeat the incident's own, by the same name; `kinds` sums up its kinds (KIND_BITS).
    REPEATED: ClassVar[tuple[str, ...]] = (
        "municipality",
        "reported_at",
        "occurred_on",
        "destroy_at",
        "status",
        "handler",
        "next_due_at",
        "channel",
        "severity",
    )

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="sights", db_index=False)
    unit = models.ForeignKey(OrganisationalUnit, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_owner = models.BooleanField()
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    reported_at = models.DateTimeField()
    occurred_on = models.DateField()
    destroy_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=Status.choices)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    next_due_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    kinds = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "unit"], name="sight_once_per_unit")]
        # What is included is what lists are filtered by: PostgreSQL then answers from the index alone.
        indexes = [
            models.Index(
                fields=["unit", "-reported_at", "-incident"], include=_FILTERED, name="sight_newest_per_unit"
            ),
            models.Index(
                fields=["municipality", "-reported_at", "-incident"],
                include=["unit", *_FILTERED],
                name="sight_newest",
            ),
            # Work to do: little of all that is kept.
            models.Index(
                fields=["municipality", "unit", "-reported_at", "-incident"],
                include=_FILTERED,
                condition=ALIVE,
                name="sight_alive",
            ),
            models.Index(fields=["unit"], condition=models.Q(is_owner=False), name="sight_guests"),
            # What is included is what the overview counts of a period.
            models.Index(
                fields=["municipality", "occurred_on"],
                include=[
                    "incident",
                    "unit",
                    "is_owner",
                    "reported_at",
                    "destroy_at",
                    "status",
                    "severity",
                    "kinds",
                ],
                name="sight_period",
            ),
            # What goes soon: little of all that is kept.
            models.Index(
                fields=["municipality", "destroy_at"],
                include=["unit", "is_owner", "incident"],
                name="sight_going",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.unit_id}"


class Victim(RetainedWith):
    """An employee to whom it happened (LEI 1.k): name, function and department as they were that day."""

    log_fate = of_incident(values=("user", "unit", "told_at", "confirmed_at"), ignored=("position",))

    retained_with = "incident"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="victims")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="victimhoods"
    )
    position = models.PositiveSmallIntegerField(default=0)
    unit = models.ForeignKey(OrganisationalUnit, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField()
    function = EncryptedTextField()
    help_wanted = EncryptedJSONField(default=list)
    injury_level = models.CharField(max_length=12, choices=InjuryLevel.choices, blank=True)
    physical_injury = EncryptedTextField()
    mental_injury = EncryptedTextField()
    absent_over_three_days = models.BooleanField(null=True, blank=True)
    # A victim for whom somebody else reported is told, and the handler confirms the report with them.
    told_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "user"], condition=~models.Q(user=None), name="victim_once_per_incident"
            )
        ]
        indexes = [models.Index(fields=["user"])]

    def __str__(self) -> str:
        return str(self.pk)


class ReferenceCounter(models.Model):
    """The last number given out per municipality and year; its row lock keeps references without gaps."""

    log_fate = NotLogged("a number per year; about nobody")

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "year"], name="one_counter_per_year")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}"
