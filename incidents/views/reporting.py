# SPDX-License-Identifier: EUPL-1.2
"""The report form, its drafts, and the page after sending."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.help_now import emergency_number
from accounts.in_use import has_stopped
from accounts.levels import Level
from accounts.locations import location_called
from accounts.models import User
from accounts.policy import scope_of
from accounts.requests import SignedInRequest
from incidents.access import NotAllowed
from incidents.following import follow
from incidents.forms.reporting import (
    ReportForm,
    begun_with,
    initial_from,
    is_empty,
    kept_answers,
    saved_time,
)
from incidents.models import Draft, Incident
from incidents.reporting import (
    ADDITION_TO,
    ColleagueAsAggressor,
    DateRefused,
    add_report_to,
    already_sent,
    drafts_of,
    report_incident,
    same_event,
    save_draft,
    who_hears_of,
)
from incidents.timeline import report_path


def must_be_reporter(user: Any) -> User:
    """The signed-in person, when they may report. Raises Http404."""
    if not scope_of(user).holds(Level.REPORTER):
        raise Http404
    return user


def token_of(request: SignedInRequest) -> uuid.UUID:
    """The number of the form that was sent: of the draft, and of what it becomes. A new one for what is no number."""
    try:
        return uuid.UUID(request.POST.get("draft", ""))
    except ValueError:
        return uuid.uuid4()


@login_required
@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest) -> HttpResponse:
    """Report an incident; the same page keeps a draft."""
    reporter = must_be_reporter(request.user)
    if reporter.municipality is None or not reporter.municipality.is_in_use:
        return _not_yet(request, reporter)
    if request.method == "GET":
        return _form_page(
            request, ReportForm(reporter=reporter, initial=begun_with(request.GET)), uuid.uuid4()
        )
    token = token_of(request)
    if sent := already_sent(reporter, token):
        return redirect("report_sent", incident_id=sent.pk)
    if request.POST.get("action") == "draft":
        return _keep(request, reporter, token)
    form = ReportForm(request.POST, reporter=reporter)
    if form.is_valid():
        try:
            return _send(request, reporter, form, token)
        except (DateRefused, ColleagueAsAggressor) as refusal:
            form.refuse(refusal)
        except NotAllowed as refusal:
            # The number of somebody else's form, put in by hand.
            raise Http404 from refusal
    # Whoever leaves now finds it back.
    save_draft(reporter, kept_answers(request.POST), token)
    return _form_page(request, form, token)


def _not_yet(request: SignedInRequest, reporter: User) -> HttpResponse:
    """Before the municipality is in use, and after it stopped: no form, so that nobody types for nothing, and whom to call."""
    context = {"emergency_number": emergency_number(reporter), "stopped": has_stopped(reporter)}
    status = 200 if request.method == "GET" else 409
    return render(request, "incidents/report/not_yet.html", context, status=status)


def _send(request: SignedInRequest, reporter: User, form: ReportForm, token: uuid.UUID) -> HttpResponse:
    facts = form.facts(token)
    answer = request.POST.get("same_event")
    known = same_event(reporter, facts) if answer != "no" else None
    if known is not None and answer == "yes":
        add_report_to(known, reporter, facts)
        messages.success(request, _("Uw melding is toegevoegd aan %(reference)s.") % {"reference": known})
        return redirect(report_path(known))
    if known is not None:
        save_draft(reporter, kept_answers(request.POST), token)
        context = {
            "known": known,
            "draft": token,
            "answers": kept_answers(request.POST),
            "emergency_number": emergency_number(reporter),
        }
        return render(request, "incidents/report/same_event.html", context)
    return redirect("report_sent", incident_id=report_incident(reporter, facts).pk)


def _keep(request: SignedInRequest, reporter: User, token: uuid.UUID) -> HttpResponse:
    answers = kept_answers(request.POST)
    if is_empty(answers):
        messages.info(request, _("Er is nog niets ingevuld om te bewaren."))
        return _form_page(request, ReportForm(reporter=reporter, initial=initial_from(answers)), token)
    draft = save_draft(reporter, answers, token)
    if draft is None:
        messages.error(
            request,
            _(
                "Dit concept kan niet meer bewaard worden: de zeven dagen zijn voorbij. Versturen kan nog wel."
            ),
        )
        # With the same number: a new one would be a new draft, with seven more days.
        return _form_page(request, ReportForm(reporter=reporter, initial=initial_from(answers)), token)
    until = date_format(localtime(draft.destroy_at), "j F H:i")
    messages.success(request, _("Uw concept is bewaard. Het verdwijnt op %(until)s.") % {"until": until})
    return redirect("my_reports")


def _form_page(
    request: SignedInRequest, form: ReportForm, token: uuid.UUID, draft: Draft | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "draft": token,
        "kept": draft,
        "saved_at": saved_time(draft.saved_at) if draft else "",
        "emergency_number": emergency_number(request.user),
    }
    return render(request, "incidents/report/form.html", context)


@login_required
@require_GET
def report_draft(request: SignedInRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Go on with a draft; one that was sent in the meantime leads to what it became."""
    reporter = must_be_reporter(request.user)
    if sent := already_sent(reporter, draft_id):
        return redirect("report_sent", incident_id=sent.pk)
    draft = get_object_or_404(drafts_of(reporter), pk=draft_id)
    if ADDITION_TO in draft.data:
        return redirect("my_report", incident_id=draft.data[ADDITION_TO])
    form = ReportForm(reporter=reporter, initial=initial_from(draft.data))
    return _form_page(request, form, draft.pk, draft)


