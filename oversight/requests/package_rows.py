# SPDX-License-Identifier: EUPL-1.2
"""The rows of the incidents of a package, each table in one query, whatever the number of incidents: also of what is due
and held for the request, which the ordinary managers hide."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from accounts.models import User
from incidents.models import (
    Aftercare,
    Contribution,
    Damage,
    DateCorrection,
    Evidence,
    Incident,
    IncidentKind,
    Involvement,
    LetterSent,
    Measure,
    PoliceReport,
    Sanction,
    SanctionReview,
    TimelineEntry,
    Victim,
)

TABLES: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (IncidentKind, "pk", ()),
    (Victim, "position", ("user", "unit")),
    (Involvement, "created_at", ("perpetrator", "author")),
    (Sanction, "decided_on", ("author", "decided_by", "letter_sent_by")),
    (SanctionReview, "reviewed_on", ("author",)),
    (Measure, "taken_on", ("author",)),
    (LetterSent, "sent_at", ("author",)),
    (PoliceReport, "created_at", ("author",)),
    (Damage, "created_at", ("author",)),
    (Contribution, "created_at", ("author",)),
    (Aftercare, "due_at", ("author",)),
    (Evidence, "created_at", ("author",)),
    (DateCorrection, "created_at", ("author", "decided_by")),
    (TimelineEntry, "at", ("actor",)),
)


class Rows:
    """What belongs to these incidents, by table and incident."""

    def __init__(self, incidents: Iterable[Incident]) -> None:
        self.incidents = list(incidents)
        ids = [incident.pk for incident in self.incidents]
        self._of: dict[Any, dict[uuid.UUID, list[Any]]] = {}
        for model, order, related in TABLES:
            rows = model.with_due.filter(incident__in=ids).order_by(order, "pk")
            rows = rows.select_related(*related) if related else rows
            rows = rows.defer("content") if model is Evidence else rows
            self._of[model] = defaultdict(list)
            for row in rows:
                self._of[model][row.incident_id].append(row)

    def of(self, incident: Incident, model: type[Any]) -> list[Any]:
        return self._of[model][incident.pk]

    def all(self, model: type[Any]) -> list[Any]:
        return [row for rows in self._of[model].values() for row in rows]

    def people(self) -> dict[int, User]:
        """Everybody with an account who had to do with these incidents."""
        found = [user for incident in self.incidents for user in (incident.reporter, incident.handler)]
        for model, _order, related in TABLES:
            names = [
                name
                for name in related
                if name in ("user", "author", "actor", "decided_by", "letter_sent_by")
            ]
            found += [getattr(row, name) for row in self.all(model) for name in names]
        return {user.pk: user for user in found if user is not None}
