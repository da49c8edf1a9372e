# SPDX-License-Identifier: EUPL-1.2
"""Nobody who must have a second factor gets any page in a session without one (second_factor.missing)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from . import second_factor
from .turned_away import ALWAYS_OPEN, onward_from, sent_to

# For who has none yet: setting one up, and the password that this asks for.
SETTING_UP = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})
# For who has one and did not give it in this session: giving it. Another one is not set up on a password alone.
GIVING = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})


class SecondFactorFirstMiddleware:
    """Sends whoever must still give or set up a second factor there, whatever they asked for and however; also when the
    level came while they were signed in.

    Before NoticeFirstMiddleware: nobody accepts the notice in the name of somebody of whom they know the password. What
    came with a request is kept where the page can (accounts.turned_away).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        assert request.resolver_match is not None
        name = request.resolver_match.url_name
        if name in ALWAYS_OPEN or not request.user.is_authenticated or not second_factor.missing(request):
            return None
        has_one = second_factor.has_one(request.user)
        if name in (GIVING if has_one else SETTING_UP):
            return None
        onward = onward_from(request, view, kwargs)
        target = _way_to_give(request) if has_one else reverse("mfa_index")
        if onward != reverse("home"):
            if not has_one:
                # Setting one up takes several pages; they are brought there after the last (never what was searched for).
                request.session[second_factor.ONWARD] = urlsplit(onward).path
            target = f"{target}?{urlencode({REDIRECT_FIELD_NAME: onward})}"
        return sent_to(request, target)


def _way_to_give(request: HttpRequest) -> str:
    """Where this person gives their code or uses their passkey."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    return str(next(way["url"] for way in ways if way["id"].startswith("mfa_reauthenticate")))
