# SPDX-License-Identifier: EUPL-1.2
"""Who it was, as handlers confirmed it: people who come back, under names that are spelt as one hears them."""

import datetime
from collections import defaultdict
from functools import partial

from incidents.models import BANS, OPEN_STATUSES, Document, Perpetrator, RevealReason, SanctionKind, Status
from retention.terms import local_date, unsanctioned_due

from . import sanction_words as words
from .chance import Chance
from .dossier import Rows
from .moments import DAY, in_office
from .names import RECURRING
from .organisation import Settled
from .plans import Plan
from .sanctions import Sanctioning
from .verdicts import Case, settle_terms
from .wanted import WANTED, Wanted, end_that_hides_after

Moment = datetime.datetime
# Confirmed twice, under two spellings, by handlers who did not see that it was one person: somebody may join them.
NOT_RECOGNISED = 1
DESCRIBED_ONLY = 0.12
OFTEN = {spellings[0] for _gender, spellings in RECURRING}


class Register:
    """Confirms the perpetrators of one town, and sanctions them."""

    def __init__(self, settled: Settled, plans: list[Plan], rows: Rows, chance: Chance, now: Moment) -> None:
        self.settled, self.rows, self.chance, self.now = settled, rows, chance, now
        self.known: set[str] = set()
        self.wanted: dict[Case, tuple[Wanted, Moment]] = {}
        self.chosen: list[list[Case]] = []
        self.people: dict[object, list[Case]] = defaultdict(list)
        for plan in plans:
            incident = plan.dossier.incident
            if incident.facts_established_at is None or incident.handler is None:
                continue
            described = plan.outsider.gender in "mv" and incident.aggressor_description
            if incident.status != Status.JOINED and (incident.aggressor_name or described):
                self.people[plan.outsider.person or plan].append(Case(plan, now))

    def fill(self) -> None:
        for wanted in WANTED:
            self._choose_for(wanted)
        self._choose_more(self.settled.town.perpetrators)
        left = NOT_RECOGNISED
        for cases in self.chosen:
            spelt = {c.incident.aggressor_name for c in cases}
            if left and len(spelt) > 1 and not any(case in self.wanted for case in cases):
                left -= 1
                for name in sorted(spelt):
                    self._run([c for c in cases if c.incident.aggressor_name == name])
            else:
                self._run(cases)

    def _choose_for(self, wanted: Wanted) -> None:
        """Somebody to whom this can have happened, for whom nothing else is meant yet."""
        keys = [key for key, cases in self.people.items() if cases not in self.chosen]
        self.chance.shuffle(keys)
        # Or else somebody for whom something is meant already, of whom there is more.
        again = [
            key for key, cases in self.people.items() if cases in self.chosen and not self._is_alone(cases)
        ]
        for key in keys if "alone" in wanted.wishes else keys + again:
            cases = self.people[key]
            if "alone" in wanted.wishes and key in OFTEN:
                continue
            for case in cases:
                if case not in self.wanted and (moment := self._when(case, wanted)):
                    self.wanted[case] = (wanted, moment)
                    if cases not in self.chosen:
                        self.chosen.append(cases)
                    return

    def _is_alone(self, cases: list[Case]) -> bool:
        return any(case in self.wanted and "alone" in self.wanted[case][0].wishes for case in cases)

    def _when(self, case: Case, wanted: Wanted) -> Moment | None:
        """When this can have been decided in this case; None when it cannot."""
        incident, wish = case.incident, wanted.wishes
        if case.is_unfounded or incident.severity < wanted.gravest:
            return None
        if ("open" in wish and incident.status not in OPEN_STATUSES) or (
            "named" in wish and not incident.aggressor_name
        ):
            return None
        supervisors = case.supervisors(case.handler)
        if wanted.kind in BANS and not supervisors:
            return None
        if "watched" in wish and self.settled.user(self.settled.role("toezichthouder")) not in supervisors:
            return None
        if wanted.kind == SanctionKind.DAMAGE_RECOVERY and not case.plan.story.damage:
            return None
        first = max(self.now - DAY * wanted.most, case.confirmed_at)
        last = min(self.now - DAY * wanted.least, case.until)
        if wanted.hidden_after is not None:
            try:
                hidden_after = local_date(self.now) + DAY * wanted.hidden_after
                end, _months = end_that_hides_after(hidden_after, case.standard)
            except LookupError:
                return None
            ends_at = self.now - DAY * (local_date(self.now) - end).days
            first, last = max(first, ends_at - 300 * DAY), min(last, ends_at - 5 * DAY)
        return self._between(case, first, last)

    def _between(self, case: Case, first: Moment, last: Moment) -> Moment | None:
        if last <= first:
            return None
        moment = first + (last - first) * self.chance.uniform(0.1, 0.9)
        in_time = in_office(self.chance, moment)
        moment = in_time if in_time < last else moment
        still = unsanctioned_due(case.incident.occurred_on, case.standard).at
        return moment if moment < still else None

    def _choose_more(self, count: int) -> None:
        """Those who came back, some of whom nobody knows the name, and others."""
        rest = [(key, cases) for key, cases in self.people.items() if cases not in self.chosen]
        self.chance.shuffle(rest)
        nameless = [cases for _key, cases in rest if not cases[0].incident.aggressor_name]
        rest.sort(key=lambda pair: (pair[0] not in OFTEN, -len(pair[1])))
        named = [cases for _key, cases in rest if cases[0].incident.aggressor_name]
        # As many who came back as who came once.
        once = [cases for cases in named if len(cases) == 1]
        self.chosen += nameless[: round(count * DESCRIBED_ONLY)]
        missing = max(count - len(self.chosen), 0)
        back = [cases for cases in named if len(cases) > 1][: missing * 2 // 3]
        self.chosen += back
        self.chosen += once[: missing - len(back)]

    def _run(self, cases: list[Case]) -> None:
        """From the first confirmation on; who handles the last incident may still have to find out who it was."""
        cases = sorted(cases, key=lambda case: case.confirmed_at)
        cases = [c for c in cases if c in self.wanted and "alone" in self.wanted[c][0].wishes] or cases
        if len(cases) > 1 and cases[-1].incident.status in OPEN_STATUSES and cases[-1] not in self.wanted:
            cases = cases[:-1]
        person = self._person(cases)
        sanctioning = Sanctioning(cases, self.chance, self.now)
        for case in cases:
            case.confirm(person)
            if known := self.wanted.get(case):
                sanctioning.later.append((known[1], partial(sanctioning.give, case, known[1], known[0])))
            elif self.chance.maybe(0.6) and (moment := self._between(case, case.confirmed_at, case.until)):
                sanctioning.later.append((moment, partial(sanctioning.give, case, moment, None)))
        sanctioning.run()
        for case in cases:
            case.finish()
        settle_terms(person, cases)

    def _person(self, cases: list[Case]) -> Perpetrator:
        first, chance = cases[0], self.chance
        name = first.incident.aggressor_name
        person = Perpetrator(municipality=self.settled.municipality, created_at=first.confirmed_at, name=name)
        # By turns and not by chance: in a small town too, all of it is there.
        number = len(self.rows.by_model[Perpetrator])
        if not name or number % 3 == 0:
            person.description = first.incident.aggressor_description or first.plan.write(
                chance, words.DESCRIBED
            )
        if name and number % 5 in (0, 2, 4):
            age = chance.randint(19 * 365, 78 * 365)
            person.date_of_birth = local_date(first.confirmed_at) - DAY * age
        if name and person.date_of_birth and number % 2 == 0:
            person.bsn = self._number()
            if len(self.known) % 2:
                person.bsn_verified_with = chance.choice(Document.values)
                person.bsn_verified_by = first.handler
                person.bsn_verified_on = local_date(first.confirmed_at)
            if len(self.known) % 3 == 0:
                looked_at = first.confirmed_at + (first.until - first.confirmed_at) * 0.5
                first.reveal_bsn(person, looked_at, chance.choice(RevealReason.values))
        self.rows.add(person)
        return person

    def _number(self) -> str:
        """A BSN of the range that is never given out (999…), which passes the 11-proef; one per person."""
        while True:
            digits = f"999{self.chance.randrange(10**5):05d}"
            check = sum(int(d) * weight for d, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
            if check < 10 and digits not in self.known:
                self.known.add(digits)
                return digits + str(check)
