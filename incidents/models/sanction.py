# SPDX-License-Identifier: EUPL-1.2
"""What a perpetrator was given (RULES: "Sanctions"), for how long, and on what grounds."""

import datetime
from typing import Any, ClassVar

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from protection.fields import EncryptedTextField
from retention.log_fate import Logged, NotLogged, of_incident
from retention.models import Recorded, RecordedManager, RetainedWith
from retention.terms import local_date

from .choices import Severity
from .handling import OfIncident
from .incident import Incident
from .perpetrator import Involvement

LETTER_WITHIN = datetime.timedelta(hours=24)
# A sanction that lasts longer is reviewed on a day that is set beforehand.
WITHOUT_REVIEW = relativedelta(months=3)


class SanctionKind(models.TextChoices):
    ORAL_WARNING = "oral_warning", _("Mondelinge waarschuwing")
    WARNING_LETTER = "warning_letter", _("Waarschuwingsbrief")
    ORDER_TALK = "order_talk", _("Ordegesprek")
    STOP_TALK = "stop_talk", _("Stopgesprek")
    PREMISES_BAN = "premises_ban", _("Toegangsverbod (pandverbod)")
    CONTACT_BAN = "contact_ban", _("Contactverbod")
    CONTACT_MEASURE = "contact_measure", _("Contactmaatregel (vaste contactpersoon, alleen schriftelijk)")
    SUSPENSION = "suspension", _("Opschorting van dienstverlening")
    DAMAGE_RECOVERY = "damage_recovery", _("Schadeverhaal")


# They last until an end date; the others end on the day they are given (R3).
LASTING = frozenset(
    {
        SanctionKind.PREMISES_BAN,
        SanctionKind.CONTACT_BAN,
        SanctionKind.CONTACT_MEASURE,
        SanctionKind.SUSPENSION,
    }
)
# They close a door: a warning comes first where one would do, basic services stay reachable, and a municipality can
# ask a supervisor's consent.
BANS = frozenset({SanctionKind.PREMISES_BAN, SanctionKind.CONTACT_BAN, SanctionKind.SUSPENSION})
WARNINGS = frozenset(
    {SanctionKind.ORAL_WARNING, SanctionKind.WARNING_LETTER, SanctionKind.ORDER_TALK, SanctionKind.STOP_TALK}
)
# From this severity on a ban needs no warning before it.
NO_WARNING_NEEDED = Severity.SERIOUS


class Heard(models.TextChoices):
    """Whether the person could tell their side first."""

    HEARD = "heard", _("Ja, gehoord")
    DECLINED = "declined", _("Uitgenodigd, maar wilde of kwam niet")
    URGENT = "urgent", _("Nee, het moest meteen")
    UNREACHABLE = "unreachable", _("Nee, niet te bereiken")


