# SPDX-License-Identifier: EUPL-1.2
"""How a sanction comes about and goes on, up to now."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from incidents.models import BANS, LASTING, WITHOUT_REVIEW, Heard, Sanction, SanctionKind, SanctionReview
from retention.terms import local_date

from . import sanction_words as words
from .chance import Chance
from .moments import DAY, at_hour, in_office
from .verdicts import Case, earlier_sanctions
from .wanted import Wanted, end_that_hides_after

Moment = datetime.datetime
HOUR = datetime.timedelta(hours=1)
REVIEW_EVERY = 80 * DAY
REVIEWED = SanctionReview.Outcome


class Sanctioning:
    """Lets a sanction against one person run its course. `cases` are all the incidents of this person."""

    def __init__(self, cases: list[Case], chance: Chance, now: Moment) -> None:
        self.cases, self.chance, self.now = cases, chance, now
        self.today = local_date(now)
        # What is decided at a later moment, when what comes before it is known.
        self.later: list[tuple[Moment, Callable[[], None]]] = []

    def run(self) -> None:
        """Take every decision in the order of time; one may bring another."""
        while self.later:
            self.later.sort(key=lambda decision: decision[0])
            _moment, decide = self.later.pop(0)
            decide()

    def give(self, case: Case, at: Moment, wanted: Wanted | None) -> None:
        """What was wanted, or else what the municipality thinks fit."""
        earlier = earlier_sanctions(self.cases, case, case.actor(at), at)
        fitting = case.fitting(earlier)
        kind = wanted.kind if wanted else fitting
        if kind in BANS and not case.supervisors(case.actor(at)):
            kind = SanctionKind.CONTACT_MEASURE
        wish = wanted.wishes if wanted else frozenset()
        facts = self._grounds(case, kind, wish)
        if kind != fitting:
            facts["deviation_reason"] = self._write(case, words.DEVIATION)
        if kind in LASTING:
            facts |= self._period(case, at, wanted)
        self._decide(case, case.propose(at, kind, earlier, **facts), wish)

    def _grounds(self, case: Case, kind: str, wish: frozenset[str]) -> dict[str, Any]:
        usual = self.chance.weighted({Heard.HEARD: 0.75, Heard.DECLINED: 0.17, Heard.UNREACHABLE: 0.08})
        heard = next((answer for answer in Heard if answer in wish), usual)
        facts = {
            "behaviour": self._write(case, words.BEHAVIOUR[case.incident.gravest_kind]),
            "norm": self._write(case, words.NORM),
            "heard": heard,
            "heard_note": self._write(case, words.HEARD_NOTE[heard]),
        }
        if kind in LASTING:
            facts["conditions"] = self._write(case, words.CONDITIONS[kind])
        if kind in BANS:
            facts["basic_services"] = self._write(case, words.BASIC_SERVICES)
        return facts

    def _period(self, case: Case, at: Moment, wanted: Wanted | None) -> dict[str, Any]:
        """From the day of the decision to an end, with a day to look at it again when it lasts."""
        starts_on, months = local_date(at), case.standard
        end = starts_on + DAY * (
            wanted.lasts if wanted and wanted.lasts else self.chance.choice([30, 60, 85, 150])
        )
        if wanted and wanted.ends_from_now is not None:
            end = self.today + DAY * wanted.ends_from_now
        if wanted and wanted.hidden_after is not None:
            end, months = end_that_hides_after(self.today + DAY * wanted.hidden_after, case.standard)
        review_on = starts_on + REVIEW_EVERY if end > starts_on + WITHOUT_REVIEW else None
        if wanted and wanted.review_in is not None:
            review_on = starts_on + DAY * wanted.review_in
        if wanted and wanted.review_from_now is not None:
            review_on = self.today + DAY * wanted.review_from_now
        return {"planned_end": end, "review_on": review_on, "months": months}

    def _decide(self, case: Case, sanction: Sanction, wish: frozenset[str]) -> None:
        """Imposed at once, or by the supervisor where a ban needs consent."""
        at = sanction.created_at
        if sanction.kind not in BANS:
            case.impose(sanction, at, sanction.author)
            self._go_on(case, sanction, wish)
            return
        supervisors = case.supervisors(sanction.author)
        case.ask_consent(sanction, supervisors)
        decided_at = self._soon(at, 2, 22)
        if "withdrawn" in wish:
            case.withdraw(sanction, decided_at)
        elif "refused" in wish:
            case.refuse(sanction, decided_at, supervisors[0], self._write(case, words.REFUSED))
        elif "waiting" not in wish:
            case.impose(sanction, decided_at, supervisors[0], self._write(case, words.ALLOWED))
            self._go_on(case, sanction, wish)

    def _go_on(self, case: Case, sanction: Sanction, wish: frozenset[str]) -> None:
        imposed_at = sanction.imposed_at or sanction.created_at
        letter_at = in_office(self.chance, imposed_at + self.chance.uniform(1, 20) * HOUR)
        if "unsent" not in wish and letter_at < self.now:
            case.send_letter(sanction, letter_at)
        if case.is_unfounded and case.incident.closed_at:
            case.annul(sanction, case.incident.closed_at, case.incident.conclusion)
        elif "annulled" in wish:
            case.annul(sanction, self._soon(imposed_at, 100, 500), self._write(case, words.ANNULLED))
        elif "shortened" in wish:
            case.shorten(sanction, self._soon(imposed_at, 100, 500), 12)
        elif "prolonged" in wish:
            at = at_hour(sanction.planned_end - 5 * DAY, 11, self.chance.randint(0, 59))
            self.later.append((at, partial(self._prolong, case, sanction, at)))
        elif sanction.is_lasting:
            self._review(case, sanction, wish)

    def _review(self, case: Case, sanction: Sanction, wish: frozenset[str]) -> None:
        """Looked at again on the days that were set, until it ends or is lifted."""
        while sanction.review_on and sanction.review_on <= sanction.planned_end:
            at = at_hour(sanction.review_on, self.chance.randint(9, 16), self.chance.randint(0, 59))
            if at > self.now or (self.today - sanction.review_on) < 10 * DAY:
                return
            if "dropped" in wish:
                case.review(sanction, at, REVIEWED.LIFTED, self._write(case, words.REVIEWED["lifted"]))
                return
            if "lifted" in wish:
                break
            later = local_date(at) + REVIEW_EVERY
            goes_on = sanction.planned_end > local_date(at) + WITHOUT_REVIEW
            text = self._write(case, words.REVIEWED["continued"])
            case.review(sanction, at, REVIEWED.CONTINUED, text, later if goes_on else None)
        if "lifted" in wish:
            started = sanction.imposed_at or sanction.created_at
            case.lift(sanction, self._soon(started, 30 * 24, 60 * 24), self._write(case, words.LIFTED))

    def _prolong(self, case: Case, old: Sanction, at: Moment) -> None:
        """A few days before its end a new decision takes it further."""
        earlier = earlier_sanctions(self.cases, case, case.actor(at), at)
        facts = self._grounds(case, old.kind, frozenset())
        starts_on = local_date(at)
        facts |= {"planned_end": starts_on + 400 * DAY, "review_on": starts_on + REVIEW_EVERY}
        self._decide(case, case.propose(at, old.kind, earlier, prolongs=old, **facts), frozenset())

    def _soon(self, at: Moment, least: float, most: float) -> Moment:
        """Some hours later, when people are at work; never later than now."""
        moment = in_office(self.chance, at + self.chance.uniform(least, most) * HOUR)
        return moment if moment < self.now else at + (self.now - at) * 0.6

    def _write(self, case: Case, texts: list[str]) -> str:
        return case.plan.write(self.chance, texts)
