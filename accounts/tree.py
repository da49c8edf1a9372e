# SPDX-License-Identifier: EUPL-1.2
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from .models import OrganisationalUnit

_FIELDS = [field.attname for field in OrganisationalUnit._meta.concrete_fields]
_ID, _PARENT, _NAME = (_FIELDS.index(name) for name in ("id", "parent_id", "name"))


class Tree(Mapping[int, OrganisationalUnit]):
    """The units of one municipality by id, in the order of their names.

    A unit is made when it is asked for: most pages need no more of hundreds of units than what is under what.
    """

    def __init__(self, rows: Iterable[Sequence[Any]] = ()) -> None:
        self._rows = {row[_ID]: row for row in rows}
        self._units: dict[int, OrganisationalUnit] = {}

    @classmethod
    def of(cls, municipality_id: int) -> "Tree":
        """All units of a municipality, closed ones included; one query."""
        units = OrganisationalUnit.objects.filter(municipality_id=municipality_id)
        return cls(units.order_by("name", "pk").values_list(*_FIELDS))

    def __getitem__(self, unit_id: int) -> OrganisationalUnit:
        unit = self._units.get(unit_id)
        if unit is None:
            unit = OrganisationalUnit.from_db(None, _FIELDS, self._rows[unit_id])
            unit._state.db = "default"
            self._units[unit_id] = unit
        return unit

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self._rows

    def name(self, unit_id: int) -> str:
        return str(self._rows[unit_id][_NAME])

    def parent(self, unit_id: int) -> int | None:
        """The id of the unit above it; None for the municipality itself."""
        parent_id: int | None = self._rows[unit_id][_PARENT]
        return parent_id

    @cached_property
    def children(self) -> Mapping[int | None, Sequence[int]]:
        """The ids of what stands directly under each unit, by name."""
        found: dict[int | None, list[int]] = defaultdict(list)
        for unit_id, row in self._rows.items():
            found[row[_PARENT]].append(unit_id)
        return found

    def under(self, roots: Iterable[int]) -> frozenset[int]:
        """The ids of these units, as far as they are in this tree, and of all units under them."""
        children = self.children
        found: set[int] = set()
        queue = [root for root in roots if root in self._rows]
        while queue:
            unit_id = queue.pop()
            if unit_id not in found:
                found.add(unit_id)
                queue.extend(children.get(unit_id, ()))
        return frozenset(found)
