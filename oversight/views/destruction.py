# SPDX-License-Identifier: EUPL-1.2
"""What was destroyed and what is to be: numbers for who administers, their own incidents for who handles."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.administering import Administration
from accounts.levels import Level
from accounts.policy import scope_of
from accounts.requests import SignedInRequest
from accounts.views.administration import administrator, page
from oversight import destructions
from oversight import going as calendar
from retention import watchdog


@administrator(whole=True)
@require_safe
def destruction(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Whether it goes on time; what went, what could not go, and what goes in the weeks to come."""
    now, municipality = timezone.now(), admin.municipality_id
    swept = watchdog.swept_at()
    late = destructions.late(municipality, now)
    stuck, missing = destructions.stuck(municipality, now), destructions.missing(municipality)
    return page(
        request,
        admin,
        "oversight/destruction.html",
        section="destruction",
        swept_at=swept,
        is_silent=swept is None or watchdog.is_silent_since(swept, now),
        late=late,
        is_too_late=any(row.is_too_late for row in late),
        stuck=stuck[: destructions.MOST],
        stuck_in_all=len(stuck),
        missing=missing[: destructions.MOST],
        missing_in_all=len(missing),
        gone=destructions.gone_lately(municipality),
        lately=destructions.LATELY.days,
        ahead=destructions.ahead(municipality),
        days_ahead=destructions.AHEAD.days,
    )


@login_required
@require_safe
def going(request: SignedInRequest) -> HttpResponse:
    """The incidents of one's own units that are destroyed soon, by reference and day."""
    user = request.user
    scope = scope_of(user)
    if not (scope.holds(Level.HANDLER) or scope.holds(Level.SUPERVISOR)):
        raise Http404
    # As the overview counts them; any other number of days is the page as it always is.
    within = calendar.SOON if request.GET.get("dagen") == str(calendar.SOON) else None
    return render(
        request,
        "oversight/going.html",
        {
            "calendar": calendar.going_soon(user, within),
            "days_ahead": within or calendar.AHEAD,
            "narrowed": within is not None,
            "most": calendar.MOST,
        },
    )
