# SPDX-License-Identifier: EUPL-1.2
"""Files that were left behind: intake that stopped half-way. Nobody can read them; they go."""

import datetime
import itertools
import logging

from django.utils import timezone

from . import vault
from .models import Recording
from .stores import store

log = logging.getLogger(__name__)

# An intake that takes longer is given up; only what is much older can be an orphan.
LONGEST_INTAKE = datetime.timedelta(hours=2)
ORPHAN_AGE = datetime.timedelta(hours=6)
BATCH = 500


def sweep_orphans() -> int:
    """Remove the files that no recording has, and that no intake is still writing; how many. Raises StoreUnavailable."""
    before = timezone.now() - ORPHAN_AGE
    files, count = store(), 0
    files.drop_unfinished(before)
    names = files.names_before(before)
    while batch := list(itertools.islice(names, BATCH)):
        known = set(Recording.with_due.filter(file__in=batch).values_list("file", flat=True))
        for name in batch:
            if name not in known:
                vault.remove(name)
                count += 1
    if count:
        log.warning("%d files of recordings were left behind and are removed.", count)
    return count
