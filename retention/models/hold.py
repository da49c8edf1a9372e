# SPDX-License-Identifier: EUPL-1.2
"""A request that postpones the destruction of one record: which, why and until when; never what was asked."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from retention.log_fate import NotLogged
from retention.terms import hold_ends, request_due

from .base import Retained


class Request(models.TextChoices):
    """What somebody asks that a record must wait for (RULES: "Holds")."""

    ACCESS = "access", _("Inzage")
    OBJECTION = "objection", _("Bezwaar")
    ERASURE = "erasure", _("Wissen")
    RECTIFICATION = "rectification", _("Correctie")
    RESTRICTION = "restriction", _("Beperking")
    CALLER = "caller", _("Verzoek van een beller om de opname")


class Hold(Retained):
    """That a request postpones the destruction of a record, at most three months after it was received.

    It does nothing before the record is due. It ends by a decision, or by itself at `until`; a year later it goes (R7).
    """

    class Ending(models.TextChoices):
        GRANTED = "granted", _("Toegewezen")
        REFUSED = "refused", _("Afgewezen")
        WITHDRAWN = "withdrawn", _("Ingetrokken")

    rules = ("R7",)
    ledger_chain = "municipality"
    log_fate = NotLogged("says itself who placed it, who ended it, when and how")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The municipality's number, as in the ledger; the record's table, as `incidents.Incident`, and its own number.
    municipality = models.PositiveBigIntegerField()
    what = models.CharField(max_length=60)
    object_id = models.CharField(max_length=36)
    request = models.CharField(_("soort verzoek"), max_length=16, choices=Request.choices)
    # The local day of receipt.
    received_on = models.DateField(_("ontvangen op"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(editable=False)
    # By a decision; None while it runs, and for one that ended by itself.
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="")

    class Meta:
        ordering = ["until", "pk"]
        indexes = [models.Index(fields=["what", "object_id"]), models.Index(fields=["municipality", "until"])]
        constraints = [
            models.CheckConstraint(
                name="hold_ended_with_an_ending",
                condition=Q(ended_at=None, ended_by=None, ending="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, ending__gt=""),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.until > timezone.now()

    def end(self, actor: Any, ending: str) -> None:
        """Set how it ended, now, and with it the term of the request (R7)."""
        self.ended_at, self.ended_by, self.ending = timezone.now(), actor, self.Ending(ending)
        self.set_term(request_due(self.ended_at))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.until = hold_ends(self.received_on)
            # Completed when it ends by itself; when it is decided sooner, then.
            self.set_term(request_due(self.until))
        super().save(*args, **kwargs)
