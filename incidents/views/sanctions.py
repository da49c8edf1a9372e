# SPDX-License-Identifier: EUPL-1.2
"""Deciding on a sanction: choose a kind by the municipality's guideline, state the grounds; prolong by a new decision."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.locations import open_locations
from accounts.requests import SignedInRequest
from incidents import sanction_messages as tell
from incidents.correcting import who_may_consent
from incidents.forms.sanctions import DecisionForm, KindForm
from incidents.guidelines import EARLIER, earlier_sanctions, suggestion
from incidents.models import BANS, LASTING, NO_WARNING_NEEDED, Incident, Involvement, Sanction, SanctionKind
from incidents.refusals import in_words
from incidents.sanction_rules import Decision, SanctionRefused, needs_consent, problems_of
from incidents.sanction_words import why_not
from incidents.sanctioning import decide_sanction
from retention.terms import local_date

from .handling_pages import case_view, posted
from .sanction_pages import did, involvement_of, page, sanction_of, shown_of, told, too_late


@case_view("handle", "GET")
def choose(request: SignedInRequest, incident: Incident, involvement_id: Any) -> HttpResponse:
    """Which sanction: what the municipality thinks fit and why, and all others."""
    involvement = involvement_of(incident, involvement_id)
    user = request.user
    suggested = suggestion(user, incident, involvement)
    form = KindForm(
        request.GET if "kind" in request.GET else None,
        suggested=suggested,
        refused=_refused_kinds(user, incident, involvement),
    )
    impossible = why_not(incident, involvement)
    if form.is_bound and form.is_valid() and not impossible:
        return redirect(_impose_url(incident, involvement, form.cleaned_data["kind"]))
    return page(
        request,
        incident,
        "choose",
        involvement,
        form=form,
        why_not=impossible,
        suggested=SanctionKind(suggested).label,
        earlier=list(earlier_sanctions(user, involvement.perpetrator, but=involvement)),
        since=local_date(timezone.now()) - EARLIER,
    )


@case_view("handle", "GET", "POST")
def impose(request: SignedInRequest, incident: Incident, involvement_id: Any, kind: str) -> HttpResponse:
    """State what this kind of sanction asks, and impose it; or propose it, where a supervisor must agree."""
    involvement = involvement_of(incident, involvement_id)
    if kind not in SanctionKind.values:
        raise Http404
    return _decide(request, incident, involvement, kind)


@case_view("handle", "GET", "POST")
def prolong(request: SignedInRequest, incident: Incident, sanction_id: Any) -> HttpResponse:
    """Go on after the last day by a new decision, which starts from what was decided before."""
    old = sanction_of(incident, sanction_id)
    if not shown_of(old).can_prolong and not _made(request, incident):
        return too_late(request, old)
    return _decide(request, incident, old.involvement, old.kind, old)


def _decide(
    request: SignedInRequest,
    incident: Incident,
    involvement: Involvement,
    kind: str,
    old: Sanction | None = None,
) -> HttpResponse:
    user = request.user
    made: Sanction | None = None

    def problems(decision: Decision) -> Mapping[str, str]:
        # What was made by this very form is no reason to refuse it.
        return {} if _made(request, incident) else problems_of(user, involvement, decision, old)

    def act() -> None:
        nonlocal made
        try:
            made = decide_sanction(user, involvement, form.decision(), form.cleaned_data["token"], old)
        except SanctionRefused as refusal:
            for name, problem in refusal.problems.items():
                form.refuse(name if name in form.fields else "", problem, name)

    suggested = suggestion(user, incident, involvement)
    refused = {} if old else _refused_kinds(user, incident, involvement)
    form = DecisionForm(
        posted(request),
        kind=kind,
        standard=incident.municipality.months_for_severity(incident.severity),
        deviates=old is None and kind != suggested,
        problems=problems,
        locations=[one.name for one in open_locations(incident.municipality)],
        initial={"token": uuid.uuid4(), "decided_on": local_date(timezone.now()), **_carried_over(old)},
    )
    if did(request, incident, involvement, form, act, sure=lambda: _made(request, incident)) and made:
        if made.is_imposed:
            return told(request, incident, tell.imposed(made))
        return told(request, incident, tell.proposed(made, who_may_consent(incident, made.author)))
    return page(
        request,
        incident,
        "impose",
        involvement,
        form=form,
        kind=SanctionKind(kind).label,
        lasting=kind in LASTING,
        old=old,
        why_not=why_not(incident, involvement) or refused.get(kind, ""),
        suggested="" if old or kind == suggested else SanctionKind(suggested).label,
        supervisors=list(who_may_consent(incident, user)) if needs_consent(incident, kind) else None,
        choose_url=reverse(
            "sanction_choose", kwargs={"incident_id": incident.pk, "involvement_id": involvement.pk}
        ),
    )


def _made(request: SignedInRequest, incident: Incident) -> bool:
    """Whether this very form was carried out already: a second click."""
    try:
        token = uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return False
    return Sanction.objects.filter(pk=token, incident=incident).exists()


def _carried_over(old: Sanction | None) -> dict[str, Any]:
    """What a new decision takes over of the one that it prolongs: not the ends, nor whether somebody was heard."""
    if old is None:
        return {}
    names = ("behaviour", "norm", "conditions", "basic_services")
    return {name: getattr(old, name) for name in names} | {
        "starts_on": old.last_day + datetime.timedelta(days=1)
    }


def _refused_kinds(user: Any, incident: Incident, involvement: Involvement) -> dict[str, Any]:
    """The kinds that cannot be imposed on this person now, whatever is stated, and why."""
    if incident.severity >= NO_WARNING_NEEDED or earlier_sanctions(user, involvement.perpetrator).exists():
        return {}
    return {str(kind): in_words("kind", "warning_first") for kind in BANS}


def _impose_url(incident: Incident, involvement: Involvement, kind: str) -> str:
    return reverse(
        "sanction_impose",
        kwargs={"incident_id": incident.pk, "involvement_id": involvement.pk, "kind": kind},
    )
