# SPDX-License-Identifier: EUPL-1.2
"""The list of the municipality's buildings and counters."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.administering import Administration, Refused
from accounts.appearance import ChangedMeanwhile, shown_of
from accounts.forms.appearance import LocationForm
from accounts.locations import (
    FIELDS,
    add_location,
    change_location,
    close_location,
    location,
    open_locations,
)
from accounts.models import Location, Municipality
from accounts.requests import SignedInRequest

from .administration import administrator
from .appearance import look_page


@administrator(whole=True)
def location_list(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Every location: in use, and closed."""
    municipality = Municipality.objects.get(pk=admin.municipality_id)
    closed = Location.objects.filter(municipality=municipality, closed_on__isnull=False)
    return look_page(
        request,
        admin,
        "locations",
        "locations",
        locations=open_locations(municipality),
        closed=closed.order_by("-closed_on", "name")[:50],
    )


@administrator(whole=True)
def add(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """A new location."""
    form = LocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_location(admin.actor, form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(name)s is toegevoegd.") % {"name": added.name})
            return redirect("locations")
    return look_page(request, admin, "location", "locations", form=form)


@administrator(whole=True)
def change(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Another name, address or number."""
    row = _open(admin, pk)
    form = LocationForm(request.POST or None, initial={name: getattr(row, name) for name in FIELDS})
    context: dict[str, Any] = {"shown": request.POST.get("shown") or shown_of(row, FIELDS)}
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_location(admin.actor, pk, form.cleaned_data, context["shown"])
        except ChangedMeanwhile as refusal:
            form.refuse(refusal)
            row = _open(admin, pk)
            now = [(form.fields[name].label, getattr(row, name) or _("leeg")) for name in FIELDS]
            context = {"shown": shown_of(row, FIELDS), "now_stored": now}
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(name)s is bewaard.") % {"name": changed.name})
            return redirect("locations")
    return look_page(request, admin, "location", "locations", form=form, location=row, **context)


@administrator(whole=True)
def close(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """It is suggested no more; what was reported there stays as it is."""
    row = location(admin, pk)
    if request.method == "POST":
        close_location(admin.actor, pk)
        messages.success(request, _("%(name)s is gesloten.") % {"name": row.name})
        return redirect("locations")
    return look_page(request, admin, "close_location", "locations", location=row)


def _open(admin: Administration, pk: int) -> Location:
    row = location(admin, pk)
    if row.closed_on is not None:
        raise Http404
    return row
