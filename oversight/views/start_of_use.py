# SPDX-License-Identifier: EUPL-1.2
"""Coming into use: what is there, what is missing, and the act itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.administering import Administration, Refused
from accounts.appearance import ChangedMeanwhile, shown_of
from accounts.models import Municipality
from accounts.requests import SignedInRequest
from accounts.views.administration import administrator, page
from oversight.forms.start_of_use import StartOfUseForm
from oversight.start_of_use import FACTS, conditions, facts_of, take_into_use, write_facts


@administrator(whole=True)
def start_of_use(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The list of what must be there; what is written down; and, when all is there, the button."""
    facts = facts_of(admin.municipality_id)
    context: dict[str, Any] = {"shown": request.POST.get("shown") or shown_of(facts, FACTS)}
    starts = request.POST.get("action") == "start"
    form = StartOfUseForm(request.POST if request.method == "POST" and not starts else None, facts)
    try:
        if request.method == "POST" and starts:
            take_into_use(admin.actor)
            messages.success(request, _("De gemeente gebruikt de registratie nu. Medewerkers kunnen melden."))
            return redirect("start_of_use")
        if request.method == "POST" and form.is_valid():
            write_facts(admin.actor, form.values(), context["shown"])
            messages.success(request, _("Dit is bewaard."))
            return redirect("start_of_use")
    except ChangedMeanwhile as refusal:
        form.refuse(refusal)
        stored = facts_of(admin.municipality_id)
        now = [(form.fields[name].label, getattr(stored, name) or _("leeg")) for name in FACTS]
        context = {"shown": shown_of(stored, FACTS), "now_stored": now}
    except Refused as refusal:
        if starts:
            context["refusal"] = refusal.message
        else:
            form.refuse(refusal)
    municipality = Municipality.objects.get(pk=admin.municipality_id)
    needed = conditions(municipality, admin.root)
    return page(
        request,
        admin,
        "oversight/start_of_use.html",
        section="start_of_use",
        form=form,
        conditions=needed,
        missing=sum(not condition.is_met for condition in needed),
        since=municipality.in_use_since,
        before_this_check=facts.before_this_check,
        public=municipality.slug,
        **context,
    )
