# SPDX-License-Identifier: EUPL-1.2
"""What is going to happen: to whom, where, when, and told in which words."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from accounts.models import OrganisationalUnit
from incidents.models import NOTIFIABLE_INJURIES, Channel, Help
from incidents.reporting import ReportFacts, VictimFacts

from . import moments, words
from .chance import Chance
from .dossier import Dossier, new_token
from .names import GUEST_FUNCTIONS, GUESTS, Outsider
from .organisation import Settled
from .stories import STORIES, Story
from .town import Person

Moment = datetime.datetime
IN_HOSPITAL = ("opgenomen", "geopereerd", "drain", "ziekenhuis")


@dataclass(eq=False)
class Plan:
    """One incident to be. `wish` says what must be seen about it; without wishes chance decides."""

    settled: Settled
    story: Story
    unit: OrganisationalUnit
    victim: Person
    victim_has_account: bool
    reporter: Person
    outsider: Outsider
    occurred_at: Moment
    reported_at: Moment
    words: dict[str, str]
    facts: ReportFacts
    wish: frozenset[str] = frozenset()
    second: "Plan | None" = None
    is_second: bool = False
    dossier: Dossier = field(init=False)

    def write(self, chance: Chance, texts: Sequence[str] | str) -> str:
        """One version of one of these texts, with the words of this incident."""
        text = texts if isinstance(texts, str) else chance.choice(texts)
        return chance.write(text, self.words, self.outsider.mentions())


class Planner:
    """Makes the plans of one town; no two tell the same to the letter, nor what is in `told`."""

    def __init__(
        self, settled: Settled, people: list[Outsider], chance: Chance, now: Moment, told: set[str]
    ) -> None:
        self.settled, self.people, self.chance, self.now = settled, people, chance, now
        self.told = told

    def ordinary(self) -> Plan:
        """Something that happened at some time in the last four years."""
        while True:
            kind = self.chance.weighted(self.settled.town.weights)
            story = self._story(kind, lambda s: True)
            occurred_at = moments.happened(self.chance, story.channel, story.months, self.now)
            reported_at = moments.reported(self.chance, occurred_at, self.now)
            plan = self._plan(kind, story, occurred_at, reported_at)
            if plan is not None:
                return plan

    def special(
        self,
        kind: str,
        days_ago: float,
        wish: str,
        *,
        victim: str = "",
        fits: Callable[[Story], bool] = lambda s: s.teller == "own",
        occurred_at: Moment | None = None,
        told_after_days: int = 0,
    ) -> Plan:
        """Something that must be there to be seen: reported so many days ago, with these wishes."""
        reported_at = self.now - datetime.timedelta(days=days_ago)
        for _ in range(300):
            story = self._story(kind, fits)
            moment = occurred_at or self._shortly_before(reported_at, story.channel)
            if story.months and moment.month not in story.months:
                continue
            told_at = reported_at
            if days_ago > 2:
                told_at = moment + datetime.timedelta(
                    days=told_after_days, minutes=self.chance.randint(25, 140)
                )
            plan = self._plan(kind, story, moment, told_at, victim, frozenset(wish.split()))
            if plan is None or ("grave" in wish and not _is_grave(plan)):
                continue
            return plan
        raise LookupError(f"No story for {kind} with {wish!r}.")

    def second_report(self, first: Plan, minutes: int, *, joined: bool) -> Plan:
        """The same event, told by somebody who stood beside it."""
        person = self._beside(first)
        facts = first.facts
        spoken = first.words | {"voornaam": person.first_name}
        told = self._unlike_others(words.SECOND_REPORTS, spoken, first.outsider.mentions())
        own = VictimFacts.of(self.settled.user(person))
        other = ReportFacts(
            occurred_at=first.occurred_at + datetime.timedelta(minutes=5),
            channel=facts.channel,
            kinds=facts.kinds[:1],
            severity=facts.severity,
            narrative=told,
            victim=own,
            place=facts.place,
            submission=new_token(self.chance.getrandbits(128)),
        )
        plan = Plan(
            self.settled,
            first.story,
            own.unit,
            person,
            True,
            person,
            first.outsider,
            other.occurred_at,
            first.reported_at + datetime.timedelta(minutes=minutes),
            spoken,
            other,
            frozenset({"joined"} if joined else {"new"}),
            is_second=joined,
        )
        if joined:
            first.second = plan
        return plan

    def _story(self, kind: str, fits: Callable[[Story], bool]) -> Story:
        stories = {s: s.weight for s in STORIES if kind in s.where.split() and fits(s)}
        if not stories:
            raise LookupError(f"No story happens in {kind}.")
        return self.chance.weighted(stories)

    def _shortly_before(self, moment: Moment, channel: str) -> Moment:
        """Some time on the last day before this moment on which the channel is in use."""
        latest = moment - datetime.timedelta(minutes=20)
        day = moments.local_date(latest)
        while True:
            if day.weekday() in moments.WEEKDAYS.get(Channel(channel), moments.WORKING_DAYS):
                hours = [h for h in moments.HOURS[Channel(channel)] if moments.at_hour(day, h, 55) <= latest]
                if hours:
                    return moments.at_hour(day, self.chance.choice(hours), 5 * self.chance.randrange(12))
            day -= moments.DAY

    def _plan(
        self,
        kind: str,
        story: Story,
        occurred_at: Moment,
        reported_at: Moment,
        victim_role: str = "",
        wish: frozenset[str] = frozenset(),
    ) -> Plan | None:
        unit = self._unit(kind, moments.local_date(reported_at), victim_role)
        beside = self._people_of(unit, kind)
        if victim_role:
            victims = [p for p in beside if p.mailbox == victim_role and p.reports]
        elif story.teller == "guest":
            function = GUEST_FUNCTIONS[kind]
            victims = [Person(n, function, "", marks, reports=False) for n, marks in GUESTS]
        else:
            victims = [p for p in beside if p.reports or story.teller != "own"]
            if wish:
                # The people that the README names have theirs by name.
                victims = [p for p in victims if not p.has_role] or victims
        victims = [p for p in victims if set(story.of) <= set(p.marks)]
        if not victims:
            return None
        victim = self.chance.choice(victims)
        reporter = victim
        if story.teller != "own":
            others = [p for p in beside if p.reports and p != victim]
            others += [p for p in self.settled.holders("handler", unit) if p.reports and p != victim]
            reporter = others[self.chance.randrange(min(2, len(others)))]
        outsider = self._outsider(story)
        spoken = self._words(unit, victim, beside, outsider, occurred_at)
        narrative = self._unlike_others(
            [story.text],
            spoken,
            outsider.mentions(),
            words.TAILS if story.teller == "own" else words.TAILS_OF_OTHERS,
        )
        facts = self._facts(
            story, unit, victim, outsider, occurred_at, spoken, narrative, untouched="new" in wish
        )
        return Plan(
            self.settled,
            story,
            unit,
            victim,
            story.teller != "guest",
            reporter,
            outsider,
            occurred_at,
            reported_at,
            spoken,
            facts,
            wish,
        )

    def _unit(self, kind: str, day: datetime.date, victim_role: str) -> OrganisationalUnit:
        units = self.settled.units
        if victim_role:
            return units[self.settled.role(victim_role).unit]
        # A unit that is closed by now had its share as long as it was open.
        long_ago = self.settled.closed_on - datetime.timedelta(days=120)
        keys = [k for k in self.settled.kinds[kind] if units[k].closed_on is None or day < long_ago]
        return units[self.chance.choice(keys)]

    def _people_of(self, unit: OrganisationalUnit, kind: str) -> list[Person]:
        keys = [self.settled.key_of(unit)]
        if unit.closed_on:
            keys = self.settled.kinds[kind]
        return [p for p in self.settled.town.people if p.active and p.unit in keys]

    def _beside(self, first: Plan) -> Person:
        known = {first.victim.name, first.reporter.name}
        key = self.settled.key_of(first.unit)
        # Not who would handle it: a victim does not.
        known |= {p.name for p in self.settled.holders("handler", first.unit)}
        here = [p for p in self.settled.town.people if p.active and p.reports and p.unit == key]
        return self.chance.choice([p for p in here if p.name not in known])

    def _outsider(self, story: Story) -> Outsider:
        if story.who in "?g":
            known = [p for p in self.people if p.gender == "m"]
            if story.who == "?" and self.chance.maybe(story.known):
                return self.chance.choice(known)
            return Outsider(story.who)
        genders = {"mv": "mmv", "m": "m", "v": "v"}[story.who]
        gender = self.chance.choice(genders)
        if self.chance.maybe(story.known):
            return self.chance.choice([p for p in self.people if p.gender == gender])
        return Outsider(gender)

    def _words(
        self,
        unit: OrganisationalUnit,
        victim: Person,
        beside: list[Person],
        outsider: Outsider,
        occurred_at: Moment,
    ) -> dict[str, str]:
        town, chance = self.settled.town, self.chance
        colleagues = [p for p in beside if p != victim] or [
            p for p in town.people if p.active and p != victim
        ]
        second_building = unit == self.settled.units[self.settled.kinds["balie"][1]]
        woman = "v" in victim.marks
        day = moments.weekday(occurred_at)
        return outsider.words() | {
            "collega": chance.choice(colleagues).first_name,
            "straat": chance.choice(town.streets),
            "wijk": chance.choice(town.districts),
            "gebouw": town.buildings[1 if second_building else 0],
            "stadhuis": town.buildings[0],
            "milieustraat": town.recycling_centre,
            "zwembad": town.swimming_pool,
            "balie": str(chance.randint(1, 9)),
            "min": str(chance.randint(4, 35)),
            "leeftijd": str(5 * chance.randint(5, 14)),
            "uur": moments.clock(occurred_at),
            "dag": day,
            "Dag": day.capitalize(),
            "slachtoffer": victim.first_name,
            "voornaam": victim.first_name,
            "haar": "haar" if woman else "hem",
            "vrouw": "vrouw" if woman else "man",
        }

    def _unlike_others(
        self,
        texts: Sequence[str],
        spoken: dict[str, str],
        mentions: tuple[str, str],
        tails: Sequence[str] = words.TAILS,
    ) -> str:
        while True:
            text = self.chance.write(self.chance.choice(texts), spoken, mentions)
            for tail in self.chance.sample(tails, k=2):
                if self.chance.maybe(0.28):
                    text += " " + self.chance.write(tail, spoken)
            if text not in self.told:
                self.told.add(text)
                return text

    def _facts(
        self,
        story: Story,
        unit: OrganisationalUnit,
        victim: Person,
        outsider: Outsider,
        occurred_at: Moment,
        spoken: dict[str, str],
        narrative: str,
        *,
        untouched: bool,
    ) -> ReportFacts:
        chance = self.chance
        severity = int(chance.choice(story.severity.split()))
        first, *more = story.kinds.split()
        level, physical = self.injury(story, spoken)
        described = chance.maybe(0.35 if outsider.name else 0.75)
        person = VictimFacts(
            unit=unit,
            name=victim.name,
            function=victim.function,
            user=self.settled.users.get(victim.name),
            help_wanted=chance.some([h.value for h in Help], 0, min(severity, 3)),
            injury_level=level,
            physical_injury=physical,
            mental_injury=chance.write(chance.choice(words.MENTAL), spoken)
            if chance.maybe(0.1 * severity)
            else "",
        )
        return ReportFacts(
            occurred_at=occurred_at,
            channel=story.channel,
            kinds=[first, *(k for k in more if chance.maybe(0.7))],
            severity=severity,
            narrative=narrative,
            victim=person,
            place=_capital(chance.write(story.place, spoken)) if chance.maybe(0.85) else "",
            aggressor_name=outsider.name,
            aggressor_description=chance.write(chance.choice(words.DESCRIPTIONS[outsider.gender]), spoken)
            if described
            else "",
            witness_count=chance.choice([0, 1, 1, 2, 3, 4, 6]) if chance.maybe(0.55) else None,
            damage=chance.write(story.damage, spoken) if untouched else "",
            submission=new_token(chance.getrandbits(128)),
        )

    def injury(self, story: Story, spoken: dict[str, str]) -> tuple[str, str]:
        """How grave the injury was and which, as far as the story has any."""
        if not story.injury:
            return self.chance.weighted({"": 0.6, "none": 0.4}), ""
        text = self.chance.write(story.physical, spoken)
        levels = story.injury.split()
        if "blijvend" in text and "permanent" in levels:
            return "permanent", text
        hospital = any(word in text for word in IN_HOSPITAL)
        fitting = [level for level in levels if (level == "hospital") == hospital and level != "permanent"]
        level = self.chance.choice(fitting or levels)
        return level, "" if level == "none" else text


def _is_grave(plan: Plan) -> bool:
    return plan.facts.victim.injury_level in NOTIFIABLE_INJURIES


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
