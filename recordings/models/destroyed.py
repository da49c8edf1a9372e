# SPDX-License-Identifier: EUPL-1.2
import uuid

from django.db import models

from protection.blind_index import LENGTH
from retention.log_fate import NotLogged
from retention.models import Retained

from .telephony import TelephonySystem


class DestroyedCall(Retained):
    """A call that was destroyed inside its 48 hours, so that it does not come in anew while they run (R1, R8).

    Only the keyed fingerprint of its number with the telephony: nothing of the call, and nobody's data.
    """

    rules = ("R1",)
    log_fate = NotLogged("is written once, and never changed")
    ledger_chain = "telephony_system__municipality_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    telephony_system = models.ForeignKey(TelephonySystem, on_delete=models.PROTECT, related_name="+")
    # As Recording.external_id_index was.
    fingerprint = models.CharField(max_length=LENGTH, editable=False, db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
