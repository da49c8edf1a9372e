# SPDX-License-Identifier: EUPL-1.2
"""The people: find, invite, keep up to date, deactivate."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import listing, overview, people, policy, second_factor, taking_factors
from accounts.administering import Administration, NotAllowed, Refused
from accounts.employee_notice import must_accept
from accounts.forms.people import ACTIVE, PeopleFilter, PersonForm
from accounts.models import Membership
from accounts.requests import SignedInRequest
from accounts.step_up import recently_authenticated

from .administration import administrator, page, warn_about_few

# As they stand in the address.
FILTERS = {"unit": "afdeling", "level": "niveau", "status": "account"}


@administrator()
def people_list(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Everybody, by name. A search is sent as a form and comes back sealed: no name stands in an address."""
    if request.method == "POST":
        form = PeopleFilter(request.POST, admin=admin)
        wanted = {FILTERS[name]: request.POST.get(name, "") for name in FILTERS if not form.errors.get(name)}
        search = form.cleaned_data.get("search", "") if not form.errors.get("search") else ""
        if wanted.get("account") == ACTIVE:
            del wanted["account"]
        wanted["zoek"] = listing.sealed_search(admin.actor, search)
        return redirect(f"{reverse('people')}?{urlencode({k: v for k, v in wanted.items() if v})}")
    data = {name: request.GET.get(key, "") for name, key in FILTERS.items()}
    data["search"] = listing.opened_search(admin.actor, request.GET.get("zoek", ""))
    form = PeopleFilter(data, admin=admin)
    form.is_valid()
    found = listing.page_of(
        listing.find_people(admin, form.cleaned_data),
        after=_number(request.GET.get("na")),
        before=_number(request.GET.get("voor")),
    )
    return page(
        request,
        admin,
        "people/list",
        section="people",
        form=form,
        found=found,
        rows=[{"person": person, "levels": found.levels[person.pk]} for person in found.people],
        active=sum(1 for name in FILTERS if form.cleaned_data.get(name) not in ("", None, ACTIVE)),
        searched=bool(data["search"]),
        older=_paged(request, "na", found.after),
        newer=_paged(request, "voor", found.before),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def _paged(request: SignedInRequest, key: str, pk: int | None) -> str:
    if pk is None:
        return ""
    kept = {k: v for k, v in request.GET.items() if k not in ("na", "voor")}
    return "?" + urlencode({**kept, key: pk})


@administrator()
def invite_person(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """A new person, who gets a mail with which they choose a password."""
    form = PersonForm(request.POST or None, admin=admin)
    if request.method == "POST" and form.is_valid():
        try:
            person = people.invite_person(admin.actor, form.facts())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("De uitnodiging is verstuurd. Geef hier de niveaus die erbij horen."))
            return redirect("person", person.pk)
    return page(request, admin, "people/form", form=form)


@administrator()
def person_page(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """A person, and all that they hold: where, why and until when."""
    person = admin.person(pk)
    holdings = policy.holdings_of(person)
    return page(
        request,
        admin,
        "people/person",
        person=person,
        held=overview.by_level(holdings),
        memberships=Membership.objects.filter(policy.not_over(), user=person).select_related("group__group"),
        ended=overview.ended_grants(person),
        accepted=not must_accept(person),
        has_factor=second_factor.has_one(person),
    )


@administrator()
@recently_authenticated
def change_person(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Other facts about a person."""
    person = admin.person(pk)
    form = PersonForm(request.POST or None, admin=admin, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            people.change_person(admin.actor, person, form.facts())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("De wijziging is bewaard."))
            return redirect("person", person.pk)
    return page(request, admin, "people/form", form=form, person=person)


@administrator()
def send_invitation(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Once more the mail with which somebody chooses a password."""
    person = admin.person(pk)
    if person.has_usable_password() or not person.is_active:
        raise NotAllowed
    if request.method == "POST":
        people.send_invitation(admin.actor, person)
        messages.success(request, _("De uitnodiging is opnieuw verstuurd."))
        return redirect("person", person.pk)
    return page(request, admin, "people/invitation", person=person)


@administrator()
def sign_out_person(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """End somebody's sessions everywhere."""
    person = admin.person(pk)
    if person.pk == admin.actor.pk or not person.is_active:
        raise NotAllowed
    refusal = None
    if request.method == "POST":
        try:
            people.sign_out_person(admin.actor, person)
        except Refused as error:
            refusal = error.message
        else:
            messages.success(request, _("Deze persoon is overal uitgelogd."))
            return redirect("person", person.pk)
    return page(request, admin, "people/sign_out", person=person, refusal=refusal)


@administrator()
def deactivate_person(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Sign somebody out for good, after one has seen what they still have in hand."""
    person = admin.person(pk)
    refusal = None
    if request.method == "POST":
        try:
            people.deactivate_person(admin.actor, person)
        except Refused as error:
            refusal = error.message
        else:
            messages.success(request, _("Deze persoon is gedeactiveerd en overal uitgelogd."))
            warn_about_few(request, admin)
            return redirect("person", person.pk)
    return _confirm(request, admin, person, "deactivate", refusal)


@administrator()
def reactivate_person(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Let somebody in again, after one has seen what they then hold."""
    person = admin.person(pk)
    refusal = None
    if request.method == "POST":
        try:
            people.reactivate_person(admin.actor, person)
        except Refused as error:
            refusal = error.message
        else:
            messages.success(request, _("Deze persoon kan weer inloggen."))
            return redirect("person", person.pk)
    return _confirm(request, admin, person, "reactivate", refusal)


@administrator()
@recently_authenticated
def reset_factors(request: SignedInRequest, admin: Administration, pk: int) -> HttpResponse:
    """Take away somebody's second factor, so that they can set up another."""
    person = admin.person(pk)
    if person.pk == admin.actor.pk or not second_factor.has_one(person):
        raise NotAllowed
    refusal = None
    if request.method == "POST":
        try:
            taking_factors.reset_factors(admin.actor, person)
        except Refused as error:
            refusal = error.message
        else:
            messages.success(request, _("De tweede factor is weggehaald. Deze persoon krijgt bericht."))
            return redirect("person", person.pk)
    return page(request, admin, "people/reset_factors", person=person, refusal=refusal)


def _confirm(
    request: SignedInRequest, admin: Administration, person: Any, act: str, refusal: Any
) -> HttpResponse:
    return page(
        request,
        admin,
        f"people/{act}",
        person=person,
        held=overview.by_level(policy.holdings_of(person)),
        work=people.open_work(person),
        refusal=refusal,
    )
