# SPDX-License-Identifier: EUPL-1.2
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from .acting import Origin, acting
from .own_words import speaking

ACTIVE_AT = "active_at"
# How stale the stored moment may be: writing the session with every click would cost a query a page.
PRECISION_SECONDS = 30
DEFAULT_IDLE_MINUTES = 15
# How long a public page may be older than what the municipality decided since.
PUBLIC_SECONDS = 300

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Dutch unless the person, or the cookie of a visitor, says English; in the words of the person's municipality.
    The browser's wish does not count: a municipal computer set to English is no reason to speak English to a Dutch
    clerk."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if request.user.is_authenticated:
            chosen = request.user.language
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language), speaking(getattr(request.user, "municipality", None)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class ActingMiddleware:
    """What a request does is logged in the name of who is signed in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(lambda: request.user.pk, Origin.WEB):
            return self.get_response(request)


class NeverCachedMiddleware:
    """What a signed-in person sees stays in no cache: not the browser's, not a proxy's. Only what its address names by
    its contents (`is_immutable`: a logo, a style sheet) stays in the browser; and what is the same for everybody
    (`is_public`) a few minutes anywhere."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(response, "is_immutable", False):
            # Private: the answer may carry the cookie of whoever asked.
            response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
            return response
        if getattr(response, "is_public", False):
            response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
            return response
        add_never_cache_headers(response)
        response.headers["Cache-Control"] = "no-store, private"
        return response


def idle_seconds(user: Any) -> int:
    """After how many seconds without activity this person is signed out; their municipality's choice."""
    minutes = user.municipality.idle_minutes if user.municipality else DEFAULT_IDLE_MINUTES
    return minutes * 60


class IdleSignOutMiddleware:
    """Signs out whoever did nothing for the municipality's idle time.

    A view that holds a draft may carry `rescue_draft(request) -> path`: what was typed in the very request that came
    too late is kept as a draft (the session still tells whose it is), and opened again after signing in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        now = int(time.time())
        active_at = request.session.get(ACTIVE_AT, now)
        if now - active_at >= idle_seconds(request.user):
            return self._sign_out(request, view, kwargs)
        if now - active_at >= PRECISION_SECONDS or ACTIVE_AT not in request.session:
            request.session[ACTIVE_AT] = now
        return None

    @staticmethod
    def _sign_out(request: HttpRequest, view: Any, kwargs: dict[str, Any]) -> HttpResponse:
        rescue = getattr(view, "rescue_draft", None)
        onward = request.get_full_path() if request.method == "GET" else reverse("home")
        if request.method == "POST" and rescue is not None:
            onward = rescue(request, **kwargs)
        logout(request)
        target = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': onward, 'idle': '1'})}"
        if getattr(request, "htmx", None) or request.headers.get("Accept", "").startswith("application/json"):
            return HttpResponse(status=401, headers={"HX-Redirect": target})
        return redirect(target)
