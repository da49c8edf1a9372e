# SPDX-License-Identifier: EUPL-1.2
"""What is swept up: recordings that have lost their key, and uploads to an object store that never ended.

A file that intake left behind is found by retention (stray_files.py), as one that no record names.
"""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from retention.engine import destroy_early
from retention.gate import NotToBeDestroyed

from .models import Recording, RecordingKey, State
from .stores import store

# No upload takes as long.
UNFINISHED = datetime.timedelta(days=1)


def destroy_keyless() -> int:
    """Destroy the recordings whose sound nobody can open any more: those that came back with a back-up, which has no
    keys. They count as destroyed, and their term is what they had. Answers how many."""
    count = 0
    has_key = Exists(RecordingKey.with_due.filter(recording=OuterRef("pk")))
    keyless = Recording.objects.exclude(state=State.ANNOUNCED).exclude(has_key)
    for recording in keyless.order_by("pk"):
        try:
            with transaction.atomic():
                destroy_early([recording], recording.retention_rule)
            count += 1
        except NotToBeDestroyed:
            # Held for a request: it goes when that is answered.
            continue
    return count


def drop_unfinished_uploads() -> int:
    """Drop the parts of uploads that never ended; how many. Raises StoreUnavailable."""
    return store().drop_unfinished(timezone.now() - UNFINISHED)
