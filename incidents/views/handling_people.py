# SPDX-License-Identifier: EUPL-1.2
"""The people to whom it happened: confirm the report with them, injury and absence, aftercare, another victim."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from incidents import correcting, handling
from incidents.conflicts import Stored
from incidents.forms.handling import ReasonForm, local_parts
from incidents.forms.handling_people import (
    AddVictimForm,
    Contact,
    ContactForm,
    ExtraContactForm,
    InspectorateForm,
    VictimForm,
)
from incidents.models import Aftercare, Incident, Victim
from incidents.moments import due_in_words
from incidents.progress import CARE

from .handling_pages import FieldRefused, case_view, child, done, form_page, posted, saved


@case_view("handle", "POST")
def confirm(request: SignedInRequest, incident: Incident, victim_id: Any) -> HttpResponse:
    """The report was gone through with the victim."""
    handling.confirm_with_victim(request.user, child(Victim.objects, incident, victim_id))
    return done(request, incident, _("Vastgelegd dat u de melding hebt doorgenomen."), CARE)


@case_view("handle", "GET", "POST")
def victim(request: SignedInRequest, incident: Incident, victim_id: Any) -> HttpResponse:
    """Injury and absence of a victim."""
    row = child(Victim.objects, incident, victim_id)

    def read() -> Stored:
        return VictimForm.stored_of(child(Victim.objects, incident, victim_id))

    def save() -> None:
        handling.update_victim(request.user, row, form.changes())

    stored = read()
    form = VictimForm(posted(request), scope=str(row.pk), subject=str(row.pk), stored=stored)
    if "name" not in stored:
        del form.fields["name"]
    if request.method == "POST" and saved(form, incident, read, save):
        return done(request, incident, _("De gegevens zijn bijgewerkt."), CARE)
    return form_page(
        request,
        incident,
        form,
        title=_("Letsel en verzuim"),
        heading_name=row.name,
        intro=_("Leg alleen vast wat nodig is. Een diagnose hoort in het dossier van de bedrijfsarts."),
        submit=_("Bewaar"),
        anchor=CARE,
    )


@case_view("handle", "GET", "POST")
def add_victim(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Add a victim: a colleague by name or e-mail address, or somebody without an account."""

    def save() -> None:
        facts = form.victim_facts()
        if facts.user == request.user:
            raise FieldRefused(
                "colleague",
                _("U kunt uzelf niet toevoegen en dan behandelen. Vraag een andere afhandelaar."),
            )
        if facts.user and incident.victims.filter(user=facts.user).exclude(pk=form.cleaned_data["token"]):
            raise FieldRefused("colleague", _("Deze collega staat al bij deze melding."))
        handling.add_another_victim(request.user, incident, facts, form.cleaned_data["token"])

    form = AddVictimForm(posted(request), reporter=request.user)
    if request.method == "POST" and saved(form, incident, None, save):
        return done(request, incident, _("Het slachtoffer is toegevoegd."), CARE)
    return form_page(
        request,
        incident,
        form,
        title=_("Slachtoffer toevoegen"),
        intro=_("Een collega met een account krijgt hiervan bericht en kan de melding volgen."),
        submit=_("Voeg toe"),
        anchor=CARE,
        template="add_victim",
    )


@case_view("handle", "GET", "POST")
def remove_victim(request: SignedInRequest, incident: Incident, victim_id: Any) -> HttpResponse:
    """Take away somebody who was named by mistake, with a reason."""
    row = child(Victim.objects, incident, victim_id)
    if incident.victims.count() < 2:
        raise Http404

    def save() -> None:
        correcting.remove_victim(request.user, row, form.cleaned_data["reason"])

    form = ReasonForm(
        posted(request),
        label=_("Waarom hoort deze persoon niet bij deze melding?"),
        help_text=_("Noem hier geen naam: dit blijft op de tijdlijn staan."),
    )
    if request.method == "POST" and saved(form, incident, None, save):
        return done(request, incident, _("Het slachtoffer is van deze melding gehaald."), CARE)
    return form_page(
        request,
        incident,
        form,
        title=_("Slachtoffer verwijderen"),
        heading_name=row.name,
        intro=_(
            "Alleen als deze persoon er ten onrechte bij staat. Letsel, nazorg en contacten van deze persoon "
            "worden meteen vernietigd, en de persoon ziet de melding niet meer."
        ),
        submit=_("Verwijder het slachtoffer"),
        danger=True,
        anchor=CARE,
    )


