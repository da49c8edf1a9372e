# SPDX-License-Identifier: EUPL-1.2
"""The municipality leaves: one page with the step that it is at, the packages, and what everybody may read of it."""

import tempfile
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.administering import Administration, Refused, root_administrators
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from accounts.views.administration import administrator, page
from notices.composing import link_to
from oversight.forms.departure import AnnounceForm, DestroyForm, ReceivedForm
from oversight.leaving import announcing, receiving, steps
from oversight.leaving.certificate import file_name, write_zip
from oversight.leaving.sealed import chunks_of, fingerprint
from oversight.models import Departure
from retention import seal

State = Departure.State
# What a button does, and what is said when it is done; the announcement and the receipt have forms.
ACTS: dict[str, Any] = {
    "confirm": (announcing.confirm, _("Het vertrek is zeker. De coördinatoren krijgen bericht.")),
    "call_off": (announcing.call_off, _("Het vertrek is ingetrokken.")),
    "make_again": (receiving.make_again, _("De export wordt opnieuw gemaakt.")),
}


@recently_authenticated
@administrator(whole=True)
def departure(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """How far it is, and the one thing to do next."""
    action = request.POST.get("action", "")
    announce = AnnounceForm(request.POST if action == "announce" else None)
    received = ReceivedForm(request.POST if action == "received" else None)
    destroy = DestroyForm(request.POST if action == "destroy" else None)
    refusal: Any = None
    try:
        if action == "announce" and announce.is_valid():
            announcing.announce(admin.actor, **announce.cleaned_data)
            messages.success(
                request, _("Het vertrek is aangekondigd. Een tweede beheerder moet ermee instemmen.")
            )
            return redirect("departure")
        if action == "received" and received.is_valid():
            receiving.confirm_receipt(admin.actor, received.codes())
            messages.success(request, _("De ontvangst is bevestigd."))
            return redirect("departure")
        if action == "destroy" and destroy.is_valid():
            return redirect(receiving.confirm_destruction(admin.actor).public_path)
        if action in ACTS:
            act, done = ACTS[action]
            act(admin.actor)
            messages.success(request, done)
            return redirect("departure")
    except Refused as error:
        if error.field and action == "announce":
            announce.refuse(error)
        elif error.field:
            received.refuse(error)
        else:
            refusal = error.message
    found = announcing.running_of(admin.municipality_id)
    return page(
        request,
        admin,
        "oversight/departure.html",
        section="departure",
        form={"received": received, "destroy": destroy}.get(action, announce),
        destroy=destroy,
        announce=announce,
        received=received,
        refusal=refusal,
        **(_shown(admin, found) if found else {"departure": None}),
        alone=len(root_administrators(admin.root)) < 2,
    )


def _shown(admin: Administration, found: Departure) -> dict[str, Any]:
    me = admin.actor.pk
    return {
        "departure": found,
        "state": found.state.value,
        "fingerprint": fingerprint(found.receiver_key),
        "may_confirm": found.announced_by_id != me and found.last_day >= timezone.localdate(),
        "may_call_off": announcing.may_be_called_off(found),
        "may_destroy": found.received_by_id != me,
        "packages": receiving.whole_files(found),
        "running_holds": steps.waiting_requests(admin.municipality_id),
        "public_key": seal.public_key(),
        "public_address": link_to(found.public_path),
    }


@recently_authenticated
@administrator(whole=True)
@require_safe
def departure_package(request: SignedInRequest, admin: Administration, package: str) -> HttpResponseBase:
    """A package, sealed to its receiver: whoever downloads it reads nothing of it."""
    found = announcing.running_of(admin.municipality_id)
    files = receiving.whole_files(found) if found is not None and found.exported_at else []
    file = next((file for file in files if file.package == package), None)
    if found is None or file is None:
        raise Http404
    response = StreamingHttpResponse(chunks_of(file), content_type="application/octet-stream")
    name = f"export-{slugify(found.name) or found.number}-{package}.zip.age"
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def departure_status(request: HttpRequest, departure_id: uuid.UUID) -> HttpResponse:
    """How far it is, for whoever has the address; nothing of anybody is on it."""
    found = Departure.objects.filter(pk=departure_id, confirmed_at__isnull=False).first()
    context = {"demo": settings.DEMO, "municipality": found and found.municipality, "departure": found}
    with translation.override("nl"):
        template = "oversight/public/departure.html" if found else "oversight/public/not_found.html"
        response = HttpResponse(
            render_to_string(template, context | {"state": found.state.value if found else ""}),
            status=200 if found else 404,
        )
    response.headers["Content-Language"] = "nl"
    return response


@require_safe
def departure_certificate(request: HttpRequest, departure_id: uuid.UUID) -> HttpResponseBase:
    """The certificate, once everything is destroyed."""
    found = Departure.objects.filter(pk=departure_id, destroyed_at__isnull=False).first()
    if found is None:
        return departure_status(request, uuid.UUID(int=0))
    # No personal data is in it: it may pass through a temporary folder.
    content = tempfile.TemporaryFile()  # noqa: SIM115
    write_zip(found, timezone.now(), content)
    content.seek(0)
    return FileResponse(
        content, as_attachment=True, filename=file_name(found, "zip"), content_type="application/zip"
    )
