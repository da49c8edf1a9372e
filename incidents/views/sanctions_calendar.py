# SPDX-License-Identifier: EUPL-1.2
"""The calendar of sanctions, for handlers and supervisors over their units."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.levels import Level
from accounts.policy import scope_of
from accounts.requests import SignedInRequest
from incidents.sanction_calendar import MOST, Group, calendar_of


@login_required
@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    """What ends, what must be looked at again, which letters are late, and what leaves the registry."""
    user = request.user
    scope = scope_of(user)
    if not (scope.holds(Level.HANDLER) or scope.holds(Level.SUPERVISOR)):
        raise Http404
    made = calendar_of(user)
    return render(
        request,
        "incidents/sanctions/calendar.html",
        {
            "groups": made.in_order(),
            "cut": made.cut,
            "most": MOST,
            "late": Group.LATE,
            "leaving": Group.LEAVING,
        },
    )
