# SPDX-License-Identifier: EUPL-1.2
"""A request of a person and who handles it, for tests of finding and of what a decision does."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from incidents import handling
from incidents.person_search import Sought
from oversight.models import DataSubjectRequest, RequestSubject
from oversight.requests import deciding, effects_choosing, finding, subjects
from retention.models import LedgerEntry
from retention.terms import local_date
from tests.incidents.sanctioned import Dossier
from tests.world import World, fresh

NAME = "Wim Zwartewater"
BORN = datetime.date(1971, 3, 9)


class Desk:
    """Cora coordinates Waterrijk and holds no other level; Dirk coordinates Duinveen."""

    def __init__(self, world: World, *, with_dossier: bool = True, **facts: Any) -> None:
        self.world = world
        if with_dossier:
            self.dossier = Dossier(world, **facts)
        self.cora = world.person("Cora", world.root, "coordinator")
        self.dirk = world.person("Dirk", world.other_root, "coordinator")
        self.number = 0

    def request(self, kind: str = "erasure", *, checked: bool = True, **facts: Any) -> DataSubjectRequest:
        self.number += 1
        values = {
            "municipality": self.world.waterrijk,
            "number": self.number,
            "year": 2026,
            "kind": kind,
            "received_on": local_date(timezone.now()),
            "registered_by": self.cora,
            "name": NAME,
            "asked": "Wat staat er over mij?",
        }
        if checked:
            values |= {
                "identity_check": "Paspoort aan de balie.",
                "identity_checked_at": timezone.now(),
                "identity_checked_by": self.cora,
            }
        return DataSubjectRequest.objects.create(**(values | facts))

    def find(
        self, request: DataSubjectRequest, name: str = NAME, actor: User | None = None, **asked: Any
    ) -> Any:
        person = Sought(name, asked.pop("date_of_birth", None), asked.pop("bsn", ""))
        return finding.search(fresh(actor or self.cora), request, finding.Asked(person, **asked))

    def confirm(
        self, request: DataSubjectRequest, name: str = NAME, capacity: str = "perpetrator"
    ) -> RequestSubject:
        (found,) = [one for one in self.find(request, name).candidates if one.capacity == capacity]
        return subjects.confirm(fresh(self.cora), request, found)

    def choose(self, subject: RequestSubject, choice: str, **more: Any) -> None:
        effects_choosing.choose(fresh(self.cora), subject, choice, **more)

    def decide(
        self, request: DataSubjectRequest, decision: str = "granted", actor: User | None = None
    ) -> None:
        weighing = "Wat zwaarder weegt." if deciding.needs_weighing(request, decision) else ""
        deciding.decide(fresh(actor or self.cora), request, decision, "Omdat het zo hoort.", weighing)
        request.refresh_from_db()


def desk_of_a_named_aggressor(world: World, name: str) -> Desk:
    """A desk whose incident's reporter named the aggressor so; the facts were established."""
    desk = Desk(
        world,
        aggressor_name=f"Wim {name}",
        aggressor_description=f"Grote man, {name} geheten.",
        narrative="Hij riep dat hij mij zou opwachten.",
    )
    dossier = desk.dossier
    handling.establish_facts(
        dossier.bob, dossier.incident, {"narrative": "De man bedreigde haar."}, ["verbal", "threat"]
    )
    return desk


def erased_in_part() -> list[tuple[str, str]]:
    """What the ledger says of it, each with the ground and the term of what stays."""
    rows = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.ERASED_IN_PART)
    assert {row.rule for row in rows} <= {"R8"}
    assert all(row.due_at > row.done_at for row in rows)
    return sorted((row.what, row.object_id) for row in rows)
