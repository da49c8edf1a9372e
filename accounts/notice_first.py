# SPDX-License-Identifier: EUPL-1.2
"""Nobody who is signed in gets any page before they accepted the notice to employees (LEI 3.1, 7)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from .employee_notice import must_accept
from .second_factor_first import GIVING, SETTING_UP
from .turned_away import ALWAYS_OPEN, onward_from, sent_to

# The notice itself, in either language, with the municipality's look; the way out; what a monitor asks; and who they are,
# which is asked before (second_factor_first.py).
OPEN = ALWAYS_OPEN | SETTING_UP | GIVING | {"employee_notice", "mfa_view_recovery_codes"}


class NoticeFirstMiddleware:
    """Sends whoever has not accepted the notice to it, whatever they asked for and however.

    Somebody may be typing when another version comes into force: what came with this request is kept as a draft
    (accounts.turned_away), and opened again afterwards. Comes after that middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or not must_accept(request.user):
            return None
        assert request.resolver_match is not None
        if request.resolver_match.url_name in OPEN:
            return None
        onward = onward_from(request, view, kwargs)
        target = reverse("employee_notice")
        if onward != reverse("home"):
            target = f"{target}?{urlencode({'next': onward})}"
        return sent_to(request, target)
