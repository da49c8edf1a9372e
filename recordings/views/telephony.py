# SPDX-License-Identifier: EUPL-1.2
"""Which telephony systems deliver calls of the municipality: a page of administration, without a call in it."""

import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.administering import Administration
from accounts.models import Municipality
from accounts.policy import today
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from accounts.views.administration import administrator, page
from recordings.models import DailyCount, TelephonySystem
from recordings.telephony import NAME_MAX, NameTaken, add_telephony_system, revoke

DAYS = 14


class SystemForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Naam van de centrale"),
        max_length=NAME_MAX,
        help_text=gettext_lazy("Zo staat de centrale in de lijst, bijvoorbeeld “Telefooncentrale stadhuis”."),
    )


@administrator(whole=True)
@recently_authenticated
def systems(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The systems, and what came in by day, as numbers; a new one, whose token this answer alone shows."""
    form, token = SystemForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        municipality = Municipality.objects.get(pk=admin.municipality_id)
        try:
            _system, token = add_telephony_system(municipality, form.cleaned_data["name"])
        except NameTaken:
            form.add_error(
                "name",
                _("Er is al een centrale met deze naam. Trek die eerst in, of kies een andere naam."),
            )
        else:
            form = SystemForm()
    return page(
        request,
        admin,
        "recordings/telephony/list.html",
        section="telephony",
        form=form,
        token=token,
        systems=_of(admin),
        counts=_counts(admin),
        days=DAYS,
    )


@administrator(whole=True)
@recently_authenticated
def revoke_token(request: SignedInRequest, admin: Administration, pk: UUID) -> HttpResponse:
    """Say what revoking means, and do it."""
    system = _of(admin).filter(pk=pk, revoked_at=None).first()
    if system is None:
        raise Http404
    if request.method == "POST":
        revoke(system)
        messages.success(request, _("Het toegangsbewijs is ingetrokken."))
        return redirect("telephony")
    return page(request, admin, "recordings/telephony/revoke.html", system=system)


def _of(admin: Administration) -> Any:
    return TelephonySystem.objects.filter(municipality=admin.municipality_id)


def _counts(admin: Administration) -> Any:
    since = today() - datetime.timedelta(days=DAYS)
    counted = DailyCount.objects.filter(municipality=admin.municipality_id, day__gt=since)
    return counted.values("day", "received", "refused")
