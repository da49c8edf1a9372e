# SPDX-License-Identifier: EUPL-1.2
import time

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.sessions import ACTIVE_AT


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Dutch or English: kept with the person, or for a visitor in a cookie."""
    chosen = request.POST.get("language", "")
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    response = redirect(onward)
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            httponly=True,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@require_POST
@login_required
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """The person is still there (they type, or said so)."""
    request.session[ACTIVE_AT] = int(time.time())
    return HttpResponse(status=204)


stay_signed_in.only_asks = True  # type: ignore[attr-defined]
