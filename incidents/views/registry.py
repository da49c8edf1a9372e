# SPDX-License-Identifier: EUPL-1.2
"""The perpetrator registry, for who may read it; for everybody else it is not there.

What is typed is sent by POST and answered on the same page: it stands in no address, session or log.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.help_now import emergency_number
from accounts.levels import Level
from accounts.models import AccessLogEntry
from accounts.policy import scope_of
from accounts.requests import SignedInRequest
from incidents import looking_up
from incidents.forms.registry import LookUpForm
from incidents.looking_up import Answer, Hit, TooMany
from incidents.models import RegistryLookup
from incidents.registry_cards import Card, cards_of
from incidents.registry_words import but, visit_advice, warnings_of, why
from retention.terms import AMSTERDAM

View = Callable[..., HttpResponse]
Action = AccessLogEntry.Action


def registry_view(*methods: str) -> Callable[[View], View]:
    """A view for registry readers, who hold the level on the whole municipality."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def inner(request: SignedInRequest, **kwargs: Any) -> HttpResponse:
            if not scope_of(request.user).holds_on_root(Level.REGISTRY_READER):
                raise Http404
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, **kwargs)

        return inner

    return decorate


@registry_view("GET", "HEAD", "POST")
def registry(request: SignedInRequest) -> HttpResponse:
    """Ask, and answer: is there something to know for my safety now?"""
    reader = request.user
    form = LookUpForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "incidents/registry/search.html", {"form": form})
    try:
        answer = looking_up.look_up(reader, form.query())
    except TooMany as error:
        until = f"{error.until.astimezone(AMSTERDAM):%H:%M}"
        message = _("U hebt het afgelopen uur te vaak gezocht. Om %(time)s kunt u weer zoeken.")
        form.add_error(None, message % {"time": until})
        return render(request, "incidents/registry/search.html", {"form": form}, status=429)
    return render(request, "incidents/registry/search.html", {"form": form, **_answered(request, answer)})


@registry_view("GET", "HEAD")
def found(request: SignedInRequest, lookup_id: UUID) -> HttpResponse:
    """Whom a look-up of a moment ago found, once more; what was searched for is not known any more."""
    lookup = _recent(request, lookup_id)
    reader = request.user
    people = looking_up.found_by(reader, lookup)
    looking_up.log_looks(reader, people, Action.FOUND_IN_REGISTRY)
    shown = [_shown(card) for card in cards_of(people)]
    return render(request, "incidents/registry/found.html", {"lookup": lookup, "people": shown})


@registry_view("GET", "HEAD")
def found_person(request: SignedInRequest, lookup_id: UUID, perpetrator_id: UUID) -> HttpResponse:
    """One of those whom a look-up of a moment ago found."""
    lookup = _recent(request, lookup_id)
    reader = request.user
    people = [p for p in looking_up.found_by(reader, lookup) if p.pk == perpetrator_id]
    if not people:
        raise Http404
    looking_up.log_looks(reader, people, Action.READ_PERPETRATOR)
    context = {"lookup": lookup, "several": len(lookup.found) > 1, **_opened(request, lookup, people[0])}
    return render(request, "incidents/registry/person.html", context)


def _recent(request: SignedInRequest, lookup_id: UUID) -> RegistryLookup:
    """A look-up of this reader that can still be opened. Raises Http404."""
    reader = request.user
    lookup = looking_up.recent_lookup(reader, lookup_id)
    if lookup is None:
        raise Http404
    return lookup


def _answered(request: SignedInRequest, answer: Answer) -> dict[str, Any]:
    """One person is opened at once; of several one sees who they are, and what applies now."""
    reader = request.user
    common: dict[str, Any] = {"answer": answer, "lookup": answer.lookup}
    if len(answer.hits) == 1:
        hit = answer.hits[0]
        looking_up.log_looks(reader, [hit.perpetrator], Action.READ_PERPETRATOR)
        return common | _opened(request, answer.lookup, hit.perpetrator, hit)
    hits = {hit.perpetrator.pk: hit for hit in answer.hits}
    people = [_shown(card, hits[card.perpetrator.pk]) for card in cards_of([*_people(answer)])]
    return common | {
        "people": people,
        "warned": sum(bool(person["warnings"]) for person in people),
        "emergency": emergency_number(reader),
    }


def _people(answer: Answer) -> list[Any]:
    return [hit.perpetrator for hit in answer.hits]


def _opened(
    request: SignedInRequest, lookup: RegistryLookup, perpetrator: Any, hit: Hit | None = None
) -> dict[str, Any]:
    """All that a reader sees of one person."""
    reader = request.user
    card = cards_of([perpetrator])[0]
    return {
        "person": _shown(card, hit),
        "handlers": _handlers(card),
        "visit_advice": visit_advice(lookup.purpose),
        "emergency": emergency_number(reader),
    }


def _shown(card: Card, hit: Hit | None = None) -> dict[str, Any]:
    return {
        "card": card,
        "perpetrator": card.perpetrator,
        "warnings": warnings_of(card),
        "why": why(hit) if hit else [],
        "but": but(hit) if hit else [],
    }


def _handlers(card: Card) -> list[dict[str, str]]:
    """Whom to ask about what applies now: each handler once, with their telephone if they have one."""
    found = {
        running.handler.pk: {"name": running.handler.name, "extension": running.extension}
        for running in card.running
        if running.handler is not None
    }
    return list(found.values())
