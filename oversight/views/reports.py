# SPDX-License-Identifier: EUPL-1.2
"""Anonymous reports, for handlers, supervisors and the coordinator. Never a way down to an incident (LEI 3.7)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from oversight.charts import columns
from oversight.forms.reports import NEVER, FrequencyForm
from oversight.models import AnonymousReport, ReportSubscription
from oversight.reports import reading
from oversight.reports.access import may_read_reports, units_in_reports
from oversight.reports.export import WRITERS, file_name
from oversight.reports.periods import Period
from oversight.reports.reading import ReadReport
from oversight.reports.running import running_quarters
from oversight.reports.telling import choose_frequency

View = Callable[..., HttpResponseBase]


def reader(view: View) -> View:
    """For who may read reports; for everybody else who is signed in there is no such page."""

    @wraps(view)
    @login_required
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_read_reports(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@reader
@require_http_methods(["GET", "POST"])
def anonymous_reports(request: SignedInRequest) -> HttpResponse:
    """What reports there are, how it went through the years, the quarter that runs, and whether one wants a mail."""
    asked = ReportSubscription.objects.filter(person=request.user).first()
    form = FrequencyForm(request.POST or None, initial={"frequency": asked.frequency if asked else NEVER})
    if request.method == "POST" and form.is_valid():
        choose_frequency(request.user, form.chosen())
        messages.success(request, _("Uw keuze is bewaard."))
        return redirect("anonymous_reports")
    reports = reading.reports_of(request.user.municipality_id)
    quarters = [report for report in reports if report.quarter]
    context = {
        "form": form,
        "years": _by_year(reports),
        "chart": columns(_("Incidenten per kwartaal"), _through_time(quarters)) if quarters else None,
        "through_time": list(reversed(reading.together(quarters))),
        "running": running_quarters(request.user, timezone.now()),
    }
    status = 400 if form.errors else 200
    return render(request, "oversight/reports/reports.html", context, status=status)


@reader
@require_safe
def anonymous_report(request: SignedInRequest, period: str) -> HttpResponse:
    """The tables of one period, with the one before and all others of its kind beside it."""
    reports, report, found = _found(request, period)
    alike = [one for one in reports if one.period.is_year == report.period.is_year]
    return render(
        request,
        "oversight/reports/report.html",
        {
            "report": found,
            "period": report.period,
            "chart": columns(
                _("Alle jaren") if report.period.is_year else _("Alle kwartalen"), _through_time(alike)
            ),
            "through_time": list(reversed(reading.together(alike))),
            "severities": [label for code, label in reading.AXES["severity"].categories.items()],
            "formats": list(WRITERS),
        },
    )


@reader
@require_safe
def export_anonymous_report(request: SignedInRequest, period: str, extension: str) -> HttpResponse:
    """The same tables as a file: CSV, XLSX or PDF."""
    _reports, _report, found = _found(request, period)
    if found is None or extension not in WRITERS:
        raise Http404
    media_type, write = WRITERS[extension]
    response = HttpResponse(write(found), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(found, extension)}"'
    return response


def _found(
    request: SignedInRequest, slug: str
) -> tuple[list[AnonymousReport], AnonymousReport, ReadReport | None]:
    """All reports, the one that the address names, and that one in words. Raises Http404."""
    municipality = request.user.municipality
    period = Period.named(slug)
    reports = reading.reports_of(request.user.municipality_id)
    by_period = reading.by_period(reports)
    if municipality is None or period is None or period not in by_period:
        raise Http404
    report = by_period[period]
    before = by_period.get(period.before)
    return reports, report, reading.read_report(municipality, report, before, units_in_reports(request.user))


def _by_year(reports: list[AnonymousReport]) -> list[dict[str, Any]]:
    """Per year its report and those of its quarters, the newest year first."""
    found: dict[int, dict[str, Any]] = {}
    for report in reports:
        year = found.setdefault(report.year, {"year": report.year, "whole": None, "quarters": []})
        shown = {"period": report.period, "made": report.content is not None}
        shown["total"] = report.content["cells"][""] if report.content else None
        if report.quarter:
            year["quarters"].insert(0, shown)
        else:
            year["whole"] = shown
    return list(found.values())


def _through_time(reports: list[AnonymousReport]) -> list[tuple[str, int | None]]:
    """The totals, the oldest first."""
    return [(one.period.brief, one.total) for one in reading.together(reports)]
