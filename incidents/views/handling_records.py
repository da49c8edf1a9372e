# SPDX-License-Identifier: EUPL-1.2
"""What is done and recorded: measures, the police report, damage."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from incidents import handling
from incidents.conflicts import Stored
from incidents.forms.handling_records import DamageForm, MeasureForm, PoliceForm
from incidents.models import Damage, Incident, Involvement, Measure, PoliceReport
from incidents.progress import ACT, POLICE, PREVENT
from retention.terms import local_date

from .handling_pages import case_view, child, done, form_page, posted, saved

ANCHORS = {Measure.Kind.PERPETRATOR: ACT, Measure.Kind.PREVENTION: PREVENT}


def _people(incident: Incident) -> list[Involvement]:
    return list(Involvement.objects.filter(incident=incident).select_related("perpetrator"))


@case_view("handle", "GET", "POST")
def add_measure(request: SignedInRequest, incident: Incident, kind: str) -> HttpResponse:
    """Record a measure towards the perpetrator, or one of prevention."""

    def save() -> None:
        data = form.cleaned_data
        handling.take_measure(
            request.user,
            incident,
            kind,
            data["text"],
            data["taken_on"],
            data["token"],
            form.towards(),
        )

    anchor = ANCHORS[Measure.Kind(kind)]
    form = MeasureForm(
        posted(request),
        kind=kind,
        people=_people(incident),
        scope=f"new:{incident.pk}",
        stored={},
        initial={"taken_on": local_date(timezone.now()), "token": uuid.uuid4()},
    )
    if request.method == "POST" and saved(form, incident, None, save):
        return done(request, incident, _("De maatregel is vastgelegd."), anchor)
    return form_page(
        request,
        incident,
        form,
        title=_("Maatregel richting de dader") if anchor == ACT else _("Maatregel om dit te voorkomen"),
        submit=_("Leg vast"),
        anchor=anchor,
    )


@case_view("handle", "GET", "POST")
def measure(request: SignedInRequest, incident: Incident, measure_id: Any) -> HttpResponse:
    """Correct what was recorded of a measure."""
    row = child(Measure.objects, incident, measure_id)

    def read() -> Stored:
        return MeasureForm.stored_of(child(Measure.objects, incident, measure_id))

    def save() -> None:
        data = form.cleaned_data
        # Where there is nothing to choose, it stays towards whom it was.
        towards = form.towards() if "involvement" in form.fields else row.involvement_id
        handling.change_measure(request.user, row, data["text"], data["taken_on"], towards)

    form = MeasureForm(
        posted(request),
        kind=row.kind,
        people=_people(incident),
        scope=str(row.pk),
        stored=read(),
        initial={"token": row.pk},
    )
    anchor = ANCHORS[Measure.Kind(row.kind)]
    if request.method == "POST" and saved(form, incident, read, save):
        return done(request, incident, _("De maatregel is bijgewerkt."), anchor)
    return form_page(
        request, incident, form, title=_("Maatregel wijzigen"), submit=_("Bewaar"), anchor=anchor
    )


@case_view("handle", "GET", "POST")
def police(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Whether, when and how it was reported to the police."""

    def read() -> Stored:
        return PoliceForm.stored_of(PoliceReport.objects.filter(incident=incident).first())

    def save() -> None:
        handling.record_police_report(request.user, incident, form.cleaned_data)

    form = PoliceForm(posted(request), scope=str(incident.pk), stored=read())
    if request.method == "POST" and saved(form, incident, read, save):
        return done(request, incident, _("De aangifte is bijgewerkt."), POLICE)
    return form_page(
        request,
        incident,
        form,
        title=_("Aangifte bij de politie"),
        intro=_(
            "De gemeente kan aangifte doen als werkgever. De medewerker hoeft dat dan niet zelf te doen."
        ),
        submit=_("Bewaar"),
        anchor=POLICE,
    )


@case_view("handle", "GET", "POST")
def damage(request: SignedInRequest, incident: Incident, damage_id: Any = None) -> HttpResponse:
    """Record damage, or bring an earlier record of it up to date."""
    row = child(Damage.objects, incident, damage_id) if damage_id else None

    def read() -> Stored:
        return DamageForm.stored_of(child(Damage.objects, incident, damage_id))

    def save() -> None:
        data = dict(form.cleaned_data)
        handling.record_damage(request.user, incident, damage_id or data.pop("token"), data)

    form = DamageForm(
        posted(request),
        scope=str(damage_id or f"new:{incident.pk}"),
        stored=read() if row else {},
        initial={"token": damage_id or uuid.uuid4(), **({} if row else {"owner": Damage.Owner.MUNICIPALITY})},
    )
    if request.method == "POST" and saved(form, incident, read if row else None, save):
        return done(request, incident, _("De schade is bijgewerkt."), POLICE)
    return form_page(
        request,
        incident,
        form,
        title=_("Schade wijzigen") if row else _("Schade toevoegen"),
        submit=_("Bewaar"),
        anchor=POLICE,
    )
