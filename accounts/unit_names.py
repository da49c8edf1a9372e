# SPDX-License-Identifier: EUPL-1.2
"""Finding a unit by what a list calls it."""

from collections import defaultdict

from .models import OrganisationalUnit
from .tree import Tree


def units_by_name(tree: Tree) -> dict[str, list[OrganisationalUnit]]:
    """The open units of a municipality by their folded name, and by their name with the names above it:
    `Publiekszaken > Burgerzaken`."""
    found: dict[str, list[OrganisationalUnit]] = defaultdict(list)
    for unit in tree.values():
        if unit.closed_on is not None:
            continue
        path, above = unit.name, unit
        found[folded_name(path)].append(unit)
        while above.parent_id is not None:
            above = tree[above.parent_id]
            path = f"{above.name} > {path}"
            found[folded_name(path)].append(unit)
    return found


def folded_name(text: str) -> str:
    """A name or a path as it is compared: capitals and spaces make no difference."""
    return " > ".join(" ".join(part.casefold().split()) for part in text.replace("›", ">").split(">"))
