# SPDX-License-Identifier: EUPL-1.2
"""The notice to employees: read, and accepted with one tap."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.employee_notice import VERSION, accept_notice, must_accept
from accounts.help_now import emergency_number
from accounts.levels import Level
from accounts.policy import scope_of
from accounts.requests import SignedInRequest


@login_required
@require_http_methods(["GET", "POST"])
def employee_notice(request: SignedInRequest) -> HttpResponse:
    """What is registered and what one keeps secret; accepting leads on to where somebody was going, or to the report
    form. Who accepted it reads it here again."""
    user = request.user
    if user.municipality is None:
        raise Http404
    onward = request.POST.get("next", "") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = reverse("home")
    if request.method == "POST":
        version = request.POST.get("version", "")
        if accept_notice(user, int(version) if version == str(VERSION) else 0):
            return redirect("report" if request.POST.get("then") == "report" else onward)
    asked = must_accept(user)
    context = {
        "asked": asked,
        "version": VERSION,
        "text": f"accounts/notice/{VERSION}.html",
        "next": onward,
        "reports": user.municipality.is_in_use and scope_of(user).holds(Level.REPORTER),
        "number": emergency_number(user),
    }
    # No menu before it is accepted: nothing in it leads anywhere yet.
    return render(request, "accounts/notice/page.html", context | ({"nav": []} if asked else {}))
