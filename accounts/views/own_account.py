# SPDX-License-Identifier: EUPL-1.2
"""One's own account, and where one is signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from accounts.own_account import OWN_PAGES
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated


@login_required
@require_safe
def own_account(request: SignedInRequest) -> HttpResponse:
    """The way to every page about one's own account."""
    return render(request, "accounts/own_account.html", {"pages": OWN_PAGES})


@login_required
@require_safe
def own_sessions(request: SignedInRequest) -> HttpResponse:
    """Where one is signed in."""
    found = sessions.own_sessions(request.user, request.session.session_key)
    return render(request, "accounts/own_sessions.html", {"sessions": found, "others": len(found) > 1})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_sessions(request: SignedInRequest) -> HttpResponseBase:
    """End one of one's sessions, or all but this one. Who comes back to its address finds the list."""
    return _end(request) if request.method == "POST" else redirect("own_sessions")


@recently_authenticated
def _end(request: SignedInRequest) -> HttpResponse:
    if "others" in request.POST:
        number = sessions.end_others(request.user, request.session.session_key)
        text = ngettext(
            "%(n)s ander apparaat is uitgelogd.", "%(n)s andere apparaten zijn uitgelogd.", number
        )
        messages.success(request, text % {"n": number} if number else _("U was nergens anders ingelogd."))
    elif sessions.end_one(request.user, request.POST.get("session", "")):
        messages.success(request, _("Dat apparaat is uitgelogd."))
    else:
        messages.info(request, _("Dat apparaat was al uitgelogd."))
    return redirect("own_sessions")
