# SPDX-License-Identifier: EUPL-1.2
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.help_now import emergency_number
from accounts.in_use import has_stopped
from accounts.levels import Level
from accounts.models import User
from accounts.navigation import calls_of
from accounts.policy import scope_of
from incidents.following import lines_of
from incidents.listing import COUNT_CAP
from incidents.reporting import report_drafts_of
from incidents.waiting import waiting_for

MOST_SHOWN = 5


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody arrives: the one thing that they most likely came for."""
    user: User = request.user  # type: ignore[assignment]
    scope = scope_of(user)
    handles, watches = scope.holds(Level.HANDLER), scope.holds(Level.SUPERVISOR)
    context = {
        "may_report": scope.holds(Level.REPORTER) and not has_stopped(user),
        "has_stopped": has_stopped(user),
        "handles": handles,
        "watches": watches,
        "administers": scope.holds(Level.ADMINISTRATOR),
        "reads_registry": scope.holds_on_root(Level.REGISTRY_READER),
        "calls": calls_of(user),
        "has_level": bool(scope.units),
        "cap": COUNT_CAP,
        "waiting": waiting_for(user) if handles or watches else None,
        "lines": lines_of(user, only_open=True, limit=MOST_SHOWN),
        "drafts": [] if has_stopped(user) else report_drafts_of(user)[:MOST_SHOWN],
        "emergency_number": emergency_number(user),
    }
    return render(request, "home.html", context)
