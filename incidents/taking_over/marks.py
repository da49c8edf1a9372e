# SPDX-License-Identifier: EUPL-1.2
"""By what two rows are recognised as the same incident: the day and the unit, with the number in the old list, the
account, or who it happened to. Where both have a number, the numbers decide; else any of the others will do."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from incidents.models import Incident, TakenOver, Victim
from protection.blind_index import BlindIndexField
from protection.keyring import key_ring

from .columns import folded


@dataclass(frozen=True)
class Marks:
    """The three marks of one row; "" for none."""

    number: str
    account: str
    victim: str

    @classmethod
    def of(
        cls, day: datetime.date, unit_id: int, number: str, narrative: str, person: User | None, name: str
    ) -> "Marks":
        where = f"{day.isoformat()}|{unit_id}|"
        words = "".join(c for c in narrative.casefold() if c.isalnum())
        who = f"user {person.pk}" if person else f"name {folded(name)}"
        digest = hashlib.sha256(words.encode()).hexdigest()
        return cls(where + folded(number) if folded(number) else "", where + digest, where + who)


@dataclass
class Seen:
    """What is there already, by mark; the value says where, for the screen."""

    numbers: dict[str, str] = field(default_factory=dict)
    # Per mark of account or victim: of a row with a number, and of one without.
    others: dict[tuple[str, bool], str] = field(default_factory=dict)

    def add(self, number: str | None, others: Iterable[str | None], where: str) -> None:
        if number:
            self.numbers.setdefault(number, where)
        for other in filter(None, others):
            self.others.setdefault((other, bool(number)), where)

    def find(self, number: str | None, others: Iterable[str | None]) -> str | None:
        """Where the same incident is; None when it is nowhere."""
        if number and number in self.numbers:
            return self.numbers[number]
        # One with a number is never the same as one with another number.
        beside = (False,) if number else (False, True)
        found = (self.others.get((other, numbered)) for other in others if other for numbered in beside)
        return next((where for where in found if where is not None), None)


class Known:
    """Which rows are incidents of this municipality already: taken over before, reported here, or earlier in the same
    list."""

    def __init__(self, municipality_id: int, days: set[datetime.date], units: set[int]) -> None:
        self.municipality_id = municipality_id
        self.taken_over, self.reported, self.in_list = Seen(), Seen(), Seen()
        names = ("by_number_index", "by_account_index", "by_victim_index")
        for number, account, victim, reference in TakenOver.objects.filter(
            municipality=municipality_id
        ).values_list(*names, "incident__reference"):
            self.taken_over.add(number, (account, victim), reference)
        self._read_reported(days, units)

    def _read_reported(self, days: set[datetime.date], units: set[int]) -> None:
        """Those that were reported in this system: on the same days only, because they have to be opened."""
        reported = Incident.objects.filter(
            municipality=self.municipality_id, taken_over=False, occurred_on__in=days, unit__in=units
        ).only("pk", "reference", "occurred_on", "unit_id", "narrative", "as_reported")
        victims: dict[Any, list[Victim]] = defaultdict(list)
        for victim in Victim.objects.filter(incident__in=reported).select_related("user"):
            victims[victim.incident_id].append(victim)
        for incident in reported:
            accounts = {
                incident.narrative,
                (incident.as_reported or {}).get("narrative") or incident.narrative,
            }
            for victim in victims[incident.pk]:
                for account in accounts:
                    marks = Marks.of(
                        incident.occurred_on, incident.unit_id, "", account, victim.user, victim.name
                    )
                    self.reported.add(None, (marks.account, marks.victim), incident.reference)

    def find(self, marks: Marks) -> str | None:
        """The reference of the incident that it is, or the number of the row in the list; None for a new one."""
        for key_id in key_ring().keys:
            number, account, victim = (
                _index(name).fingerprint(key_id, self.municipality_id, mark)
                for name, mark in (
                    ("by_number_index", marks.number),
                    ("by_account_index", marks.account),
                    ("by_victim_index", marks.victim),
                )
            )
            if (found := self.taken_over.find(number, (account, victim))) is not None:
                return found
        others = (marks.account, marks.victim)
        return self.reported.find(marks.number, others) or self.in_list.find(marks.number, others)

    def add(self, marks: Marks, row: int) -> None:
        self.in_list.add(marks.number, (marks.account, marks.victim), str(row))


def _index(name: str) -> BlindIndexField:
    field = TakenOver._meta.get_field(name)
    assert isinstance(field, BlindIndexField)
    return field
