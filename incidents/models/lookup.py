# SPDX-License-Identifier: EUPL-1.2
"""The log of look-ups in the perpetrator registry (R6): who, when, what for, and how many were found."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.acting import Origin
from accounts.models import Municipality
from retention import append_only
from retention.log_fate import NotLogged
from retention.models import Retained
from retention.terms import look_due


class Purpose(models.TextChoices):
    """Why somebody looks in the registry."""

    VISIT = "visit", _("Ik ga op huisbezoek")
    APPOINTMENT = "appointment", _("Ik heb een afspraak")
    COUNTER = "counter", _("Deze persoon staat aan de balie")
    CALL_BACK = "call_back", _("Ik ga bellen of word gebeld")


class RegistryLookup(Retained):
    """One look-up, a hit or a miss. What was searched for is not kept, in no form."""

    log_fate = NotLogged("is itself a log, which the database keeps from being changed")

    ledger_chain = "municipality_id"
    rules = ("R6",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    by_name = models.BooleanField(default=False)
    by_date_of_birth = models.BooleanField(default=False)
    by_bsn = models.BooleanField(default=False)
    # The ids of those who were found, best first.
    found = models.JSONField(default=list)
    # The name that was searched for is that of the reader, or of somebody who works for the municipality.
    is_own_name = models.BooleanField(default=False)
    is_colleague = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=acting.origin)

    class Meta:
        ordering = ["-at", "pk"]
        indexes = [models.Index(fields=["municipality", "-at"]), models.Index(fields=["reader", "-at"])]

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(look_due(self.at, self.at))
        super().save(*args, **kwargs)


# Who was found is added once, when the answer is there.
append_only.everything.append(append_only.log_table("incidents_registrylookup", once=("found",)))
