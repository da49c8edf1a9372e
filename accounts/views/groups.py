# SPDX-License-Identifier: EUPL-1.2
"""Groups: people who hold a level together."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import grants, overview, policy
from accounts.administering import Administration, Refused
from accounts.forms.grants import GroupForm, MemberForm
from accounts.models import GroupGrant, Membership
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated

from .administration import administrator, page, say_done


@administrator(whole=True)
def group_list(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Every group with its size and its levels."""
    return page(request, admin, "groups/list", section="groups", groups=overview.group_rows(admin))


@administrator(whole=True)
def group_page(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """A group: who is in it, and what that gives them."""
    group = admin.group(pk)
    return page(
        request,
        admin,
        "groups/group",
        group=group,
        members=Membership.objects.filter(policy.not_over(), group=group)
        .select_related("user__unit")
        .order_by("user__name", "pk"),
        granted=GroupGrant.objects.filter(policy.not_over(), group=group)
        .select_related("permission", "content_object")
        .order_by("pk"),
    )


@administrator(whole=True)
def add_group(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """A new group, still without members or levels."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = grants.create_group(admin.actor, form.cleaned_data["title"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("De groep is gemaakt."))
            return redirect("group", group.pk)
    return page(request, admin, "groups/form", form=form)


@administrator(whole=True)
def rename_group(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Another name."""
    group = admin.group(pk)
    form = GroupForm(request.POST or None, initial={"title": group.title})
    if request.method == "POST" and form.is_valid():
        try:
            grants.rename_group(admin.actor, group, form.cleaned_data["title"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("De wijziging is bewaard."))
            return redirect("group", group.pk)
    return page(request, admin, "groups/form", form=form, group=group)


@administrator(whole=True)
@recently_authenticated
def add_member(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Put somebody in this group."""
    group = admin.group(pk)
    form = MemberForm(request.POST or None, admin=admin)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = grants.add_member(admin.actor, group, form.cleaned_data["user"], **form.days())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if say_done(request, outcome, _("De medewerker zit nu in de groep.")):
                return redirect("pending_change", outcome.pk)
            return redirect("group", group.pk)
    return page(request, admin, "groups/member", form=form, group=group)
