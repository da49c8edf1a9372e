# SPDX-License-Identifier: EUPL-1.2
"""Looking somebody up in the perpetrator registry: who is meant, best match first, and the log of it (R3, R6).

What is searched for is used and forgotten: the log keeps that somebody looked, what for, by what and who was found.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.levels import Level
from accounts.models import AccessLogEntry, User
from accounts.policy import scope_of
from protection.blind_index import blind_index_q
from protection.fields import open_column
from retention.terms import look_due

from .access import NotAllowed
from .models import Perpetrator, Purpose, RegistryLookup
from .names import best_matches
from .registry import readable_by
from .restricting import running_sanctions
from .staff_names import whose_name

# At most so many people are shown; who finds more is asked to say more.
SHOWN = 20
# So many of the best names are looked at more closely. More than are shown: who was born on another day goes down.
CONSIDERED = 500
# Nobody needs more look-ups than this for their work; who does, waits.
MOST_PER_HOUR = 60
HOUR = datetime.timedelta(hours=1)
# For so long can what was found be opened again, by who found it.
OPENS_FOR = datetime.timedelta(minutes=30)
Action = AccessLogEntry.Action


class TooMany(Exception):
    """This person looked up more in the past hour than anybody needs; `until`: when they can go on."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__()
        self.until = until


@dataclass(frozen=True, repr=False)
class Query:
    """Who is meant, and what for. A name, a date of birth and a BSN: any one, or more for who knows more."""

    purpose: Purpose
    name: str = ""
    date_of_birth: datetime.date | None = None
    bsn: str = ""

    def __post_init__(self) -> None:
        if not (self.name or self.date_of_birth or self.bsn):
            raise ValueError("There is no list of everybody: a look-up says who is meant.")


@dataclass(frozen=True)
class Hit:
    """Somebody who was found, and why: what of the query is the same, and what is not."""

    perpetrator: Perpetrator
    same_bsn: bool = False
    same_date_of_birth: bool = False
    name_score: float = 0
    name_reasons: tuple[Any, ...] = ()
    # What is known of this person and differs from what was asked: "bsn", "date_of_birth", "name".
    differs: frozenset[str] = frozenset()
    # A sanction runs: people must act on it now.
    is_warned: bool = False

    @property
    def order(self) -> tuple[Any, ...]:
        """Best first: the same BSN beats all; then a name with its date of birth; then a name alone, or a date of
        birth alone; then what contradicts the query. Of those who match alike, first whom a sanction runs against:
        among thirty people of one name nobody may miss the ban."""
        contradicted = not self.same_bsn and bool(self.differs & {"bsn", "date_of_birth"})
        return (
            not self.same_bsn,
            contradicted,
            not self.same_date_of_birth,
            -self.name_score,
            not self.is_warned,
            str(self.perpetrator.pk),
        )


@dataclass(frozen=True)
class Answer:
    """What a look-up found, best match first."""

    lookup: RegistryLookup
    hits: list[Hit] = field(default_factory=list)
    # There were more than are shown.
    is_cut: bool = False


def look_up(reader: User, query: Query) -> Answer:
    """Who in the registry may be meant. The look-up is kept before it is answered, and every person who is shown.

    Raises NotAllowed, TooMany.
    """
    if not scope_of(reader).holds_on_root(Level.REGISTRY_READER):
        raise NotAllowed
    try:
        lookup = _write_down(reader, query)
    except TooMany:
        AccessLogEntry.record_other(reader, Action.SEARCHED_REGISTRY, AccessLogEntry.Result.REFUSED)
        raise
    found = sorted(_find(reader, query), key=lambda hit: hit.order)
    hits = found[:SHOWN]
    with transaction.atomic():
        lookup.found = [str(hit.perpetrator.pk) for hit in hits]
        lookup.save(update_fields=["found"])
        log_looks(reader, [hit.perpetrator for hit in hits], Action.FOUND_IN_REGISTRY)
    return Answer(lookup, hits, is_cut=len(found) > SHOWN)


