# SPDX-License-Identifier: EUPL-1.2
"""Levels: who holds what where, giving one, changing its days, withdrawing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import grants, overview, policy
from accounts.administering import Administration, NotAllowed, Refused
from accounts.forms.fields import DaysForm
from accounts.forms.grants import GrantOnUnitForm, GrantToPersonForm
from accounts.levels import Level
from accounts.models import GroupGrant, Membership, OrganisationalUnit, UserGrant
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from accounts.wording import EXPLAINED, SHORT

from .administration import administrator, page, say_done, warn_about_few


@administrator()
def levels(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Who holds what where: a table of numbers, and the names behind one of them."""
    matrix = overview.who_holds_what_where(admin)
    rows = [
        (node, [(level, matrix[node.unit.pk][level]) for level in Level])
        for node in overview.unit_tree(admin)
        if node.unit.closed_on is None
    ]
    unit, level = _chosen(request, admin)
    return page(
        request,
        admin,
        "levels",
        section="levels",
        rows=rows,
        columns=[(level, SHORT[level]) for level in Level],
        explained=[(level, EXPLAINED[level]) for level in Level],
        chosen_unit=unit,
        chosen_level=level,
        holdings=policy.holders(unit, [level], later=True) if unit and level else [],
        visible_people=visible_people(admin),
    )


def visible_people(admin: Administration) -> set[int] | None:
    """Ids of the people whose page this administrator may open; None for everybody."""
    return None if admin.is_whole else set(admin.people().values_list("pk", flat=True))


def _chosen(
    request: SignedInRequest, admin: Administration
) -> tuple[OrganisationalUnit | None, Level | None]:
    name, number = request.GET.get("niveau", ""), request.GET.get("onderdeel", "")
    if name not in Level.values or not (number.isascii() and number.isdigit() and len(number) < 18):
        return None, None
    if int(number) not in admin.units:
        return None, None
    return admin.unit(int(number)), Level(name)


@administrator()
@recently_authenticated
def grant_on_unit(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Give somebody a level on this unit, for instance a stand-in during a leave."""
    unit = admin.unit(pk)
    form = GrantOnUnitForm(request.POST or None, admin=admin, unit=unit)
    if request.method == "POST" and form.is_valid():
        facts = {"user": form.cleaned_data["user"], "unit": unit}
        if response := _grant(request, admin, form, facts):
            return response
    return page(request, admin, "grants/on_unit", form=form, unit=unit)


@administrator()
@recently_authenticated
def grant_to_person(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Give this person a level on a unit."""
    person = admin.person(pk)
    form = GrantToPersonForm(request.POST or None, admin=admin)
    if request.method == "POST" and form.is_valid():
        facts = {"user": person, "unit": form.cleaned_data["unit"]}
        if response := _grant(request, admin, form, facts):
            return response
    return page(request, admin, "grants/to_person", form=form, person=person)


@administrator(whole=True)
@recently_authenticated
def grant_to_group(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Give this group a level on a unit."""
    group = admin.group(pk)
    form = GrantToPersonForm(request.POST or None, admin=admin)
    if request.method == "POST" and form.is_valid():
        facts = {"group": group, "unit": form.cleaned_data["unit"]}
        if response := _grant(request, admin, form, facts):
            return response
    return page(request, admin, "grants/to_group", form=form, group=group)


def _grant(
    request: SignedInRequest, admin: Administration, form: Any, facts: dict[str, Any]
) -> HttpResponse | None:
    try:
        outcome = grants.grant_level(
            admin.actor, form.cleaned_data["level"], facts.pop("unit"), **facts, **form.days()
        )
    except Refused as refusal:
        form.refuse(refusal)
        return None
    if say_done(request, outcome, _("Het niveau is gegeven.")):
        return redirect("pending_change", outcome.pk)
    return redirect("person", facts["user"].pk) if "user" in facts else redirect("group", facts["group"].pk)


@administrator()
@recently_authenticated
def user_grant(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """A level of a person: other days, or withdraw it."""
    row = (
        UserGrant.objects.filter(pk=pk)
        .select_related("user", "permission", "content_object", "granted_by")
        .first()
    )
    if row is None or row.content_object_id not in admin.units:
        raise Http404
    may_change = row.user.is_active and admin.people().filter(pk=row.user_id).exists()
    onward = (
        ("person", row.user_id) if admin.people().filter(pk=row.user_id).exists() else ("unit", row.unit.pk)
    )
    return _grant_page(request, admin, row, may_change, onward)


@administrator(whole=True)
@recently_authenticated
def group_grant(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """A level of a group: other days, or withdraw it."""
    row = (
        GroupGrant.objects.filter(pk=pk)
        .select_related("group__group", "permission", "content_object", "granted_by")
        .first()
    )
    if row is None or row.content_object_id not in admin.units:
        raise Http404
    return _grant_page(request, admin, row, True, ("group", row.group_id))


@administrator(whole=True)
@recently_authenticated
def membership(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Somebody in a group: other days, or out of it."""
    row = (
        Membership.objects.filter(pk=pk, group__in=admin.groups().values("pk"))
        .select_related("group__group", "user", "granted_by")
        .first()
    )
    if row is None:
        raise Http404
    return _grant_page(request, admin, row, row.user.is_active, ("group", row.group_id))


def _grant_page(
    request: SignedInRequest,
    admin: Administration,
    row: UserGrant | GroupGrant | Membership,
    may_change: bool,
    onward: tuple[str, int],
) -> HttpResponse:
    initial = {name: getattr(row, name) for name in ("first_day", "last_day")}
    changing = request.method == "POST" and request.POST.get("action") != "withdraw"
    form = DaysForm(request.POST if changing else None, initial=initial)
    refusal = None
    try:
        if request.method == "POST" and not changing:
            _withdraw(admin, row)
            messages.success(request, _("Dit is ingetrokken en geldt vanaf nu niet meer."))
            warn_about_few(request, admin)
            return redirect(*onward)
        if changing:
            if not may_change:
                raise NotAllowed
            if form.is_valid():
                outcome = grants.change_days(admin.actor, row, **form.days())
                if say_done(request, outcome, _("De wijziging is bewaard.")):
                    return redirect("pending_change", outcome.pk)
                return redirect(*onward)
    except Refused as error:
        if changing:
            form.refuse(error)
        else:
            refusal = error.message
    over = row.last_day is not None and row.last_day < policy.today()
    return page(
        request,
        admin,
        "grants/grant",
        row=row,
        form=form,
        may_change=may_change,
        is_membership=isinstance(row, Membership),
        over=over,
        refusal=refusal,
        onward=onward,
    )


def _withdraw(admin: Administration, row: UserGrant | GroupGrant | Membership) -> None:
    if isinstance(row, Membership):
        grants.remove_member(admin.actor, row)
    else:
        grants.withdraw_grant(admin.actor, row)
