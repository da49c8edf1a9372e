# SPDX-License-Identifier: EUPL-1.2
"""That something of an incident was given to somebody outside (LEI 6); it stays a year, without contents (R7)."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AbstractDisclosure
from retention.log_fate import Logged
from retention.terms import request_due


class DisclosureGround(models.TextChoices):
    """Why the police may have it."""

    REPORT = "report", _("Aangifte door de gemeente of de medewerker")
    DEMAND = "demand", _("Vordering van de politie of de officier van justitie")


class Disclosure(AbstractDisclosure):
    """A police package that was made of one incident (`about`) and given: to whom, why, and which parts."""

    log_fate = Logged("municipality", ("ground", "completed_at"), record="")

    ground = models.CharField(_("grond"), max_length=6, choices=DisclosureGround.choices)
    # Which parts went along, by name.
    parts = models.JSONField(_("onderdelen"), default=list)

    class Meta:
        ordering = ["-asked_at", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.completed_at = self.completed_at or timezone.now()
            self.set_term(request_due(self.completed_at))
        super().save(*args, **kwargs)
