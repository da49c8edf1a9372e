# SPDX-License-Identifier: EUPL-1.2
"""What the pages of administration share, and the pages about the municipality as a whole."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import overview
from accounts.administering import Administration, NotAllowed, Refused, administration_of, root_administrators
from accounts.appearance import ChangedMeanwhile, shown_of
from accounts.deciding import decide
from accounts.forms.settings import SettingsForm
from accounts.four_eyes import retract, undecided
from accounts.listing import still_to_do
from accounts.models import Municipality, PendingChange
from accounts.policy import today
from accounts.requests import SignedInRequest
from accounts.sections import Section, sections
from accounts.set_up import change_settings
from accounts.step_up import recently_authenticated
from accounts.units import sight_after_move

View = Callable[..., HttpResponseBase]


def administrator(whole: bool = False) -> Callable[[View], View]:
    """For application administrators of the unit at hand only (`whole`: of the whole municipality); the view gets
    their Administration. For everybody else who is signed in there is no such page, whatever the method."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                admin = administration_of(request.user)
                if whole:
                    admin.need_whole()
                return require_http_methods(["GET", "POST"])(view)(request, admin, *args, **kwargs)
            except NotAllowed as error:
                raise Http404 from error

        return guarded

    return decorate


def page(
    request: SignedInRequest, admin: Administration, template: str, section: str = "", **context: Any
) -> HttpResponse:
    """A page of administration; with a section it is one of the tabs. The template is one of accounts, or has a path
    of its own."""
    if section:
        context["tabs"] = tabs(admin, section)
    path = template if "/" in template and template.endswith(".html") else f"accounts/{template}.html"
    return render(request, path, {"admin": admin, "today": today(), **context})


def tabs(admin: Administration, current: str) -> list[dict[str, Any]]:
    entries = [
        (_("Overzicht"), "administration"),
        (_("Onderdelen"), "units"),
        (_("Mensen"), "people"),
        (_("Niveaus"), "levels"),
    ]
    if admin.is_whole:
        entries += [
            (_("Controle"), "rights_review"),
            (_("Groepen"), "groups"),
            (_("Werkaccount"), "identity_provider"),
            (_("Instellingen"), "municipality_settings"),
            (_("Uiterlijk en woorden"), "appearance"),
        ]
    entries += [(section.label, section.url_name) for section in sections_for(admin)]
    return [{"label": label, "url": reverse(name), "current": name == current} for label, name in entries]


def sections_for(admin: Administration) -> list[Section]:
    """What the rooms above have for this administrator."""
    return [section for section in sections if admin.is_whole or not section.whole]


def say_done(request: SignedInRequest, outcome: Any, done: str) -> bool:
    """Tell that something was done; or, when it became a proposal (then True), that a second person decides."""
    if isinstance(outcome, PendingChange):
        messages.warning(
            request,
            _(
                "Dit geeft uzelf meer rechten. Daarom is het nog niet gebeurd: een andere beheerder van de gemeente "
                "heeft bericht gekregen en beslist erover."
            ),
        )
        return True
    messages.success(request, done)
    return False


def warn_about_few(request: SignedInRequest, admin: Administration) -> None:
    """After a change that may have left one administrator of the whole municipality."""
    if len(root_administrators(admin.root)) < 2:
        messages.warning(
            request,
            _(
                "De gemeente heeft nu nog maar één applicatiebeheerder. Wijs een tweede aan: die is soms nodig."
            ),
        )


@administrator()
def administration(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """What asks for attention, and where everything is."""
    waiting = [overview.describe(change) for change in undecided(admin).select_related("proposed_by")]
    return page(
        request,
        admin,
        "administration",
        section="administration",
        more=sections_for(admin),
        to_decide=[d for d in waiting if admin.is_whole and d.change.proposed_by_id != admin.actor.pk],
        own_proposals=[d for d in waiting if d.change.proposed_by_id == admin.actor.pk],
        alone=len(root_administrators(admin.root)) < 2,
        turning=overview.turning_soon(admin),
        unhandled=[n.unit for n in overview.tree_with_numbers(admin) if n.unhandled and n.people],
        **still_to_do(admin.people()),
        in_use=admin.actor.municipality is not None and admin.actor.municipality.is_in_use,
    )


@administrator()
@recently_authenticated
def pending_change(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """A proposal: the others approve or refuse it, who made it can take it back."""
    changes = PendingChange.objects.filter(municipality_id=admin.municipality_id, pk=pk)
    if not admin.is_whole:
        changes = changes.filter(proposed_by=admin.actor.pk)
    change = changes.select_related("proposed_by", "decided_by").first()
    if change is None:
        raise Http404
    own = change.proposed_by_id == admin.actor.pk
    may_decide = admin.is_whole and not own and change.decided_at is None
    refusal = None
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "retract" and own:
            retract(admin.actor, change)
            messages.success(request, _("Uw voorstel is ingetrokken."))
            return redirect("administration")
        if action in ("approve", "refuse") and may_decide:
            try:
                decide(admin.actor, change, approve=action == "approve")
            except Refused as error:
                refusal = error.message
            else:
                messages.success(
                    request, _done(change) if action == "approve" else _("Het voorstel is geweigerd.")
                )
                return redirect("administration")
    return page(
        request,
        admin,
        "pending_change",
        described=overview.describe(change),
        sight=_sight_of(admin, change) if may_decide else None,
        own=own,
        may_decide=may_decide,
        refusal=refusal,
    )


def _done(change: PendingChange) -> str:
    if change.kind == PendingChange.Kind.IDENTITY_PROVIDER:
        return _("Inloggen met het werkaccount staat nu aan.")
    if change.kind == PendingChange.Kind.GROUP_MAPPING:
        return _("De groep van het werkaccount geeft dit niveau vanaf nu.")
    return _("Het voorstel is uitgevoerd.")


def _sight_of(admin: Administration, change: PendingChange) -> Any:
    if change.kind != PendingChange.Kind.MOVE_UNIT:
        return None
    try:
        return sight_after_move(admin.actor, change.parameters["unit"], change.parameters["parent"])
    except (Refused, NotAllowed):
        return None


@administrator(whole=True)
def municipality_settings(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """What the municipality decides for itself."""
    municipality = Municipality.objects.get(pk=admin.municipality_id)
    names = tuple(SettingsForm.Meta.fields)
    context: dict[str, Any] = {"shown": request.POST.get("shown") or shown_of(municipality, names)}
    form = SettingsForm(request.POST or None, instance=municipality)
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(admin.actor, form.values(), context["shown"])
        except ChangedMeanwhile as refusal:
            form.refuse(refusal)
            stored = Municipality.objects.get(pk=admin.municipality_id)
            now = [(form.fields[name].label, _as_read(getattr(stored, name))) for name in names]
            context = {"shown": shown_of(stored, names), "now_stored": now}
        else:
            messages.success(request, _("De instellingen zijn bewaard."))
            return redirect("municipality_settings")
    return page(request, admin, "settings", section="municipality_settings", form=form, **context)


def _as_read(value: Any) -> Any:
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    return _("leeg") if value == "" else value
