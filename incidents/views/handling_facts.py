# SPDX-License-Identifier: EUPL-1.2
"""The facts of an incident: what is established, its date, and what victims and reporters add."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from incidents import correcting, handling
from incidents.casefile import CaseFile
from incidents.conflicts import Stored
from incidents.forms.handling import DateForm, FactsForm, local_parts
from incidents.handling import NeedsSupervisor
from incidents.models import Contribution, Incident, IncidentKind
from incidents.progress import FACTS
from incidents.reporting import DateRefused

from .handling_pages import FieldRefused, case_url, case_view, child, done, form_page, posted, saved, show

FACT_NAMES = (
    "channel",
    "place",
    "gravest_kind",
    "severity",
    "narrative",
    "aggressor_name",
    "aggressor_description",
    "witness_count",
)


@case_view("handle", "GET", "POST")
def facts(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Establish the facts, or bring them up to date."""

    def read() -> Stored:
        row = Incident.objects.get(pk=incident.pk)
        kinds = IncidentKind.objects.filter(incident=row).values_list("kind", flat=True)
        return {name: getattr(row, name) for name in FACT_NAMES} | {"kinds": sorted(kinds)}

    def save() -> None:
        established = {name: form.cleaned_data[name] for name in FACT_NAMES}
        handling.establish_facts(request.user, incident, established, form.cleaned_data["kinds"])

    form = FactsForm(posted(request), scope=str(incident.pk), stored=read())
    first_time = incident.facts_established_at is None
    if request.method == "POST" and saved(form, incident, read, save, even_if_same=first_time):
        return done(request, incident, _("De feiten zijn vastgelegd."), FACTS)
    return form_page(
        request,
        incident,
        form,
        title=_("Feiten vaststellen") if first_time else _("Feiten wijzigen"),
        intro=_("Wat is gemeld, staat al ingevuld. Verander wat niet klopt en leg het vast."),
        submit=_("Leg de feiten vast"),
        anchor=FACTS,
        template="facts",
        contributions=list(Contribution.objects.filter(incident=incident).select_related("author")),
        reported_words=CaseFile(incident, can_handle=True, can_watch=False).reported_words,
    )


@case_view("handle", "GET", "POST")
def date(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Correct when it happened. A later date becomes a request to the supervisors (R4)."""
    asked = False

    def read() -> Stored:
        day, time = local_parts(Incident.objects.get(pk=incident.pk).occurred_at)
        return {"date": day, "time": time}

    def save() -> None:
        nonlocal asked
        data = form.cleaned_data
        actor = request.user
        try:
            try:
                handling.correct_date(actor, incident, data["occurred_at"], data["reason"])
            except NeedsSupervisor:
                asked = True
                correcting.ask_for_later_date(
                    actor, incident, data["occurred_at"], data["reason"], data["token"]
                )
        except DateRefused as error:
            raise FieldRefused("date", refusal(error)) from error

    stored = read()
    form = DateForm(posted(request), scope=str(incident.pk), stored=stored, initial={"token": uuid.uuid4()})
    if request.method == "POST" and saved(form, incident, read, save):
        message = (
            _("Uw verzoek ligt bij de toezichthouder. Tot die beslist, blijft de datum zoals hij is.")
            if asked
            else _("De datum is bijgewerkt.")
        )
        return done(request, incident, message, FACTS)
    return form_page(
        request,
        incident,
        form,
        title=_("Datum corrigeren"),
        intro=_(
            "Een eerdere datum geldt meteen. Bij een latere datum worden de gegevens langer bewaard; "
            "daarom beslist daarover een toezichthouder."
        ),
        submit=_("Corrigeer de datum"),
        anchor=FACTS,
        supervisors=correcting.who_may_consent(incident, request.user),
        template="date",
    )


def refusal(error: DateRefused) -> str:
    """Why a date cannot be used, in words."""
    if str(error) == "future":
        return _("Het incident kan niet gebeurd zijn na de melding ervan.")
    return _("Dit is langer dan vijf jaar geleden. Een incident van toen mag niet meer worden bewaard.")


@case_view("handle", "POST")
def withdraw_date(request: SignedInRequest, incident: Incident) -> HttpResponse:
    correction = correcting.open_correction(incident).first()
    if correction is not None:
        correction.incident = incident
        correcting.withdraw_later_date(request.user, correction)
    return done(request, incident, _("Het verzoek om een latere datum is ingetrokken."), FACTS)


@case_view("watch", "GET", "POST")
def decide_date(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """A supervisor, other than who asked, allows a later date or refuses it."""
    correction = correcting.open_correction(incident).select_related("author").first()
    if correction is None or correction.author_id == request.user.pk:
        raise Http404
    correction.incident = incident
    problem = ""
    if request.method == "POST" and request.POST.get("decision") in ("allow", "refuse"):
        # What was decided is what was shown: a request that took its place in the meantime is shown first.
        if request.POST.get("correction") == str(correction.pk):
            allowed = request.POST["decision"] == "allow"
            try:
                correcting.decide_later_date(request.user, correction, allowed=allowed)
            except DateRefused as error:
                problem = refusal(error)
            else:
                message = _("De datum is gewijzigd.") if allowed else _("De datum blijft zoals hij was.")
                return done(request, incident, message, FACTS)
        else:
            problem = _("Er is intussen een ander verzoek gekomen. Dat ziet u hier.")
    return show(
        request,
        incident,
        "decide_date",
        correction=correction,
        problem=problem,
        has_errors=bool(problem),
        back_url=case_url(incident, FACTS),
    )


@case_view("handle", "POST")
def seen(request: SignedInRequest, incident: Incident, contribution_id: Any) -> HttpResponse:
    """What a victim or reporter added was read."""
    contribution = child(Contribution.objects, incident, contribution_id)
    handling.mark_seen(request.user, contribution)
    return done(request, incident, _("Gemarkeerd als gelezen."), FACTS)
