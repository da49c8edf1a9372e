# SPDX-License-Identifier: EUPL-1.2
"""The quarter that is not closed yet: no report, but a count of what somebody may open one by one."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.policy import scope_of
from incidents.models import Incident
from retention.terms import local_date

from .axes import AXES
from .facts import counted_incidents
from .periods import Period
from .reading import ReadTable, Row


@dataclass(frozen=True)
class Running:
    """What happened in a quarter of which there is no report yet, as far as one person may open it."""

    period: Period
    total: int
    tables: Sequence[ReadTable]
    # Whether the quarter is over and waits for its report.
    is_over: bool


def running_quarters(person: Any, now: datetime.datetime) -> list[Running]:
    """The quarter of today and, for two weeks, the one before it; one query, whatever the number of units."""
    current = Period.quarter_of(local_date(now))
    periods = [current] if current.before.closes_at <= now else [current, current.before]
    rows = (
        counted_incidents(Incident.objects.visible_to(person))
        .filter(occurred_on__gte=periods[-1].first_day)
        .values_list("occurred_on", "unit_id", "gravest_kind", "severity", "channel")
    )
    counts: dict[Period, Counter[tuple[str, Any]]] = {period: Counter() for period in periods}
    for day, unit, kind, severity, channel in rows:
        counted = counts.get(Period.quarter_of(day))
        if counted is not None:
            codes = {"unit": unit, "kind": kind, "severity": str(severity), "channel": channel, "": ""}
            counted.update(codes.items())
    tree = scope_of(person).tree
    return [
        Running(
            period,
            counted["", ""],
            [
                _table("unit", [(unit, tree.name(unit)) for unit in tree if counted["unit", unit]], counted),
                *(
                    _table(axis, [c for c in AXES[axis].categories.items() if counted[axis, c[0]]], counted)
                    for axis in ("kind", "severity", "channel")
                ),
            ],
            is_over=period != current,
        )
        for period, counted in counts.items()
    ]


def _table(axis: str, categories: Sequence[tuple[Any, Any]], counted: Counter[tuple[str, Any]]) -> ReadTable:
    rows = [Row(str(label), [counted[axis, code]]) for code, label in categories]
    label = str(AXES[axis].label)
    return ReadTable(f"running-{axis}", label, label, [_("Aantal")], rows)
