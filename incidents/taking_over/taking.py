# SPDX-License-Identifier: EUPL-1.2
"""What a handler of the whole municipality does with a list of incidents: bring it, choose its columns, take it over.

All rows that the dry run showed as taken become incidents in one transaction, or none does. Nobody is mailed, nothing
is planned, and nobody comes into the registry: a handler establishes the facts and names the perpetrator first (R3).
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.administering import Refused
from accounts.in_use import check_in_use
from accounts.levels import Level
from accounts.models import Municipality, User
from accounts.policy import scope_of
from incidents.access import NotAllowed
from incidents.models import (
    Incident,
    IncidentKind,
    Sight,
    Status,
    TakenOver,
    TakeOverLayout,
    TakeOverReading,
    TimelineEntry,
    Victim,
)
from incidents.reporting import next_references
from incidents.sight import sight_of
from retention.terms import local_date

from .cells import Wrong, read_day
from .columns import BY_NAME, fingerprint
from .planning import Fate, Plan, Row, is_past, make_plan
from .spreadsheet import read_spreadsheet

# Rows of one statement.
BATCH = 200


class ReadingGone(Exception):
    """What was read is there no more: taken over, thrown away, or an hour old; or it was never this person's."""


class PlanChanged(Refused):
    message = gettext_lazy(
        "Er is intussen iets veranderd. Er is nog niets overgenomen. Bekijk opnieuw wat er met elke rij gebeurt."
    )


class NothingToTake(Refused):
    message = gettext_lazy("Er is geen rij die kan worden overgenomen.")


def need_whole(actor: User) -> None:
    """Raises NotAllowed for who does not handle the incidents of the whole municipality."""
    if not scope_of(actor).holds_on_root(Level.HANDLER):
        raise NotAllowed


def keep_reading(actor: User, data: bytes) -> TakeOverReading:
    """Read the file and keep what it holds, sealed and for its author only, for at most an hour; what the same person
    read before goes. Raises NotAllowed, Unreadable, and NotInUse: an earlier list is a registration too."""
    need_whole(actor)
    check_in_use(actor.municipality)
    contents = read_spreadsheet(data).as_json()
    with transaction.atomic():
        TakeOverReading.with_due.filter(author=actor).delete()
        return TakeOverReading.objects.create(author=actor, contents=contents)


def reading_of(actor: User, pk: Any) -> TakeOverReading:
    """A reading of one's own that is not due. Raises NotAllowed, ReadingGone."""
    need_whole(actor)
    reading = TakeOverReading.objects.filter(pk=pk, author=actor).first()
    if reading is None:
        raise ReadingGone
    return reading


def forget_reading(actor: User, pk: Any) -> None:
    """Nothing of the list is kept any more. Raises NotAllowed."""
    need_whole(actor)
    TakeOverReading.with_due.filter(pk=pk, author=actor).delete()


def layout_of(actor: User) -> Mapping[str, str]:
    """The fingerprint of the heading that was chosen for each column the last time, in this municipality."""
    layout = TakeOverLayout.objects.filter(municipality=actor.municipality_id).first()
    return layout.headings if layout else {}


@transaction.atomic
def choose_columns(
    actor: User, pk: Any, places: Mapping[str, int], defaults: Mapping[str, Any], *, closed: bool
) -> TakeOverReading:
    """Say which column is what, by the place of its heading; what is not used is dropped at once, and of a row that is
    past its term all but its date (R4). The choice is kept for the next list.

    `defaults` is what counts where a list says nothing: `channel`, `kinds` (one kind) and `severity`. `closed`: the
    incidents were handled before. Raises NotAllowed, ReadingGone; ValueError for what is no choice.
    """
    need_whole(actor)
    # Locked: of two windows one takes the list over, and the other must not write it down again.
    reading = TakeOverReading.objects.select_for_update(of=("self",)).filter(pk=pk, author=actor).first()
    if reading is None:
        raise ReadingGone
    if reading.columns_chosen:
        return reading
    contents, now = reading.contents, timezone.now()
    headings: list[str] = contents["headings"]
    required = {column.name for column in BY_NAME.values() if column.required}
    if not required <= places.keys() <= BY_NAME.keys() or len(set(places.values())) != len(places):
        raise ValueError("Not a choice of columns.")
    reading.contents = {
        "rows": [
            [number, _used({name: cells[place] for name, place in places.items()}, now)]
            for number, cells in contents["rows"]
        ],
        "defaults": dict(defaults),
        "closed": closed,
        "unused": [h for place, h in enumerate(headings) if h and place not in places.values()],
        "other_sheets": contents["other_sheets"],
    }
    reading.columns_chosen = True
    reading.save()
    TakeOverLayout.objects.update_or_create(
        municipality=actor.municipality,
        defaults={"headings": {name: fingerprint(headings[place]) for name, place in places.items()}},
    )
    return reading


