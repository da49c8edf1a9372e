# SPDX-License-Identifier: EUPL-1.2
"""A file of the watched folder to which somebody goes on writing: how long we wait for its end, and to what size.

A file system says when a file changed last and not since when that goes on, so we remember when we first saw it change:
in the cache that the processes share, under a fingerprint, for a file may be called after a caller.
"""

import logging
import os
import time

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from .calls import LONGEST_CALL

log = logging.getLogger(__name__)
# In seconds: some recorders write while people talk.
LONGEST_WRITING = int(LONGEST_CALL.total_seconds()) + 3600


def why_not_waited_for(name: str, status: os.stat_result, is_quiet: bool) -> str:
    """Why the end of this file is not waited for, as a code of refusals.py; "" when it is."""
    if status.st_size > settings.RECORDINGS_MAX_BYTES:
        return "too_large"
    try:
        seconds = _written_to_for(_key(name, status), is_quiet)
    except Exception as error:
        # Without the cache all else in the folder still has its turn.
        log.error("It is not known since when a file of the inbox grows: %s", type(error).__name__)
        return ""
    return "endless" if seconds >= LONGEST_WRITING else ""


def _written_to_for(key: str, is_quiet: bool) -> float:
    """For how many seconds it has not been quiet, as far as we saw."""
    if is_quiet:
        cache.delete(key)
        return 0
    now = time.time()
    return now - float(cache.get_or_set(key, now, timeout=2 * LONGEST_WRITING) or now)


def _key(name: str, status: os.stat_result) -> str:
    # The number of a file is given to another one, once it is gone.
    which = f"{status.st_dev} {status.st_ino} {os.fsencode(name).hex()}"
    return f"growing:{salted_hmac('recordings.growing', which, algorithm='sha256').hexdigest()}"
