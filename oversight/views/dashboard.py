# SPDX-License-Identifier: EUPL-1.2
"""The overview: of what happens for who handles, watches or coordinates; of people and levels for who administers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.administering import administration_of
from accounts.levels import Level
from accounts.models import User
from accounts.policy import Scope, scope_of
from accounts.requests import SignedInRequest
from incidents.listing import Tab
from oversight.dashboard import administration, charts
from oversight.dashboard.attention import needs_somebody
from oversight.dashboard.measures import measures_of
from oversight.dashboard.seen import Period
from oversight.dashboard.trends import Month, trends_of

# So many of one's units are named above the page.
NAMED = 3


@login_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """One page, readable in ten seconds. Who administers sees no incident there, whatever else they hold."""
    user = request.user
    scope = scope_of(user)
    if scope.holds(Level.ADMINISTRATOR):
        figures = administration.overview_of(administration_of(user))
        return render(request, "oversight/dashboard/administrator.html", {"overview": figures})
    sees_incidents = scope.holds(Level.HANDLER) or scope.holds(Level.SUPERVISOR)
    coordinates = scope.holds_on_root(Level.COORDINATOR)
    if not (sees_incidents or coordinates):
        raise Http404
    figures_now = needs_somebody(user)
    context: dict[str, Any] = {
        "urgent": [figure for figure in figures_now if figure.number],
        "in_order": [figure for figure in figures_now if not figure.number],
        "sees_incidents": sees_incidents,
        "coordinates": coordinates,
        "units": _named(scope),
    }
    if sees_incidents:
        context |= _figures(user)
    return render(request, "oversight/dashboard/dashboard.html", context)


def _figures(user: User) -> dict[str, Any]:
    period = Period.until_today()
    trends = trends_of(user, period)
    return {
        "period": period,
        "trends": trends,
        "period_url": _list(since=period.first, until=period.last),
        "measures": measures_of(user, trends),
        "columns": charts.columns(trends.months),
        "months": [(month, _of_month(month)) for month in reversed(trends.months)],
        "lines": [
            (line, _list(since=period.first, unit=line.unit.unit_id)) for line in charts.lines(trends.units)
        ],
    }


def _of_month(month: Month) -> str:
    return _list(since=month.first, until=month.last)


def _list(**filters: Any) -> str:
    """The work list, narrowed down to these."""
    written = {
        name: f"{value:%d-%m-%Y}" if name in ("since", "until") else value for name, value in filters.items()
    }
    return f"{reverse('work_list')}?{urlencode({'tab': Tab.ALL.value, **written})}"


def _named(scope: Scope) -> dict[str, Any]:
    """The highest units whose incidents this person sees, by name; and how many more there are."""
    units = scope.units_with(Level.HANDLER) | scope.units_with(Level.SUPERVISOR)
    tops = [unit for unit in scope.tree if unit in units and scope.tree.parent(unit) not in units]
    return {
        "names": [scope.tree.name(unit) for unit in tops[:NAMED]],
        "more": max(len(tops) - NAMED, 0),
    }
