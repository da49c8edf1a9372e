# SPDX-License-Identifier: EUPL-1.2
"""The rows of Sight: which units see an incident, with what lists are found by. Written here, and nowhere else."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from .models import KIND_BITS, Incident, IncidentKind, Sight, Victim

CHUNK = 5000


def refresh_sight(incident: Incident) -> None:
    """Write down again which units see the incident, after its unit or its victims changed.

    Its own unit, as owner; and the units of the victims who came after the first (position 0), whose unit it is
    counted under; that stays so when the first turns out to be none.
    """
    later = Victim.with_due.filter(incident=incident, position__gt=0)
    others = set(later.values_list("unit_id", flat=True))
    kinds = IncidentKind.with_due.filter(incident=incident).values_list("kind", flat=True)
    wanted = {row.unit_id: row for row in sight_of(incident, others, kinds)}
    present = Sight.with_due.filter(incident=incident)
    present.exclude(unit__in=wanted).delete()
    known = dict(present.values_list("unit_id", "pk"))
    for unit_id, row in wanted.items():
        row.pk = known.get(unit_id)
        row.save(force_update=row.pk is not None)


def sight_of(incident: Incident, units_of_others: Iterable[int], kinds: Iterable[str]) -> list[Sight]:
    """The rows that an incident should have, not saved: for refresh_sight, and for who writes many incidents at once.

    `units_of_others`: the units of its victims but the first.
    """
    columns = [f.attname for f in Sight._meta.concrete_fields if f.name in Sight.REPEATED]
    repeated = {column: getattr(incident, column) for column in columns}
    bits = sum({KIND_BITS[kind] for kind in kinds})
    units = dict.fromkeys(units_of_others, False) | {incident.unit_id: True}
    return [
        Sight(incident=incident, unit_id=unit, is_owner=is_owner, kinds=bits, **repeated)
        for unit, is_owner in units.items()
    ]


def repeat_facts(ids: Sequence[uuid.UUID]) -> None:
    """Write down again, for these incidents, what lists are found by; after they or their kinds changed."""
    source = Incident.with_due.filter(pk=OuterRef("incident"))
    repeated: dict[str, Any] = {name: Subquery(source.values(name)[:1]) for name in Sight.REPEATED}
    bit = Case(*(When(kind=kind, then=Value(number)) for kind, number in KIND_BITS.items()))
    kinds = IncidentKind.with_due.filter(incident=OuterRef("incident")).order_by().values("incident")
    repeated["kinds"] = Coalesce(Subquery(kinds.annotate(bits=Sum(bit)).values("bits")), 0)
    for start in range(0, len(ids), CHUNK):
        Sight.with_due.filter(incident__in=ids[start : start + CHUNK]).update(**repeated)
