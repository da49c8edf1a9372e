# SPDX-License-Identifier: EUPL-1.2
"""The list of staff: bring it, see what it would do, say yes or no."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.administering import Administration, Refused
from accounts.forms.staff import ConfirmForm, StaffListForm
from accounts.requests import SignedInRequest
from accounts.staff_import import Fate, import_list, make_plan
from accounts.staff_list import HEADERS, REQUIRED, forget_reading, keep_reading, reading_of

from .administration import administrator, page


@administrator(whole=True)
def staff_list(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Bring a list."""
    form = StaffListForm(request.POST, request.FILES) if request.method == "POST" else StaffListForm()
    if request.method == "POST" and form.is_valid():
        try:
            reading = keep_reading(admin.actor, form.cleaned_data["file"].read())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("staff_list_check", reading.pk)
    columns = [(names[0], field in REQUIRED) for field, names in HEADERS.items()]
    return page(request, admin, "staff/upload", form=form, columns=columns)


@administrator(whole=True)
def staff_list_check(request: SignedInRequest, admin: Administration, pk: uuid.UUID) -> HttpResponse:
    """The dry run, and the yes or no."""
    reading = reading_of(admin.actor, pk)
    if request.POST.get("action") == "cancel":
        forget_reading(admin.actor, pk)
        messages.success(request, _("Er is niets overgenomen. De lijst is weggegooid."))
        return redirect("staff_list")
    plan = make_plan(admin, reading)
    importing = request.method == "POST"
    form = ConfirmForm(request.POST if importing else None, plan=plan)
    if importing and form.is_valid():
        leaving = form.cleaned_data["leaving"]
        try:
            done = import_list(
                admin.actor,
                reading,
                form.cleaned_data["fingerprint"],
                leaving=leaving,
                invite=form.cleaned_data["invite"],
            )
        except Refused as refusal:
            form.refuse(refusal)
            plan = make_plan(admin, reading)
        else:
            counts = done.counts
            messages.success(
                request,
                _("De lijst is overgenomen: %(new)s nieuw, %(changed)s gewijzigd, %(left)s vertrokken.")
                % {"new": counts[Fate.NEW], "changed": counts[Fate.CHANGED], "left": len(leaving)},
            )
            return redirect("people")
    return page(
        request,
        admin,
        "staff/check",
        form=form,
        plan=plan,
        counts=plan.counts,
        errors=plan.with_fate(Fate.ERROR),
        new=plan.with_fate(Fate.NEW),
        changed=plan.with_fate(Fate.CHANGED),
        skipped=plan.with_fate(Fate.SKIPPED),
        unchanged=plan.with_fate(Fate.UNCHANGED),
        ticked={str(value) for value in request.POST.getlist("leaving")},
        error_title=ngettext(
            "Er staat %(number)s fout in de lijst",
            "Er staan %(number)s fouten in de lijst",
            plan.counts[Fate.ERROR],
        )
        % {"number": plan.counts[Fate.ERROR]},
    )
