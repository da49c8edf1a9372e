# SPDX-License-Identifier: EUPL-1.2
"""The page of a perpetrator: what the person would see; the whole BSN, with a reason; two that are one, joined."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import AccessLogEntry
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from incidents import held, matching, registry
from incidents.access import NotAllowed
from incidents.forms.perpetrators import RevealForm
from incidents.models import Perpetrator
from incidents.perpetrators import facts_of, join_perpetrators, reveal_bsn

# Which of the two stays.
THIS, OTHER = "keep_this", "keep_other"


def person_view(*methods: str, handles: bool = False) -> Callable[..., Any]:
    """A view of one perpetrator, for who sees an incident of theirs in full, or (`handles`) who handles one; for
    everybody else it is not there. The look is kept (R6)."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def inner(request: SignedInRequest, perpetrator_id: UUID) -> HttpResponse:
            actor = request.user
            rows = registry.seen_by(actor).select_related("bsn_verified_by")
            person = rows.filter(pk=perpetrator_id).first()
            if person is None or (handles and held.handled_incident(actor, person) is None):
                raise Http404
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            try:
                response = view(request, person)
            except NotAllowed as error:
                raise Http404 from error
            if response.status_code == 200:
                AccessLogEntry.record(
                    actor, AccessLogEntry.Action.READ_PERPETRATOR, person.pk, person.destroy_at
                )
            return response

        return inner

    return decorate


def _page(request: SignedInRequest, person: Perpetrator, template: str, **context: Any) -> HttpResponse:
    context |= {"person": person, "back_url": _url(person)}
    return render(request, f"incidents/perpetrators/{template}.html", context)


def _url(person: Perpetrator) -> str:
    return reverse("perpetrator", kwargs={"perpetrator_id": person.pk})


@person_view("GET", "HEAD")
def perpetrator(request: SignedInRequest, person: Perpetrator) -> HttpResponse:
    """All that is held of this person, as they would see it."""
    return _page(request, person, "person", file=held.gather(request.user, person))


@person_view("GET", "POST", handles=True)
@recently_authenticated
def reveal(request: SignedInRequest, person: Perpetrator) -> HttpResponse:
    """The whole BSN, on the answer to this POST and nowhere else."""
    if not person.bsn:
        raise Http404
    form = RevealForm(request.POST if request.method == "POST" else None)
    bsn = ""
    if request.method == "POST" and form.is_valid():
        actor = request.user
        bsn = reveal_bsn(actor, person, form.cleaned_data["reason"])
    return _page(request, person, "bsn", form=form, bsn=bsn)


@person_view("GET", "POST", handles=True)
def join(request: SignedInRequest, person: Perpetrator) -> HttpResponse:
    """Two that are one: the likeliest beside this person, and which of the two stays."""
    actor = request.user
    if request.method == "POST":
        incident = held.handled_incident(actor, person)
        other = _named_in(request.POST.get(THIS) or request.POST.get(OTHER))
        if incident is not None and other is not None:
            kept, goes = (person, other) if THIS in request.POST else (other, person)
            join_perpetrators(actor, incident, kept, goes)
            messages.success(request, _("De twee zijn samengevoegd tot één persoon."))
            return redirect(_url(kept))
    matches = matching.possible_matches(actor, facts_of(person), but=person)
    matching.keep_looks(actor, matches)
    return _page(request, person, "join", matches=matches)


def _named_in(key: str | None) -> Perpetrator | None:
    """Only the id: whether this handler may be shown this person is for the domain to say."""
    if key is None:
        return None
    try:
        return Perpetrator(pk=UUID(key))
    except ValueError as error:
        raise Http404 from error
