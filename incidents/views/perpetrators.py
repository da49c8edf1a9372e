# SPDX-License-Identifier: EUPL-1.2
"""Who it was, at the page of an incident: write down, compare with who is known, put right, take away."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from incidents import matching
from incidents.casefile import CaseFile
from incidents.conflicts import Stored
from incidents.forms.handling import ReasonForm
from incidents.forms.perpetrators import ChangePersonForm, NamePersonForm
from incidents.models import Incident, Involvement, Perpetrator, Sanction
from incidents.moments import last_day
from incidents.perpetrators import (
    StillSanctioned,
    change_perpetrator,
    link_perpetrator,
    name_perpetrator,
    standing_sanctions,
    unlink_perpetrator,
)
from incidents.progress import ACT, TITLES
from retention.terms import unsanctioned_due

from .handling_pages import FieldRefused, case_url, case_view, child, done, looked, posted, saved

# What the buttons below the comparison answer.
SAME, NEW, BACK = "same", "new", "back"


@case_view("handle", "GET", "POST")
def name(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Write down who it was. Whoever may be the same person is shown first; what was typed travels with the form."""
    actor = request.user
    form = NamePersonForm(posted(request), initial=_as_reported(incident))
    if request.method == "POST" and BACK not in request.POST and form.is_valid():
        token, facts = form.cleaned_data["token"], form.facts()
        if SAME in request.POST:
            link_perpetrator(actor, incident, _chosen(request.POST[SAME]), token, facts)
        else:
            sent_before = Involvement.objects.filter(incident=incident, pk=token).exists()
            asked = NEW in request.POST or sent_before
            if not asked and (matches := matching.possible_matches(actor, facts, incident=incident)):
                matching.keep_looks(actor, matches)
                return _page(request, incident, "compare", form=form, facts=facts, matches=matches)
            name_perpetrator(actor, incident, facts, token)
        return done(request, incident, _("Vastgelegd wie het was."), ACT)
    return _page(
        request,
        incident,
        "form",
        form=form,
        title=_("Leg vast wie het was"),
        intro=_("Vul in wat u zeker weet. Is deze persoon misschien al bekend, dan ziet u dat hierna."),
        submit=_("Leg vast"),
    )


def _as_reported(incident: Incident) -> dict[str, Any]:
    """What the report says, to begin with; a second perpetrator is somebody else."""
    if Involvement.objects.filter(incident=incident).exists():
        return {}
    return {"name": incident.aggressor_name, "description": incident.aggressor_description}


def _chosen(key: str) -> Perpetrator:
    """Only the id: whether this handler may be shown this person is for the domain to say."""
    try:
        return Perpetrator(pk=uuid.UUID(key))
    except ValueError as error:
        raise Http404 from error


def _page(request: SignedInRequest, incident: Incident, template: str, **context: Any) -> HttpResponse:
    """A page about a perpetrator of this incident; it shows something of both, so the look is kept."""
    looked(request, incident)
    months = incident.municipality.months_for_severity(incident.severity)
    form = context.get("form")
    return render(
        request,
        f"incidents/perpetrators/{template}.html",
        {
            "incident": incident,
            "back_url": case_url(incident, ACT),
            "part": TITLES[ACT],
            "has_errors": bool(getattr(form, "conflicts", None)),
            # What is told about the terms: R3 without a sanction, and R4.
            "months": months,
            "seen_until": last_day(unsanctioned_due(incident.occurred_on, months).at),
            "kept_until": CaseFile(incident, can_handle=True, can_watch=False).last_day,
            **context,
        },
    )


def _involvement(incident: Incident, key: Any) -> Involvement:
    rows = Involvement.objects.select_related("perpetrator__bsn_verified_by")
    found: Involvement = child(rows, incident, key)
    return found


@case_view("handle", "GET", "POST")
def change(request: SignedInRequest, incident: Incident, involvement_id: Any) -> HttpResponse:
    """Put right what is known of a perpetrator. It changes for every incident that names them."""
    involvement = _involvement(incident, involvement_id)
    key = involvement.perpetrator_id

    def read() -> Stored:
        # Locked: another incident of the same person has a lock of its own.
        row = Perpetrator.objects.select_for_update(of=("self",)).get(pk=key)
        if form.bsn_was_changed_by_another(row.bsn):
            raise FieldRefused(
                "bsn",
                _(
                    "Iemand anders veranderde het BSN net. Kijk na of uw gegevens kloppen, en bewaar dan opnieuw."
                ),
            )
        return ChangePersonForm.stored_of(row)

    def save() -> None:
        change_perpetrator(request.user, incident, involvement.perpetrator, form.facts())

    form = ChangePersonForm(
        posted(request),
        scope=str(key),
        subject=str(key),
        stored=ChangePersonForm.stored_of(involvement.perpetrator),
        stored_bsn=involvement.perpetrator.bsn,
    )
    if request.method == "POST" and saved(form, incident, read, save):
        return done(request, incident, _("De gegevens zijn bijgewerkt."), ACT)
    return _page(
        request,
        incident,
        "form",
        form=form,
        person=involvement.perpetrator,
        title=_("Gegevens van de dader wijzigen"),
        intro=_("Dit geldt ook voor andere meldingen waarin deze persoon is genoemd."),
        submit=_("Bewaar"),
    )


@case_view("handle", "GET", "POST")
def unlink(request: SignedInRequest, incident: Incident, involvement_id: Any) -> HttpResponse:
    """Undo a wrong link, with a reason. A sanction that stands is undone first; the page says which."""
    involvement = Involvement.objects.filter(incident=incident, pk=involvement_id).first()
    if involvement is None and request.method == "POST":
        # A second click, or a colleague was first: it is undone.
        return done(request, incident, _("Deze persoon staat niet meer bij deze melding."), ACT)
    involvement = _involvement(incident, involvement_id)
    standing: list[Sanction] = list(standing_sanctions(involvement))

    def save() -> None:
        try:
            unlink_perpetrator(request.user, involvement, form.cleaned_data["reason"])
        except StillSanctioned as error:
            raise FieldRefused(
                None, _("Er is nog een sanctie tegen deze persoon. Maak die eerst ongedaan.")
            ) from error

    form = ReasonForm(
        posted(request),
        label=_("Waarom hoort deze persoon niet bij deze melding?"),
        help_text=_("Noem hier geen naam: dit blijft op de tijdlijn staan."),
    )
    if request.method == "POST" and saved(form, incident, None, save):
        return done(request, incident, _("Deze persoon staat niet meer bij deze melding."), ACT)
    return _page(
        request,
        incident,
        "unlink",
        form=form,
        person=involvement.perpetrator,
        standing=standing,
        nobody=bool(standing),
        title=_("Loskoppelen van deze melding"),
        submit=_("Koppel los"),
        danger=True,
    )
