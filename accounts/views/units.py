# SPDX-License-Identifier: EUPL-1.2
"""The organisation: the tree, a unit, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import overview, units
from accounts.administering import Administration, Refused
from accounts.forms.units import MoveForm, UnitForm
from accounts.models import OrganisationalUnit, User
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated
from accounts.units import SightChange, closing_of, sight_after_move

from .administration import administrator, page, say_done


@administrator()
def unit_list(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The tree of units."""
    nodes = overview.tree_with_numbers(admin)
    return page(
        request,
        admin,
        "units/tree",
        section="units",
        tops=[node for node in nodes if node.depth == 0],
        closed=[node.unit for node in nodes if node.unit.closed_on],
        number=sum(1 for node in nodes if not node.unit.closed_on),
    )


@administrator()
def unit_page(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """A unit: who could see its incidents and why, and what is under it."""
    unit = admin.unit(pk)
    sees, others = overview.who_sees(unit)
    above = admin.scope.tree.get(unit.parent_id) if unit.parent_id else None
    return page(
        request,
        admin,
        "units/unit",
        unit=unit,
        path=overview.unit_path(admin, unit),
        children=[node.unit for node in overview.unit_tree(admin) if node.unit.parent_id == unit.pk],
        people=User.objects.filter(unit=unit, is_active=True).count(),
        sees=sees,
        others=others,
        may_move=above is not None and above.pk in admin.units,
        visible_people=set(admin.people().values_list("pk", flat=True)) if not admin.is_whole else None,
    )


@administrator()
def add_unit(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """A new unit under this one."""
    parent = admin.unit(pk)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = units.add_unit(admin.actor, parent, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Het onderdeel is toegevoegd."))
            return redirect("unit", unit.pk)
    return page(request, admin, "units/form", form=form, parent=parent)


@administrator()
def rename_unit(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Another name, another emergency number."""
    unit = admin.unit(pk)
    form = UnitForm(
        request.POST or None, initial={"name": unit.name, "emergency_number": unit.emergency_number}
    )
    if request.method == "POST" and form.is_valid():
        try:
            units.rename_unit(admin.actor, unit, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("De wijziging is bewaard."))
            return redirect("unit", unit.pk)
    return page(request, admin, "units/form", form=form, unit=unit)


@administrator()
@recently_authenticated
def move_unit(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Under another unit, after one has seen who gains and who loses sight."""
    unit = admin.unit(pk)
    form = MoveForm(request.POST or None, admin=admin, unit=unit)
    sight, fingerprint = None, ""
    if request.method == "POST" and form.is_valid():
        parent = form.cleaned_data["parent"]
        try:
            sight = sight_after_move(admin.actor, unit, parent)
            fingerprint = _fingerprint(unit, parent, sight)
            if request.POST.get("action") == "move" and form.cleaned_data["seen"] == fingerprint:
                outcome = units.move_unit(
                    admin.actor, unit, parent, requested_by=form.cleaned_data["requested_by"]
                )
                if say_done(request, outcome, _("Het onderdeel is verplaatst.")):
                    return redirect("pending_change", outcome.pk)
                return redirect("unit", unit.pk)
        except Refused as refusal:
            form.refuse(refusal)
            sight = None
    return page(
        request,
        admin,
        "units/move",
        form=form,
        unit=unit,
        sight=sight,
        fingerprint=fingerprint,
        parent=form.cleaned_data.get("parent") if sight else None,
    )


def _fingerprint(unit: OrganisationalUnit, parent: OrganisationalUnit, sight: SightChange) -> str:
    """Stands for what was shown: when something else would happen by now, it is shown again first."""
    seen: list[Any] = [unit.pk, unit.parent_id, parent.pk]
    seen += [(s.user.pk, s.level.value) for s in sight.gains] + ["-"]
    seen += [(s.user.pk, s.level.value) for s in sight.loses]
    return salted_hmac("accounts.move_unit", str(seen), algorithm="sha256").hexdigest()


@administrator()
def close_unit(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Close a unit and what is under it, after one has seen what that ends."""
    unit = admin.unit(pk)
    try:
        if request.method == "POST":
            units.close_unit(admin.actor, unit)
            messages.success(request, _("Het onderdeel is gesloten."))
            return redirect("unit", unit.pk)
        plan, refusal = closing_of(admin, unit), None
    except Refused as error:
        plan, refusal = None, error.message
    return page(request, admin, "units/close", unit=unit, plan=plan, refusal=refusal)
