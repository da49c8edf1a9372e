# SPDX-License-Identifier: EUPL-1.2
"""The page that a monitor asks: numbers only, for everybody, of the installation as a whole."""

import datetime
import math

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from retention import outside, watchdog


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when destruction is on time and the ledger outside says the same as the database, else 503.

    `last_sweep_seconds` is null when beat never came by; `ledger` is a word of retention.outside.Standing.
    """
    found, ledger = watchdog.health(), outside.standing()
    is_well = ledger is outside.Standing.SOUND and not found.is_late
    return JsonResponse(
        {
            "status": "late" if found.is_late else "ok" if is_well else "ledger",
            "ledger": ledger,
            "oldest_overdue_seconds": _whole(found.oldest_overdue),
            "failures": found.failures,
            "last_sweep_seconds": _whole(found.at - found.swept_at) if found.swept_at else None,
        },
        status=200 if is_well else 503,
    )


def _whole(length: datetime.timedelta) -> int:
    """Whole seconds, upwards: what is late by less than a second is late."""
    return math.ceil(length.total_seconds())
