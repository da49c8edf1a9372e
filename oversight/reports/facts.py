# SPDX-License-Identifier: EUPL-1.2
"""What of each incident of a period is counted: one query, so that everything is of one moment."""

import datetime
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.models import Municipality
from incidents.models import (
    Aftercare,
    Damage,
    Incident,
    Measure,
    Outcome,
    PoliceReport,
    Sanction,
    SanctionKind,
    Status,
)
from incidents.models.sanction import BANS, WARNINGS
from retention.terms import AMSTERDAM

from .axes import Kept, Police, Reaction, Sanctioned, TimeOfDay, YesNo
from .cells import Counted
from .periods import Period


def counted_incidents(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those that count in a report: each event once (a report that was joined into another is that one), and nothing
    that was found to be no aggression."""
    return incidents.exclude(status=Status.JOINED).exclude(outcome=Outcome.UNFOUNDED)


def facts_of(municipality: Municipality, period: Period, now: datetime.datetime) -> list[tuple[Any, Counted]]:
    """The incidents of these local days (by their own date), by id, as they stand; one query."""
    rows = (
        counted_incidents(Incident.objects.filter(municipality=municipality))
        .filter(occurred_on__range=(period.first_day, period.last_day))
        .annotate(
            measured=Exists(_of(Measure).filter(kind=Measure.Kind.PERPETRATOR)),
            damaged=Exists(_of(Damage)),
            sanctioned=_first_of(
                (Sanctioned.BAN, _sanctions(BANS)),
                (Sanctioned.CONTACT, _sanctions({SanctionKind.CONTACT_MEASURE})),
                (Sanctioned.WARNING, _sanctions(WARNINGS)),
                (Sanctioned.RECOVERY, _sanctions({SanctionKind.DAMAGE_RECOVERY})),
            ),
            police=_first_of(
                (Police.MADE, _of(PoliceReport).filter(state=PoliceReport.State.MADE)),
                (Police.NOTIFIED, _of(PoliceReport).filter(state=PoliceReport.State.NOTIFIED)),
                (Police.PLANNED, _of(PoliceReport).filter(state=PoliceReport.State.PLANNED)),
            ),
            cared_for=_first_of(
                (Kept.MISSED, _contacts(_missed(now))),
                (Kept.RUNNING, _contacts(Q(done_at=None, declined=False))),
                (Kept.KEPT, _contacts(Q())),
            ),
        )
        .values_list(
            "pk",
            "unit_id",
            "gravest_kind",
            "severity",
            "channel",
            "occurred_at",
            "reported_at",
            "first_reaction_at",
            "taken_over",
            "measured",
            "damaged",
            "sanctioned",
            "police",
            "cared_for",
        )
    )
    norm = datetime.timedelta(hours=municipality.first_reaction_hours)
    found = []
    for key, unit, kind, severity, channel, at, reported, reacted, taken, measured, damaged, *others in rows:
        codes = {
            "kind": kind,
            "severity": str(severity),
            "channel": channel,
            "time_of_day": _time_of_day(at),
            "measure": YesNo.YES if measured else YesNo.NO,
            "damage": YesNo.YES if damaged else YesNo.NO,
            "reaction": Reaction.TAKEN_OVER if taken else _reaction(reported, reacted, norm),
        } | dict(zip(("sanction", "police", "aftercare"), others, strict=True))
        found.append((key, Counted(unit, {axis: str(code) for axis, code in codes.items()})))
    return found


def _of(model: Any) -> Any:
    return model.objects.filter(incident=OuterRef("pk"))


def _sanctions(kinds: Any) -> Any:
    return _of(Sanction).filter(kind__in=list(kinds), state=Sanction.State.IMPOSED, annulled_at=None)


def _contacts(which: Q) -> Any:
    """Contacts that were planned with a last moment; the first care of the day itself has none."""
    return _of(Aftercare).filter(which, due_at__isnull=False)


def _missed(now: datetime.datetime) -> Q:
    return Q(done_at__gt=F("due_at")) | Q(done_at=None, declined=False, due_at__lte=now)


def _first_of(*cases: tuple[str, Any]) -> Case:
    """The code of the first of these that there is, or none."""
    whens = [When(Exists(rows), then=Value(str(code))) for code, rows in cases]
    return Case(*whens, default=Value("none"), output_field=CharField())


def _time_of_day(at: datetime.datetime) -> TimeOfDay:
    return list(TimeOfDay)[at.astimezone(AMSTERDAM).hour // 6]


def _reaction(
    reported: datetime.datetime, reacted: datetime.datetime | None, norm: datetime.timedelta
) -> Reaction:
    if reacted is None:
        return Reaction.NONE
    return Reaction.IN_TIME if reacted - reported <= norm else Reaction.LATE
