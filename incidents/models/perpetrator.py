# SPDX-License-Identifier: EUPL-1.2
"""Who did it (LEI 3.5): a person whom handlers confirmed, and in which incidents."""

import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from protection.blind_index import BlindIndexField
from protection.fields import EncryptedDateField, EncryptedTextField
from retention.log_fate import Logged, of_incident
from retention.models import RecordedManager, RecordedQuerySet, Retained, RetainedManager
from retention.terms import Due

from .handling import OfIncident


class Document(models.TextChoices):
    """What a BSN was checked with (LEI 3.5)."""

    PASSPORT = "passport", _("Paspoort")
    IDENTITY_CARD = "identity_card", _("Identiteitskaart")
    DRIVING_LICENCE = "driving_licence", _("Rijbewijs")
    RESIDENCE_PERMIT = "residence_permit", _("Verblijfsdocument")
    SIGN_ON = "sign_on", _("DigiD, tijdens dit contact")


class RevealReason(models.TextChoices):
    """Why a handler needs to see a whole BSN; kept in the log, so a closed list and no free text."""

    VERIFY = "verify", _("Nagaan of dit dezelfde persoon is")
    POLICE = "police", _("Aangifte doen")
    LETTER = "letter", _("Het adres voor een brief opzoeken")
    REQUEST = "request", _("Een verzoek van deze persoon behandelen")


class PerpetratorQuerySet(RecordedQuerySet):
    def in_registry(self, municipality_id: int, at: datetime.datetime | None = None) -> "PerpetratorQuerySet":
        """Those a registry reader of this municipality may find now (R3), whatever runs or does not run; who is
        restricted (AVG 18) only because of a sanction that runs."""
        from incidents import restricting

        return self.filter(
            restricting.shown_persons(municipality_id),
            municipality_id=municipality_id,
            visible_until__gt=at or timezone.now(),
        )


class Perpetrator(Retained):
    """A person who was aggressive, of one municipality; destroyed with the last incident that names them (R5).

    `incidents.registry` derives the term and `visible_until` from the incidents and sanctions, and nobody else.
    """

    log_fate = Logged(
        "municipality",
        values=(
            "bsn_verified_with",
            "bsn_verified_by",
            "bsn_verified_on",
            "visible_until",
            "destroy_at",
            "held_until",
            "restricted_since",
        ),
        ignored=(
            "name_key",
            "born_index",
            "bsn_index",
            "counted_from",
            "retention_rule",
            "retention_policy",
        ),
        record="",
    )

    ledger_chain = "municipality_id"
    rules = ("R5",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="perpetrators")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    name = EncryptedTextField()
    # What names are compared by: a search opens these and not the names.
    name_key = EncryptedTextField(editable=False)
    description = EncryptedTextField()
    date_of_birth = EncryptedDateField()
    born_index = BlindIndexField(source="date_of_birth")
    bsn = EncryptedTextField()
    bsn_index = BlindIndexField(source="bsn")
    bsn_verified_with = models.CharField(max_length=20, choices=Document.choices, blank=True)
    bsn_verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    bsn_verified_on = models.DateField(null=True)
    # R3: from this moment on no registry reader finds this person. None: not in the registry (yet).
    visible_until = models.DateTimeField(null=True)
    # AVG 18: since when registry readers see no more than what runs against them, by a decision on a request.
    restricted_since = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = RetainedManager.from_queryset(PerpetratorQuerySet)()
    with_due: ClassVar[Any] = RecordedManager.from_queryset(PerpetratorQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["municipality", "visible_until"], name="perpetrators_in_registry")]

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        from incidents.names import name_key

        if not kwargs.get("update_fields"):
            self.name_key = name_key(self.name) if self.name else ""
        super().save(*args, **kwargs)

    def set_last_incident(self, counted_from: datetime.datetime, destroy_at: datetime.datetime) -> None:
        """The term of the last incident that names this person is theirs (R5)."""
        self.set_term(Due("R5", counted_from, "P5Y", destroy_at))

    def derive_held_until(self) -> None:
        """With this person: the incidents that name them, and whoever else these name."""
        from incidents import holding

        holding.derive_of_perpetrators([self.pk])

    @property
    def called(self) -> str:
        """What this person is called on a page about them: their name, or else the beginning of the description."""
        return self.name or Truncator(self.description).chars(60)

    @property
    def bsn_masked(self) -> str:
        """The last two digits; the rest is shown to a handler who gives a reason."""
        return f"•••••••{self.bsn[-2:]}" if self.bsn else ""


class Involvement(OfIncident):
    """That a person was the perpetrator of an incident, as a handler confirmed."""

    log_fate = of_incident(values=("author", "perpetrator", "visible_until", "left_registry_at"))

    perpetrator = models.ForeignKey(Perpetrator, on_delete=models.CASCADE, related_name="involvements")
    # R3: the months for an incident without a sanction, from the incident's date. Set when the facts are established,
    # by the severity of then; lowered with it, never raised.
    months = models.PositiveSmallIntegerField(null=True)
    # R3: until when this incident shows in the registry, by its sanctions or (without any) by its own date.
    visible_until = models.DateTimeField(null=True)
    # When it was written in the ledger that this went out of view.
    left_registry_at = models.DateTimeField(null=True, editable=False)

    class Meta(OfIncident.Meta):
        constraints = [
            models.UniqueConstraint(fields=["incident", "perpetrator"], name="perpetrator_once_per_incident"),
            models.CheckConstraint(
                name="involvement_months_12_to_24",
                condition=models.Q(months=None) | models.Q(months__range=(12, 24)),
            ),
        ]

    @property
    def is_in_registry(self) -> bool:
        """Whether a registry reader finds this incident of this person now."""
        return self.visible_until is not None and self.visible_until > timezone.now()
