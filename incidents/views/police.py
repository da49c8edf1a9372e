# SPDX-License-Identifier: EUPL-1.2
"""The package for the police, and what was given of incidents."""

import uuid
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from incidents.disclosing import disclosures_of, give_to_police
from incidents.forms.police import PackageForm
from incidents.letters.letter import NoLetterhead, letterhead_of
from incidents.models import Disclosure, Incident
from incidents.police_package import NotThis, Part, file_name, proposed
from incidents.progress import POLICE

from .documents import pdf
from .handling_pages import case_url, case_view, show


@case_view("handle", "GET", "POST", keeps=False)
@recently_authenticated
def package(request: SignedInRequest, incident: Incident) -> HttpResponse:
    """Choose what goes along, say to whom and why, and get the PDF."""
    context = {"title": _("Pakket voor de politie"), "back_url": case_url(incident, POLICE)}
    try:
        letterhead_of(incident.municipality)
    except NoLetterhead:
        return show(request, incident, "incidents/letters/no_letterhead.html", **context)
    first = proposed(incident)
    form = PackageForm(
        request.POST if request.method == "POST" else None,
        initial={
            "parts": sorted(first.parts),
            "under_number": first.under_number,
            "account": first.account,
            "token": uuid.uuid4(),
        },
    )
    if form.is_bound and form.is_valid():
        try:
            content = give_to_police(
                request.user, incident, form.wanted(), form.said(), form.cleaned_data["token"]
            )
        except NotThis as refusal:
            for field, problem in refusal.problems.items():
                form.add_error(field, problem)
        else:
            return pdf(content, file_name(incident))
    return show(
        request,
        incident,
        "incidents/police/package.html",
        form=form,
        given=rows(disclosures_of(incident)),
        **context,
    )


def rows(found: Iterable[Disclosure]) -> list[dict[str, object]]:
    """The disclosures with their parts in words."""
    return [{"row": row, "parts": [part.label for part in Part if part.value in row.parts]} for row in found]
