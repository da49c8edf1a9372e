# SPDX-License-Identifier: EUPL-1.2
"""How the registry is used: figures for the administrator, people for the coordinator. Never who was looked up."""

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models.functions import TruncMonth, TruncWeek
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from incidents import registry_use
from incidents.models import RegistryLookup
from incidents.registry_use import Period

# More than anybody can look up in a month without being stopped is not read line by line.
SHOWN_LINES = 1000


@login_required
@require_safe
def use(request: HttpRequest) -> HttpResponse:
    """Per month and week how often was looked up; to the coordinator also by whom, in one month."""
    viewer: Any = request.user
    by_person = registry_use.may_see_people(viewer)
    if not by_person and not registry_use.may_see_figures(viewer):
        raise Http404
    months, weeks = registry_use.months(), registry_use.weeks()
    context: dict[str, Any] = {
        "per_month": list(
            zip(months, registry_use.figures(viewer.municipality_id, months, TruncMonth), strict=True)
        ),
        "per_week": list(
            zip(weeks, registry_use.figures(viewer.municipality_id, weeks, TruncWeek), strict=True)
        ),
        "per_hour": registry_use.PEAK_PER_HOUR,
        "per_day": registry_use.PEAK_PER_DAY,
        "by_person": by_person,
    }
    if by_person:
        month = _month(request)
        context |= {
            "tabs": _months_to_choose(month),
            "month": month,
            "people": registry_use.people(viewer.municipality_id, month),
        }
    return render(request, "incidents/registry/use.html", context)


@login_required
@require_safe
def use_of(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's look-ups in a month: when, what for, by what; not whom."""
    viewer: Any = request.user
    if not registry_use.may_see_people(viewer):
        raise Http404
    reader = get_object_or_404(
        User.objects.select_related("unit"), pk=pk, municipality=viewer.municipality_id
    )
    month = _month(request)
    lookups = list(registry_use.lookups_of(viewer.municipality_id, reader, month)[: SHOWN_LINES + 1])
    busy = {day for who, day in registry_use.peak_days(viewer.municipality_id, month) if who == reader.pk}
    return render(
        request,
        "incidents/registry/use_of.html",
        {
            "reader": reader,
            "tabs": _months_to_choose(month),
            "month": month,
            "lines": [_line(lookup) for lookup in lookups[:SHOWN_LINES]],
            "is_cut": len(lookups) > SHOWN_LINES,
            "busy": sorted(busy, reverse=True),
        },
    )


def _line(lookup: RegistryLookup) -> dict[str, Any]:
    return {"lookup": lookup, "number": len(lookup.found)}


def _month(request: HttpRequest) -> Period:
    """The month that the address names, this month otherwise."""
    wanted = request.GET.get("maand", "")
    months = registry_use.months()
    return next((month for month in months if _name(month.first) == wanted), months[0])


def _months_to_choose(chosen: Period) -> list[dict[str, Any]]:
    return [
        {"first": month.first, "url": f"?maand={_name(month.first)}", "current": month == chosen}
        for month in registry_use.months()
    ]


def _name(day: datetime.date) -> str:
    return f"{day:%Y-%m}"
