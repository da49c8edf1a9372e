# SPDX-License-Identifier: EUPL-1.2
import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from . import sessions
from .acting import Origin, acting
from .models import BrowserSession
from .own_words import speaking
from .sessions import ACTIVE_AT, SIGNED_IN_AT
from .turned_away import signed_out

# How stale the stored moment may be: writing the session with every click would cost a query a page.
PRECISION_SECONDS = 30
# How long a public page may be older than what the municipality decided since.
PUBLIC_SECONDS = 300

GetResponse = Callable[[HttpRequest], HttpResponse]


class CrossingRequestsMiddleware(SessionMiddleware):
    """As Django's, but for two requests of one browser of which one ended the session or gave it another key. The other one
    is answered as it was when it began, without what it wanted to note in the session (a message, that somebody was
    active), and leaves the browser the cookie that it got meanwhile."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            response = super().process_response(request, response)
        except SessionInterrupted:
            return response
        session = request.session
        if not session.modified and session.is_empty():
            # Nobody signed out here: the key that was sent is known no more.
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response


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


class AnotherKeyMiddleware:
    """Another key for the session of who confirmed once more who they are; the one before opens nothing. Signing in, another
    password and another factor bring one by themselves."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key, confirmed = request.session.session_key, self._confirmed(request)
        response = self.get_response(request)
        is_kept = key is not None and key == request.session.session_key
        # After a fault the browser would not hear of another key.
        if is_kept and response.status_code < 500 and self._confirmed(request) != confirmed:
            self._give_another(request, key)
        return response

    @staticmethod
    def _give_another(request: HttpRequest, key: str | None) -> None:
        with transaction.atomic():
            sessions.lock(request.user)
            # What was ended meanwhile, from another device or in this very request, stays ended.
            if BrowserSession.objects.filter(pk=key).exists():
                request.session.cycle_key()

    @staticmethod
    def _confirmed(request: HttpRequest) -> list[dict[str, Any]]:
        return list(get_authentication_records(request, request.user))


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


class IdleSignOutMiddleware:
    """Signs out whoever did nothing for the municipality's idle time, signed in twelve hours ago, or holds other levels
    than when they signed in (accounts.sessions), and tells them which it was. What was typed in the very request that came
    too late is kept (accounts.turned_away): the session still tells whose it is.
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
        ending = sessions.ending_of(request.user, request.session, now)
        if ending is not None:
            return signed_out(request, view, kwargs, {ending: "1"})
        if SIGNED_IN_AT not in request.session:
            sessions.begin(request, request.user)
        if now - request.session[ACTIVE_AT] >= PRECISION_SECONDS:
            request.session[ACTIVE_AT] = now
        return None
