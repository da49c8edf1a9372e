# SPDX-License-Identifier: EUPL-1.2
"""A request that does not get the page it asked for, because of who sent it or when: what the middlewares that turn it
away (IdleSignOut, Closed, AskProvider, SecondFactorFirst, NoticeFirst) have in common.

A view that holds a draft may carry `rescue_draft(request) -> path`: what was typed in the very request that is turned away
is kept as a draft, and opened again afterwards. A page that asks in the background whether somebody is still signed in
(`only_asks`) hears that they are not, and may then still send what was typed: the request after it is the one that came
too late. Neither view is ever run.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

# Open to whoever is signed in, whatever they must do first: the way out, the language, the look of the page that says so,
# and what a monitor asks.
ALWAYS_OPEN = frozenset(
    {"account_logout", "set_language", "stay_signed_in", "own_colours", "logo", "health", "metrics"}
)


def onward_from(request: HttpRequest, view: Any, kwargs: dict[str, Any]) -> str:
    """Where its sender goes on afterwards: to the page they asked for, or to the draft of what they typed."""
    rescue = getattr(view, "rescue_draft", None)
    if request.method == "POST" and rescue is not None:
        return str(rescue(request, **kwargs))
    return request.get_full_path() if request.method == "GET" else reverse("home")


def sent_to(request: HttpRequest, target: str) -> HttpResponse:
    """A browser goes there; what asks for a part of a page or for data hears that it should."""
    if getattr(request, "htmx", None) or request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return redirect(target)


def signed_out(
    request: HttpRequest, view: Any, kwargs: dict[str, Any], why: Mapping[str, str]
) -> HttpResponse:
    """Sign its sender out, and tell them why in the address of the page to sign in. The session of a page that only asks
    stays: whatever ended it must end the next request as well."""
    onward = onward_from(request, view, kwargs)
    if not getattr(view, "only_asks", False):
        logout(request)
    return sent_to(request, f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': onward, **why})}")
