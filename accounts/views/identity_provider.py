# SPDX-License-Identifier: EUPL-1.2
"""The administrator's pages about signing in with a work account."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.administering import Administration, Refused
from accounts.forms.identity_provider import MappingForm, ProviderForm
from accounts.models import LevelRefused, PendingChange
from accounts.requests import SignedInRequest
from accounts.single_sign_on import setting_up
from accounts.single_sign_on.discovery import NotUsable
from accounts.single_sign_on.provider import callback_url
from accounts.single_sign_on.seen import map_of, signed_in_at
from accounts.step_up import recently_authenticated

from .administration import administrator, page


@administrator(whole=True)
@recently_authenticated
def identity_provider(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """How it stands: on or off, what the provider must know of us, the map, and what the rules refused."""
    row = setting_up.provider_of(admin.municipality_id)
    refusal = None
    if request.method == "POST" and row is not None:
        try:
            if _act(request, admin, request.POST.get("action", "")):
                return redirect("identity_provider")
        except (NotUsable, Refused) as error:
            refusal = error.message
    return page(
        request,
        admin,
        "identity_provider/page",
        section="identity_provider",
        row=row,
        refusal=refusal,
        callback=callback_url(request, row.pk) if row else "",
        lines=map_of(row) if row else [],
        waiting=PendingChange.objects.filter(
            municipality_id=admin.municipality_id,
            kind=PendingChange.Kind.IDENTITY_PROVIDER,
            decided_at=None,
        ).first(),
        refused=LevelRefused.objects.filter(mapping__provider=row)
        .select_related("user", "mapping__unit")
        .order_by("user__name", "pk")
        if row
        else [],
    )


def _act(request: SignedInRequest, admin: Administration, action: str) -> bool:
    if action == "test":
        setting_up.test_provider(admin.actor)
        messages.success(request, _("De inlogdienst antwoordt, en kan worden gebruikt."))
    elif action == "on":
        setting_up.propose_on(admin.actor)
        messages.warning(
            request,
            _("Een andere beheerder van de gemeente heeft bericht gekregen en beslist of dit aan gaat."),
        )
    else:
        return False
    return True


@administrator(whole=True)
@recently_authenticated
def change_identity_provider(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Write the provider down, or change it."""
    row = setting_up.provider_of(admin.municipality_id)
    form = ProviderForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            setting_up.write_provider(admin.actor, form.facts())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("De gegevens zijn bewaard."))
            return redirect("identity_provider")
    return page(request, admin, "identity_provider/form", form=form, row=row)


@administrator(whole=True)
@recently_authenticated
def switch_off_identity_provider(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Switch it off, after a look at who is signed out and whose levels end."""
    row = setting_up.provider_of(admin.municipality_id)
    if row is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            setting_up.switch_off(admin.actor)
        except Refused as error:
            refusal = error.message
        else:
            messages.success(request, _("Inloggen met het werkaccount is uitgeschakeld."))
            return redirect("identity_provider")
    return page(
        request,
        admin,
        "identity_provider/off",
        row=row,
        people=signed_in_at(row),
        lines=[line for line in map_of(row) if line.mapping.is_in_force],
        refusal=refusal,
    )


@administrator(whole=True)
@recently_authenticated
def add_group_mapping(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """A line for the map."""
    row = setting_up.provider_of(admin.municipality_id)
    if row is None:
        raise Http404
    form = MappingForm(request.POST or None, admin=admin)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            outcome = setting_up.add_mapping(
                admin.actor,
                typed["value"],
                typed["level"],
                typed["unit"],
                requested_by=typed["requested_by"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if isinstance(outcome, PendingChange):
                messages.warning(
                    request,
                    _(
                        "Groep %(group)s geeft hier nog geen niveau: een andere beheerder van de gemeente beslist erover."
                    )
                    % {"group": typed["value"]},
                )
            else:
                messages.success(
                    request, _("Groep %(group)s geeft vanaf nu dit niveau.") % {"group": typed["value"]}
                )
            return redirect("identity_provider")
    return page(request, admin, "identity_provider/mapping", form=form)


@administrator(whole=True)
@recently_authenticated
def remove_group_mapping(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Take a line out of the map, after a look at whom it concerns."""
    row = setting_up.provider_of(admin.municipality_id)
    line = next((line for line in map_of(row) if line.mapping.pk == pk), None) if row else None
    if line is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            setting_up.remove_mapping(admin.actor, pk)
        except Refused as error:
            refusal = error.message
        else:
            messages.success(
                request, _("Groep %(group)s geeft hier geen niveau meer.") % {"group": line.mapping.value}
            )
            return redirect("identity_provider")
    return page(request, admin, "identity_provider/remove", line=line, refusal=refusal)
