# SPDX-License-Identifier: EUPL-1.2
"""What every page of a case does: ask whether this person may, keep a look, show a small form, save it guarded."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import AccessLogEntry
from accounts.requests import SignedInRequest
from incidents import half_typed
from incidents.access import NotAllowed, may_handle, may_watch
from incidents.conflicts import GuardedForm, Stored, save_guarded
from incidents.models import Incident
from incidents.progress import TITLES

# In the address: keep what is posted and do nothing else with it; show again what was kept.
KEEP, GO_ON = "bewaar", "verder"
Who = Literal["read", "handle", "watch"]
View = Callable[..., HttpResponse]


class FieldRefused(Exception):
    """What the domain refused, told at a field (None: at the form as a whole)."""

    def __init__(self, field: str | None, message: Any) -> None:
        super().__init__(field)
        self.field, self.message = field, message


def case_view(who: Who, *methods: str, keeps: bool = True) -> Callable[[View], View]:
    """A view of one incident, for who may read, handle or watch it; for everybody else it is not there.

    The view gets the incident. What the domain does not allow is "not found" as well. `keeps` is whether what was half
    typed may be kept at an idle sign-out: an address for a letter is kept nowhere.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def inner(request: SignedInRequest, incident_id: Any, **kwargs: Any) -> HttpResponse:
            incident = find(request.user, incident_id, who)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if request.method == "POST" and KEEP in request.GET:
                if keeps:
                    half_typed.keep(request, incident)
                return HttpResponse(status=204)
            try:
                response = view(request, incident, **kwargs)
            except NotAllowed as error:
                raise Http404 from error
            if request.method == "POST" and response.status_code == 302:
                half_typed.forget(request.user, request.path)
            return response

        def rescue(request: SignedInRequest, incident_id: Any, **kwargs: Any) -> str:
            """Keep what came after the idle time; answers where to go on after signing in."""
            try:
                incident = find(request.user, incident_id, who)
            except Http404:
                return reverse("home")
            if "GET" not in methods:
                return case_url(incident)
            half_typed.keep(request, incident)
            return f"{request.path}?{GO_ON}"

        if keeps:
            inner.rescue_draft = rescue  # type: ignore[attr-defined]
        return inner

    return decorate


def find(user: Any, incident_id: Any, who: Who) -> Incident:
    """The incident, for somebody who may read, handle or watch it. Raises Http404."""
    incident = (
        Incident.objects.visible_to(user)
        .select_related("unit", "handler", "reporter", "municipality", "joined_into")
        .filter(pk=incident_id)
        .first()
    )
    if incident is None:
        raise Http404
    if who == "handle" and not may_handle(user, incident):
        raise Http404
    if who == "watch" and not may_watch(user, incident):
        raise Http404
    return incident


def child(rows: Any, incident: Incident, key: Any, **also: Any) -> Any:
    """A row of this incident; one of another incident is not there. Raises Http404."""
    found = rows.filter(incident=incident, pk=key, **also).first()
    if found is None:
        raise Http404
    # So that its own incident is the one that was found with all that belongs to it.
    found.incident = incident
    return found


def posted(request: SignedInRequest) -> Any:
    """What was sent with a POST, an empty one too; or what was kept of this form at an idle sign-out. None for a page
    that is only looked at."""
    if request.method == "POST":
        return request.POST
    if GO_ON not in request.GET:
        return None
    typed = half_typed.kept(request.user, request.path)
    if typed is not None:
        messages.info(request, _("Wat u typte voordat u werd uitgelogd, staat er weer. Verstuur het nog."))
    return typed


def looked(request: SignedInRequest, incident: Incident) -> None:
    """Keep that this person saw something of the incident (R6)."""
    actor = request.user
    AccessLogEntry.record(actor, AccessLogEntry.Action.READ_INCIDENT, incident.pk, incident.destroy_at)


def case_url(incident: Incident, anchor: str = "") -> str:
    """The incident's page, at one of its parts."""
    path = reverse("incident", kwargs={"incident_id": incident.pk})
    return f"{path}#{anchor}" if anchor else path


def done(request: SignedInRequest, incident: Incident, message: Any, anchor: str = "") -> HttpResponse:
    """Back to the part of the page where it happened, with a word about it. Never a name in the message."""
    messages.success(request, message)
    return redirect(case_url(incident, anchor))


def show(request: SignedInRequest, incident: Incident, template: str, **context: Any) -> HttpResponse:
    """A page that shows something of the incident; the look is kept. The template is one of the handlers' own, or has a
    path."""
    looked(request, incident)
    path = template if template.endswith(".html") else f"incidents/handle/{template}.html"
    return render(request, path, {"incident": incident, **context})


def form_page(
    request: SignedInRequest,
    incident: Incident,
    form: forms.Form,
    *,
    title: Any,
    submit: Any,
    anchor: str,
    template: str = "form",
    **context: Any,
) -> HttpResponse:
    """One small form on a page of its own. `intro`, `facts` (pairs to read beside it) and `danger` are optional."""
    return show(
        request,
        incident,
        template,
        form=form,
        title=title,
        submit=submit,
        back_url=case_url(incident, anchor),
        part=TITLES.get(anchor, ""),
        has_errors=bool(getattr(form, "conflicts", None)),
        **context,
    )


def saved(
    form: forms.Form,
    incident: Incident,
    read: Callable[[], Stored] | None,
    save: Callable[[], Any],
    *,
    even_if_same: bool = False,
) -> bool:
    """Save a posted form when it is valid, and (a guarded one) when nobody changed its values since it was shown."""
    if not form.is_valid():
        return False
    try:
        if isinstance(form, GuardedForm) and read is not None:
            return save_guarded(form, incident, read, save, even_if_same=even_if_same)
        save()
    except FieldRefused as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    return True
