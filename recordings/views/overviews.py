# SPDX-License-Identifier: EUPL-1.2
"""The lists: of who had the calls, of who decides on them, of the coordinator. Each shows what is theirs and no more."""

import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from recordings import access, disclosing
from recordings.counting import counts_of
from recordings.models import Recording, State
from retention.terms import local_date

DAYS_COUNTED = 14


@login_required
@require_safe
def my_calls(request: SignedInRequest) -> HttpResponse:
    """The calls that one had, the latest first."""
    if not access.comes_in(request.user):
        raise Http404
    calls = Recording.objects.of_employee(request.user).order_by("-ended_at", "pk")
    return render(request, "recordings/mine.html", {"calls": list(calls)})


@login_required
@require_safe
def flagged_calls(request: SignedInRequest) -> HttpResponse:
    """For a head: what waits for a decision, the most urgent first, the callers who ask for a recording among it; and
    what was approved."""
    if not access.is_head(request.user):
        raise Http404
    rows = access.for_head(Recording.objects.all(), request.user).select_related("employee", "unit")
    calls = list(rows.order_by("destroy_at", "pk"))
    context = {
        "waiting": [call for call in calls if call.state == State.FLAGGED],
        "approved": [call for call in calls if call.state == State.APPROVED],
        "releases": disclosing.releases_of(request.user),
    }
    return render(request, "recordings/assess.html", context)


@login_required
@require_safe
def approved_calls(request: SignedInRequest) -> HttpResponse:
    """For the coordinator: the approved calls; of the flagged ones how many and until when; and numbers per day."""
    if not access.coordinates(request.user):
        raise Http404
    calls = Recording.objects.approved_for(request.user).select_related("employee", "unit")
    last = local_date(timezone.now())
    first = last - datetime.timedelta(days=DAYS_COUNTED - 1)
    municipality = request.user.municipality
    assert municipality is not None
    context = {
        "calls": list(calls.order_by("destroy_at", "pk")),
        "countdowns": access.flagged_countdowns(request.user),
        "days": reversed(counts_of(municipality, first, last).items()),
        "days_counted": DAYS_COUNTED,
    }
    return render(request, "recordings/approved.html", context)
