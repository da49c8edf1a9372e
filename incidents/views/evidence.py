# SPDX-License-Identifier: EUPL-1.2
"""Evidence: add, download, remove. A download is kept in the access log, and no browser shows it as a page."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import AccessLogEntry
from accounts.requests import SignedInRequest
from incidents.evidence import EvidenceRefused, attach, cleaned, neutral_name, remove
from incidents.forms.handling_records import ConfirmForm, EvidenceForm
from incidents.models import Evidence, Incident
from incidents.progress import FACTS

from .handling_pages import FieldRefused, case_view, child, done, form_page, posted, saved

EVIDENCE = "bewijs"


@case_view("handle", "GET", "POST")
def add(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Add a screenshot, photograph or document; what is refused is told at the field, and the rest stays filled in."""

    def save() -> None:
        upload = form.cleaned_data["file"]
        try:
            file = cleaned(upload.read())
        except EvidenceRefused as refusal:
            raise FieldRefused("file", refusal.message) from refusal
        attach(
            request.user,
            incident,
            file,
            upload.name or "",
            form.cleaned_data["caption"],
            form.cleaned_data["token"],
        )

    files = request.FILES if request.method == "POST" else None
    form = EvidenceForm(posted(request), files, initial={"token": uuid.uuid4()})
    if request.method == "POST" and saved(form, incident, None, save):
        return done(request, incident, _("Het bewijsstuk is toegevoegd."), EVIDENCE)
    return form_page(
        request,
        incident,
        form,
        title=_("Bewijs toevoegen"),
        intro=_(
            "Bijvoorbeeld een schermafdruk van een bedreiging. Gegevens over het toestel of de plaats van een foto "
            "worden niet bewaard."
        ),
        submit=_("Voeg toe"),
        anchor=FACTS,
        multipart=True,
    )


@case_view("read", "GET")
def download(request: SignedInRequest, incident: Incident, evidence_id: Any) -> HttpResponse:
    """The file itself, to keep or to give to the police; under a name that tells nobody anything."""
    row = child(Evidence.objects, incident, evidence_id)
    actor = request.user
    AccessLogEntry.record(
        actor, AccessLogEntry.Action.READ_EVIDENCE, row.pk, incident.destroy_at, incident.pk
    )
    return HttpResponse(
        row.content,
        content_type=row.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{neutral_name(row)}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )


@case_view("handle", "GET", "POST")
def delete(request: SignedInRequest, incident: Incident, evidence_id: Any) -> HttpResponse:
    """Remove a piece of evidence, after a question; the timeline keeps that it was there."""
    row = child(Evidence.objects, incident, evidence_id)
    if request.method == "POST":
        remove(request.user, row)
        return done(request, incident, _("Het bewijsstuk is vernietigd."), EVIDENCE)
    return form_page(
        request,
        incident,
        ConfirmForm(),
        title=_("Bewijsstuk verwijderen"),
        heading_name=row.caption,
        intro=_(
            "Het bestand wordt meteen vernietigd en komt niet terug. Op de tijdlijn blijft staan dat het er was."
        ),
        submit=_("Verwijder het bewijsstuk"),
        danger=True,
        anchor=FACTS,
    )
