# SPDX-License-Identifier: EUPL-1.2
"""What is done about an incident. Each row goes with its incident (R4)."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protection.fields import EncryptedBytesField, EncryptedTextField
from retention.log_fate import NotLogged, of_incident
from retention.models import RecordedManager, RetainedWith, RetainedWithManager

from .incident import Incident, Victim


class OfIncident(RetainedWith):
    """Base of what belongs to an incident. The id is chosen by the form, so that a second click changes nothing."""

    retained_with = "incident"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="%(class)ss")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Contribution(OfIncident):
    """What a victim or reporter adds later: more facts, a correction, an objection; or a joined report's account."""

    log_fate = of_incident(values=("author", "kind", "victim", "seen_at"))

    class Kind(models.TextChoices):
        ADDITION = "addition", _("Aanvulling")
        CORRECTION = "correction", _("Correctie")
        OBJECTION = "objection", _("Bezwaar")
        REPORT = "report", _("Tweede melding")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = EncryptedTextField()
    # Whom a second report is about; None of anything else, and when that is not known any more.
    victim = models.ForeignKey("incidents.Victim", on_delete=models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)


class Measure(OfIncident):
    """A measure towards the perpetrator, or one of prevention (LEI 3.5)."""

    log_fate = of_incident(values=("author", "kind", "involvement", "taken_on"))

    class Kind(models.TextChoices):
        PERPETRATOR = "perpetrator", _("Richting de dader")
        PREVENTION = "prevention", _("Preventie")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    # Towards which of several perpetrators; None: towards all of this incident.
    involvement = models.ForeignKey(
        "incidents.Involvement", on_delete=models.SET_NULL, null=True, related_name="measures"
    )
    text = EncryptedTextField()
    taken_on = models.DateField()


