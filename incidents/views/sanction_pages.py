# SPDX-License-Identifier: EUPL-1.2
"""What every page about a sanction does: find it, see that nobody changed it since it was shown, act, tell."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.requests import SignedInRequest
from incidents.conflicts import fingerprint
from incidents.models import Incident, Involvement, Sanction
from incidents.progress import ACT
from incidents.sanction_messages import how_it_is_now
from incidents.sanction_words import Shown, shown

from .handling_pages import case_url, child, looked

# The hidden input that says how the sanctions stood when the page was made.
SEEN = "seen"
# What of a sanction changes by what people do; its grounds never do.
STANDING = ("state", "lifted_on", "annulled_at", "review_on", "months", "letter_sent_at", "planned_end")


def involvement_of(incident: Incident, key: Any) -> Involvement:
    """That somebody was a perpetrator of this incident. Raises Http404."""
    found: Involvement = child(Involvement.objects.select_related("perpetrator"), incident, key)
    return found


def sanction_of(incident: Incident, key: Any) -> Sanction:
    """A sanction for this incident. Raises Http404."""
    rows = Sanction.objects.select_related("involvement__perpetrator", "author", "decided_by")
    found: Sanction = child(rows, incident, key)
    found.involvement.incident = incident
    return found


def shown_of(sanction: Sanction) -> Shown:
    """One sanction as it stands, among those of the same involvement."""
    rows = list(
        Sanction.objects.filter(involvement=sanction.involvement_id)
        .select_related("author", "decided_by")
        .prefetch_related("reviews__author")
    )
    return next(s for s in shown(sanction.involvement, rows) if s.row.pk == sanction.pk)


def standing(involvement: Involvement) -> str:
    """A keyed fingerprint of how all sanctions of this involvement stand now: it changes when anybody acts."""
    rows = Sanction.objects.filter(involvement=involvement).order_by("created_at", "pk")
    values = [[str(row.pk), *(str(getattr(row, name)) for name in STANDING)] for row in rows]
    return fingerprint("sanctions", str(involvement.pk), repr(values))


def did(
    request: SignedInRequest,
    incident: Incident,
    involvement: Involvement,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    sure: Callable[[], bool] = lambda: False,
) -> bool:
    """Act on a valid posted form, unless somebody changed a sanction of this person since the page was shown.

    Then nothing is done: the page comes back with what was typed and with how it stands now, and sending it again
    goes through. `sure` says that this very form was carried out already (a second click).
    """
    if request.method != "POST" or not form.is_valid():
        return False
    with transaction.atomic():
        Incident.objects.select_for_update(of=("self",)).filter(pk=incident.pk).first()
        if request.POST.get(SEEN, "") != standing(involvement) and not sure():
            form.changed_meanwhile = True  # type: ignore[attr-defined]
            return False
        try:
            act()
        except ValidationError as error:
            form.add_error(None, error)
            return False
    return True


def told(request: SignedInRequest, incident: Incident, message: Any) -> HttpResponse:
    """Back to the incident, with a word about what this did. Never a name in it."""
    messages.success(request, message)
    return redirect(case_url(incident, ACT))


def too_late(request: SignedInRequest, sanction: Sanction) -> HttpResponse:
    """Back to the incident: this cannot be done (any more), and how it stands."""
    messages.info(request, how_it_is_now(sanction))
    return redirect(case_url(sanction.incident, ACT))


def page(
    request: SignedInRequest, incident: Incident, template: str, involvement: Involvement, **context: Any
) -> HttpResponse:
    """A page about sanctions of one perpetrator; it shows something of the incident, so the look is kept."""
    looked(request, incident)
    form = context.get("form")
    changed = bool(getattr(form, "changed_meanwhile", False))
    # What a page that is shown says it saw, is what is there now; an error in what was typed changes nothing of that.
    seen = standing(involvement) if changed or request.method != "POST" else request.POST.get(SEEN, "")
    return render(
        request,
        f"incidents/sanctions/{template}.html",
        {
            "incident": incident,
            "involvement": involvement,
            "person": involvement.perpetrator,
            "back_url": case_url(incident, ACT),
            "seen": seen,
            "changed": changed,
            **context,
        },
    )
