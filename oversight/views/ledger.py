# SPDX-License-Identifier: EUPL-1.2
"""The ledger of destructions, for administrators of the whole municipality: to read, and as a certificate."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.administering import Administration
from accounts.models import Municipality
from accounts.requests import SignedInRequest
from accounts.views.administration import administrator, page
from oversight.certificates import as_pdf, certificate_of, file_name
from oversight.forms import JSON, PDF, PeriodForm, RegisterForm, last_month
from oversight.register import place_of, register_page


@administrator(whole=True)
@require_safe
def certificate(request: SignedInRequest, admin: Administration) -> HttpResponseBase:
    """The certificate over the days that the address names, to keep; or the form that asks for them."""
    form = PeriodForm(request.GET or None, initial=last_month())
    if not form.is_valid():
        return page(request, admin, "oversight/certificate.html", section="destruction", form=form)
    municipality = Municipality.objects.get(pk=admin.municipality_id)
    made = certificate_of(
        municipality, form.cleaned_data["since"], form.cleaned_data["until"], timezone.now()
    )
    json_name = file_name(municipality, made, JSON)
    response: HttpResponseBase
    if form.cleaned_data["file"] == JSON:
        response = StreamingHttpResponse(made.as_json(), content_type="application/json")
        name = json_name
    else:
        response = HttpResponse(as_pdf(made, json_name), content_type="application/pdf")
        name = file_name(municipality, made, PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


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
