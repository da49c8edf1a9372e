# SPDX-License-Identifier: EUPL-1.2
"""Callers' requests and copies of recordings, for the coordinator; and their release, for a head."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from recordings import access, disclosing, requests
from recordings.access import NotAllowed
from recordings.acts import Missing
from recordings.forms.disclosing import AnswerForm, CallerRequestForm, DisclosureForm, ReleaseForm
from recordings.models import CallerRequest, Disclosure, Ground, Recording
from recordings.vault import KeyGone

LISTED = 100
View = Callable[..., HttpResponseBase]


def coordinator(view: View) -> View:
    """A view for the coordinator of the municipality; for everybody else it is not there."""

    @login_required
    @wraps(view)
    def inner(request: SignedInRequest, **kwargs: Any) -> HttpResponseBase:
        if not access.coordinates(request.user):
            raise Http404
        try:
            return view(request, **kwargs)
        except (NotAllowed, KeyGone) as error:
            raise Http404 from error

    return inner


@coordinator
@require_safe
def caller_requests(request: SignedInRequest) -> HttpResponse:
    """What callers asked for, and the copies that are not given yet."""
    return render(
        request,
        "recordings/requests/list.html",
        {
            "requests": requests.requests_for(request.user)[:LISTED],
            "disclosures": disclosing.disclosures_for(request.user).filter(completed_at=None)[:LISTED],
        },
    )


@coordinator
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: SignedInRequest) -> HttpResponse:
    """Write a request down and look for its call."""
    form = CallerRequestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        made = requests.register_request(request.user, data["received_on"], data["moment"], data["number"])
        return redirect("caller_request", request_id=made.pk)
    return render(request, "recordings/requests/new.html", {"form": form})


@coordinator
@require_http_methods(["GET", "HEAD", "POST"])
def caller_request(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """One request: the call that was found, or that there is none; answer it without a copy."""
    row = _request(request, request_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        requests.answer_request(request.user, row, form.cleaned_data["answer"])
        messages.success(
            request, _("Het verzoek is afgerond. Is de termijn voorbij, dan wordt de opname nu vernietigd.")
        )
        return redirect("caller_requests")
    return render(
        request,
        "recordings/requests/request.html",
        {
            "row": row,
            "match": requests.match_of(row),
            "proof": None if row.is_open else requests.proof_of(row),
            "disclosures": disclosing.disclosures_for(request.user).filter(request=row),
            "form": form,
        },
    )


@coordinator
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def disclose_to_caller(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """A copy for the caller who asked."""
    row = _request(request, request_id)
    recording = requests.recording_of(row)
    if recording is None:
        raise Http404
    return _disclose(request, recording, row)


@coordinator
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def disclose(request: SignedInRequest, recording_id: UUID) -> HttpResponse:
    """A copy of an approved recording."""
    recording = Recording.objects.approved_for(request.user).filter(pk=recording_id).first()
    if recording is None:
        raise Http404
    return _disclose(request, recording, None)


def _disclose(request: SignedInRequest, recording: Recording, asked: CallerRequest | None) -> HttpResponse:
    form = DisclosureForm(request.POST if request.method == "POST" else None, for_caller=asked is not None)
    if form.is_bound and form.is_valid():
        said = {"ground": Ground.CALLER.value} | form.said()
        try:
            row = disclosing.disclose(request.user, recording, request=asked, **said)
        except Missing as missing:
            form.add_error(missing.field, _("Vul dit in."))
        except disclosing.HoldsABsn as found:
            form.add_error(found.field, _("Haal het BSN weg. Dat staat nergens, ook hier niet."))
        else:
            return redirect("disclosure", disclosure_id=row.pk)
    return render(request, "recordings/disclosures/new.html", {"form": form, "asked": asked})


@coordinator
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def disclosure(request: SignedInRequest, disclosure_id: UUID) -> HttpResponse:
    """One disclosure: how far it is; a passphrase, which is shown in the answer and nowhere else."""
    row = _disclosure(request, disclosure_id)
    passphrase = ""
    if request.method == "POST":
        passphrase = disclosing.choose_passphrase(request.user, row)
        row.refresh_from_db()
    return render(
        request,
        "recordings/disclosures/disclosure.html",
        {
            "row": row,
            "there": disclosing.recording_of(row) is not None,
            "may_take": disclosing.takeable_by(request.user).filter(pk=row.pk).exists(),
            "passphrase": passphrase,
        },
    )


@coordinator
@require_POST
@recently_authenticated
def package(request: SignedInRequest, disclosure_id: UUID) -> HttpResponseBase:
    """The package, made while it is sent; once."""
    row = _disclosure(request, disclosure_id)
    parts = disclosing.take_package(request.user, row)
    headers = {"Content-Disposition": f'attachment; filename="verstrekking-{row.pk.hex[:12]}.zip"'}
    return StreamingHttpResponse(parts, content_type="application/zip", headers=headers)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def release(request: SignedInRequest, disclosure_id: UUID) -> HttpResponse:
    """A head decides whether a caller gets a recording that is not approved; the passphrase is shown this once."""
    row = disclosing.waiting_for(request.user).filter(pk=disclosure_id).first()
    recording = disclosing.recording_of(row) if row else None
    if row is None or recording is None:
        raise Http404
    form, passphrase = ReleaseForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        try:
            passphrase = disclosing.release(
                request.user, row, released=form.cleaned_data["released"] == "yes"
            )
        except NotAllowed as error:
            raise Http404 from error
        if not passphrase:
            messages.success(request, _("De beller krijgt deze opname niet."))
            return redirect("flagged_calls")
    return render(
        request,
        "recordings/disclosures/release.html",
        {
            "row": row,
            "recording": recording,
            "seconds": round(recording.length),
            "form": form,
            "passphrase": passphrase,
        },
    )


def _request(request: SignedInRequest, request_id: UUID) -> CallerRequest:
    row = requests.requests_for(request.user).filter(pk=request_id).first()
    if row is None:
        raise Http404
    return row


def _disclosure(request: SignedInRequest, disclosure_id: UUID) -> Disclosure:
    row = disclosing.disclosures_for(request.user).filter(pk=disclosure_id).first()
    if row is None:
        raise Http404
    return row
