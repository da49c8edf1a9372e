# SPDX-License-Identifier: EUPL-1.2
"""The municipality's letterhead and its own words for letters: pages of administration, without a person or an incident.
A preview is about invented people."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.administering import Administration
from accounts.models import Municipality
from accounts.requests import SignedInRequest
from accounts.views.administration import administrator, page
from incidents.forms.letters import LetterheadForm, LetterTemplateForm
from incidents.letters import letter as letters
from incidents.letters.placeholders import DESCRIPTIONS, PLACES
from incidents.letters.rendering import Undrawable
from incidents.letters.versions import (
    Overtaken,
    current,
    current_of_each,
    save_letterhead,
    save_version,
    versions,
)
from incidents.models import Letterhead, LetterKind, LetterTemplate

from .documents import pdf

PREVIEW = "preview"


@administrator(whole=True)
def texts(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The kinds of letters, and whether there is a letterhead."""
    municipality = _municipality(admin)
    return page(
        request,
        admin,
        "incidents/administration/letters.html",
        section="letter_texts",
        head=Letterhead.objects.filter(municipality=municipality).first(),
        current=current_of_each(municipality),
    )


@administrator(whole=True)
def letterhead(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """What stands around every letter."""
    row = Letterhead.objects.filter(municipality=admin.municipality_id).first()
    form = LetterheadForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_valid():
        save_letterhead(admin.actor, form.values())
        messages.success(request, _("Het briefhoofd is bewaard."))
        return redirect("letter_texts")
    return page(request, admin, "incidents/administration/letterhead.html", form=form)


@administrator(whole=True)
def text(request: SignedInRequest, admin: Administration, kind: str) -> HttpResponse:
    """One kind: its words, to change and to look at."""
    municipality = _municipality(admin)
    _known(kind)
    now = current(municipality, kind)
    form = LetterTemplateForm(request.POST if request.method == "POST" else None, version=now)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        if PREVIEW in request.POST:
            tried = LetterTemplate(
                municipality=municipality, kind=kind, subject=data["subject"], body=data["body"]
            )
            if answer := _preview(municipality, tried, form):
                return answer
        else:
            try:
                save_version(admin.actor, kind, data["subject"], data["body"], data["based_on"])
            except Overtaken as refusal:
                form.refuse(refusal)
                # Sent again, it goes through: by then this is what they saw.
                form.data = {**form.data.dict(), "based_on": now.number}  # type: ignore[attr-defined]
            else:
                messages.success(request, _("De tekst is bewaard."))
                return redirect("letter_text", kind=kind)
    return page(
        request,
        admin,
        "incidents/administration/letter.html",
        form=form,
        kind=LetterKind(kind),
        now=now,
        older=versions(municipality, kind).filter(number__lt=now.number).select_related("made_by"),
        places=_places(kind),
        fixed=_fixed(municipality, kind),
    )


@administrator(whole=True)
def older_text(request: SignedInRequest, admin: Administration, kind: str, number: int) -> HttpResponse:
    """An older version, to read."""
    _known(kind)
    row = versions(_municipality(admin), kind).filter(number=number).select_related("made_by").first()
    if row is None:
        raise Http404
    return page(
        request, admin, "incidents/administration/letter_version.html", kind=LetterKind(kind), row=row
    )


def _preview(
    municipality: Municipality, tried: LetterTemplate, form: LetterTemplateForm
) -> HttpResponse | None:
    """The letter about invented people; None, with the reason at the form, when it cannot be made."""
    try:
        content = letters.make(letters.invented(municipality, tried))
    except letters.NoLetterhead:
        form.add_error(None, _("Vul eerst het briefhoofd in. Dan kunt u een voorbeeld maken."))
    except Undrawable as problem:
        signs = " ".join(problem.characters[:20])
        form.add_error("body", _("Dit kan niet worden afgedrukt: %(signs)s") % {"signs": signs})
    else:
        return pdf(content, f"voorbeeld-{tried.kind}.pdf")
    return None


def _places(kind: str) -> list[dict[str, Any]]:
    places = PLACES[kind]
    return [
        {"name": f"{{{name}}}", "what": DESCRIPTIONS[name], "must": name in places.must}
        for name in places.may
    ]


def _fixed(municipality: Municipality, kind: str) -> Any:
    """The blocks that nobody changes, as they would stand under this letter."""
    head = Letterhead.objects.filter(municipality=municipality).first()
    if head is None:
        return None
    return letters.invented_closing(head, municipality, kind)


def _known(kind: str) -> None:
    if kind not in LetterKind.values:
        raise Http404


def _municipality(admin: Administration) -> Municipality:
    return Municipality.objects.get(pk=admin.municipality_id)
