# SPDX-License-Identifier: EUPL-1.2
"""Letters about a request: make one, and record that it went. What is typed is in the letter and nowhere else."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.administering import Refused
from accounts.requests import SignedInRequest
from incidents.forms.letters import LetterTextForm
from incidents.letters.letter import WRITTEN, NoLetterhead, make
from incidents.letters.versions import current
from incidents.models import LetterKind
from incidents.views.documents import pdf
from oversight.forms.requests import SentForm
from oversight.models import DataSubjectRequest
from oversight.requests import letters

from .of_request import of_request
from .requests import WRITES, page_url


@of_request
@require_http_methods(WRITES)
def request_letter(request: SignedInRequest, row: DataSubjectRequest, kind: str) -> HttpResponse:
    """One letter, filled from the request, to edit and make."""
    found = _kind(row, kind)
    context = {"row": row, "title": found.label, "back_url": page_url(row)}
    try:
        letter = letters.compose(row, found)
    except NoLetterhead:
        return render(request, "oversight/requests/no_letterhead.html", context)
    written = (*WRITTEN, "date")
    form = LetterTextForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(letter, name) for name in written},
    )
    if form.is_bound and form.is_valid():
        edited = replace(letter, **{name: form.cleaned_data[name] for name in written})
        if wrong := letters.wrong_with(edited, row):
            form.refuse(wrong)
        else:
            content = make(edited)
            letters.note_made(request.user, row)
            return pdf(content, edited.file_name)
    sent = reverse("request_letter_sent", kwargs={"request_id": row.pk, "kind": kind})
    context |= {"form": form, "letter": letter, "recording": sent}
    return render(request, "oversight/requests/letter.html", context)


@of_request
@require_http_methods(WRITES)
def request_letter_sent(request: SignedInRequest, row: DataSubjectRequest, kind: str) -> HttpResponse:
    """Record that a letter went."""
    found = _kind(row, kind)
    number = current(row.municipality, found).number
    form = SentForm(request.POST if request.method == "POST" else None, number=number)
    if form.is_bound and form.is_valid():
        try:
            letters.record_sent(request.user, row, found, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Vastgelegd dat de brief is verstuurd."))
            return redirect(page_url(row))
    intro = ""
    if found == LetterKind.DECISION:
        intro = _(
            "Hierna is het verzoek beantwoord. De naam, de woorden en de redenen worden meteen gewist; de brief kunt u dan "
            "niet meer maken."
        )
    return render(
        request,
        "oversight/requests/step.html",
        {
            "row": row,
            "form": form,
            "title": _("Brief verstuurd: %(kind)s") % {"kind": found.label},
            "intro": intro,
            "submit": _("Leg vast"),
            "back_url": page_url(row),
        },
    )


def _kind(row: DataSubjectRequest, kind: str) -> LetterKind:
    """A letter that may go now. Raises Http404."""
    if kind not in letters.kinds_for(row):
        raise Http404
    return LetterKind(kind)
