# SPDX-License-Identifier: EUPL-1.2
"""What a person asks about their own data (AVG 12, 15-18, 21; LEI 8), and which records that concerns.

While it is open the words are kept sealed; a year after the decision the row goes (R7), and of the words nothing is left
long before that.
"""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from protection.fields import EncryptedTextField
from retention.log_fate import Logged
from retention.models import Hold, Request, Retained, RetainedWith
from retention.terms import hold_ends, request_due


class Decision(models.TextChoices):
    """How a request ended."""

    GRANTED = "granted", _("Toegewezen")
    PARTLY = "partly", _("Gedeeltelijk toegewezen")
    REFUSED = "refused", _("Afgewezen")
    # Nothing is registered about this person.
    NOTHING_FOUND = "nothing_found", _("Niets gevonden")
    # Awb 4:5: who asked did not show who they are.
    NOT_TREATED = "not_treated", _("Buiten behandeling gelaten")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


class Came(models.TextChoices):
    """How a request came in."""

    POST = "post", _("Per post")
    EMAIL = "email", _("Per e-mail")
    DESK = "desk", _("Aan de balie")
    TELEPHONE = "telephone", _("Telefonisch")
    OFFICER = "officer", _("Via de functionaris gegevensbescherming")


class DataSubjectRequest(Retained):
    """One request. Who asked, what, and the reasons of the decision are its contents: sealed, and gone after it."""

    CONTENTS = ("name", "asked", "identity_check", "extension_reason", "reasons")

    rules = ("R7",)
    ledger_chain = "municipality_id"
    log_fate = Logged(
        "municipality",
        (
            "kind",
            "received_on",
            "came_by",
            "registered_by",
            "identity_asked_on",
            "identity_checked_at",
            "identity_checked_by",
            "extended_at",
            "extended_by",
            "extension_told_on",
            "decision",
            "decided_at",
            "decided_by",
            "letter_sent_on",
            "contents_gone_at",
        ),
        record="",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    # 1, 2, 3, … within the municipality and the year of receipt.
    number = models.PositiveIntegerField(editable=False)
    year = models.PositiveSmallIntegerField(editable=False)
    # Of Request all but a caller's, which the room of recordings answers.
    kind = models.CharField(_("soort verzoek"), max_length=16, choices=Request.choices)
    # The local day of receipt, from which every term of the request counts.
    received_on = models.DateField(_("ontvangen op"))
    came_by = models.CharField(
        _("hoe het verzoek binnenkwam"), max_length=10, choices=Came.choices, default=Came.POST
    )
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    name = EncryptedTextField(_("naam"))
    asked = EncryptedTextField(_("wat er wordt gevraagd"))
    # When the letter went that asks who this is (AVG 12.6); it stops no clock.
    identity_asked_on = models.DateField(null=True, editable=False)
    # How, in words: never a number or a copy of a document.
    identity_check = EncryptedTextField(_("hoe de identiteit is vastgesteld"))
    identity_checked_at = models.DateTimeField(null=True, editable=False)
    identity_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    # AVG 12.3: once, by two months, told with the reason within the first month.
    extension_reason = EncryptedTextField(_("waarom het langer duurt"))
    extended_at = models.DateTimeField(null=True, editable=False)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    # It counts when the person was told within the first month.
    extension_told_on = models.DateField(null=True, editable=False)
    decision = models.CharField(_("besluit"), max_length=16, choices=Decision.choices, blank=True, default="")
    # Of an objection also how interests were weighed (AVG 21.1).
    reasons = EncryptedTextField(_("redenen"))
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    letter_sent_on = models.DateField(_("brief verzonden op"), null=True, editable=False)
    contents_gone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-received_on", "-number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "number"], name="data_subject_request_numbered_once"
            ),
            models.CheckConstraint(
                name="request_decided_with_a_decision",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | Q(decision__gt="", decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """As it stands in letters and mails: says nothing of who asked."""
        return f"V{self.year}-{self.number}"

    @property
    def is_open(self) -> bool:
        return not self.decision

    def decide(self, actor: Any, decision: str, reasons: str, at: datetime.datetime) -> None:
        """Set the decision, and from now its year (R7)."""
        self.decision, self.reasons = Decision(decision), reasons
        self.decided_at, self.decided_by = at, actor
        self.set_term(request_due(at))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.decision:
            # Never decided: it holds nothing any more after three months, and goes a year after those.
            self.set_term(request_due(hold_ends(self.received_on)))
        super().save(*args, **kwargs)


class RequestSubject(RetainedWith):
    """A record that somebody confirmed to be about who asks: known by the hold on it, which postpones its destruction.

    `what` and `object_id` are the record's, as in the hold, and stay when the hold goes.
    """

    class Capacity(models.TextChoices):
        """As what the person stands in the record."""

        PERPETRATOR = "perpetrator", _("Dader")
        VICTIM = "victim", _("Slachtoffer")
        REPORTER = "reporter", _("Melder")
        CALLER = "caller", _("Beller")

    retained_with = "request"
    log_fate = Logged("request__municipality", ("capacity", "confirmed_by", "confirmed_at"), record="request")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DataSubjectRequest, on_delete=models.CASCADE, related_name="subjects")
    hold = models.OneToOneField(Hold, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    what = models.CharField(max_length=60, editable=False)
    object_id = models.CharField(max_length=36, editable=False)
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    # Which victim of the incident; None for everybody else.
    part = models.UUIDField(null=True, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["confirmed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "what", "object_id", "capacity"], name="subject_once_per_request"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
