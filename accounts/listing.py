# SPDX-License-Identifier: EUPL-1.2
"""The list of people: filtered, searched, a page at a time."""

import base64
import binascii
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from protection.keyring import CannotDecrypt, key_ring

from . import policy
from .administering import Administration
from .employee_notice import still_to_accept
from .forms.people import ACTIVE, ALL, INACTIVE, NEVER, NO_LEVEL, NOT_ACCEPTED
from .levels import Level
from .models import GroupGrant, Membership, User, UserGrant

PAGE = 40
COUNTED = 1000
LONGEST_SEARCH = 100


def sealed_search(user: Any, text: str) -> str:
    """What was searched for, for use in an address: names of people stand in no URL, so it is encrypted."""
    if not text:
        return ""
    return base64.urlsafe_b64encode(key_ring().seal(text.encode(), _binding(user))).decode().rstrip("=")


def opened_search(user: Any, token: str) -> str:
    """What `sealed_search` sealed for the same person; nothing for anything else."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return key_ring().open(sealed, _binding(user)).decode()[:LONGEST_SEARCH]
    except (binascii.Error, CannotDecrypt, UnicodeError, ValueError):
        return ""


def _binding(user: Any) -> bytes:
    return f"accounts.search:{user.pk}".encode()


@dataclass(frozen=True)
class Page:
    """A page of people with the levels they hold today, and where the pages before and after it begin."""

    people: list[User]
    levels: dict[int, list[Level]]
    count: int
    before: int | None
    after: int | None

    @property
    def many(self) -> bool:
        return self.count > COUNTED


def find_people(admin: Administration, wanted: dict[str, Any]) -> "QuerySet[User]":
    """The administrator's people that fit the (cleaned) filter."""
    people = admin.people()
    status = wanted.get("status") or ACTIVE
    if status == INACTIVE:
        people = people.filter(is_active=False)
    elif status != ALL:
        people = people.filter(is_active=True)
    if status == NEVER:
        people = still_to_choose(people)
    if status == NOT_ACCEPTED:
        people = still_to_accept(people)
    if unit := wanted.get("unit"):
        people = people.filter(unit__in=policy.subtree(admin.scope.tree, [unit.pk]))
    if level := wanted.get("level"):
        people = people.filter(holds_none() if level == NO_LEVEL else holds_level(Level.named(level)))
    for word in (wanted.get("search") or "").split()[:6]:
        people = people.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(personnel_id__icontains=word)
        )
    return people


def still_to_choose(people: "QuerySet[User]") -> "QuerySet[User]":
    """Those who have not chosen a password yet, and so never signed in."""
    return people.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def still_to_do(people: "QuerySet[User]") -> dict[str, int]:
    """How many of these people never chose a password, and how many did not accept the notice yet. One query."""
    return people.order_by().aggregate(
        never=Count("pk", filter=Q(pk__in=still_to_choose(people.filter(is_active=True)).values("pk"))),
        not_accepted=Count("pk", filter=Q(pk__in=still_to_accept(people).values("pk"))),
    )


def holds_level(level: Level) -> Q:
    """The people who hold this level today, somewhere, directly or through a group."""
    return _holds(level.value)


def holds_none() -> Q:
    """The people who hold no level today."""
    return ~_holds(*Level.values)


def _holds(*levels: str) -> Q:
    own = UserGrant.objects.filter(
        policy.in_force(),
        user=OuterRef("pk"),
        permission__codename__in=levels,
        content_object__closed_on=None,
    )
    through = Membership.objects.filter(
        policy.in_force(),
        policy.in_force(prefix="group__groupgrant__"),
        user=OuterRef("pk"),
        group__groupgrant__permission__codename__in=levels,
        group__groupgrant__content_object__closed_on=None,
    )
    return Q(Exists(own)) | Q(Exists(through))


def page_of(people: "QuerySet[User]", after: int | None = None, before: int | None = None) -> Page:
    """A page by name, after or before a person; an id that is nobody's gives the first page."""
    count = people.order_by()[: COUNTED + 1].count()
    ordered = people.select_related("unit").order_by("name", "pk")
    wanted = before or after
    anchor = people.filter(pk=wanted).first() if wanted else None
    key = Tuple(F("name"), F("pk"))
    if anchor and before:
        rows = list(ordered.reverse().filter(TupleLessThan(key, (anchor.name, anchor.pk)))[: PAGE + 1])[::-1]
        more_before, more_after = len(rows) > PAGE, True
        rows = rows[-PAGE:]
    else:
        if anchor:
            ordered = ordered.filter(TupleGreaterThan(key, (anchor.name, anchor.pk)))
        rows = list(ordered[: PAGE + 1])
        more_before, more_after = anchor is not None, len(rows) > PAGE
        rows = rows[:PAGE]
    return Page(
        rows,
        levels_today(rows),
        count,
        before=rows[0].pk if rows and more_before else None,
        after=rows[-1].pk if rows and more_after else None,
    )


def levels_today(people: list[User]) -> dict[int, list[Level]]:
    """The levels that each of these people holds today somewhere: two queries."""
    found: dict[int, set[Level]] = defaultdict(set)
    pks = [person.pk for person in people]
    for user_id, name in UserGrant.objects.filter(
        policy.in_force(), user__in=pks, content_object__closed_on=None
    ).values_list("user_id", "permission__codename"):
        found[user_id].add(Level.named(name))
    for user_id, name in GroupGrant.objects.filter(
        policy.in_force(),
        policy.in_force(prefix="group__memberships__"),
        group__memberships__user__in=pks,
        content_object__closed_on=None,
    ).values_list("group__memberships__user_id", "permission__codename"):
        found[user_id].add(Level.named(name))
    return {pk: [level for level in Level if level in found[pk]] for pk in pks}