def _write_down(reader: User, query: Query) -> RegistryLookup:
    """Keep the look-up. Raises TooMany."""
    now = timezone.now()
    # Of a name alone can be told whose it is; the answer costs the same whether or not anybody is found.
    is_own, is_colleague = whose_name(reader, query.name) if query.name else (False, False)
    with transaction.atomic():
        # One look-up of a person at a time, so that two at once cannot both be the sixtieth.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=reader.pk)
        past_hour = RegistryLookup.objects.filter(reader=reader, at__gt=now - HOUR).order_by("-at", "pk")
        oldest_that_counts = past_hour.values_list("at", flat=True)[MOST_PER_HOUR - 1 : MOST_PER_HOUR].first()
        if oldest_that_counts is not None:
            raise TooMany(oldest_that_counts + HOUR)
        lookup = RegistryLookup(
            municipality=reader.municipality,
            reader=reader,
            at=now,
            purpose=query.purpose,
            by_name=bool(query.name),
            by_date_of_birth=query.date_of_birth is not None,
            by_bsn=bool(query.bsn),
            is_own_name=is_own,
            is_colleague=is_colleague,
        )
        lookup.save(force_insert=True)
        return lookup


def _find(reader: User, query: Query) -> list[Hit]:
    """Everybody who may be meant, in no order. The number of queries depends on what is asked, not on who is there."""
    visible = readable_by(reader)
    same_bsn, same_birth = _exactly(reader, query)
    by_name = {}
    if query.name:
        keys = [(pk, key) for pk, key in open_column(visible, "name_key", text_keys=True) if key]
        by_name = {match.key: match for match in best_matches(query.name, keys, CONSIDERED)}
    if query.name and (query.date_of_birth or query.bsn):
        # Who was born on that day must not be missed because five hundred others have a name that is more alike.
        exact = {str(pk) for pk in visible.filter(same_bsn | same_birth).values_list("pk", flat=True)}
        alike = [(pk, key) for pk, key in keys if pk in exact]
        by_name |= {match.key: match for match in best_matches(query.name, alike, CONSIDERED)}
    wanted = Q(pk__in=by_name) | same_bsn
    if not query.name:
        wanted |= same_birth
    return [
        _hit(p, query, by_name.get(str(p.pk)))
        for p in _compared(visible.filter(wanted), same_bsn, same_birth)
    ]


def _exactly(reader: User, query: Query) -> tuple[Q, Q]:
    """The rows with this BSN, and those with this date of birth; none for what was not asked."""
    scope = reader.municipality_id
    return (
        blind_index_q(Perpetrator, "bsn_index", scope, query.bsn),
        blind_index_q(Perpetrator, "born_index", scope, query.date_of_birth),
    )


def _compared(people: QuerySet[Perpetrator], same_bsn: Q, same_birth: Q) -> QuerySet[Perpetrator]:
    """With, per person, whether the BSN and the date of birth are those that were asked for, and whether a sanction
    runs; nothing is decrypted."""
    return people.annotate(
        is_warned=Exists(running_sanctions().filter(involvement__perpetrator=OuterRef("pk"))),
        same_bsn=ExpressionWrapper(same_bsn, BooleanField()),
        same_birth=ExpressionWrapper(same_birth, BooleanField()),
    )


def _hit(person: Any, query: Query, match: Any) -> Hit:
    differs = set()
    if query.bsn and person.bsn_index is not None and not person.same_bsn:
        differs.add("bsn")
    if query.date_of_birth and person.born_index is not None and not person.same_birth:
        differs.add("date_of_birth")
    if query.name and match is None:
        differs.add("name")
    return Hit(
        person,
        same_bsn=bool(person.same_bsn),
        same_date_of_birth=bool(person.same_birth),
        name_score=match.score if match else 0,
        name_reasons=tuple(match.reasons) if match else (),
        differs=frozenset(differs),
        is_warned=person.is_warned,
    )


def log_looks(reader: User, people: Sequence[Perpetrator], action: AccessLogEntry.Action) -> None:
    """Keep that this person saw these; until the later of the record's destruction and 12 months (R6)."""
    entries = []
    for person in people:
        entry = AccessLogEntry(
            actor=reader,
            municipality=reader.municipality,
            action=action,
            object_id=person.pk,
            record_id=person.pk,
        )
        entry.set_term(look_due(entry.at, person.destroy_at))
        entries.append(entry)
    AccessLogEntry.objects.bulk_create(entries)


def recent_lookup(reader: User, lookup_id: uuid.UUID) -> RegistryLookup | None:
    """A look-up of this same person that is not too long ago to open what it found."""
    return RegistryLookup.objects.filter(
        pk=lookup_id,
        reader=reader,
        municipality=reader.municipality_id,
        at__gt=timezone.now() - OPENS_FOR,
    ).first()


def found_by(reader: User, lookup: RegistryLookup) -> list[Perpetrator]:
    """Those whom a look-up found and who are in view still, in its order."""
    order = {key: number for number, key in enumerate(lookup.found)}
    return sorted(readable_by(reader).filter(pk__in=lookup.found), key=lambda p: order[str(p.pk)])
