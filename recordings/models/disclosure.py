# SPDX-License-Identifier: EUPL-1.2
"""A caller who asks for the recording, and the copies that are given; both stay a year, without contents (R7)."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AbstractDisclosure, Municipality
from protection.fields import EncryptedTextField
from retention.log_fate import Logged
from retention.models import Hold, Retained
from retention.terms import hold_ends, request_due


class Answer(models.TextChoices):
    """How a caller's request ended."""

    GIVEN = "given", _("De beller kreeg de opname")
    REFUSED = "refused", _("Afgewezen")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    DESTROYED = "destroyed", _("Vernietigd: de opname was er niet meer")
    NOT_FOUND = "not_found", _("Niet gevonden")


class CallerRequest(Retained):
    """Somebody who called asks for the recording. The number and the hour that they gave are sought and not kept."""

    rules = ("R7",)
    ledger_chain = "municipality_id"
    log_fate = Logged("municipality", ("received_on", "called_on", "answer", "answered_at"), record="")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    # Local days: of receipt, and of the call.
    received_on = models.DateField(_("ontvangen op"))
    called_on = models.DateField(_("dag van het gesprek"))
    # The number of the recording that it is about, which may be gone; None when none was found.
    about = models.UUIDField(null=True, editable=False)
    hold = models.ForeignKey(Hold, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="answered_with_an_answer",
                condition=Q(answer="", answered_at=None) | Q(answer__gt="", answered_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Not answered; three months after it was received it is over by itself (RULES: "Holds")."""
        return not self.answer and hold_ends(self.received_on) > timezone.now()

    def complete(self, answer: str) -> None:
        """Set the answer, and from now its year (R7)."""
        self.answer, self.answered_at = Answer(answer), timezone.now()
        self.set_term(request_due(self.answered_at))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.answer:
            self.set_term(request_due(hold_ends(self.received_on)))
        super().save(*args, **kwargs)


class Ground(models.TextChoices):
    """Why somebody may have a copy."""

    POLICE = "police", _("Aangifte: een kopie voor de politie")
    CALLER = "caller", _("De beller vraagt om de opname")


class Disclosure(AbstractDisclosure):
    """A copy of one recording, given once."""

    class State(models.TextChoices):
        # A head must release it: the recording is not approved.
        ASKED = "asked", _("Wacht op vrijgave")
        RELEASED = "released", _("Vrijgegeven")
        REFUSED = "refused", _("Niet vrijgegeven")
        GIVEN = "given", _("Verstrekt")

    log_fate = Logged("municipality", ("ground", "state", "completed_at"), record="")

    ground = models.CharField(_("grond"), max_length=6, choices=Ground.choices)
    request = models.ForeignKey(
        CallerRequest, on_delete=models.SET_NULL, null=True, editable=False, related_name="disclosures"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    # The head who released it, or would not; None where the recording was approved already.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    # Shown once, sealed until the package is made, and gone then.
    passphrase = EncryptedTextField(editable=False)

    def complete(self, state: str) -> None:
        """It ended, now: what was shown is forgotten, and its year begins (R7)."""
        self.state, self.completed_at, self.passphrase = self.State(state), timezone.now(), ""
        self.set_term(request_due(self.completed_at))

    def waits_until(self, moment: datetime.datetime) -> None:
        """Its term while it is not completed: it can be, until the recording goes at this moment."""
        self.set_term(request_due(moment))
