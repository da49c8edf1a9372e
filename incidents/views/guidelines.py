# SPDX-License-Identifier: EUPL-1.2
"""What the municipality thinks fit: a page of administration, without a person or an incident in it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.administering import Administration
from accounts.models import Municipality
from accounts.requests import SignedInRequest
from accounts.views.administration import administrator, page
from incidents.forms.guidelines import EARLIER, GuidelinesForm, save_guidelines, stored_in


@administrator(whole=True)
def guidelines(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The sanction per severity and number of earlier sanctions."""
    municipality = Municipality.objects.get(pk=admin.municipality_id)
    form = GuidelinesForm(request.POST or None, scope=str(municipality.pk), stored=stored_in(municipality))
    if request.method == "POST" and form.is_valid() and save_guidelines(form, admin.actor, municipality):
        messages.success(request, _("De tabel is bewaard."))
        return redirect("guidelines")
    return page(
        request,
        admin,
        "incidents/administration/guidelines.html",
        section="guidelines",
        form=form,
        earlier=EARLIER.values(),
    )
