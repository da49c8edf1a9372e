# SPDX-License-Identifier: EUPL-1.2
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from retention.log_fate import Logged
from retention.models import Recorded, RecordedManager


class TelephonySystem(Recorded):
    """A telephony system that may deliver calls of one municipality, by a token of which only a hash is kept."""

    log_fate = Logged("municipality", ("revoked_at",), ignored=("last_used_at",))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="telephony_systems")
    name = models.CharField(_("naam"), max_length=60)
    # SHA-256 of a token of 256 random bits: there is nothing to guess, and so no salt.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    objects = RecordedManager()

    class Meta:
        ordering = ["name", "created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None
