# SPDX-License-Identifier: EUPL-1.2
"""For who handles requests of persons: what is held, and read what only they still see."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import AccessLogEntry
from accounts.requests import SignedInRequest
from incidents import held_record, holding
from incidents.access import NotAllowed
from retention.models import Hold


def coordinator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for who handles the requests of persons; for everybody else it is not there."""

    @login_required
    @wraps(view)
    def inner(request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        if not holding.coordinates(request.user):
            raise Http404
        try:
            return view(request, **kwargs)
        except NotAllowed as error:
            raise Http404 from error

    return inner


@coordinator
@require_safe
def holds(request: SignedInRequest) -> HttpResponse:
    """What is held now. It is placed and ended by the request that it is for."""
    return render(
        request,
        "incidents/holds/list.html",
        {"holds": holding.described(holding.holds_for(request.user))},
    )


@coordinator
@require_safe
def hold(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """One hold; from the due moment the way to read what is held."""
    row = _find(request, hold_id)
    (described,) = holding.described([row])
    return render(request, "incidents/holds/hold.html", {"shown": described, "hold": row})


@coordinator
@require_safe
def record(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """What is due and held, to be read by who handles the request. The look is kept (R6)."""
    row = _find(request, hold_id)
    found = held_record.read(request.user, row)
    if not found.parts:
        raise Http404
    action = AccessLogEntry.Action
    for kind, rows in ((action.READ_INCIDENT, found.incidents), (action.READ_PERPETRATOR, found.people)):
        for read in rows:
            AccessLogEntry.record(request.user, kind, read.pk, read.held_until or read.destroy_at)
    return render(
        request,
        "incidents/holds/record.html",
        {"hold": row, "record": found, "back_url": reverse("hold", kwargs={"hold_id": row.pk})},
    )


def _find(request: SignedInRequest, hold_id: UUID) -> Hold:
    row = holding.holds_for(request.user).filter(pk=hold_id).first()
    if row is None:
        raise Http404
    return row