@case_view("handle", "GET", "POST")
def contact(request: SignedInRequest, incident: Incident, contact_id: Any) -> HttpResponse:
    """What became of a contact: it took place, an appointment was made, or it was not wanted."""
    row = child(Aftercare.objects.select_related("victim"), incident, contact_id)

    def read() -> Stored:
        return ContactForm.stored_of(child(Aftercare.objects, incident, contact_id))

    def save() -> None:
        _keep(request, row, form.cleaned_data)

    stored = read()
    form = ContactForm(
        posted(request),
        scope=str(row.pk),
        subject=str(row.victim_id),
        stored=stored,
        initial=_now() if not stored["what"] else {},
    )
    if request.method == "POST" and saved(form, incident, read, save):
        return done(request, incident, _("Het contact is vastgelegd."), CARE)
    return form_page(
        request,
        incident,
        form,
        title=row.get_kind_display(),
        heading_name=row.victim.name,
        due=due_in_words(row.due_at) if row.due_at and row.is_open else "",
        submit=_("Leg vast"),
        anchor=CARE,
    )


def _keep(request: SignedInRequest, row: Aftercare, data: dict[str, Any]) -> None:
    actor = request.user
    if data["what"] == Contact.APPOINTMENT:
        handling.make_appointment(actor, row, data["moment"], data["note"])
    else:
        declined = data["what"] == Contact.DECLINED
        handling.give_aftercare(actor, row, data.get("moment"), data["note"], declined=declined)


def _now() -> dict[str, Any]:
    date, time = local_parts(timezone.now())
    return {"what": Contact.DONE, "date": date, "time": time}


@case_view("handle", "GET", "POST")
def add_contact(request: SignedInRequest, incident: Incident, victim_id: Any) -> HttpResponse:
    """First care that was given, or an extra contact: done or planned."""
    row = child(Victim.objects, incident, victim_id)

    def save() -> None:
        data = form.cleaned_data
        planned = data["what"] == Contact.APPOINTMENT
        handling.schedule_aftercare(
            request.user,
            row,
            data["kind"],
            data["token"],
            appointment_at=data["moment"] if planned else None,
            done_at=None if planned else data["moment"],
            note_text=data["note"],
        )

    has_first_care = Aftercare.objects.filter(victim=row, kind=Aftercare.Kind.FIRST_CARE).exists()
    kind = Aftercare.Kind.EXTRA if has_first_care else Aftercare.Kind.FIRST_CARE
    form = ExtraContactForm(
        posted(request),
        scope=f"new:{row.pk}",
        stored={},
        initial={"kind": kind, "token": uuid.uuid4(), **_now()},
    )
    if request.method == "POST" and saved(form, incident, None, save):
        return done(request, incident, _("Het contact is vastgelegd."), CARE)
    return form_page(
        request,
        incident,
        form,
        title=_("Opvang of contact toevoegen"),
        heading_name=row.name,
        submit=_("Leg vast"),
        anchor=CARE,
    )


@case_view("handle", "GET", "POST")
def inspectorate(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """When the accident was reported to the Arbeidsinspectie (Arbowet art. 9)."""

    def read() -> Stored:
        return {"on": Incident.objects.get(pk=incident.pk).inspectorate_notified_on}

    def save() -> None:
        handling.notify_inspectorate(request.user, incident, form.cleaned_data["on"])

    form = InspectorateForm(posted(request), scope=str(incident.pk), stored=read())
    if request.method == "POST" and saved(form, incident, read, save):
        return done(request, incident, _("De melding bij de Arbeidsinspectie is vastgelegd."), CARE)
    return form_page(
        request,
        incident,
        form,
        title=_("Melding bij de Arbeidsinspectie"),
        intro=_(
            "Bij ziekenhuisopname, blijvend letsel of overlijden moet de gemeente het ongeval direct melden "
            "(Arbowet artikel 9)."
        ),
        submit=_("Leg vast"),
        anchor=CARE,
    )
