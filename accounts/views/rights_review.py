# SPDX-License-Identifier: EUPL-1.2
"""The yearly review of rights: go through everybody's levels, a page at a time."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import rights_review
from accounts.administering import Administration, Refused, root_administrators
from accounts.models import RightsDecision, RightsReview
from accounts.policy import today
from accounts.requests import SignedInRequest
from accounts.rights_review import Right

from .administration import administrator, page

# So many people stand on a page: what is decided on makes place for who comes after.
PEOPLE = 15
# Of an earlier review so many decisions are read in one go.
DECISIONS = 500


@dataclass
class Holder:
    """A person, or a group, with what must be gone through of theirs."""

    person: Any = None
    group: Any = None
    rights: list[Right] = field(default_factory=list)


@administrator(whole=True)
def rights_review_page(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """What is left of the review that runs, or when the next one is due; and the earlier ones."""
    review = rights_review.open_review(admin.municipality_id)
    refusals: dict[str, Any] = {}
    chosen: dict[str, str] = {}
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "start":
            rights_review.start_review(admin.actor)
            return redirect("rights_review")
        if review is None:
            return redirect("rights_review")
        if action == "complete":
            try:
                rights_review.complete_review(admin.actor, review)
            except Refused as refusal:
                refusals["complete"] = refusal.message
            else:
                messages.success(request, _("De controle is afgerond. Over een jaar is de volgende."))
                return redirect("rights_review")
        else:
            chosen = _choices(request)
            refusals = _decide(request, admin, review, chosen)
            if not refusals:
                return redirect("rights_review")
    return _page(request, admin, review, chosen, refusals)


@administrator(whole=True)
def earlier_rights_review(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """What was decided in a review, the last first."""
    review = RightsReview.objects.filter(municipality_id=admin.municipality_id, pk=pk).first()
    if review is None or request.method == "POST":
        raise Http404
    decisions = review.decisions.select_related("user", "group__group", "unit", "decided_by")
    return page(
        request,
        admin,
        "rights_review/earlier",
        review=review,
        decisions=decisions[:DECISIONS],
        count=review.decisions.count(),
        most=DECISIONS,
    )


def _page(
    request: SignedInRequest,
    admin: Administration,
    review: RightsReview | None,
    chosen: dict[str, str],
    refusals: dict[str, Any],
) -> HttpResponse:
    left = rights_review.still_to_do(admin, review) if review else []
    holders = _holders(left)
    due = rights_review.due_on(admin.municipality_id)
    return page(
        request,
        admin,
        "rights_review/review",
        section="rights_review",
        review=review,
        left=len(left),
        decided=review.decisions.count() if review else 0,
        holders=[
            (
                holder,
                [(right, chosen.get(right.key, ""), refusals.get(right.key)) for right in holder.rights],
            )
            for holder in holders[:PEOPLE]
        ],
        more=max(len(holders) - PEOPLE, 0),
        only_own=bool(left) and all(right.own for right in left),
        alone=len(root_administrators(admin.root)) < 2,
        refusal=refusals.get("complete"),
        has_refusals=any(key != "complete" for key in refusals),
        due_on=due,
        is_due=due is not None and due <= today(),
        earlier=RightsReview.objects.filter(
            municipality_id=admin.municipality_id, completed_at__isnull=False
        ).select_related("completed_by"),
    )


def _holders(rights: list[Right]) -> list[Holder]:
    found = []
    for (of_group, _key), rows in groupby(rights, key=_whose):
        mine = list(rows)
        row = mine[0].row
        found.append(
            Holder(group=row.group.group, rights=mine) if of_group else Holder(person=row.user, rights=mine)
        )
    return found


def _whose(right: Right) -> tuple[bool, int]:
    of_group = right.kind == RightsDecision.Kind.GROUP_GRANT
    return of_group, right.row.group_id if of_group else right.row.user_id


def _choices(request: SignedInRequest) -> dict[str, str]:
    """What was chosen, by the key of the right; what no form of ours sends is left out."""
    return {
        key: outcome
        for key, outcome in request.POST.items()
        if outcome in RightsDecision.Outcome.values
        and key.partition("-")[0] in rights_review.KINDS
        and (number := key.partition("-")[2]).isascii()
        and number.isdigit()
        and len(number) < 18
    }


def _decide(
    request: SignedInRequest, admin: Administration, review: RightsReview, chosen: dict[str, str]
) -> dict[str, Any]:
    """Each choice by itself: one that a rule refuses stops no other."""
    done, others, refusals = 0, 0, dict[str, Any]()
    for key, outcome in chosen.items():
        kind, _dash, number = key.partition("-")
        try:
            if rights_review.decide_right(admin.actor, review, kind, int(number), outcome):
                done += 1
            else:
                others += 1
        except Refused as refusal:
            refusals[key] = refusal.message
    if done:
        text = ngettext("%(n)s niveau is vastgelegd.", "%(n)s niveaus zijn vastgelegd.", done)
        messages.success(request, text % {"n": done})
    if others:
        text = ngettext("Over %(n)s niveau was al besloten.", "Over %(n)s niveaus was al besloten.", others)
        messages.info(request, text % {"n": others})
    if not chosen:
        messages.info(request, _("U koos nog niets."))
    return refusals
