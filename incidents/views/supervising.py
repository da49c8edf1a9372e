# SPDX-License-Identifier: EUPL-1.2
"""What a supervisor does on the incident's page: remind, reassign, move. Handles nothing."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.levels import Level
from accounts.models import OrganisationalUnit
from accounts.policy import units_with
from accounts.requests import SignedInRequest
from incidents import watching
from incidents.colleagues import unit_choices
from incidents.forms.handling_supervising import MoveForm, ReassignForm
from incidents.models import Incident

from .handling_pages import case_url, case_view, done, form_page, posted, show


@case_view("watch", "POST")
def remind(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Send the fixed reminder to the handler, or to all of them when nobody took it up."""
    watching.remind(request.user, incident)
    return done(request, incident, _("De herinnering wordt verstuurd."))


@case_view("watch", "GET", "POST")
def reassign(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Give the incident to another handler of its unit."""
    people = watching.possible_handlers(incident)
    form = ReassignForm(posted(request), people=people, initial={"handler": incident.handler_id})
    if request.method == "POST" and form.is_valid():
        watching.reassign(request.user, incident, form.cleaned_data["handler"])
        return done(request, incident, _("De melding is toegewezen. De afhandelaar krijgt bericht."))
    return form_page(
        request,
        incident,
        form,
        title=_("Toewijzen"),
        intro=_("De nieuwe afhandelaar krijgt een bericht met het nummer van de melding.")
        if people
        else _("Voor dit onderdeel is er nu niemand die deze melding kan behandelen."),
        submit=_("Wijs toe"),
        anchor="",
        nobody=not people,
    )


@case_view("watch", "GET", "POST")
def move(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Move to another unit that one supervises: first choose, then see who gains and who loses sight, then move."""
    supervised = units_with(request.user, Level.SUPERVISOR) - {incident.unit_id}
    units = [choice for choice in unit_choices(incident.municipality_id) if choice[0] in supervised]
    chosen = posted(request) if request.method == "POST" else (request.GET if "unit" in request.GET else None)
    form = MoveForm(chosen, units=units)
    if chosen is not None and form.is_valid():
        unit = OrganisationalUnit.objects.get(pk=form.cleaned_data["unit"])
        if request.method == "POST" and "confirmed" in request.POST:
            watching.move(request.user, incident, unit)
            return done(request, incident, _("De melding is verplaatst."))
        if request.method == "POST":
            path = reverse("incident_move", kwargs={"incident_id": incident.pk})
            return redirect(f"{path}?unit={unit.pk}")
        gains, loses = watching.change_of_sight(incident, unit)
        return show(
            request,
            incident,
            "move",
            unit=unit,
            label=dict(units)[unit.pk],
            gains=gains,
            loses=loses,
            back_url=case_url(incident),
        )
    return form_page(
        request,
        incident,
        form,
        title=_("Verplaatsen naar een ander onderdeel"),
        intro=_("U ziet eerst wie de melding daarna kan zien en wie niet meer.")
        if units
        else _("U houdt op geen ander onderdeel toezicht. Daarom kunt u deze melding niet verplaatsen."),
        submit=_("Verder"),
        anchor="",
        nobody=not units,
    )
