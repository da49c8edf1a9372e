# SPDX-License-Identifier: EUPL-1.2
"""The ledger of destructions, for administrators of the whole municipality: to read, and as a certificate."""

import tempfile

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.administering import Administration
from accounts.models import Municipality
from accounts.own_words import protocol_words
from accounts.requests import SignedInRequest
from accounts.views.administration import administrator, page
from oversight.certificates import certificate_of, file_name, write_json, write_pdf, write_zip
from oversight.forms.certificate import JSON, PDF, ZIP, PeriodForm, RegisterForm, last_month
from oversight.register import place_of, register_page

WRITERS = {PDF: write_pdf, JSON: write_json, ZIP: write_zip}


@administrator(whole=True)
@require_safe
@protocol_words
def certificate(request: SignedInRequest, admin: Administration) -> HttpResponseBase:
    """The certificate over the days that the address names, to keep; or the form that asks for them."""
    form = PeriodForm(request.GET or None, initial=last_month())
    if not form.is_valid():
        return page(request, admin, "oversight/certificate.html", section="destruction", form=form)
    municipality = Municipality.objects.get(pk=admin.municipality_id)
    made = certificate_of(
        municipality, form.cleaned_data["since"], form.cleaned_data["until"], timezone.now()
    )
    wanted = form.cleaned_data["file"] or ZIP
    # No personal data is in it: it may pass through a temporary folder.
    content = tempfile.TemporaryFile()  # noqa: SIM115
    WRITERS[wanted](made, municipality, content)
    content.seek(0)
    name = file_name(municipality, made, wanted)
    return FileResponse(content, as_attachment=True, filename=name, content_type=f"application/{wanted}")


@administrator(whole=True)
@require_safe
def register(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The rows of the municipality's chain, newest first, by filter and page."""
    form = RegisterForm(request.GET)
    place = place_of(request.GET.get("before", ""), back=True) or place_of(request.GET.get("after", ""))
    found = register_page(admin.municipality_id, form.filters(), place)
    kept = form.kept()
    return page(
        request,
        admin,
        "oversight/register.html",
        section="destruction",
        form=form,
        active=len(kept),
        clear_url=request.path,
        lines=found.lines,
        newer=f"?{urlencode(kept | {'before': str(found.newer)})}" if found.newer else "",
        older=f"?{urlencode(kept | {'after': str(found.older)})}" if found.older else "",
    )