@login_required
@require_http_methods(["GET", "POST"])
def report_draft_delete(request: SignedInRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throw a draft of one's own away, after asking."""
    draft = get_object_or_404(drafts_of(request.user), pk=draft_id)
    if request.method == "POST":
        draft.delete()
        messages.success(request, _("Uw concept is weggegooid."))
        return redirect("my_reports")
    return render(request, "incidents/report/draft_delete.html", {"kept": draft})


@require_POST
def report_autosave(request: SignedInRequest) -> HttpResponse:
    """Keep what was typed so far; says when, and under which number. 401 for who is signed out."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    reporter = must_be_reporter(request.user)
    token = token_of(request)
    draft = save_draft(reporter, kept_answers(request.POST), token)
    if draft is None:
        # Sent already: there is nothing left to keep. Otherwise its seven days are over (R7).
        return HttpResponse(status=204 if already_sent(reporter, token) else 410)
    url = reverse("report_draft", kwargs={"draft_id": draft.pk})
    return JsonResponse({"saved_at": saved_time(draft.saved_at), "draft": str(draft.pk), "url": url})


def _rescue(request: SignedInRequest, **kwargs: Any) -> str:
    """Keep what was typed in a request that came after the idle time; answers where to go on after signing in."""
    answers = kept_answers(request.POST)
    if not scope_of(request.user).holds(Level.REPORTER) or is_empty(answers):
        return reverse("home")
    draft = save_draft(request.user, answers, token_of(request))
    return reverse("report_draft", kwargs={"draft_id": draft.pk}) if draft else reverse("my_reports")


report.rescue_draft = _rescue  # type: ignore[attr-defined]
report_autosave.rescue_draft = _rescue  # type: ignore[attr-defined]


@login_required
@require_GET
def report_sent(request: SignedInRequest, incident_id: uuid.UUID) -> HttpResponse:
    """After sending: the reference, who handles it, and what happens next. Reloading sends nothing."""
    incident = get_object_or_404(
        Incident.objects.of_victim_or_reporter(request.user).filter(reporter=request.user),
        pk=incident_id,
    )
    report = follow(request.user, incident)
    days = [date_format(contact.last_day, "j F") for contact in report.aftercare if contact.last_day]
    context = {
        "report": report,
        # Written out only when the three planned contacts are all there still is.
        "contacts": days if len(days) == 3 else [],
        "hours": incident.municipality.first_reaction_hours,
        "nobody_told": not who_hears_of(incident),
        "emergency_number": emergency_number(request.user),
        "there": location_called(incident.municipality, incident.place),
    }
    return render(request, "incidents/report/sent.html", context)
