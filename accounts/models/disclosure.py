# SPDX-License-Identifier: EUPL-1.2
"""What every disclosure has, of whichever room the record is that was given (R7)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protection.fields import EncryptedTextField
from retention.models import Retained

from .municipality import Municipality


class AbstractDisclosure(Retained):
    """That a copy of a record was given, or was to be: to whom, on what ground and how we knew them. Never the copy.

    `about` is the record's number: the row stays for a year after its completion, when the record may be long gone.
    """

    rules = ("R7",)
    ledger_chain = "municipality_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField(editable=False, db_index=True)
    recipient = EncryptedTextField(_("ontvanger"))
    reference = EncryptedTextField(_("kenmerk"))
    # How, in words: never a number or a copy of a document.
    identity_check = EncryptedTextField(_("hoe de identiteit is vastgesteld"))
    # LEI 6: why it is compatible with the purpose of the registration. Without an answer nothing is given.
    compatibility = EncryptedTextField(_("waarom het past bij het doel"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)
