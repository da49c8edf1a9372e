# SPDX-License-Identifier: EUPL-1.2
"""A municipality that leaves is closed: who administers the whole of it still comes in, and nobody else.

Its data went into the export and wait for their destruction (oversight.leaving); nobody works with them any more.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .help_now import emergency_number
from .levels import Level
from .policy import scope_of
from .turned_away import ALWAYS_OPEN


def is_closed_for(user: Any) -> bool:
    """Whether this person's municipality is closed, and they do not administer the whole of it."""
    municipality = user.municipality if user.is_authenticated else None
    if municipality is None or municipality.closed_at is None:
        return False
    return not scope_of(user).holds_on_root(Level.ADMINISTRATOR)


class ClosedMiddleware:
    """Answers "not found" with the reason, whatever somebody of a closed municipality asked for and however."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not is_closed_for(request.user):
            return None
        assert request.resolver_match is not None
        assert request.user.is_authenticated
        if request.resolver_match.url_name in ALWAYS_OPEN:
            return None
        # Nothing in a menu leads anywhere any more.
        context = {"nav": [], "number": emergency_number(request.user)}
        return render(request, "accounts/closed.html", context, status=404)
