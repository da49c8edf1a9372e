# SPDX-License-Identifier: EUPL-1.2
"""The incident's page, and where the incident as a whole stands: taken up, waiting, closed, joined."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from incidents import handling, joining
from incidents.casefile import gather
from incidents.conflicts import Stored
from incidents.forms.handling import CloseForm, ReasonForm, WaitForm
from incidents.handling import StillOpen
from incidents.models import Incident, Status
from incidents.progress import CLOSE, FACTS, next_action, steps

from .handling_pages import FieldRefused, case_url, case_view, done, find, form_page, posted, saved, show

SHOWN_LINES = 8


@case_view("read", "GET", "HEAD")
def incident(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Everything about one incident, and the one thing to do next."""
    case = gather(request.user, incident)
    following = next_action(case)
    parts = steps(case, following)
    return show(
        request,
        incident,
        "incident",
        case=case,
        next=following,
        steps=parts,
        part={step.anchor: step for step in parts},
        recent=case.timeline[:SHOWN_LINES],
        earlier=case.timeline[SHOWN_LINES:],
    )


@case_view("handle", "POST")
def take_up(request: SignedInRequest, incident: Incident) -> HttpResponse:
    handling.take_up(request.user, incident)
    return done(request, incident, _("U behandelt deze melding nu."))


@case_view("handle", "GET", "POST")
def wait(request: SignedInRequest, incident: Incident) -> HttpResponse:
    def read() -> Stored:
        row = Incident.objects.get(pk=incident.pk)
        return {"waiting_for": row.waiting_for if row.status == Status.WAITING else ""}

    def save() -> None:
        if not Incident.objects.open().filter(pk=incident.pk).exists():
            raise FieldRefused(None, _("Deze melding is intussen gesloten. Heropen de melding eerst."))
        handling.wait(request.user, incident, form.cleaned_data["waiting_for"])

    form = WaitForm(posted(request), scope=str(incident.pk), stored=read())
    if request.method == "POST" and saved(form, incident, read, save):
        return done(request, incident, _("De melding wacht. De termijnen lopen gewoon door."))
    return form_page(
        request,
        incident,
        form,
        title=_("Laten wachten"),
        intro=_("De melding blijft van u. De termijnen voor contact lopen gewoon door."),
        submit=_("Laat wachten"),
        anchor="",
    )


@case_view("handle", "POST")
def resume(request: SignedInRequest, incident: Incident) -> HttpResponse:
    handling.resume(request.user, incident)
    return done(request, incident, _("De melding is weer in behandeling."))


@case_view("handle", "GET", "POST")
def close(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Close with a conclusion; says plainly what must be done first."""

    def read() -> Stored:
        row = Incident.objects.get(pk=incident.pk)
        return {"outcome": row.outcome, "conclusion": row.conclusion}

    def save() -> None:
        data = form.cleaned_data
        handling.close(request.user, incident, data["outcome"], data["conclusion"])

    missing = handling.still_open(incident) if incident.is_open else []
    form = CloseForm(posted(request), scope=str(incident.pk), stored=read())
    try:
        if request.method == "POST" and saved(form, incident, read, save):
            return done(request, incident, _("De melding is gesloten."), CLOSE)
    except StillOpen as error:
        missing = error.missing
    return form_page(
        request,
        incident,
        form,
        title=_("Melding sluiten"),
        intro=_("Met sluiten verandert geen enkele bewaartermijn. Nazorg die nog komt, gaat gewoon door."),
        submit=_("Sluit de melding"),
        anchor=CLOSE,
        template="close",
        missing=missing,
        nobody=bool(missing) and not form.is_bound,
    )


@case_view("handle", "GET", "POST")
def reopen(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Open a closed incident again, with a reason; no term changes by it."""

    def save() -> None:
        if not Incident.objects.filter(pk=incident.pk, status=Status.CLOSED).exists():
            raise FieldRefused(None, _("Deze melding is al open. U hoeft niets meer te doen."))
        handling.reopen(request.user, incident, form.cleaned_data["reason"])

    form = ReasonForm(posted(request), label=_("Waarom gaat deze melding weer open?"))
    if request.method == "POST" and saved(form, incident, None, save):
        return done(request, incident, _("De melding is weer open."), CLOSE)
    return form_page(
        request,
        incident,
        form,
        title=_("Melding heropenen"),
        intro=_("Heropenen verlengt geen enkele bewaartermijn."),
        submit=_("Heropen de melding"),
        anchor=CLOSE,
    )


@case_view("handle", "GET", "POST")
def join(request: SignedInRequest, incident: Incident, other_id: Any) -> HttpResponse:
    """Join two reports of the same event; the one that came in first stays."""
    other = find(request.user, other_id, "handle")
    if other.pk == incident.pk:
        raise Http404
    first, second = sorted((incident, other), key=lambda row: (row.reported_at, str(row.pk)))
    if request.method == "POST":
        try:
            joining.join(request.user, second, first)
        except joining.SanctionStands:
            messages.error(
                request,
                _(
                    "Dit kan niet: %(first)s is afgesloten als ongegrond, en bij %(second)s staat een sanctie. Maak de "
                    "sanctie ongedaan, of heropen %(first)s."
                )
                % {"first": first.reference, "second": second.reference},
            )
            return redirect(case_url(incident, FACTS))
        return done(request, first, _("De twee meldingen zijn samengevoegd."), FACTS)
    return show(
        request,
        incident,
        "join",
        first=first,
        second=second,
        pair=[
            {"incident": row, "victims": [victim.name for victim in row.victims.all()]}
            for row in (first, second)
        ],
        back_url=case_url(incident, FACTS),
    )
