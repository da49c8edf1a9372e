# SPDX-License-Identifier: EUPL-1.2
"""For who handles requests of persons: what is held, hold more, decide, and read what only they still see."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AccessLogEntry
from accounts.requests import SignedInRequest
from incidents import held_record, holding
from incidents.access import NotAllowed
from incidents.forms.holds import DecisionForm, FindForm, HoldForm
from incidents.models import Incident, Perpetrator
from retention.holds import NotToBeHeld
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
    """What is held now; and the way to a new one, by the reference of an incident that one sees."""
    form = FindForm(request.GET if "kenmerk" in request.GET else None)
    if form.is_bound and form.is_valid():
        reference = form.cleaned_data["kenmerk"].strip()
        found = Incident.objects.visible_to(request.user).filter(reference=reference).first()
        if found is not None:
            return redirect("hold_place", incident_id=found.pk)
        form.add_error("kenmerk", _("Deze melding is er niet, of u ziet haar niet."))
    return render(
        request,
        "incidents/holds/list.html",
        {"holds": holding.described(holding.holds_for(request.user)), "form": form},
    )


@coordinator
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Hold an incident, or somebody whom it names."""
    incident = Incident.objects.visible_to(request.user).filter(pk=incident_id).first()
    if incident is None:
        raise Http404
    people = list(Perpetrator.objects.filter(involvements__incident=incident).order_by("created_at", "pk"))
    form = HoldForm(
        request.POST if request.method == "POST" else None,
        incident=incident,
        people=people,
        initial={"about": "incident"},
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            holding.place_on(request.user, incident, form.perpetrator, data["request"], data["received_on"])
        except NotToBeHeld:
            form.add_error(None, _("Dit kan niet meer: de termijn is voorbij."))
        else:
            messages.success(
                request, _("Het verzoek is vastgelegd. Tot de termijn voorbij is, verandert er niets.")
            )
            return redirect("holds")
    return render(request, "incidents/holds/place.html", {"incident": incident, "form": form})


@coordinator
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """One hold: decide; and from the due moment read what is held."""
    row = _find(request, hold_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        holding.end_by(request.user, row, form.cleaned_data["ending"])
        messages.success(
            request,
            _("Het verzoek is afgerond. Wat over de termijn is, wordt nu vernietigd; de rest gaat verder."),
        )
        return redirect("holds")
    (described,) = holding.described([row])
    return render(request, "incidents/holds/hold.html", {"shown": described, "hold": row, "form": form})


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
