# SPDX-License-Identifier: EUPL-1.2
"""One call: play it, flag it, assess it, register what happened. For whom it does not exist, it is "not found"."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.levels import Level
from accounts.policy import scope_of
from accounts.requests import SignedInRequest
from accounts.step_up import way_to_confirm
from recordings import acts
from recordings.access import NotAllowed
from recordings.beginning import may_begin
from recordings.forms import DecisionForm, FlagForm, ReviewForm
from recordings.handover import report_path
from recordings.models import Recording
from recordings.seen import Seen, seen_by
from recordings.sitting import mark_of, marked

View = Callable[[SignedInRequest, Seen], HttpResponse]


def of_call(view: View) -> Callable[..., HttpResponse]:
    """A view of a call, as this person sees it; 404 when they do not see it, or may not do this to it."""

    @login_required
    @wraps(view)
    def inner(request: SignedInRequest, recording_id: UUID) -> HttpResponse:
        recording = (
            Recording.objects.visible_to(request.user)
            .select_related("employee", "unit", "municipality")
            .filter(pk=recording_id)
            .first()
        )
        if recording is None:
            raise Http404
        try:
            return view(request, seen_by(request.user, recording, mark_of(request)))
        except NotAllowed as error:
            raise Http404 from error

    return inner


@of_call
@require_safe
def call(request: SignedInRequest, seen: Seen) -> HttpResponse:
    """The page of a call."""
    return _page(request, seen)


@of_call
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: SignedInRequest, seen: Seen) -> HttpResponse:
    """The employee flags their call. Sent again, nothing changes."""
    if not seen.is_own:
        raise Http404
    if request.method != "POST":
        return redirect("call", recording_id=seen.recording.pk)
    form = FlagForm(request.POST)
    if form.is_valid() and _accepted(
        form, lambda: acts.flag(request.user, seen.recording, form.cleaned_data["why"])
    ):
        messages.success(request, _("Gemarkeerd. Het hoofd krijgt nu bericht."))
        return redirect("call", recording_id=seen.recording.pk)
    return _page(request, seen, flag_form=form, form=form)


@of_call
@require_http_methods(["GET", "HEAD", "POST"])
def begin_review(request: SignedInRequest, seen: Seen) -> HttpResponse:
    """A head sits down to listen, and says with whom."""
    if not seen.is_head:
        raise Http404
    if request.method != "POST":
        return redirect("call", recording_id=seen.recording.pk)
    form = ReviewForm(request.POST)
    if form.is_valid() and _accepted(
        form,
        lambda: acts.begin_review(
            request.user,
            seen.recording,
            session_mark=marked(request),
            with_employee=form.with_employee,
            alone_reason=form.cleaned_data["alone_reason"],
        ),
    ):
        return redirect("call", recording_id=seen.recording.pk)
    return _page(request, seen, review_form=form, form=form)


@of_call
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, seen: Seen) -> HttpResponse:
    """A head, who sat down to it, approves or refuses."""
    if not seen.is_head:
        raise Http404
    sitting = seen.sitting
    if request.method != "POST" or sitting is None or not seen.may_decide:
        # Also who clicks twice: the first decision stands.
        return redirect("call", recording_id=seen.recording.pk)
    form = DecisionForm(request.POST)
    if form.is_valid() and _accepted(
        form,
        lambda: acts.decide(
            request.user,
            seen.recording,
            approve=form.approves,
            reason=form.cleaned_data["reason"],
            with_employee=sitting.with_employee,
            alone_reason=sitting.alone_reason,
        ),
    ):
        messages.success(
            request,
            _("Goedgekeurd. De medewerker en de agressiecoördinator krijgen bericht.")
            if form.approves
            else _("Afgewezen. De medewerker krijgt bericht; u ziet dit gesprek niet meer."),
        )
        return redirect("flagged_calls")
    return _page(request, seen, decision_form=form, form=form)


@of_call
@require_POST
def register(request: SignedInRequest, seen: Seen) -> HttpResponse:
    """The employee or the coordinator says that the report was sent: a mark here, and nothing there."""
    acts.mark_registered(request.user, seen.recording)
    messages.success(request, _("Aangetekend dat hiervan een melding is gedaan."))
    return redirect("call", recording_id=seen.recording.pk)


def _accepted(form: Any, act: Callable[[], Any]) -> bool:
    """Do it; what is missing is said at its field. Raises NotAllowed."""
    try:
        act()
    except acts.Missing as missing:
        form.add_error(missing.field, _("Vul dit in."))
    return form.is_valid()


def _page(request: SignedInRequest, seen: Seen, **forms: Any) -> HttpResponse:
    context = {
        "seen": seen,
        "recording": seen.recording,
        "may_begin": may_begin(request, seen.recording.pk),
        "confirm_url": way_to_confirm(request, reverse("call", args=[seen.recording.pk])),
        "may_report": scope_of(request.user).holds(Level.REPORTER),
        "report_path": report_path(seen.recording),
        "flag_form": FlagForm(),
        "review_form": ReviewForm(),
        "decision_form": DecisionForm(),
    }
    return render(request, "recordings/call.html", context | forms)
