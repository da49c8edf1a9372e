# SPDX-License-Identifier: EUPL-1.2
"""The logs, for administrators of the whole municipality. Looking is itself logged."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.administering import Administration
from accounts.models import AccessLogEntry, User
from accounts.requests import SignedInRequest
from accounts.views.administration import administrator, page
from oversight import log as logs
from oversight.forms.log import LogForm
from oversight.log import Asked, Place

# As they stand in the address: a person by number, for no name stands in an address.
PERSON, AFTER = "persoon", "na"
FIELDS = {"since": "van", "until": "tot", "kind": "soort", "number": "nummer"}


@administrator(whole=True)
def log(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Who did or looked at what, the newest first. A search is sent as a form and comes back as an address."""
    people = User.objects.filter(municipality=admin.municipality_id)
    if request.method == "POST":
        form = LogForm(request.POST, people=people)
        if form.is_valid():
            return redirect(_address(form, form.asked()))
        return _show(request, admin, form, None, status=400)
    person = people.filter(pk=_number(request.GET.get(PERSON))).first()
    data = {name: request.GET.get(key, "") for name, key in FIELDS.items()}
    form = LogForm({**data, "person": person.email if person else ""}, people=people)
    return _show(request, admin, form, person)


def _show(
    request: SignedInRequest, admin: Administration, form: LogForm, person: User | None, status: int = 200
) -> HttpResponse:
    asked = form.asked()
    found = None
    if status == 200:
        found = logs.page_of(admin.municipality_id, asked, Place.read(request.GET.get(AFTER, "")))
        AccessLogEntry.record_other(admin.actor, AccessLogEntry.Action.READ_LOG, person=person)
    kept = {key: value for key, value in request.GET.items() if key != AFTER and value}
    response = page(
        request,
        admin,
        "oversight/log.html",
        section="log",
        form=form,
        person=person,
        found=found,
        active=sum(1 for value in vars(asked).values() if value not in (None, "")),
        first=f"?{urlencode(kept)}" if AFTER in request.GET else "",
        older=f"?{urlencode({**kept, AFTER: str(found.after)})}" if found and found.after else "",
        most=logs.PAGE,
    )
    response.status_code = status
    return response


def _address(form: LogForm, asked: Asked) -> str:
    wanted: dict[str, Any] = {FIELDS[name]: form.data.get(name, "") for name in FIELDS}
    wanted[PERSON] = asked.person
    query = urlencode({key: value for key, value in wanted.items() if value})
    return f"{reverse('log')}?{query}" if query else reverse("log")


def _number(text: str | None) -> int:
    """An id that the address names; of nobody otherwise."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
