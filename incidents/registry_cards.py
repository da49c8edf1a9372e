# SPDX-License-Identifier: EUPL-1.2
"""What a registry reader sees of a perpetrator (RULES: "Raadpleger klantkenmerken"), and nothing else.

First whether there is something to know for one's safety now; then personal data, and per incident that is in view its
date, time, place, kinds, handler, the measures towards this person and the sanctions. Never what happened, to whom, or
what came of it: those columns are not even read.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from retention.terms import local_date

from .models import Incident, IncidentKind, Involvement, Kind, Measure, Perpetrator, Sanction
from .registry import sanctions_in_view
from .restricting import is_restricted, unrestricted_or_running

# Of an incident only what the table of RULES names is read from the database. (What it is retained with, and what
# decides which rows are in view, is compared there.)
INCIDENT_COLUMNS = (
    "occurred_at",
    "occurred_on",
    "time_known",
    "place",
    "gravest_kind",
    "handler",
    "restricted_since",
)
HANDLER_COLUMNS = ("name", "extension", "is_active")
SANCTION_COLUMNS = (
    "involvement",
    "kind",
    "state",
    "conditions",
    "decided_on",
    "starts_on",
    "planned_end",
    "lifted_on",
    "annulled_at",
    "letter_sent_at",
    "visible_until",
)


@dataclass
class SeenIncident:
    """One incident in view, as a registry reader sees it."""

    incident: Incident
    kinds: list[str] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    sanctions: list[Sanction] = field(default_factory=list)
    # AVG 18: nothing of it is shown but what runs.
    is_restricted: bool = False

    @property
    def handler(self) -> User | None:
        return self.incident.handler


@dataclass
class Running:
    """A sanction that applies now, and whom to ask about it."""

    sanction: Sanction
    handler: User | None

    @property
    def starts_later(self) -> bool:
        return self.sanction.starts_on > local_date(timezone.now())

    @property
    def extension(self) -> str:
        """The telephone of the handler, as long as they work here."""
        return self.handler.extension if self.handler is not None and self.handler.is_active else ""


@dataclass
class Card:
    """One perpetrator as a registry reader sees them now."""

    perpetrator: Perpetrator
    incidents: list[SeenIncident] = field(default_factory=list)

    @property
    def shown(self) -> list[SeenIncident]:
        """The incidents that are shown; of one that is restricted (AVG 18) only its safety line is."""
        return [seen for seen in self.incidents if not seen.is_restricted]

    @property
    def is_restricted(self) -> bool:
        """Whether of this person no more than the safety line is shown."""
        return not self.shown

    @property
    def running(self) -> list[Running]:
        """What one must act on now, what lasts longest first."""
        found = [Running(s, i.handler) for i in self.incidents for s in i.sanctions if s.is_running]
        return sorted(found, key=lambda r: (-r.sanction.planned_end.toordinal(), str(r.sanction.pk)))

    @property
    def measures(self) -> list[Measure]:
        """What was agreed about meeting this person, each once, the newest first."""
        found = {measure.pk: measure for i in self.shown for measure in i.measures}
        return sorted(found.values(), key=lambda measure: measure.taken_on, reverse=True)

    @property
    def last_on(self) -> datetime.date | None:
        """The day of the newest incident in view."""
        return max((i.incident.occurred_on for i in self.shown), default=None)

    @property
    def kinds(self) -> list[str]:
        """The kinds of aggression of all incidents in view, each once, as they first come."""
        return list(dict.fromkeys(kind for i in self.shown for kind in i.kinds))


def cards_of(people: Sequence[Perpetrator]) -> list[Card]:
    """The cards of these perpetrators, in their order; the same number of queries for one and for twenty."""
    cards = {person.pk: Card(person) for person in people}
    involvements = list(_in_view(cards))
    seen = {i.pk: SeenIncident(i.incident, is_restricted=is_restricted(i)) for i in involvements}
    kinds = _kinds_of({i.incident_id for i in involvements})
    for involvement in involvements:
        line = seen[involvement.pk]
        line.kinds = _in_words(involvement.incident.gravest_kind, kinds[involvement.incident_id])
        cards[involvement.perpetrator_id].incidents.append(line)
    for sanction in sanctions_in_view(involvements).only(*SANCTION_COLUMNS):
        seen[sanction.involvement_id].sanctions.append(sanction)
    for measure in _measures(involvements):
        for involvement in involvements:
            # Towards this person, or towards everybody of that incident.
            if measure.incident_id == involvement.incident_id and measure.involvement_id in (
                None,
                involvement.pk,
            ):
                seen[involvement.pk].measures.append(measure)
    return list(cards.values())


def _in_view(people: Iterable[Any]) -> Iterable[Involvement]:
    """The incidents of these people that are in view now, newest first (R3)."""
    return (
        Involvement.objects.filter(
            unrestricted_or_running(), perpetrator__in=list(people), visible_until__gt=timezone.now()
        )
        .select_related("incident__handler", "perpetrator")
        .only(
            "perpetrator__restricted_since",
            "incident",
            "visible_until",
            *(f"incident__{name}" for name in INCIDENT_COLUMNS),
            *(f"incident__handler__{name}" for name in HANDLER_COLUMNS),
        )
        .order_by("-incident__occurred_at", "pk")
    )


def _kinds_of(incidents: Iterable[Any]) -> dict[Any, set[str]]:
    found: dict[Any, set[str]] = defaultdict(set)
    for incident_id, kind in IncidentKind.objects.filter(incident__in=list(incidents)).values_list(
        "incident_id", "kind"
    ):
        found[incident_id].add(kind)
    return found


def _in_words(gravest: str, kinds: set[str]) -> list[str]:
    """The kinds in words, the gravest first."""
    rest = [kind for kind in Kind.values if kind in kinds and kind != gravest]
    return [str(Kind(kind).label) for kind in (gravest, *rest)]


def _measures(involvements: Sequence[Involvement]) -> Iterable[Measure]:
    towards = Q(involvement=None, incident__in=[i.incident_id for i in involvements])
    return (
        Measure.objects.filter(towards | Q(involvement__in=involvements), kind=Measure.Kind.PERPETRATOR)
        .only("incident", "involvement", "text", "taken_on")
        .order_by("-taken_on", "created_at", "pk")
    )
