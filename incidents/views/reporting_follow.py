# SPDX-License-Identifier: EUPL-1.2
"""What became of a report, for who made it and for the victim."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.help_now import emergency_number
from accounts.levels import Level
from accounts.models import User
from accounts.policy import scope_of
from accounts.requests import SignedInRequest
from incidents.access import NotAllowed, is_victim
from incidents.following import follow, leads_to, lines_of
from incidents.forms.reporting import saved_time
from incidents.forms.reporting_follow import ContributionForm, initial_of, kept_contribution
from incidents.models import Draft, Incident, Status
from incidents.reporting import (
    ADDITION_TO,
    addition_draft,
    contribute,
    report_drafts_of,
    save_draft,
)

from .reporting import token_of
from .reporting_words import steps_shown, told


@login_required
@require_GET
def my_reports(request: SignedInRequest) -> HttpResponse:
    """One's own reports, those in which one is a victim, and one's drafts."""
    user = request.user
    context = {
        "lines": lines_of(user),
        "drafts": report_drafts_of(user),
        "may_report": scope_of(user).holds(Level.REPORTER),
    }
    return render(request, "incidents/report/my_reports.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def my_report(request: SignedInRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Follow a report, add to it, and for a victim: correct it or object."""
    user = request.user
    incident = _own(user, incident_id)
    event = leads_to(user, incident)
    if event != incident and request.method == "GET":
        return redirect("my_report", incident_id=event.pk)
    victim = is_victim(user, event)
    if request.method == "POST":
        token, form = token_of(request), ContributionForm(request.POST, is_victim=victim)
        if form.is_valid():
            return _contribute(request, event, form, token)
    else:
        kept = addition_draft(user, event)
        token = kept.pk if kept else uuid.uuid4()
        form = ContributionForm(initial=initial_of(kept.data) if kept else None, is_victim=victim)
    report = follow(user, event)
    context = {
        "report": report,
        "steps": steps_shown(report),
        "told": told(report.report),
        "form": form,
        "draft": token,
        "emergency_number": emergency_number(user),
    }
    return render(request, "incidents/report/my_report.html", context)


def _contribute(
    request: SignedInRequest, incident: Incident, form: ContributionForm, token: uuid.UUID
) -> HttpResponse:
    user = request.user
    try:
        contribute(incident, user, form.chosen_kind, form.cleaned_data["text"], token)
    except NotAllowed as refusal:
        raise Http404 from refusal
    messages.success(request, _("Wij hebben uw bericht. De afhandelaar leest het."))
    return redirect("my_report", incident_id=leads_to(user, incident).pk)


@require_POST
def my_report_autosave(request: SignedInRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Keep an addition that is being written. 401 for who is signed out."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    draft = _keep(request, incident_id)
    if draft is None:
        return HttpResponse(status=204)
    return JsonResponse({"saved_at": saved_time(draft.saved_at), "draft": str(draft.pk)})


def _keep(request: SignedInRequest, incident_id: uuid.UUID) -> Draft | None:
    user = request.user
    event = leads_to(user, _own(user, incident_id))
    words = kept_contribution(request.POST) | {ADDITION_TO: str(event.pk)}
    return save_draft(user, words, token_of(request), event)


def _rescue(request: SignedInRequest, incident_id: uuid.UUID) -> str:
    """Keep what was typed in a request that came after the idle time; answers where to go on after signing in."""
    try:
        _keep(request, incident_id)
    except Http404:
        return reverse("home")
    return reverse("my_report", kwargs={"incident_id": incident_id})


my_report.rescue_draft = _rescue  # type: ignore[attr-defined]
my_report_autosave.rescue_draft = _rescue  # type: ignore[attr-defined]


def _own(user: User, incident_id: uuid.UUID) -> Incident:
    related = ("municipality", "unit", "handler", "joined_into__unit", "joined_into__handler")
    found = Incident.objects.select_related(*related).filter(pk=incident_id)
    incident = found.of_victim_or_reporter(user).first()
    if incident is None:
        # The link in a victim's mail, or a page that stood open, from before their report was joined.
        incident = found.filter(status=Status.JOINED, municipality=user.municipality_id).first()
        if incident is None or leads_to(user, incident) == incident:
            raise Http404
    return incident
