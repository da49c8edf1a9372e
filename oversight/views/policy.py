# SPDX-License-Identifier: EUPL-1.2
"""The retention policy of a municipality: its versions, changing it, and the terms as they hold there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.administering import Administration, Refused
from accounts.levels import Level
from accounts.models import Municipality
from accounts.own_words import protocol_words
from accounts.policy import scope_of
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from accounts.views.administration import administrator, page
from oversight import terms_page
from oversight.forms.policy import PolicyForm, fingerprint_of
from oversight.policy_change import Overtaken, foresee, make_version


@administrator(whole=True)
@require_safe
def policy(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """What holds now, and every version before it."""
    versions = Municipality.objects.get(pk=admin.municipality_id).retention_policies
    return page(
        request,
        admin,
        "oversight/policy.html",
        section="retention_policy",
        versions=list(versions.select_related("made_by").order_by("-number")),
    )


@administrator(whole=True)
@recently_authenticated
def change_policy(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Fill in, see what it does, confirm. What was typed stays, whatever is refused."""
    current = Municipality.objects.get(pk=admin.municipality_id).retention_policy
    form = PolicyForm(request.POST or None, current)
    context: dict[str, Any] = {"based_on": current.number}
    if request.method == "POST" and form.is_valid():
        proposal = form.proposal()
        seen = fingerprint_of(proposal)
        try:
            if request.POST.get("action") == "confirm" and form.cleaned_data["seen"] == seen:
                make_version(admin.actor, proposal)
                messages.success(request, _("De nieuwe bewaartermijnen gelden vanaf nu."))
                return redirect("retention_policy")
            context |= {"foresight": foresee(admin, proposal), "seen": seen}
        except Refused as refusal:
            form.refuse(refusal)
            context["overtaken"] = isinstance(refusal, Overtaken)
    return page(request, admin, "oversight/change_policy.html", form=form, current=current, **context)


@login_required
@require_safe
@protocol_words
def terms(request: SignedInRequest) -> HttpResponse:
    """Every term with its article, its reading and how to check it: for the administrator and the coordinator."""
    scope = scope_of(request.user)
    administers = scope.holds_on_root(Level.ADMINISTRATOR)
    if not (administers or scope.holds_on_root(Level.COORDINATOR)):
        raise Http404
    assert request.user.municipality is not None
    held = request.user.municipality.retention_policy
    shown = terms_page.page_for(held.articles, held.months, held.reminders)
    return render(request, "oversight/terms.html", {"page": shown, "administers": administers})
