# SPDX-License-Identifier: EUPL-1.2
"""Looking for the person who makes a request, confirming and taking back what is theirs.

What is typed is sent by POST and answered on the same page: it stands in no address, session or log.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from oversight.forms.finding import FindPersonForm
from oversight.models import DataSubjectRequest, RequestSubject
from oversight.requests import finding, subjects
from oversight.requests.finding import NotNow
from oversight.views.of_request import of_request
from retention.holds import NotToBeHeld


@of_request
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SignedInRequest, row: DataSubjectRequest) -> HttpResponse:
    """Search, see what may be theirs, and confirm one of it; then the same search once more."""
    form = FindPersonForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"row": row, "form": form, "may_search": finding.may_search(row)}
    if request.method == "POST":
        if not context["may_search"]:
            raise NotNow
        if form.is_valid():
            context["answer"] = _answered(request, row, form, context)
    return render(request, "oversight/requests/search.html", context)


def _answered(
    request: SignedInRequest, row: DataSubjectRequest, form: FindPersonForm, context: dict[str, Any]
) -> finding.Answer:
    asked = form.asked()
    answer = finding.search(request.user, row, asked)
    wanted = request.POST.get("confirm")
    if not wanted:
        return answer
    # Only what these words find can be confirmed: a number put in by hand says nothing.
    chosen = next((one for one in answer.candidates if one.key == wanted), None)
    if chosen is None:
        context["problem"] = _("Dit wordt niet meer gevonden. Misschien is de termijn net voorbij.")
        return answer
    try:
        subjects.confirm(request.user, row, chosen)
    except NotToBeHeld:
        context["problem"] = _("De termijn van deze gegevens is net voorbij.")
    else:
        context["confirmed"] = chosen
    return finding.search(request.user, row, asked)


@of_request
@require_POST
def withdraw(request: SignedInRequest, row: DataSubjectRequest, subject_id: UUID) -> HttpResponse:
    """It is somebody else after all."""
    subject = find_subject(row, subject_id)
    subjects.withdraw(request.user, subject)
    messages.success(
        request,
        _("De bevestiging is ingetrokken. Voor dit verzoek blijven de gegevens niet meer bewaard."),
    )
    return redirect("data_subject_request", request_id=row.pk)


def find_subject(row: DataSubjectRequest, subject_id: UUID) -> RequestSubject:
    """One of the records of a request. Raises Http404."""
    subject = row.subjects.filter(pk=subject_id).first()
    if subject is None:
        raise Http404
    return subject