class Aftercare(OfIncident):
    """First care, or an appointment to ask a victim how they are."""

    log_fate = of_incident(
        values=("author", "victim", "kind", "due_at", "appointment_at", "done_at", "declined")
    )

    class Kind(models.TextChoices):
        FIRST_CARE = "first_care", _("Eerste opvang")
        FIRST = "first", _("Contact na één dag")
        SECOND = "second", _("Contact na een week")
        LAST = "last", _("Contact na 4 tot 6 weken")
        EXTRA = "extra", _("Extra contact")

    victim = models.ForeignKey(Victim, on_delete=models.CASCADE, related_name="aftercare")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # The last moment that is still in time, by the municipality's norm.
    due_at = models.DateTimeField(null=True)
    appointment_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    declined = models.BooleanField(default=False)
    note = EncryptedTextField()

    class Meta(OfIncident.Meta):
        ordering = ["due_at", "created_at", "pk"]
        # Of the contacts of a period nothing else is counted.
        indexes = [
            models.Index(
                fields=["due_at"], include=["incident", "done_at", "declined"], name="aftercare_figures"
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.done_at is None and not self.declined

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_at is not None and self.due_at <= timezone.now()


class PoliceReport(OfIncident):
    """Whether, when and how it was reported to the police."""

    log_fate = of_incident(values=("author", "state", "made_on", "under_number", "by_employer"))

    class State(models.TextChoices):
        MADE = "made", _("Aangifte gedaan")
        NOTIFIED = "notified", _("Melding bij de politie gedaan")
        PLANNED = "planned", _("Aangifte wordt gedaan")
        NOT_WANTED = "not_wanted", _("Geen aangifte")

    state = models.CharField(max_length=12, choices=State.choices)
    made_on = models.DateField(null=True, blank=True)
    number = EncryptedTextField()
    under_number = models.BooleanField(default=False)
    # By the employer, with the work address as domicile, so that no home address reaches the file of the suspect.
    by_employer = models.BooleanField(default=True)
    note = EncryptedTextField()


class Damage(OfIncident):
    """Material damage, of the municipality or of an employee (LEI 1.b)."""

    log_fate = of_incident(values=("author", "owner"))

    class Owner(models.TextChoices):
        MUNICIPALITY = "municipality", _("De gemeente")
        EMPLOYEE = "employee", _("Een medewerker")

    owner = models.CharField(max_length=12, choices=Owner.choices)
    description = EncryptedTextField()
    # In euros.
    amount = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    recovered = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class DateCorrection(OfIncident):
    """A later date that a handler asks for, which a supervisor allows or refuses (R4: a later date lengthens a term).

    One at a time is open per incident; a new one takes its place.
    """

    log_fate = of_incident(values=("author", "occurred_at", "outcome", "decided_by", "decided_at"))

    class Outcome(models.TextChoices):
        ALLOWED = "allowed", _("Toegestaan")
        REFUSED = "refused", _("Niet toegestaan")
        REPLACED = "replaced", _("Ingetrokken")

    occurred_at = models.DateTimeField()
    reason = EncryptedTextField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta(OfIncident.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=models.Q(outcome=""),
                name="one_open_date_correction_per_incident",
            )
        ]


class EvidenceManager(RetainedWithManager):
    """Without the file itself, which only its own page needs."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().defer("content")


class Evidence(OfIncident):
    """A screenshot or document, encrypted in its row so that it cannot outlive its incident. Never audio or video."""

    # Of a file that is megabytes only the name is compared: it never changes.
    log_fate = of_incident(values=("author",), ignored=("content",))

    file_name = EncryptedTextField()
    caption = EncryptedTextField()
    media_type = models.CharField(max_length=30)
    size = models.PositiveIntegerField(help_text="Bytes.")
    content = EncryptedBytesField()

    objects: ClassVar[Any] = EvidenceManager()
    with_due: ClassVar[Any] = RecordedManager()


class TimelineEntry(RetainedWith):
    """Who did what when; identifiers, enumerations and dates only."""

    log_fate = NotLogged("is itself a log: written once, with its incident")

    class Action(models.TextChoices):
        REPORTED = "reported", _("Melding gedaan")
        TAKEN_OVER = "taken_over", _("Overgenomen uit een eerdere registratie")
        JOINED = "joined", _("Melding samengevoegd")
        TAKEN = "taken", _("In behandeling genomen")
        REASSIGNED = "reassigned", _("Andere afhandelaar")
        REMINDED = "reminded", _("Herinnering gestuurd")
        MOVED = "moved", _("Naar ander onderdeel verplaatst")
        WAITING = "waiting", _("Wacht op iets")
        RESUMED = "resumed", _("Weer in behandeling")
        FACTS = "facts", _("Feiten vastgesteld")
        CORRECTED = "corrected", _("Gegevens gewijzigd")
        DATE_CORRECTED = "date_corrected", _("Datum gecorrigeerd")
        DATE_PROPOSED = "date_proposed", _("Latere datum gevraagd")
        DATE_REFUSED = "date_refused", _("Latere datum niet toegestaan")
        DATE_WITHDRAWN = "date_withdrawn", _("Verzoek om een latere datum ingetrokken")
        CONFIRMED = "confirmed", _("Melding bevestigd met het slachtoffer")
        VICTIM_ADDED = "victim_added", _("Slachtoffer toegevoegd")
        VICTIM_CHANGED = "victim_changed", _("Gegevens van het slachtoffer bijgewerkt")
        VICTIM_REMOVED = "victim_removed", _("Slachtoffer verwijderd")
        CONTRIBUTION = "contribution", _("Aanvulling ontvangen")
        CONTRIBUTION_SEEN = "contribution_seen", _("Aanvulling gelezen")
        AFTERCARE_PLANNED = "aftercare_planned", _("Nazorg gepland")
        AFTERCARE_DONE = "aftercare_done", _("Nazorg gegeven")
        AFTERCARE_DECLINED = "aftercare_declined", _("Nazorg niet gewenst")
        MEASURE = "measure", _("Maatregel vastgelegd")
        MEASURE_CHANGED = "measure_changed", _("Maatregel gewijzigd")
        POLICE = "police", _("Aangifte bijgewerkt")
        DAMAGE = "damage", _("Schade bijgewerkt")
        EVIDENCE_ADDED = "evidence_added", _("Bewijs toegevoegd")
        EVIDENCE_REMOVED = "evidence_removed", _("Bewijs verwijderd")
        INSPECTORATE = "inspectorate", _("Gemeld bij de Arbeidsinspectie")
        PERPETRATOR_NAMED = "perpetrator_named", _("Dader vastgelegd")
        PERPETRATOR_CHANGED = "perpetrator_changed", _("Gegevens van de dader gewijzigd")
        PERPETRATOR_REMOVED = "perpetrator_removed", _("Dader losgekoppeld")
        PERPETRATORS_JOINED = "perpetrators_joined", _("Dubbele dader samengevoegd")
        BSN_REVEALED = "bsn_revealed", _("BSN getoond")
        SANCTION_PROPOSED = "sanction_proposed", _("Sanctie voorgesteld")
        SANCTION_REFUSED = "sanction_refused", _("Sanctie niet toegestaan")
        SANCTION_WITHDRAWN = "sanction_withdrawn", _("Voorstel voor een sanctie ingetrokken")
        SANCTION_IMPOSED = "sanction_imposed", _("Sanctie opgelegd")
        SANCTION_LIFTED = "sanction_lifted", _("Sanctie opgeheven")
        SANCTION_ANNULLED = "sanction_annulled", _("Sanctie vernietigd")
        SANCTION_REVIEWED = "sanction_reviewed", _("Sanctie opnieuw bekeken")
        SANCTION_SHORTENED = "sanction_shortened", _("Zichtbaarheid in het register verkort")
        LETTER_SENT = "letter_sent", _("Brief verstuurd")
        DISCLOSED = "disclosed", _("Gegevens aan de politie gegeven")
        CLOSED = "closed", _("Gesloten")
        REOPENED = "reopened", _("Heropend")
        ERASED = "erased", _("Gegevens gewist na een verzoek")
        RECTIFIED = "rectified", _("Gegevens gecorrigeerd na een verzoek")
        RESTRICTED = "restricted", _("Verborgen in het register na een verzoek")
        UNRESTRICTED = "unrestricted", _("Weer zichtbaar in het register")

    retained_with = "incident"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=20, choices=Action.choices)
    # A person or unit that the action was about, by id; a status; a date.
    detail = models.JSONField(default=dict)
    # Why (reopening, a date corrected): free text of a person.
    reason = EncryptedTextField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["incident", "at"])]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"