def _used(texts: dict[str, str], now: Any) -> dict[str, str]:
    try:
        day, _time = read_day(texts["date"])
    except Wrong:
        return texts
    return {"date": texts["date"]} if is_past(day, now) else texts


def take_over(actor: User, pk: Any, fingerprint: str) -> Plan:
    """Make incidents of the rows that the dry run with this fingerprint showed as taken, and forget the list.

    Raises NotAllowed, ReadingGone, PlanChanged, NothingToTake, NotInUse; then nothing happened.
    """
    with transaction.atomic():
        # Two people with the same list: the second finds what the first took over.
        municipality = Municipality.objects.select_for_update(no_key=True).get(pk=actor.municipality_id)
        check_in_use(municipality)
        reading = reading_of(actor, pk)
        if not reading.columns_chosen:
            raise ReadingGone
        plan = make_plan(actor, reading)
        if plan.fingerprint != fingerprint:
            raise PlanChanged
        taken = plan.with_fate(Fate.TAKEN)
        if not taken:
            raise NothingToTake
        _write(actor, municipality, taken, closed=plan.closed)
        reading.delete()
    return plan


def _write(actor: User, municipality: Municipality, rows: list[Row], *, closed: bool) -> None:
    """All rows of each table at once. What they are about was checked in the plan."""
    now = timezone.now()
    references = next_references(municipality.pk, local_date(now).year, len(rows))
    incidents = [
        _incident(actor, municipality, row, reference, now, closed=closed)
        for row, reference in zip(rows, references, strict=True)
    ]
    kinds, victims, sights, entries, origins = [], [], [], [], []
    for row, incident in zip(rows, incidents, strict=True):
        if row.facts is None or row.marks is None:
            raise ValueError("A row that is taken has facts.")
        victim = row.facts.victim
        kinds += [IncidentKind(incident=incident, kind=kind) for kind in row.facts.kinds]
        victims.append(
            Victim(
                incident=incident,
                user=victim.user,
                unit=victim.unit,
                name=victim.name,
                function=victim.function,
            )
        )
        sights += sight_of(incident, (), row.facts.kinds)
        old = _("Nummer in de eerdere registratie: %(number)s.") % {"number": row.old_number}
        entries.append(
            TimelineEntry(
                incident=incident,
                actor=actor,
                action=TimelineEntry.Action.TAKEN_OVER,
                reason=old if row.old_number else "",
                at=now,
            )
        )
        origins.append(
            TakenOver(
                incident=incident,
                municipality=municipality,
                by_number=row.marks.number,
                by_account=row.marks.account,
                by_victim=row.marks.victim,
            )
        )
    Incident.objects.bulk_create(incidents, batch_size=BATCH)
    IncidentKind.objects.bulk_create(kinds, batch_size=BATCH)
    Victim.objects.bulk_create(victims, batch_size=BATCH)
    Sight.objects.bulk_create(sights, batch_size=BATCH)
    TimelineEntry.objects.bulk_create(entries, batch_size=BATCH)
    TakenOver.objects.bulk_create(origins, batch_size=BATCH)


def _incident(
    actor: User, municipality: Municipality, row: Row, reference: str, now: Any, *, closed: bool
) -> Incident:
    facts = row.facts
    if facts is None or row.day is None:
        raise ValueError("A row that is taken has facts.")
    incident = Incident(
        municipality=municipality,
        unit=facts.victim.unit,
        reference=reference,
        reporter=actor,
        reported_at=now,
        taken_over=True,
        time_known=row.time_known,
        **facts.columns(),
        status=Status.CLOSED if closed else Status.NEW,
        conclusion=row.conclusion,
        closed_at=now if closed else None,
    )
    incident.set_date(facts.occurred_at, row.day)
    return incident
