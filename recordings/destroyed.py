# SPDX-License-Identifier: EUPL-1.2
"""A call that was destroyed before its 48 hours were over stays destroyed, also when the telephony delivers it again."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from protection.blind_index import fingerprints
from retention.terms import recording_due

from .models import DestroyedCall, Recording, TelephonySystem

TERM = datetime.timedelta(hours=48)


def go_with_recordings(model: type[models.Model], keys: Sequence[Any]) -> None:
    """These records are destroyed now: of the calls among them whose 48 hours still run, remember that they were."""
    if model is not Recording:
        return
    running = {"ended_at__gt": timezone.now() - TERM, "external_id_index__isnull": False}
    early = Recording.with_due.filter(pk__in=keys, **running)
    rows = []
    for call in early.only("telephony_system_id", "external_id_index", "ended_at"):
        row = DestroyedCall(telephony_system_id=call.telephony_system_id, fingerprint=call.external_id_index)
        row.set_term(recording_due(call.ended_at))
        rows.append(row)
    DestroyedCall.objects.bulk_create(rows)


def was_destroyed(system: TelephonySystem, external_id: str) -> bool:
    """Whether the call of this number was destroyed inside its 48 hours, and they still run."""
    known = fingerprints(Recording, "external_id_index", system.pk, external_id.strip())
    return DestroyedCall.objects.filter(telephony_system=system, fingerprint__in=known).exists()
