# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from . import lookout

# Everything below it is the same for whoever asks.
PUBLIC = "/openbaar/"


class ClosedAfterRestoreMiddleware:
    """While an older back-up waits for what was destroyed since, no page is served but the one that a monitor asks.

    Before the session: that may be one which the back-up brought back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if lookout.is_closed() and request.path != reverse("health"):
            page = render_to_string("503.html", {"demo": settings.DEMO})
            return HttpResponse(page, status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})
        return self.get_response(request)


class PublicPagesMiddleware:
    """Below /openbaar/ everybody is a visitor: no cookie is read, so there is no session and no person, and none is
    set, so that the answer may be kept by any cache. Before the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PUBLIC):
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        # The session's middleware says that the answer depends on the cookies, which nobody read.
        del response.headers["Vary"]
        return response
