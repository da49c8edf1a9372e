# SPDX-License-Identifier: EUPL-1.2
"""What a decision on a request does: chosen per record before it, shown after it; and the end of a restriction."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from incidents.models import Perpetrator
from oversight.forms.effects import (
    EffectForm,
    IncidentCorrectionForm,
    LiftForm,
    PersonCorrectionForm,
)
from oversight.models import DataSubjectRequest, Decision, Effect, RequestSubject
from oversight.requests import effects_choosing as choosing
from oversight.requests import effects_shown
from oversight.requests.finding import RECORDING
from retention.models import Request
from retention.terms import local_date

from .finding import find_subject
from .of_request import of_request


@of_request
@require_safe
def effects(request: SignedInRequest, row: DataSubjectRequest) -> HttpResponse:
    """Per record what happens when the request is granted, and what must be done before that."""
    wanted = Decision.GRANTED if effects_shown.all_granted(row) else Decision.PARTLY
    context = {
        "row": row,
        "lines": effects_shown.lines(request.user, row),
        "problems": choosing.missing(request.user, row, wanted) if row.is_open else [],
        "changes": choosing.changes_something(row),
        "refused": not row.is_open and row.decision not in (Decision.GRANTED, Decision.PARTLY),
    }
    return render(request, "oversight/requests/effects.html", context)


@of_request
@require_http_methods(["GET", "HEAD", "POST"])
def effect(request: SignedInRequest, row: DataSubjectRequest, subject_id: UUID) -> HttpResponse:
    """Choose for one record."""
    subject = find_subject(row, subject_id)
    line = effects_shown.line(request.user, row, subject)
    if not row.is_open or line.shown.is_own or line.shown.is_gone or not choosing.changes_something(row):
        raise Http404
    form = _form(request, row, subject, line)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            choosing.choose(
                request.user, subject, data["choice"], data.get("recipients", ""), form.corrections()
            )
        except choosing.NothingRight:
            form.add_error(None, _("Er moet een naam of een signalement overblijven."))
        else:
            messages.success(request, _("Uw keuze is vastgelegd. Er verandert pas iets met het besluit."))
            return redirect("request_effects", request_id=row.pk)
    return render(request, "oversight/requests/effect.html", {"row": row, "line": line, "form": form})


def _form(
    request: SignedInRequest, row: DataSubjectRequest, subject: RequestSubject, line: Any
) -> EffectForm:
    known = Effect.objects.filter(subject=subject).first()
    arguments: dict[str, Any] = {
        "data": request.POST if request.method == "POST" else None,
        "choices": choosing.choices_for(subject, row.kind),
        "has_recipients": bool(line.recipients),
        "initial": {"choice": known.choice, "recipients": known.recipients} if known else {},
    }
    if row.kind != Request.RECTIFICATION or subject.what == RECORDING:
        return EffectForm(**arguments)
    if subject.what == Perpetrator._meta.label:
        return PersonCorrectionForm(**arguments)
    of_victim = subject.capacity == RequestSubject.Capacity.VICTIM
    return IncidentCorrectionForm(**arguments, of_victim=of_victim)


@of_request
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: SignedInRequest, row: DataSubjectRequest, subject_id: UUID) -> HttpResponse:
    """End a restriction, after the person was told."""
    subject = find_subject(row, subject_id)
    line = effects_shown.line(request.user, row, subject)
    if not line.may_lift or row.decided_at is None:
        raise Http404
    form = LiftForm(request.POST if request.method == "POST" else None, decided_on=local_date(row.decided_at))
    if form.is_bound and form.is_valid():
        choosing.lift(request.user, subject, form.cleaned_data["told_on"])
        messages.success(request, _("De beperking is opgeheven."))
        return redirect("request_effects", request_id=row.pk)
    return render(request, "oversight/requests/lift.html", {"row": row, "line": line, "form": form})
