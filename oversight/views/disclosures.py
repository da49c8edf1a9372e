# SPDX-License-Identifier: EUPL-1.2
"""The disclosures of both sides, for the coordinator of the municipality (LEI 6)."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from incidents.holding import coordinates
from oversight.disclosed import Place, page_of
from oversight.forms.disclosures import DisclosuresForm


@login_required
@require_safe
def disclosures(request: SignedInRequest) -> HttpResponse:
    """What was given of incidents and recordings of the municipality, newest first, by filter and page."""
    if not coordinates(request.user):
        raise Http404
    form = DisclosuresForm(request.GET)
    place = Place.read(request.GET.get("before", ""), back=True) or Place.read(request.GET.get("after", ""))
    found = page_of(request.user, form.asked(), place)
    kept = form.kept()
    return render(
        request,
        "oversight/disclosures.html",
        {
            "form": form,
            "active": len(kept),
            "clear_url": request.path,
            "lines": found.lines,
            "newer": f"?{urlencode(kept | {'before': str(found.newer)})}" if found.newer else "",
            "older": f"?{urlencode(kept | {'after': str(found.older)})}" if found.older else "",
        },
    )
