# SPDX-License-Identifier: EUPL-1.2
"""The pages that a monitor asks: numbers only, of the installation as a whole; health for everybody, metrics for who
has the token."""

import datetime
import hmac
import math

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from notices.standing import standing
from oversight.metrics import exposition
from retention import outside, watchdog

NO_TIME = datetime.timedelta()


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when destruction is on time and the ledger outside says the same as the database, else 503.

    `last_sweep_seconds` is null when beat never came by; `ledger` is a word of retention.outside.Standing. Mail
    is told beside it and changes nothing: a mail server that is down is no reason to stop serving pages.
    """
    found, ledger, mail = watchdog.health(), outside.standing(), standing()
    is_well = ledger is outside.Standing.SOUND and not found.is_late
    return JsonResponse(
        {
            "status": "late" if found.is_late else "ok" if is_well else "ledger",
            "ledger": ledger,
            "oldest_overdue_seconds": _whole(found.oldest_overdue),
            "failures": found.failures,
            "last_sweep_seconds": _whole(found.at - found.swept_at) if found.swept_at else None,
            "mail_waiting": mail.waiting,
            "mail_oldest_seconds": _whole(max(found.at - mail.oldest, NO_TIME)) if mail.oldest else 0,
            "mail_given_up": mail.failed,
        },
        status=200 if is_well else 503,
    )


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with the token of GIR_METRICS_TOKEN; there is no such page for others, or without one."""
    expected = f"Bearer {settings.METRICS_TOKEN}".encode()
    given = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, expected):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _whole(length: datetime.timedelta) -> int:
    """Whole seconds, upwards: what is late by less than a second is late."""
    return math.ceil(length.total_seconds())
