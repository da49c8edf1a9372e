# SPDX-License-Identifier: EUPL-1.2
"""Look-ups in the perpetrator registry of the last months: what the coordinator and the administrator see of them."""

import datetime

from accounts.models import AccessLogEntry, User
from incidents.models import Perpetrator, Purpose, RegistryLookup
from retention.terms import look_due

from .chance import Chance
from .dossier import Rows
from .moments import DAY, in_office
from .organisation import Settled

Moment = datetime.datetime
MINUTE = datetime.timedelta(minutes=1)
PER_READER = 26
BURST = 17
# Who reads the registry besides the one that the README names, and what for.
USUAL = {"wijkteam": Purpose.VISIT, "boa": Purpose.COUNTER, "inkomen": Purpose.APPOINTMENT}


class Lookups:
    """The look-ups of one town, by everybody who reads its registry."""

    def __init__(self, settled: Settled, rows: Rows, chance: Chance, now: Moment) -> None:
        self.settled, self.rows, self.chance, self.now = settled, rows, chance, now
        self.people: list[Perpetrator] = rows.by_model[Perpetrator]

    def fill(self) -> None:
        readers = [
            self.settled.user(p) for p in self.settled.holders("registry_reader", self.settled.units["root"])
        ]
        for number, reader in enumerate(readers):
            for _ in range(PER_READER):
                self._look(reader, self._at_work(self.chance.uniform(0.05, 90)))
            if number == 1:
                self._burst(reader)
        for reader, about in (
            (readers[-1], "is_own_name"),
            (readers[0], "is_colleague"),
            (readers[-1], "is_colleague"),
        ):
            self._look(reader, self._at_work(self.chance.uniform(2, 25)), hit=False, **{about: True})

    def _at_work(self, days_ago: float) -> Moment:
        moment = in_office(self.chance, self.now - DAY * days_ago)
        return moment if moment < self.now else self.now - DAY * days_ago

    def _burst(self, reader: User) -> None:
        """Much more in half an hour than anybody needs for their work."""
        start = self._at_work(self.chance.uniform(3, 6))
        for number in range(BURST):
            self._look(reader, start + MINUTE * 1.6 * number)

    def _look(self, reader: User, at: Moment, *, hit: bool = True, **about: bool) -> None:
        shown = [
            p
            for p in self.people
            if p.name and p.created_at < at and p.visible_until and p.visible_until > at
        ]
        found = self.chance.sample(shown, k=1) if hit and shown and self.chance.maybe(0.45) else []
        kind = next((k for k, keys in self.settled.kinds.items() if self._key(reader) in keys), "")
        purpose = (
            USUAL.get(kind, Purpose.VISIT) if self.chance.maybe(0.6) else self.chance.choice(Purpose.values)
        )
        by_birth = bool(found and found[0].date_of_birth and self.chance.maybe(0.5))
        row = RegistryLookup(
            municipality=self.settled.municipality,
            reader=reader,
            at=at,
            purpose=purpose,
            by_name=True,
            by_date_of_birth=by_birth,
            found=[str(p.pk) for p in found],
            origin="web",
            **about,
        )
        row.set_term(look_due(at, at))
        self.rows.add(row)
        for person in found:
            entry = AccessLogEntry(
                municipality=self.settled.municipality,
                actor=reader,
                action=AccessLogEntry.Action.FOUND_IN_REGISTRY,
                object_id=person.pk,
                record_id=person.pk,
                origin="web",
                at=at,
            )
            entry.set_term(look_due(at, person.destroy_at))
            self.rows.add(entry)

    def _key(self, reader: User) -> str:
        return next(key for key, unit in self.settled.units.items() if unit.pk == reader.unit_id)
