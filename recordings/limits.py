# SPDX-License-Identifier: EUPL-1.2
"""How often one telephony system may ask: counted in the cache, so over all processes where that is Redis."""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

WINDOW = 60


class PerTelephonySystem(BaseThrottle):
    """So many requests in every minute of the clock. A call is two requests."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this request is still within the limit of the system that makes it."""
        system: Any = request.auth  # type: ignore[attr-defined]
        key = f"intake:{system.pk}:{int(time.time()) // WINDOW}"
        cache.add(key, 0, 2 * WINDOW)
        try:
            return cache.incr(key) <= settings.INTAKE_PER_MINUTE
        except ValueError:
            # The cache made room in between.
            return True

    def wait(self) -> float:
        """Seconds until it may ask again."""
        return WINDOW - time.time() % WINDOW
