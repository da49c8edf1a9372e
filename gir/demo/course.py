# SPDX-License-Identifier: EUPL-1.2
"""How an incident goes on after it was reported, up to now."""

import datetime
from typing import Any

from accounts.models import User
from incidents.models import NOTIFIABLE_INJURIES, Aftercare, Contribution, Measure, Victim
from incidents.police_package import Part
from incidents.reporting import VictimFacts
from retention.terms import end_of_day, local_date

from . import evidence, words
from .chance import Chance
from .moments import at_hour, in_office
from .plans import Plan

Moment = datetime.datetime
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
# Who left and handled until then, per town: the same name stands in the list of people.
LEFT = {"waterrijk": ("Martin Groeneveld", "publiekszaken"), "duinveen": ("Wim Overmars", "publiek")}


class Course:
    """Lets one dossier run its course. What would be later than now has not happened yet."""

    def __init__(self, plan: Plan, chance: Chance, now: Moment) -> None:
        self.plan, self.chance, self.now = plan, chance, now
        self.dossier, self.settled, self.wish = plan.dossier, plan.settled, plan.wish
        self.incident = plan.dossier.incident
        self.at = self.incident.reported_at
        self.age = now - self.at
        self.goal = self._goal()
        self.handler: User

    def _goal(self) -> str:
        wished = self.wish & {"new", "in_progress", "waiting", "closed", "reopened", "joined"}
        if wished:
            return next(iter(wished))
        days = self.age / DAY
        if days < 2:
            return self.chance.weighted({"new": 0.6, "in_progress": 0.4})
        if days < 60:
            return self.chance.weighted(
                {"in_progress": 0.25, "waiting": 0.1, "closed": 0.63, "reopened": 0.02}
            )
        if days < 330:
            return self.chance.weighted(
                {"in_progress": 0.02, "waiting": 0.02, "closed": 0.94, "reopened": 0.02}
            )
        return "closed"

    def later(self, least: float, most: float) -> bool:
        """Go on to between so many hours later, when people are at work; False when that is still to come."""
        moment = in_office(self.chance, self.at + self.chance.uniform(least, most) * HOUR)
        if moment > self.now - 10 * HOUR / 60:
            return False
        self.at = moment.replace(second=0, microsecond=0)
        return True

    def wants(self, name: str, share: float = 0.0) -> bool:
        """Whether it was wished for; without any wishes, in this share of the cases."""
        return name in self.wish or (not self.wish and self.chance.maybe(share))

    def write(self, texts: list[str]) -> str:
        return self.plan.write(self.chance, texts)

    def fitting(self, texts: dict[str, list[str]]) -> list[str]:
        """What can be said of any incident, and what fits where this one happened."""
        return texts[""] + texts.get(self.plan.facts.channel, []) + texts.get(self._how_it_came(), [])

    def _how_it_came(self) -> str:
        return "damage" if self.plan.story.damage else "police" if self.dossier.police else "-"

    def run(self) -> None:
        """From the first look to the close, and the aftercare beside it."""
        victim = self.dossier.victims[0] if self.dossier.victims else None
        if self.goal == "joined" or victim is None:
            return
        if self.goal == "new":
            self._left_alone()
            return
        self._move()
        self.handler = self._somebody_handles()
        if self._take_up(victim) and self._establish(victim):
            self._act()
            self._finish()
        self._aftercare()

    def _left_alone(self) -> None:
        if "reminded" in self.wish:
            self.at += 26 * HOUR
            handlers = [self.settled.user(p) for p in self.settled.holders("handler", self.incident.unit)]
            self.dossier.remind(self._supervisor(), self.at, handlers)

    def _move(self) -> None:
        if "moved" in self.wish and self.later(2, 4):
            self.dossier.move(self._supervisor(), self.at, self.settled.units["kcc"])

    def _supervisor(self) -> User:
        return self.settled.user(self.settled.holders("supervisor", self.incident.unit)[0])

    def _somebody_handles(self) -> User:
        """Mostly who is nearest; now and then the coordinator, and in the past whoever left since."""
        named = {self.plan.victim.name, *(v.name for v in self.dossier.victims)}
        people = [p for p in self.settled.holders("handler", self.incident.unit) if p.name not in named]
        name, key = LEFT[self.settled.town.slug]
        left_at = self.settled.users[name].deactivated_at
        was_there = left_at is not None and self.incident.reported_at < left_at - 120 * DAY
        if was_there and key in self.settled.path(self.incident.unit) and self.chance.maybe(0.6):
            return self.settled.users[name]
        coordinator = self.settled.role("coordinator")
        near = [p for p in people if p != coordinator]
        if not near or self.chance.maybe(0.06):
            return self.settled.user(coordinator)
        return self.settled.user(self.chance.choice(near))

    def _take_up(self, victim: Victim) -> bool:
        late = self.wants("late", 0.07)
        if not (self.later(40, 90) if late else self.later(0.5, 14)):
            return False
        self.dossier.take_up(self.handler, self.at)
        if self.wants("reassigned", 0.03):
            others = [
                self.settled.user(p)
                for p in self.settled.holders("handler", self.incident.unit)
                if p.name != self.plan.victim.name and self.settled.user(p) != self.handler
            ]
            if others and self.later(3, 20):
                self.handler = others[0]
                self.dossier.reassign(self._supervisor(), self.at, self.handler)
        if self.plan.facts.severity >= 3 or self.chance.maybe(0.3):
            text = self.write(self.fitting(words.FIRST_CARE))
            self.dossier.first_care(self.handler, self.at + HOUR / 4, text)
            self.at += HOUR / 2
        if self.plan.second and self.plan.second.dossier.incident.reported_at < self.at:
            self.dossier.join(self.plan.second.dossier, self.handler, self.at + HOUR / 10)
        self._contributions(victim)
        for person in self.dossier.victims:
            if person.user and person.confirmed_at is None and "unconfirmed" not in self.wish:
                if not self.later(1, 20):
                    return False
                self.dossier.confirm(person, self.handler, self.at)
        return not self.wish & {"unconfirmed", "untouched"}

    def _contributions(self, victim: Victim) -> None:
        if victim.user is None:
            return
        for name, texts, share in (
            ("addition", words.ADDITIONS, 0.12),
            ("correction", words.CORRECTIONS, 0.05),
            ("objection", words.OBJECTIONS, 0.02),
        ):
            if self.wants(name, share) and self.later(2, 30):
                kind = Contribution.Kind(name)
                made = self.dossier.contribute(victim.user, self.at, kind, self.write(texts))
                if "unseen" not in self.wish and self.later(1, 24):
                    self.dossier.seen(made, self.handler, self.at)

    def _establish(self, victim: Victim) -> bool:
        if not self.later(5, 60):
            return False
        story, d = self.plan.story, self.dossier
        d.look(self.handler, self.at - HOUR / 5)
        changed: dict[str, Any] = {}
        if not self.wish and self.chance.maybe(0.12):
            changed["severity"] = max(1, min(4, self.plan.facts.severity + self.chance.choice([-1, 1])))
        if not self.incident.place and story.place:
            changed["place"] = self.plan.write(self.chance, story.place)
        d.establish(self.handler, self.at, **changed)
        facts: dict[str, Any] = {}
        if self.plan.facts.severity >= 3 and not victim.mental_injury:
            facts["mental_injury"] = self.write(words.MENTAL)
        grave = victim.injury_level in ("doctor", "hospital", "permanent")
        if self.wants("absent", 0.5 if grave else 0.03 * self.plan.facts.severity):
            facts["absent_over_three_days"] = True
        elif self.chance.maybe(0.5):
            facts["absent_over_three_days"] = False
        if facts:
            d.injury(victim, self.handler, self.at + HOUR / 12, **facts)
        if victim.injury_level in NOTIFIABLE_INJURIES and "inspectorate_open" not in self.wish:
            d.inspectorate(self.handler, self.at + HOUR / 6)
        if story.others and self.wants("several", 0.45):
            self._others(story.others.split(), 2 if "several" in self.wish else 1)
        if "later_date" in self.wish and self.later(1, 5):
            self._later_date()
        return True

    def _others(self, kinds: list[str], count: int) -> None:
        known = {v.name for v in self.dossier.victims} | {self.handler.name}
        here = {self.settled.units[key].pk for kind in kinds for key in self.settled.kinds.get(kind, [])}
        beside = [
            p
            for p in self.settled.town.people
            if p.active and p.name not in known and self.settled.user(p).unit_id in here
        ]
        # Those of another unit first: the handlers there may read it from now on.
        beside.sort(key=lambda p: self.settled.user(p).unit_id == self.incident.unit_id)
        for person in beside[:count]:
            if not self.later(0.1, 3):
                return
            facts = VictimFacts.of(self.settled.user(person))
            self.dossier.add_another_victim(facts, self.handler, self.at)
            if self.later(2, 30):
                self.dossier.confirm(self.dossier.victims[-1], self.handler, self.at)

    def _later_date(self) -> None:
        allowed = self.goal == "closed"
        later = min(self.incident.occurred_at + DAY, self.incident.reported_at - HOUR / 4)
        if local_date(later) > self.incident.occurred_on:
            reason = self.write(words.DATE_REASONS)
            supervisor = self._supervisor() if allowed else None
            self.dossier.later_date(self.handler, self.at, later, reason, supervisor)
            self.at += DAY if allowed else 0 * DAY

    def _act(self) -> None:
        story, d = self.plan.story, self.dossier
        known = bool(self.incident.aggressor_name)
        if story.evidence and self.wants("evidence", 0.4) and self.later(0.2, 5):
            d.evidence(self.handler, self.at, **evidence.of(self.plan, self.chance))
        self._police()
        if story.damage and self.later(1, 40):
            amount = self.chance.randint(*story.amount)
            recovered = self.chance.choice([None, 0, amount, amount // 2])
            text = self.plan.write(self.chance, story.damage)
            d.damage(
                self.handler,
                self.at,
                owner=story.damage_of,
                description=text,
                amount=amount,
                recovered=recovered,
            )
        if known and self.chance.maybe(0.3 + 0.15 * self.plan.facts.severity) and self.later(2, 70):
            text = self.write(self.fitting(words.TOWARDS_PERPETRATOR))
            # As a rule somebody reacts the next day, and writes it down later.
            at_once = self.incident.reported_at + DAY if self.incident.reference[-1] in "1235679" else self.at
            d.measure(self.handler, self.at, Measure.Kind.PERPETRATOR, text, at_once)
        for text in self.chance.some(self.fitting(words.PREVENTION), 0, min(self.plan.facts.severity - 1, 2)):
            if self.later(4, 90):
                d.measure(self.handler, self.at, Measure.Kind.PREVENTION, self.write([text]))

    def _police(self) -> None:
        state = next((w.partition(":")[2] for w in self.wish if w.startswith("police:")), "")
        if not state and self.plan.story.police and self.plan.facts.severity >= 3:
            weights = {"made": 0.6, "notified": 0.17, "not_wanted": 0.18, "": 0.05}
            state = self.chance.weighted(weights | ({"planned": 0.3} if self.age < 30 * DAY else {}))
        elif not state and not self.wish and self.chance.maybe(0.05):
            state = "not_wanted"
        if not state or not self.later(2, 50):
            return
        facts: dict[str, Any] = {"note": self.write(words.POLICE_NOTES[state])}
        if state == "made":
            if self.chance.maybe(0.4):
                self.dossier.report_to_police(self.handler, self.at, "planned")
                if not self.later(20, 80):
                    return
            year = local_date(self.at).year
            number = f"PL{self.chance.randint(1000, 2900)}-{year}{self.chance.randint(10_000, 399_999):06d}-1"
            by_employer = self.chance.maybe(0.7)
            facts |= {
                "made_on": local_date(self.at),
                "number": number,
                "under_number": by_employer and self.chance.maybe(0.6),
                "by_employer": by_employer,
            }
        elif state == "notified":
            facts["made_on"] = local_date(self.at)
        self.dossier.report_to_police(self.handler, self.at, state, **facts)
        if facts.get("by_employer"):
            self.dossier.give_to_police(
                self.handler,
                self.at,
                recipient=words.POLICE_RECIPIENT,
                reference=facts["number"],
                identity_check=words.POLICE_KNOWN,
                compatibility=words.POLICE_WHY,
                parts=sorted(set(Part.values) - {Part.INJURY.value}),
            )

    def _finish(self) -> None:
        d = self.dossier
        if self.goal == "waiting":
            if self.later(1, 30):
                d.wait(self.handler, self.at, self.write(words.WAITING_FOR))
            return
        if self.goal == "in_progress":
            return
        if self.wants("paused", 0.08) and self.later(5, 40):
            d.wait(self.handler, self.at, self.write(words.WAITING_FOR))
            if not self.later(48, 300):
                return
            d.resume(self.handler, self.at)
        if any(v.user and v.confirmed_at is None for v in d.victims) or not self.later(40, 620):
            return
        doubtful = 0.6 if self.plan.story.doubtful else 0.03
        unfounded = self.wants("unfounded", doubtful)
        if unfounded:
            conclusion = words.UNFOUNDED
        else:
            known = bool(self.incident.aggressor_name)
            conclusion = self.fitting(words.CONCLUSIONS) if known else words.CONCLUSIONS_UNKNOWN
        d.close(self.handler, self.at, "unfounded" if unfounded else "founded", self.write(conclusion))
        if self.goal == "reopened" and self.later(60, 400):
            d.reopen(self.handler, self.at, self.write(words.REOPEN))

    def _aftercare(self) -> None:
        """The contacts of every victim by the norms; what is planned for later stays open."""
        if self.incident.first_reaction_at is None:
            return
        taken, norms = self.incident.first_reaction_at, self.incident.municipality
        windows = {
            Aftercare.Kind.FIRST: 0.6 * DAY,
            Aftercare.Kind.SECOND: 2 * DAY,
            Aftercare.Kind.LAST: (norms.aftercare_last_until_days - norms.aftercare_last_from_days) * DAY,
        }
        for contact in list(self.dossier.aftercare):
            if contact.due_at is None or not contact.is_open:
                continue
            missed = self.age < 75 * DAY and self.chance.maybe(0.1)
            if missed or ("overdue" in self.wish and contact.kind == Aftercare.Kind.SECOND):
                continue
            self.at = contact.due_at - self.chance.uniform(0.1, 0.9) * windows[Aftercare.Kind(contact.kind)]
            self.at = max(self.at, taken, contact.created_at) + HOUR / 2
            self.at = self._in_time(contact.due_at)
            first_name = contact.victim.name.split()[0]
            about = self.plan.words | {"slachtoffer": first_name}
            if self.at > self.now:
                if contact.due_at - self.now < 9 * DAY:
                    self._appointment(contact)
                continue
            declined = self.chance.maybe(0.07) or ("declined" in self.wish and contact.kind == "second")
            text = self.chance.choice(words.DECLINED if declined else words.CONTACT[contact.kind])
            self.dossier.contact(
                contact, self.handler, self.at, self.chance.write(text, about), declined=declined
            )

    def _in_time(self, due_at: Moment) -> Moment:
        """When people are at work; on a Saturday when Monday is too late, but never at night."""
        moment = in_office(self.chance, self.at).replace(second=0, microsecond=0)
        if moment < due_at:
            return moment
        afternoon = at_hour(local_date(self.at), self.chance.randint(13, 16), self.chance.randint(0, 59))
        return afternoon if self.at <= afternoon < due_at else moment

    def _appointment(self, contact: Aftercare) -> None:
        tomorrow = end_of_day(local_date(self.now)) + 10 * HOUR
        if contact.due_at and tomorrow < contact.due_at and self.chance.maybe(0.5):
            made = max(self.now - 20 * HOUR, self.incident.first_reaction_at or self.now, contact.created_at)
            self.dossier.appointment(contact, self.handler, min(made + HOUR / 5, self.now), tomorrow)
