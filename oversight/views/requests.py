# SPDX-License-Identifier: EUPL-1.2
"""The register of requests of persons, for the coordinators of the municipality; for everybody else it is not there.

Nothing that is typed here is kept at an idle sign-out: it is about somebody who trusted us with it.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.administering import Refused
from accounts.models import AccessLogEntry
from accounts.requests import SignedInRequest
from incidents.views.holds import coordinator
from oversight.forms.requests import DecisionForm, ExtensionForm, FilterForm, IdentityForm, NewRequestForm
from oversight.models import DataSubjectRequest, Decision
from oversight.requests import clock, deciding, effects, letters, listing, registering
from oversight.requests.subjects import confirmed
from oversight.views.of_request import of_request
from retention.models import Request

WRITES = ["GET", "HEAD", "POST"]


def page_url(row: DataSubjectRequest) -> str:
    return reverse("data_subject_request", kwargs={"request_id": row.pk})


@coordinator
@require_safe
def data_subject_requests(request: SignedInRequest) -> HttpResponse:
    """What waits, what is late first; or what was answered."""
    form = FilterForm(request.GET)
    form.is_valid()
    done, kind = form.cleaned_data.get("stand") == "klaar", form.cleaned_data.get("soort", "")
    number = request.GET.get("pagina", "")
    asked = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    page = listing.page_of(request.user, done=done, kind=kind, number=asked)
    kept = {key: value for key, value in form.cleaned_data.items() if value}

    def address(to: int) -> str:
        return f"?{urlencode({**kept, 'pagina': to})}"

    return render(
        request,
        "oversight/requests/list.html",
        {
            "page": page,
            "form": form,
            "done": done,
            "active": len(kept),
            "clear_url": reverse("data_subject_requests"),
            "before": address(page.number - 1) if page.number > 1 else "",
            "after": address(page.number + 1) if page.has_more else "",
        },
    )


@coordinator
@require_http_methods(WRITES)
def data_subject_request_new(request: SignedInRequest) -> HttpResponse:
    """Write down what came in."""
    form = NewRequestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row = registering.register(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Het verzoek is vastgelegd."))
            return redirect(page_url(row))
    return render(request, "oversight/requests/new.html", {"form": form})


@of_request
@require_safe
def data_subject_request(request: SignedInRequest, row: DataSubjectRequest) -> HttpResponse:
    """One request, with all that is done about it."""
    state, tone = listing.state_of(row)
    shown = clock.contents_are_there(row)
    if shown:
        AccessLogEntry.record(request.user, AccessLogEntry.Action.READ_REQUEST, row.pk, row.destroy_at)
    return render(
        request,
        "oversight/requests/request.html",
        {
            "row": row,
            "clock": clock.clock(row),
            "state": state,
            "tone": tone,
            "contents": row if shown else None,
            "contents_go_on": clock.last_day_of_contents(row) if shown else None,
            "is_extended": clock.is_extended(row),
            "first_last_day": clock.first_last_day(row.received_on),
            "may_extend": row.is_open and row.extended_at is None and clock.in_first_month(row),
            # About the person nothing is shown before it is established who asks.
            "subjects": confirmed(request.user, row) if row.identity_checked_at else None,
            "letters": row.letters.select_related("recorded_by", "template"),
            "letter_kinds": letters.kinds_for(row),
            "is_party": row.is_open and deciding.is_party(request.user, row),
        },
    )


@of_request
@require_http_methods(WRITES)
def request_identity(request: SignedInRequest, row: DataSubjectRequest) -> HttpResponse:
    """Write down how it was established who asks."""
    shown = {"identity_check": row.identity_check} if clock.contents_are_there(row) else {}
    form = IdentityForm(request.POST if request.method == "POST" else None, initial=shown)

    def act(data: dict[str, Any]) -> None:
        registering.establish_identity(request.user, row, data["identity_check"])

    return _step(
        request,
        row,
        form,
        act,
        title=_("Wie vraagt dit?"),
        intro=_(
            "Pas als dit vaststaat, zoekt u naar gegevens van deze persoon. De termijn loopt intussen door."
        ),
        submit=_("Leg vast"),
        done=_("Vastgelegd hoe u dit hebt vastgesteld."),
    )


@of_request
@require_http_methods(WRITES)
def request_extend(request: SignedInRequest, row: DataSubjectRequest) -> HttpResponse:
    """Take two further months."""
    form = ExtensionForm(request.POST if request.method == "POST" else None)

    def act(data: dict[str, Any]) -> None:
        registering.extend(request.user, row, data["extension_reason"])

    return _step(
        request,
        row,
        form,
        act,
        title=_("Meer tijd nemen"),
        intro=_(
            "U kunt één keer twee maanden extra nemen. Dat telt alleen als de brief daarover in de eerste maand is "
            "verstuurd."
        ),
        submit=_("Verleng de termijn"),
        done=_("Maak nu de brief. De langere termijn telt pas als die is verstuurd."),
    )


@of_request
@require_http_methods(WRITES)
def request_decide(request: SignedInRequest, row: DataSubjectRequest) -> HttpResponse:
    """Decide, and carry it out."""
    form = DecisionForm(request.POST if request.method == "POST" else None, row=row)
    carried_out = request.POST.get("decision") in (Decision.GRANTED, Decision.PARTLY)

    def act(data: dict[str, Any]) -> None:
        deciding.decide(request.user, row, **form.chosen)

    return _step(
        request,
        row,
        form,
        act,
        title=_("Besluiten"),
        intro=_(
            "Het besluit wordt meteen uitgevoerd en kan niet terug. Wat voor dit verzoek langer bewaard bleef dan de termijn, "
            "wordt daarna vernietigd."
        ),
        submit=_("Leg het besluit vast"),
        done=_("Het besluit is vastgelegd en uitgevoerd.")
        if carried_out
        else _("Het besluit is vastgelegd."),
        nobody=row.is_open and deciding.is_party(request.user, row),
        effects_url=_effects_url(row),
    )


def _effects_url(row: DataSubjectRequest) -> str:
    """Where what is to be chosen first is chosen; an access request changes nothing."""
    if row.kind == Request.ACCESS or not row.subjects.exists():
        return ""
    return reverse("request_effects", kwargs={"request_id": row.pk})


def _step(
    request: SignedInRequest,
    row: DataSubjectRequest,
    form: Any,
    act: Callable[[dict[str, Any]], None],
    *,
    done: str,
    **context: Any,
) -> HttpResponse:
    """A page with one form about a request that nobody decided on yet."""
    if not row.is_open:
        if request.method == "POST":
            messages.info(request, _("Over dit verzoek is al besloten. Er is niets veranderd."))
        return redirect(page_url(row))
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        except effects.NotReady as error:
            for problem in error.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, done)
            return redirect(page_url(row))
    context |= {"row": row, "form": form, "back_url": page_url(row)}
    return render(request, "oversight/requests/step.html", context)
