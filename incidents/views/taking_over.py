# SPDX-License-Identifier: EUPL-1.2
"""Taking over a list of incidents: bring it, choose its columns, see what becomes of every row, say yes or no."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.administering import Refused
from accounts.requests import SignedInRequest
from incidents.access import NotAllowed
from incidents.forms.taking_over import ColumnsForm, SpreadsheetForm, TakeOverForm
from incidents.listing import Tab
from incidents.models import TakeOverReading
from incidents.moments import moment_in_words
from incidents.taking_over import taking
from incidents.taking_over.columns import COLUMNS
from incidents.taking_over.planning import Fate, make_plan

View = Callable[..., HttpResponse]


def whole_handler(view: View) -> View:
    """For handlers of the whole municipality; for everybody else there is no such page. What is not there any more,
    or never was theirs, leads back to the beginning."""

    @wraps(view)
    @login_required
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            taking.need_whole(request.user)
            return require_http_methods(["GET", "POST"])(view)(request, *args, **kwargs)
        except NotAllowed as error:
            raise Http404 from error
        except taking.ReadingGone:
            messages.info(
                request,
                _(
                    "Deze lijst is er niet meer: overgenomen, weggegooid, of langer dan een uur geleden ingelezen."
                ),
            )
            return redirect("take_over")

    return guarded


@whole_handler
def take_over(request: SignedInRequest) -> HttpResponse:
    """Bring a list."""
    form = SpreadsheetForm(request.POST, request.FILES) if request.method == "POST" else SpreadsheetForm()
    if request.method == "POST" and form.is_valid():
        try:
            reading = taking.keep_reading(request.user, form.cleaned_data["file"].read())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("take_over_columns", reading.pk)
    return render(request, "incidents/taking_over/upload.html", {"form": form, "columns": COLUMNS})


@whole_handler
def take_over_columns(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which column is what."""
    reading = taking.reading_of(request.user, pk)
    if reading.columns_chosen:
        return redirect("take_over_check", pk)
    form = ColumnsForm(
        request.POST or None,
        headings=reading.contents["headings"],
        kept=taking.layout_of(request.user),
    )
    if request.method == "POST" and form.is_valid():
        taking.choose_columns(request.user, pk, form.places(), form.defaults(), closed=form.closed)
        return redirect("take_over_check", pk)
    return render(
        request,
        "incidents/taking_over/columns.html",
        {
            "form": form,
            "reading_pk": pk,
            "rows": len(reading.contents["rows"]),
            "other_sheets": reading.contents["other_sheets"],
            "until": moment_in_words(reading.destroy_at),
        },
    )


@whole_handler
def take_over_check(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What becomes of every row, and the yes or no."""
    reading = taking.reading_of(request.user, pk)
    if request.POST.get("action") == "cancel":
        taking.forget_reading(request.user, pk)
        messages.success(request, _("Er is niets overgenomen. De lijst is weggegooid."))
        return redirect("take_over")
    if not reading.columns_chosen:
        return redirect("take_over_columns", pk)
    form = TakeOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = taking.take_over(request.user, pk, form.cleaned_data["fingerprint"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            number = done.counts[Fate.TAKEN]
            messages.success(
                request,
                ngettext(
                    "%(number)s melding is overgenomen. De lijst zelf is weggegooid.",
                    "%(number)s meldingen zijn overgenomen. De lijst zelf is weggegooid.",
                    number,
                )
                % {"number": number},
            )
            tab = Tab.CLOSED if done.closed else Tab.NEW
            return redirect(f"{reverse('work_list')}?{urlencode({'tab': tab.value})}")
    return _check_page(request, reading, form)


def _check_page(request: SignedInRequest, reading: TakeOverReading, form: TakeOverForm) -> HttpResponse:
    plan = make_plan(request.user, reading)
    return render(
        request,
        "incidents/taking_over/check.html",
        {
            "form": form,
            "plan": plan,
            "counts": plan.counts,
            "groups": [
                (Fate.REFUSED, _("Kan niet worden overgenomen"), plan.with_fate(Fate.REFUSED)),
                (Fate.PAST, _("Te oud"), plan.with_fate(Fate.PAST)),
                (Fate.KNOWN, _("Is er al"), plan.with_fate(Fate.KNOWN)),
            ],
            "taken": plan.with_fate(Fate.TAKEN),
            "unused": reading.contents["unused"],
            "other_sheets": reading.contents["other_sheets"],
            "until": moment_in_words(reading.destroy_at),
        },
    )
