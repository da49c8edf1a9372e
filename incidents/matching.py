# SPDX-License-Identifier: EUPL-1.2
"""Whether somebody who was written down is a person whom the registry knows already.

Only among those whom this handler may be shown (RULES: those visible under R3 or in their own units, no others), and
only by what was typed: an exact BSN, or a name that is alike. What is not matchable is not there, in no count either.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import AccessLogEntry, User
from protection.blind_index import blind_index_q
from protection.fields import open_column

from .models import Incident, Involvement, Perpetrator, Sanction
from .names import MatchReason, NameMatch, best_matches
from .perpetrators import PersonFacts
from .registry import matchable_by
from .restricting import known_sanctions

# No more than one compares side by side.
MOST = 5


@dataclass(frozen=True)
class Match:
    """Somebody who may be the same person, and why."""

    perpetrator: Perpetrator
    same_bsn: bool = False
    same_birth: bool = False
    # How the names are alike; None when they are not.
    name: NameMatch | None = None
    # Is a perpetrator of this incident already.
    is_named: bool = False
    sanctions: list[Sanction] = field(default_factory=list)
    # Another BSN is known of this person than the one that was typed.
    other_bsn: bool = False

    @property
    def why(self) -> list[str]:
        """Why it may be the same person, in words."""
        found = []
        if self.same_bsn:
            found.append(_("hetzelfde BSN"))
        if self.same_birth:
            found.append(_("dezelfde geboortedatum"))
        if self.name:
            found += [str(MatchReason(reason).label) for reason in self.name.reasons]
        if self.other_bsn:
            found.append(_("maar een ander BSN: kijk het nummer na"))
        return found


def possible_matches(
    user: User, facts: PersonFacts, *, incident: Incident | None = None, but: Perpetrator | None = None
) -> list[Match]:
    """Who may be the person that these facts are about, the likeliest first, with their sanctions.

    Nobody for a description alone: it says too little of whom it does not mean. `but` leaves out the person that the
    facts are from.
    """
    known = matchable_by(user)
    if but is not None:
        known = known.exclude(pk=but.pk)
    municipality = user.municipality_id
    by_bsn = blind_index_q(Perpetrator, "bsn_index", municipality, facts.bsn)
    same_bsn = set(known.filter(by_bsn).values_list("pk", flat=True)) if facts.bsn else set()
    other_bsn = (
        set(known.exclude(bsn_index=None).values_list("pk", flat=True)) - same_bsn if facts.bsn else set()
    )
    alike = _by_name(known, facts.name)
    born: set[uuid.UUID] = set()
    if facts.date_of_birth and (found := same_bsn | alike.keys()):
        by_birth = blind_index_q(Perpetrator, "born_index", municipality, facts.date_of_birth)
        born = set(known.filter(by_birth, pk__in=found).values_list("pk", flat=True))
    # A surname that many bear is no likeness by itself: looking for "Jansen" would show them all.
    alike = {pk: name for pk, name in alike.items() if pk in born or MatchReason.SURNAME not in name.reasons}
    # Two different BSNs are two people, however alike their names; born on one day, one of the numbers may be mistyped.
    alike = {pk: name for pk, name in alike.items() if pk in born or pk not in other_bsn}

    def likeliest(key: uuid.UUID) -> tuple[Any, ...]:
        return key not in same_bsn, key not in born, -alike[key].score if key in alike else 0, str(key)

    best = sorted(same_bsn | alike.keys(), key=likeliest)[:MOST]
    people = known.in_bulk(best)
    named: set[uuid.UUID] = set()
    if incident is not None:
        rows = Involvement.objects.filter(incident=incident, perpetrator__in=best)
        named = set(rows.values_list("perpetrator_id", flat=True))
    sanctions = sanctions_known_to(user, best)
    return [
        Match(
            people[key],
            key in same_bsn,
            key in born,
            alike.get(key),
            key in named,
            sanctions[key],
            other_bsn=key in other_bsn,
        )
        for key in best
        if key in people
    ]


def _by_name(known: QuerySet[Perpetrator], name: str) -> dict[uuid.UUID, NameMatch]:
    """The names that are alike, compared in memory by their keys."""
    keys = open_column(known, "name_key") if name else []
    return {match.key: match for match in best_matches(name, keys, limit=len(keys))}


def sanctions_known_to(user: Any, perpetrators: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Sanction]]:
    """Per perpetrator the sanctions that this handler may know of: those in view (R3) and those of their own units;
    what runs now first, then the newest."""
    may_know = known_sanctions() | Q(incident__in=Incident.objects.visible_to(user))
    rows = (
        Sanction.objects.filter(
            may_know,
            involvement__perpetrator__in=list(perpetrators),
            state=Sanction.State.IMPOSED,
            annulled_at=None,
        )
        .select_related("involvement")
        .order_by("-decided_on", "pk")
    )
    found: dict[uuid.UUID, list[Sanction]] = defaultdict(list)
    for sanction in sorted(rows, key=lambda s: not s.is_running):
        found[sanction.involvement.perpetrator_id].append(sanction)
    return found


def keep_looks(user: User, matches: Iterable[Match]) -> None:
    """Write down that these were shown (R6), whether or not one was chosen."""
    for match in matches:
        person = match.perpetrator
        AccessLogEntry.record(user, AccessLogEntry.Action.READ_PERPETRATOR, person.pk, person.destroy_at)
