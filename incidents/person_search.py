# SPDX-License-Identifier: EUPL-1.2
"""Where a person stands in incidents and the registry who asks about their own data (AVG 15-21).

Of what is found, who handles the request is told the least by which it can be confirmed: a reference, a date, as what
the person stands there, their name and date of birth. Never what happened, and of an incident in which they are the
perpetrator never to whom. What is typed is compared and forgotten.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from protection.blind_index import blind_index_q
from protection.fields import open_column

from . import holding
from .letters.naming import named_in
from .models import Incident, Involvement, Perpetrator, Victim
from .names import MatchReason, NameMatch, best_matches, name_key

PERPETRATOR, VICTIM, REPORTER = "perpetrator", "victim", "reporter"
ORDER = (PERPETRATOR, VICTIM, REPORTER)


@dataclass(frozen=True, repr=False)
class Sought:
    """Who is looked for; each part may be missing."""

    name: str = ""
    date_of_birth: datetime.date | None = None
    bsn: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.date_of_birth or self.bsn)


@dataclass(frozen=True, repr=False)
class Found:
    """A record in which the person may stand, and as what; `part` is which victim of the incident."""

    record: Incident | Perpetrator
    capacity: str
    name: str
    date_of_birth: datetime.date | None = None
    part: uuid.UUID | None = None
    # Newest first: of a perpetrator all that name them.
    incidents: list[Incident] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    score: float = 0


@dataclass
class InIncidents:
    """What was found, the likeliest first; and whether there is more, in which the one who looks is a victim."""

    found: list[Found] = field(default_factory=list)
    has_own: bool = False


def find_person(actor: User, sought: Sought) -> InIncidents:
    """Everywhere in the municipality of who handles requests; nothing that is due. A constant number of queries."""
    incidents, people = holding.incidents_for_requests(actor), holding.perpetrators_for_requests(actor)
    found = _search(actor.municipality_id, sought, incidents, people)
    answer = InIncidents(sorted(found, key=lambda f: (ORDER.index(f.capacity), -f.score, str(f.record.pk))))
    if holding.coordinates(actor):
        of_others = {incident.pk for one in found for incident in one.incidents}
        mine = Incident.objects.filter(victims__user=actor, municipality=actor.municipality_id)
        mine = mine.exclude(pk__in=of_others)
        theirs = Perpetrator.objects.filter(
            involvements__incident__in=mine, municipality=actor.municipality_id
        )
        # Themselves as victim or reporter there: they know, and it says nothing of who asks.
        answer.has_own = any(
            f.capacity == PERPETRATOR for f in _search(actor.municipality_id, sought, mine, theirs.distinct())
        )
    return answer


def _search(
    municipality_id: Any, sought: Sought, incidents: QuerySet[Incident], people: QuerySet[Perpetrator]
) -> list[Found]:
    found = list(_perpetrators(municipality_id, sought, people))
    if sought.name:
        named = {incident.pk for one in found for incident in one.incidents}
        found += _reported(sought.name, incidents.exclude(pk__in=named))
        found += _victims(sought.name, incidents)
        found += _reporters(sought.name, incidents)
    return found


def _alike(sought: str, names: Iterable[str]) -> dict[str, NameMatch]:
    """Of these names those that may be the one that is sought; each compared once, however often it stands."""
    keys = {name: name_key(name) for name in set(filter(None, names))}
    return {match.key: match for match in best_matches(sought, keys, limit=len(keys))}


def _reasons(match: NameMatch) -> list[str]:
    return [str(MatchReason(reason).label) for reason in match.reasons]


def _perpetrators(municipality_id: Any, sought: Sought, people: QuerySet[Perpetrator]) -> Iterator[Found]:
    keys = [(pk, key) for pk, key in open_column(people, "name_key") if key] if sought.name else []
    alike = {match.key: match for match in best_matches(sought.name, keys, limit=len(keys))}
    by_bsn = blind_index_q(Perpetrator, "bsn_index", municipality_id, sought.bsn)
    by_birth = blind_index_q(Perpetrator, "born_index", municipality_id, sought.date_of_birth)
    same_bsn = set(people.filter(by_bsn).values_list("pk", flat=True))
    born = set(people.filter(by_birth).values_list("pk", flat=True))
    wanted = alike.keys() | same_bsn | (born if not sought.name else set())
    rows: dict[Any, list[Incident]] = defaultdict(list)
    by = Involvement.objects.filter(perpetrator__in=wanted).select_related("incident")
    for involvement in by.order_by("-incident__occurred_on", "-incident__reference"):
        rows[involvement.perpetrator_id].append(involvement.incident)
    for person in Perpetrator.objects.filter(pk__in=wanted):
        match, why = alike.get(person.pk), []
        if person.pk in same_bsn:
            why.append(_("hetzelfde BSN"))
        if person.pk in born:
            why.append(_("dezelfde geboortedatum"))
        elif sought.date_of_birth and person.date_of_birth:
            why.append(_("maar een andere geboortedatum"))
        if match:
            why += _reasons(match)
        score = (match.score if match else 0) + 1000 * (person.pk in same_bsn) + 200 * (person.pk in born)
        yield Found(person, PERPETRATOR, person.name, person.date_of_birth, None, rows[person.pk], why, score)


def _reported(sought: str, incidents: QuerySet[Incident]) -> Iterator[Found]:
    """Where a report says who it was, in a name or in a description, and no handler linked the person (yet)."""
    names = dict(open_column(incidents, "aggressor_name"))
    alike = _alike(sought, names.values())
    described = {
        pk
        for pk, text in open_column(incidents, "aggressor_description")
        if text and _stands_in(sought, text)
    }
    wanted = {pk for pk, name in names.items() if name in alike} | described
    for incident in incidents.filter(pk__in=wanted):
        match = alike.get(incident.aggressor_name)
        why = _reasons(match) if match else [_("de naam staat in het signalement")]
        name = incident.aggressor_name if match else ""
        yield Found(incident, PERPETRATOR, name, None, None, [incident], why, match.score if match else 0)


def _stands_in(sought: str, text: str) -> bool:
    """Whether the last word of the name, as a rule the surname, stands in a text."""
    surname = sought.split(",")[0] if "," in sought else (sought.split() or [""])[-1]
    return bool(named_in(text, [surname]))


def _victims(sought: str, incidents: QuerySet[Incident]) -> Iterator[Found]:
    victims = Victim.objects.filter(incident__in=incidents.order_by())
    names = dict(open_column(victims, "name"))
    alike = _alike(sought, names.values())
    wanted = [pk for pk, name in names.items() if name in alike]
    for victim in victims.filter(pk__in=wanted).select_related("incident").order_by("pk"):
        match = alike[victim.name]
        yield Found(
            victim.incident,
            VICTIM,
            victim.name,
            None,
            victim.pk,
            [victim.incident],
            _reasons(match),
            match.score,
        )


def _reporters(sought: str, incidents: QuerySet[Incident]) -> Iterator[Found]:
    # Who took one over from a list did not report it.
    reported = incidents.filter(taken_over=False)
    people = User.objects.filter(pk__in=reported.order_by().values("reporter"))
    names = dict(people.values_list("pk", "name"))
    alike = _alike(sought, names.values())
    by = Q(reporter__in=[pk for pk, name in names.items() if name in alike])
    for incident in reported.filter(by).select_related("reporter"):
        match = alike[incident.reporter.name]
        yield Found(
            incident,
            REPORTER,
            incident.reporter.name,
            None,
            None,
            [incident],
            _reasons(match),
            match.score,
        )
