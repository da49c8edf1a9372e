# SPDX-License-Identifier: EUPL-1.2
"""Incidents taken over from the spreadsheet in which a municipality kept them."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Municipality
from protection.blind_index import BlindIndexField
from protection.fields import EncryptedJSONField, EncryptedTextField
from retention.log_fate import NotLogged
from retention.models import Retained, RetainedWith
from retention.terms import import_due

from .incident import Incident


class TakeOverReading(Retained):
    """What was read from a spreadsheet, between its dry run and the yes or no of who brought it; for its author only,
    at most an hour (R7). The file itself is not kept."""

    log_fate = NotLogged("a list between its dry run and the yes or no; gone in an hour")

    ledger_chain = "author__municipality_id"
    rules = ("R7",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # All columns, until is chosen which are used; then these alone, and of a row past its term its date alone.
    contents = EncryptedJSONField()
    columns_chosen = models.BooleanField(default=False)
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(import_due(self.read_at))
        super().save(*args, **kwargs)


class TakeOverLayout(models.Model):
    """Which heading a municipality's spreadsheet has for what: chosen once, for the next file. As keyed fingerprints,
    because a list without headings has somebody's name where a heading should be."""

    log_fate = NotLogged("fingerprints of the headings of a list; about nobody")

    municipality = models.OneToOneField(
        Municipality, on_delete=models.CASCADE, related_name="take_over_layout"
    )
    headings = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.municipality_id)


class TakenOver(RetainedWith):
    """By what an incident that was taken over is recognised when its list is brought again, whatever was corrected in
    it since. Each mark holds the day and the unit as the list gave them."""

    log_fate = NotLogged("written once, with its incident, which is logged")

    retained_with = "incident"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="taken_over_from")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    # With the number in the old list; with a hash of the account; with who it happened to. "" where there is none.
    by_number = EncryptedTextField()
    by_account = EncryptedTextField()
    by_victim = EncryptedTextField()
    by_number_index = BlindIndexField(source="by_number")
    by_account_index = BlindIndexField(source="by_account")
    by_victim_index = BlindIndexField(source="by_victim")

    def __str__(self) -> str:
        return str(self.pk)
