# SPDX-License-Identifier: EUPL-1.2
"""The package of an access request: read and decide, make, and take once. For the coordinator who handles the request; for
everybody else none of it is there."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AccessLogEntry
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from incidents.access import NotAllowed
from incidents.models import Incident, Perpetrator
from oversight.forms.access_package import ReadForm, UnmaskForm
from oversight.models import AccessPackage, DataSubjectRequest
from oversight.requests import package_deciding, package_keeping, package_reading
from oversight.requests.package import Package, ShownPart, package_of
from oversight.views.of_request import of_request
from retention.models import Request

Action = AccessLogEntry.Action
READ = {Incident: Action.READ_INCIDENT, Perpetrator: Action.READ_PERPETRATOR}


of_access_request = partial(of_request, kind=Request.ACCESS)


@of_access_request
@require_safe
def access_package(request: SignedInRequest, row: DataSubjectRequest) -> HttpResponse:
    """How far it is, what was decided, and what was made."""
    return _overview(request, row)


def _overview(request: SignedInRequest, row: DataSubjectRequest, **more: Any) -> HttpResponse:
    package = package_of(request.user, row)
    return render(
        request,
        "oversight/access_package/overview.html",
        {
            "row": row,
            "package": package,
            "blocked": package_reading.blocked_in_words(package.blocked),
            "decided": package_reading.decisions(package),
            "made": package_keeping.made_for(request.user, row),
            "takeable": package_keeping.takeable(request.user, row),
            **more,
        },
    )


@of_access_request
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def access_package_part(request: SignedInRequest, row: DataSubjectRequest, part_key: str) -> HttpResponse:
    """One part as it goes: read its texts, black out more, and find what can be decided to go along."""
    part = _part(package_deciding.opened(request.user, row), part_key)
    form = ReadForm(request.POST if request.method == "POST" else None, part=part)
    if form.is_bound and form.is_valid():
        for words in form.cleaned_data["words"]:
            package_deciding.add_mask(request.user, row, words)
        count = package_deciding.confirm_read(request.user, row, part_key, form.seen)
        messages.success(
            request,
            ngettext("%(n)s tekst is gelezen.", "%(n)s teksten zijn gelezen.", count) % {"n": count}
            if count
            else _("Bewaard. Lees de teksten nog na."),
        )
        return redirect("access_package_part", request_id=row.pk, part_key=part_key)
    _looked(request, part)
    return render(
        request,
        "oversight/access_package/part.html",
        {"row": row, "part": part, "form": form, **package_reading.lines_of(part)},
    )


@of_access_request
@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def access_package_unmask(
    request: SignedInRequest, row: DataSubjectRequest, what: str, place: int | None = None
) -> HttpResponse:
    """Decide that one thing goes along: `place` is where the words of a text begin."""
    package = package_deciding.opened(request.user, row)
    asked = package_reading.held_back(package, what, place)
    form = UnmaskForm(request.POST if request.method == "POST" else None)
    # The words that the page showed: a text that changed meanwhile has others in that place.
    is_same = request.POST.get("seen") == asked.seen
    if form.is_bound and form.is_valid() and is_same:
        package_deciding.unmask(request.user, row, what, form.cleaned_data["reason"], asked.words)
        messages.success(
            request, _("Vastgelegd: dit gaat mee. Lees de teksten die hierdoor anders zijn nog na.")
        )
        if asked.part is None:
            return redirect("access_package", request_id=row.pk)
        return redirect("access_package_part", request_id=row.pk, part_key=asked.part.part.key)
    if form.is_bound and not is_same:
        form.add_error(None, _("De tekst is intussen veranderd. Kijk nog een keer wat u vrijgeeft."))
    if asked.part is not None:
        _looked(request, asked.part)
    return render(
        request,
        "oversight/access_package/unmask.html",
        {"row": row, "asked": asked, "form": form},
    )


@of_access_request
@recently_authenticated
@require_POST
@sensitive_variables("passphrase")
def access_package_make(request: SignedInRequest, row: DataSubjectRequest) -> HttpResponse:
    """Make it; the passphrase is in this answer and nowhere else."""
    try:
        _made, passphrase = package_keeping.make(request.user, row)
    except package_keeping.NotRead:
        messages.error(request, _("Er zijn teksten die nog niemand las zoals ze nu meegaan."))
        return redirect("access_package", request_id=row.pk)
    return _overview(request, row, passphrase=passphrase)


@of_access_request
@recently_authenticated
@require_POST
def access_package_file(request: SignedInRequest, row: DataSubjectRequest, package_id: UUID) -> HttpResponse:
    """The file, once. Sent a second time, from another tab or after "back", it says that it was taken."""
    made = AccessPackage.objects.filter(request=row, pk=package_id).first()
    if made is None:
        raise Http404
    try:
        content = package_keeping.take(request.user, row, made)
    except NotAllowed:
        messages.warning(
            request,
            _("Dit pakket is al opgehaald, vervangen of verlopen. Besloot u nog niet, maak dan een nieuw."),
        )
        return redirect("access_package", request_id=row.pk)
    name = package_keeping.file_name(row)
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
        },
    )


def _part(package: Package, key: str) -> ShownPart:
    part = package.part(key)
    if part is None:
        raise Http404
    return part


def _looked(request: SignedInRequest, part: ShownPart) -> None:
    """Keep that this person saw something of the record (R6)."""
    record = part.part.record
    if record is None:
        AccessLogEntry.record_other(request.user, Action.READ_LOG)
        return
    package_deciding.note(request.user, READ.get(type(record), Action.SOUGHT_RECORDING), record)
