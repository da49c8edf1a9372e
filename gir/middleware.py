# SPDX-License-Identifier: EUPL-1.2
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse

from oversight import traffic

from . import lookout, proxies

# What a proxy says about the request that it passes on, and anybody may write.
SAID_BY_PROXIES = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID",
)


class BelievedProxyMiddleware:
    """The address and scheme of who asks: as a proxy of GIR_PROXIES says, and from nobody else.

    Outermost, so that nothing behind it ever sees a header that was not believed. `REMOTE_ADDR` is the client's from
    here on; of X-Forwarded-Proto only what the proxy itself wrote is left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.believed = proxies.networks(settings.PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = {name: request.META.pop(name) for name in SAID_BY_PROXIES if name in request.META}
        peer = request.META.get("REMOTE_ADDR", "")
        if proxies.is_believed(peer, self.believed):
            if "HTTP_X_REQUEST_ID" in said:
                request.META["HTTP_X_REQUEST_ID"] = said["HTTP_X_REQUEST_ID"]
            chain = said.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = proxies.client_of(peer, chain, self.believed)
            scheme = said.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip()
            if scheme:
                request.META["HTTP_X_FORWARDED_PROTO"] = scheme
        return self.get_response(request)


class FixedHeadersMiddleware:
    """What every answer carries, a picture's and a fault's too: settings.FIXED_HEADERS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in settings.FIXED_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class OwnFormsMiddleware:
    """Under `no-referrer` a browser keeps back, of its own site too, on which page a form stood: it sends `Origin: null`.
    That it was a page of ours it says in Sec-Fetch-Site, which no page can write; so the origin is ours, and the check
    against forged forms, which comes next, need not be any wider."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kept_back = request.META.get("HTTP_ORIGIN", "null") == "null"
        if kept_back and request.META.get("HTTP_SEC_FETCH_SITE") == "same-origin":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return self.get_response(request)


class TrafficMiddleware:
    """Counts what each page answered, and how fast (oversight/traffic.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else ""
        traffic.answered(page, request.method or "", response.status_code, time.monotonic() - began)
        return response


class MethodsMiddleware:
    """What no link and no form of ours sends is refused before any view: a general view answers PUT as it does POST.
    Whoever opens the address of a button (by reloading, or from their history) reads how to go on."""

    allowed = ("GET", "HEAD", "POST")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # As it was sent: Django reads "post" as POST.
        if request.META["REQUEST_METHOD"] not in self.allowed:
            return HttpResponseNotAllowed(self.allowed)
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            response.content = render_to_string("405.html", {"demo": settings.DEMO})
        return response


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
