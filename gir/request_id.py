# SPDX-License-Identifier: EUPL-1.2
"""One meaningless number per request: in every line of the log, in the answer, and on the page of a fault, so that a
person can name it and an administrator can find it."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, get_contextvars, unbind_contextvars

HEADER = "X-Request-ID"
# A proxy's own number, in hexadecimal digits and too long to be a BSN or a telephone number.
LOOKS_LIKE_ONE = re.compile(r"[0-9A-Fa-f-]{16,64}")


class RequestIdMiddleware:
    """Gives the request its number; a believed proxy's own (gir.middleware.BelievedProxyMiddleware) is taken over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if LOOKS_LIKE_ONE.fullmatch(given) else secrets.token_hex(8)
        bind_contextvars(request_id=number)
        response = self.get_response(request)
        response.headers[HEADER] = number
        return response


def current() -> str:
    """The number of the request that this thread answers; "" outside one."""
    return str(get_contextvars().get("request_id", ""))


def _forget(**kwargs: Any) -> None:
    # Not before: what is streamed goes on after the middleware.
    unbind_contextvars("request_id")


request_finished.connect(_forget)
