# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.middleware import GetResponse
from accounts.turned_away import signed_out

from . import sessions


class AskProviderMiddleware:
    """A session that began at an identity provider asks there again when it is time, and ends when it must; what was typed
    in the request that ends it is kept (accounts.turned_away)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        key = request.session.get(sessions.KEY)
        if key is None or not request.user.is_authenticated:
            return None
        ended = sessions.ask_again(request.user, key)
        if ended is None:
            return None
        return signed_out(request, view, kwargs, {"ended": ended.value})