class Sanction(OfIncident):
    """A sanction against one perpetrator for one incident. `author` is who decided or proposed it.

    Imposed, it is in the registry until `visible_until`; `incidents.sanctioning` sets every column of the term.
    """

    log_fate = of_incident(
        values=(
            "author",
            "involvement",
            "kind",
            "state",
            "prolongs",
            "decided_on",
            "starts_on",
            "planned_end",
            "review_on",
            "imposed_at",
            "decided_by",
            "lifted_on",
            "annulled_at",
            "letter_sent_at",
            "letter_sent_by",
            "counted_from",
            "visible_until",
            "left_registry_at",
        )
    )

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Wacht op de toezichthouder")
        REFUSED = "refused", _("Niet toegestaan")
        WITHDRAWN = "withdrawn", _("Ingetrokken")
        IMPOSED = "imposed", _("Opgelegd")

    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField(max_length=20, choices=SanctionKind.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    prolongs = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="prolonged_by")

    # The grounds: read by handlers and supervisors, never by a registry reader.
    behaviour = EncryptedTextField()
    norm = EncryptedTextField()
    heard = models.CharField(max_length=12, choices=Heard.choices)
    heard_note = EncryptedTextField()
    suggested_kind = models.CharField(max_length=20, choices=SanctionKind.choices, blank=True)
    deviation_reason = EncryptedTextField()
    # What applies exactly, for whoever meets this person: which buildings, which contact person.
    conditions = EncryptedTextField()
    basic_services = EncryptedTextField()

    # The local day of the decision or talk, and the first and last day on which it applies.
    decided_on = models.DateField()
    starts_on = models.DateField()
    planned_end = models.DateField()
    review_on = models.DateField(null=True)
    imposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decision_note = EncryptedTextField()
    lifted_on = models.DateField(null=True)
    annulled_at = models.DateTimeField(null=True)
    end_reason = EncryptedTextField()
    letter_sent_at = models.DateTimeField(null=True)
    letter_sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    # R3: by the severity when it was imposed; a person may shorten the months, nothing lengthens them.
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    months = models.PositiveSmallIntegerField(validators=[MinValueValidator(12), MaxValueValidator(24)])
    counted_from = models.DateField(null=True)
    visible_until = models.DateTimeField(null=True)
    # When it was written in the ledger that this went out of view.
    left_registry_at = models.DateTimeField(null=True, editable=False)

    class Meta(OfIncident.Meta):
        constraints = [
            models.CheckConstraint(
                name="sanction_months_12_to_24", condition=models.Q(months__range=(12, 24))
            ),
            models.CheckConstraint(
                name="imposed_sanction_has_a_term",
                condition=~models.Q(state="imposed")
                | models.Q(imposed_at__isnull=False, counted_from__isnull=False, visible_until__isnull=False),
            ),
            models.CheckConstraint(
                name="sanction_ends_after_it_starts",
                condition=models.Q(planned_end__gte=models.F("starts_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["involvement", "state"]),
            # Of the sanctions of a period nothing else is counted.
            models.Index(
                fields=["imposed_at"],
                include=["incident", "state", "annulled_at", "letter_sent_at"],
                name="sanction_figures",
            ),
            # What is to be done about sanctions: little of all that were imposed.
            models.Index(
                fields=["imposed_at"],
                condition=models.Q(state="imposed", annulled_at=None, letter_sent_at=None),
                name="sanction_letters",
            ),
            models.Index(
                fields=["planned_end"],
                condition=models.Q(state="imposed", annulled_at=None, lifted_on=None),
                name="sanction_running",
            ),
            models.Index(
                fields=["review_on"], condition=models.Q(review_on__isnull=False), name="sanction_review"
            ),
        ]

    @property
    def is_lasting(self) -> bool:
        return self.kind in LASTING

    @property
    def is_ban(self) -> bool:
        return self.kind in BANS

    @property
    def is_imposed(self) -> bool:
        return self.state == self.State.IMPOSED

    @property
    def is_annulled(self) -> bool:
        return self.annulled_at is not None

    @property
    def last_day(self) -> datetime.date:
        """The last local day on which it applies: the earliest of planned end and lifting."""
        return min(self.planned_end, self.lifted_on) if self.lifted_on else self.planned_end

    @property
    def is_running(self) -> bool:
        """Whether people must act on it now: imposed, lasting, not annulled or lifted, and its end has not come.

        It counts from the moment it is imposed, even when it starts tomorrow: people must be warned today.
        """
        return (
            self.is_imposed
            and self.is_lasting
            and not self.is_annulled
            and self.lifted_on is None
            and self.planned_end >= local_date(timezone.now())
        )

    @property
    def is_in_registry(self) -> bool:
        """Whether a registry reader sees it now (R3)."""
        return self.is_imposed and self.visible_until is not None and self.visible_until > timezone.now()

    @property
    def needs_letter(self) -> bool:
        return self.is_imposed and not self.is_annulled and self.letter_sent_at is None

    @property
    def letter_due_at(self) -> datetime.datetime | None:
        """The moment by which its letter must have been sent; None when none is waited for."""
        return self.imposed_at + LETTER_WITHIN if self.needs_letter and self.imposed_at else None

    @property
    def is_letter_overdue(self) -> bool:
        return self.letter_due_at is not None and self.letter_due_at <= timezone.now()

    @property
    def is_review_overdue(self) -> bool:
        return self.is_running and self.review_on is not None and self.review_on < local_date(timezone.now())


class SanctionReview(OfIncident):
    """What came of looking again at a sanction that lasts."""

    log_fate = of_incident(values=("author", "sanction", "outcome", "reviewed_on", "next_review_on"))

    class Outcome(models.TextChoices):
        CONTINUED = "continued", _("Blijft zoals hij is")
        LIFTED = "lifted", _("Opgeheven")
        PROLONGED = "prolonged", _("Verlengd met een nieuw besluit")

    sanction = models.ForeignKey(Sanction, on_delete=models.CASCADE, related_name="reviews")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reviewed_on = models.DateField()
    next_review_on = models.DateField(null=True)
    reason = EncryptedTextField()


class EndWarning(RetainedWith):
    """That somebody was warned, this many days ahead, that an incident goes while a sanction for it still runs."""

    retained_with = "incident"
    log_fate = NotLogged("that a mail was queued; says nothing of the incident itself")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="end_warnings")
    stage = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "stage"], name="end_warning_once_per_stage")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.stage}"


class SanctionGuideline(Recorded):
    """What a municipality thinks fit at a severity, after this many earlier sanctions in 24 months (2: two or more)."""

    log_fate = Logged("municipality", values=("severity", "earlier", "kind"))

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="sanction_guidelines"
    )
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    earlier = models.PositiveSmallIntegerField(
        choices=[(0, _("Geen")), (1, _("Een")), (2, _("Twee of meer"))]
    )
    kind = models.CharField(max_length=20, choices=SanctionKind.choices)

    objects: ClassVar[Any] = RecordedManager()

    class Meta:
        ordering = ["severity", "earlier"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "severity", "earlier"], name="one_guideline_per_situation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.severity}/{self.earlier}"
