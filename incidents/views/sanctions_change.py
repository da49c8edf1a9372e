# SPDX-License-Identifier: EUPL-1.2
"""What is done about a sanction that is there: decide on a proposal, lift, undo, shorten, review."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from incidents import sanction_messages as tell
from incidents import sanctioning
from incidents.forms.handling import ReasonForm
from incidents.forms.sanctions_change import DecideForm, MonthsForm, ReviewForm
from incidents.models import Incident, Sanction, SanctionReview
from incidents.refusals import in_words
from incidents.sanction_rules import SanctionRefused
from incidents.sanction_words import Shown

from .handling_pages import case_view, posted
from .sanction_pages import did, page, sanction_of, shown_of, told, too_late


def _form_page(
    request: SignedInRequest,
    incident: Incident,
    shown: Shown,
    form: Any,
    template: str = "change",
    **context: Any,
) -> HttpResponse:
    return page(request, incident, template, shown.involvement, form=form, shown=shown, **context)


@case_view("watch", "GET", "POST")
def decide(request: SignedInRequest, incident: Incident, sanction_id: Any) -> HttpResponse:
    """A supervisor, other than who proposed it, allows a proposed sanction or refuses it."""
    sanction = sanction_of(incident, sanction_id)
    if sanction.author_id == request.user.pk:
        raise Http404
    if sanction.state != Sanction.State.PROPOSED:
        return too_late(request, sanction)
    decided: Sanction | None = None

    def act() -> None:
        nonlocal decided
        data = form.cleaned_data
        try:
            decided = sanctioning.allow_or_refuse(
                request.user,
                sanction,
                data["reason"],
                allowed=data["decision"] == "allow",
            )
        except SanctionRefused as refusal:
            for name, problem in refusal.problems.items():
                form.add_error(None, in_words(name, problem))

    form = DecideForm(posted(request))
    if did(request, incident, sanction.involvement, form, act) and decided:
        return told(request, incident, tell.allowed(decided) if decided.is_imposed else tell.refused())
    return _form_page(
        request,
        incident,
        shown_of(sanction),
        form,
        "decide",
        title=_("Beslissen over een sanctie"),
        submit=_("Leg uw beslissing vast"),
    )


@case_view("handle", "POST")
def withdraw(request: SignedInRequest, incident: Incident, sanction_id: Any) -> HttpResponse:
    """Take a proposal back."""
    sanction = sanction_of(incident, sanction_id)
    if sanction.state != Sanction.State.PROPOSED:
        return too_late(request, sanction)
    sanctioning.withdraw(request.user, sanction)
    return told(request, incident, tell.withdrawn())


@case_view("handle", "GET", "POST")
def lift(request: SignedInRequest, incident: Incident, sanction_id: Any) -> HttpResponse:
    """End a running sanction today."""
    sanction = sanction_of(incident, sanction_id)
    if not sanction.is_running:
        return too_late(request, sanction)
    form = ReasonForm(posted(request), label=_("Waarom wordt dit opgeheven?"))
    if did(
        request,
        incident,
        sanction.involvement,
        form,
        lambda: sanctioning.lift(request.user, sanction, form.cleaned_data["reason"]),
    ):
        return told(request, incident, tell.lifted(sanction))
    return _form_page(
        request,
        incident,
        shown_of(sanction),
        form,
        title=_("Sanctie opheffen"),
        intro=tell.before_lifting(sanction),
        submit=_("Hef de sanctie op"),
    )


@case_view("handle", "GET", "POST")
def annul(request: SignedInRequest, incident: Incident, sanction_id: Any) -> HttpResponse:
    """Undo a sanction that should not have been imposed: out of the registry at once."""
    sanction = sanction_of(incident, sanction_id)
    if not sanction.is_imposed or sanction.is_annulled:
        return too_late(request, sanction)
    form = ReasonForm(posted(request), label=_("Waarom had dit niet mogen worden opgelegd?"))
    if did(
        request,
        incident,
        sanction.involvement,
        form,
        lambda: sanctioning.annul(request.user, sanction, form.cleaned_data["reason"]),
    ):
        return told(request, incident, tell.annulled())
    return _form_page(
        request,
        incident,
        shown_of(sanction),
        form,
        title=_("Sanctie ongedaan maken"),
        intro=_(
            "Alleen als deze sanctie er niet had mogen zijn: de verkeerde persoon, of de feiten klopten niet. De sanctie "
            "is dan meteen uit het register en komt er niet meer in terug."
        ),
        submit=_("Maak de sanctie ongedaan"),
        danger=True,
    )


@case_view("handle", "GET", "POST")
def shorten(request: SignedInRequest, incident: Incident, sanction_id: Any) -> HttpResponse:
    """Show a sanction fewer months after its end."""
    sanction = sanction_of(incident, sanction_id)
    shown = shown_of(sanction)
    if not shown.can_shorten:
        return too_late(request, sanction)
    form = MonthsForm(posted(request), sanction=sanction)
    if did(
        request,
        incident,
        sanction.involvement,
        form,
        lambda: sanctioning.shorten(request.user, sanction, form.cleaned_data["months"]),
    ):
        return told(request, incident, tell.shortened(sanction))
    return _form_page(
        request,
        incident,
        shown_of(sanction),
        form,
        title=_("Korter in het register"),
        intro=_("Korter mag, tot 12 maanden. Dit is niet terug te draaien: langer maken kan nooit (R3)."),
        submit=_("Maak het korter"),
    )


@case_view("handle", "GET", "POST")
def review(request: SignedInRequest, incident: Incident, sanction_id: Any) -> HttpResponse:
    """Look again at a sanction that lasts: it goes on, is lifted, or is prolonged by a new decision."""
    sanction = sanction_of(incident, sanction_id)
    if not sanction.is_running:
        return too_late(request, sanction)

    def act() -> None:
        data = form.cleaned_data
        if form.leads_to_prolonging:
            return
        try:
            sanctioning.review(
                request.user,
                sanction,
                data["outcome"],
                data["reason"],
                data["token"],
                data["next_review_on"],
            )
        except SanctionRefused as refusal:
            for name, problem in refusal.problems.items():
                form.refuse(name, problem)

    def done_before() -> bool:
        token = form.cleaned_data["token"]
        return SanctionReview.objects.filter(pk=token, sanction=sanction).exists()

    form = ReviewForm(
        posted(request), can_prolong=shown_of(sanction).can_prolong, initial={"token": uuid.uuid4()}
    )
    if did(request, incident, sanction.involvement, form, act, sure=done_before) and not form.errors:
        if form.leads_to_prolonging:
            path = {"incident_id": incident.pk, "sanction_id": sanction.pk}
            return redirect(reverse("sanction_prolong", kwargs=path))
        return told(
            request, incident, tell.lifted(sanction) if sanction.lifted_on else tell.continued(sanction)
        )
    return _form_page(
        request,
        incident,
        shown_of(sanction),
        form,
        title=_("Opnieuw bekijken"),
        intro=_("Een sanctie die langer duurt, mag niet langer duren dan nodig is."),
        submit=_("Leg vast"),
    )
