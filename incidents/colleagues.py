# SPDX-License-Identifier: EUPL-1.2
"""Finding the colleague to whom it happened: by name or e-mail address, inside the own municipality only (LEI 10)."""

import unicodedata
from collections import defaultdict

from django.db.models import QuerySet

from accounts.models import OrganisationalUnit, User

MANY = 8


def colleagues_of(actor: User) -> QuerySet[User]:
    """Active people of the actor's municipality who have a department: those who can be named as a victim."""
    return User.objects.filter(
        municipality_id=actor.municipality_id or 0, is_active=True, unit__isnull=False
    ).select_related("unit", "municipality")


def find_colleagues(actor: User, text: str, limit: int = MANY) -> list[User]:
    """Who may be meant by a name or an e-mail address: at most `limit` people, one when it is plain who is meant.

    An e-mail address is compared as a whole, so that nobody learns addresses by trying parts of them.
    """
    wanted = " ".join(text.split())
    if not wanted:
        return []
    people = colleagues_of(actor)
    if "@" in wanted:
        return list(people.filter(email__iexact=wanted)[:1])
    for word in wanted.split(" "):
        people = people.filter(name__icontains=word)
    found = list(people.order_by("name", "pk")[: limit + 1])
    exact = [person for person in found if person.name.casefold() == wanted.casefold()]
    return exact if len(exact) == 1 else found[:limit]


def colleague(actor: User, key: object) -> User | None:
    """The colleague with this id; None for anybody outside the municipality, or for what is no id."""
    text = str(key)
    return (
        colleagues_of(actor).filter(pk=int(text)).first()
        if text.isascii() and text.isdecimal() and len(text) < 19
        else None
    )


def unit_choices(municipality_id: int) -> list[tuple[int, str]]:
    """The open units of a municipality with the path to each: (id, "Publiekszaken › Burgerzaken"), in tree order.

    The root, which is the municipality itself, is left out of the paths of the others.
    """
    children: dict[int | None, list[OrganisationalUnit]] = defaultdict(list)
    for unit in OrganisationalUnit.objects.filter(municipality_id=municipality_id, closed_on=None):
        children[unit.parent_id].append(unit)
    choices: list[tuple[int, str]] = []

    def walk(parent: int | None, path: str) -> None:
        for unit in children[parent]:
            label = f"{path} › {unit.name}" if path else unit.name
            choices.append((unit.pk, label))
            walk(unit.pk, "" if unit.is_root else label)

    walk(None, "")
    return choices


def exactly_named(actor: User, text: str) -> list[User]:
    """The active people of the actor's municipality with this e-mail address, or else with exactly this name.

    Those without a department too: who names them chooses one. Capitals and spaces make no difference; compared in
    memory, because a database without the right collation does not know that Ö is the capital of ö.
    """
    wanted = _folded(text)
    people = User.objects.filter(municipality_id=actor.municipality_id or 0, is_active=True)
    if not wanted:
        return []
    if "@" in wanted:
        return list(people.filter(email__iexact=wanted).select_related("unit", "municipality"))
    keys = [key for key, name in people.values_list("pk", "name") if _folded(name) == wanted]
    return list(people.filter(pk__in=keys).select_related("unit", "municipality").order_by("name", "pk"))


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
