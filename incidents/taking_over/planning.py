# SPDX-License-Identifier: EUPL-1.2
"""The dry run: what would become of every row, and why (R4: what is past its term is refused and never stored)."""

import datetime
import enum
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import OrganisationalUnit, User
from accounts.policy import scope_of
from accounts.unit_names import folded_name, units_by_name
from incidents.forms.reporting_victim import FUNCTION_MAX, NAME_MAX
from incidents.models import TakeOverReading
from incidents.reporting import ReportFacts, VictimFacts
from retention.terms import incident_due, local_date

from . import cells
from .cells import Wrong
from .columns import BY_NAME, folded
from .marks import Known, Marks

# The time that stands for a day of which no time is known; no page shows it.
NOON = datetime.time(12)
NUMBER_MAX = 60
# Every column of which the text itself is kept; whose personnel number it is, is no text.
WITHOUT_BSN = ("aggressor", "description", "narrative", "place", "function", "conclusion", "number")


class Fate(enum.StrEnum):
    """What becomes of a row."""

    TAKEN = "taken"
    REFUSED = "refused"
    KNOWN = "known"
    PAST = "past"


@dataclass
class Row:
    """A row of the list and its fate. `column` is the label of the column that it is refused at."""

    number: int
    fate: Fate
    column: str = ""
    reason: str = ""
    day: datetime.date | None = None
    facts: ReportFacts | None = None
    time_known: bool = True
    conclusion: str = ""
    old_number: str = ""
    marks: Marks | None = None


@dataclass(frozen=True)
class Plan:
    """The fate of every row, in the order of the list."""

    rows: list[Row]
    closed: bool
    without_time: int = 0
    without_account: list[Row] = field(default_factory=list)

    def with_fate(self, fate: Fate) -> list[Row]:
        return [row for row in self.rows if row.fate == fate]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.fate.value for row in self.rows)
        return {fate.value: found[fate.value] for fate in Fate}

    @property
    def fingerprint(self) -> str:
        """Stands for everything that the take-over would do; another plan has another one."""
        what = [
            [
                row.number,
                row.fate.value,
                row.reason,
                [row.facts.victim.unit.pk, row.facts.victim.user.pk if row.facts.victim.user else None]
                if row.facts
                else None,
            ]
            for row in self.rows
        ]
        return salted_hmac("incidents.taking_over", json.dumps(what), algorithm="sha256").hexdigest()


def make_plan(actor: User, reading: TakeOverReading) -> Plan:
    """What would become of every row now. The columns are chosen."""
    return _Planner(actor, reading.contents, timezone.now()).plan()


class _Planner:
    def __init__(self, actor: User, contents: Mapping[str, Any], now: datetime.datetime) -> None:
        self.actor, self.now, self.contents = actor, now, contents
        self.municipality_id = actor.municipality_id or 0
        self.defaults: Mapping[str, Any] = contents["defaults"]
        self.units = units_by_name(scope_of(actor).tree)
        people = User.objects.filter(municipality=self.municipality_id, is_active=True).select_related("unit")
        self.by_personnel_id = {p.personnel_id: p for p in people if p.personnel_id}
        self.by_email = {p.email.casefold(): p for p in people}
        self.by_name: dict[str, list[User]] = defaultdict(list)
        for person in people:
            self.by_name[folded(person.name)].append(person)

    def plan(self) -> Plan:
        rows = [self._row(number, texts) for number, texts in self.contents["rows"]]
        good = [row for row in rows if row.facts]
        known = Known(
            self.municipality_id,
            {row.day for row in good if row.day},
            {row.facts.victim.unit.pk for row in good if row.facts},
        )
        for row in good:
            if row.marks is None:
                continue
            where = known.find(row.marks)
            if where is None:
                known.add(row.marks, row.number)
                continue
            row.fate, row.facts = Fate.KNOWN, None
            row.reason = (
                _("Staat ook op rij %(row)s.") % {"row": where}
                if where.isdecimal()
                else _("Is er al, als melding %(reference)s.") % {"reference": where}
            )
        taken = [row for row in rows if row.fate == Fate.TAKEN]
        return Plan(
            rows,
            bool(self.contents["closed"]),
            sum(not row.time_known for row in taken),
            [row for row in taken if row.facts and row.facts.victim.user is None],
        )

    def _row(self, number: int, texts: Mapping[str, str]) -> Row:
        day: datetime.date | None = None
        try:
            day, time = cells.read_day(texts.get("date", ""))
            if is_past(day, self.now):
                return Row(
                    number,
                    Fate.PAST,
                    str(BY_NAME["date"].label),
                    _("Vijf jaar na het incident wordt een melding vernietigd. Deze is te oud."),
                    day,
                )
            return self._taken(number, texts, day, time)
        except Wrong as wrong:
            return Row(number, Fate.REFUSED, str(BY_NAME[wrong.column].label), wrong.reason, day)

    def _taken(
        self, number: int, texts: Mapping[str, str], day: datetime.date, time: datetime.time | None
    ) -> Row:
        time = cells.read_time(texts.get("time", "")) or time
        at = self._moment(day, time)
        unit = self._unit(texts["unit"])
        victim = self._victim(texts, unit)
        narrative = cells.read_text("narrative", texts["narrative"])
        aggressor = cells.read_line("aggressor", texts.get("aggressor", ""))
        description = cells.read_text("description", texts.get("description", ""), 2000)
        for column in WITHOUT_BSN:
            cells.refuse_bsn(column, texts.get(column, ""))
        facts = ReportFacts(
            occurred_at=at,
            channel=self._or_default("channel", texts, cells.read_channel),
            kinds=self._or_default("kinds", texts, cells.read_kinds),
            severity=self._or_default("severity", texts, cells.read_severity),
            narrative=narrative,
            victim=victim,
            place=cells.read_line("place", texts.get("place", "")),
            aggressor_name=aggressor,
            aggressor_description="" if cells.is_unknown(description) else description,
            witness_count=cells.read_witnesses(texts.get("witnesses", "")),
        )
        old = cells.read_line("number", texts.get("number", ""), NUMBER_MAX)
        return Row(
            number,
            Fate.TAKEN,
            day=day,
            facts=facts,
            time_known=time is not None,
            conclusion=cells.read_text("conclusion", texts.get("conclusion", "")),
            old_number=old,
            marks=Marks.of(day, unit.pk, old, narrative, victim.user, victim.name),
        )

    def _or_default(self, column: str, texts: Mapping[str, str], read: Any) -> Any:
        """What the cell says; of an empty one what was chosen for all. Raises Wrong."""
        text = texts.get(column, "")
        if not cells.is_unknown(text):
            return read(text)
        return [self.defaults[column]] if column == "kinds" else self.defaults[column]

    def _moment(self, day: datetime.date, time: datetime.time | None) -> datetime.datetime:
        if day > local_date(self.now):
            raise Wrong("date", _("Deze datum ligt in de toekomst."))
        if time is None:
            return min(cells.moment_of(day, NOON), self.now)
        at = cells.moment_of(day, time)
        if at > self.now:
            raise Wrong("time", _("Deze tijd ligt in de toekomst."))
        return at

    def _unit(self, text: str) -> OrganisationalUnit:
        if cells.is_unknown(text):
            raise Wrong("unit", _("Deze cel is leeg."))
        found = self.units.get(folded_name(text), [])
        if not found:
            raise Wrong("unit", _("Er is geen open onderdeel met deze naam."))
        if len(found) > 1:
            raise Wrong(
                "unit",
                _(
                    "Er zijn meer onderdelen met deze naam. Zet het onderdeel erboven ervoor, met een > ertussen."
                ),
            )
        return found[0]

    def _victim(self, texts: Mapping[str, str], unit: OrganisationalUnit) -> VictimFacts:
        """Somebody with an account when it is plain who is meant: by number or address, or by a name that one person
        of that very unit has. A namesake elsewhere must not come to read it."""
        text = cells.read_line("victim", texts["victim"], NAME_MAX)
        person = self.by_personnel_id.get(text) or self.by_email.get(text.casefold())
        if person is None and "@" in text:
            raise Wrong("victim", _("Dit e-mailadres is niet bekend. Zet de naam in de cel."))
        if person is None and not any(c.isalpha() for c in text):
            raise Wrong("victim", _("Dit personeelsnummer is niet bekend. Zet de naam in de cel."))
        if person is None:
            namesakes = [p for p in self.by_name[folded(text)] if p.unit_id == unit.pk]
            if len(namesakes) > 1:
                raise Wrong("victim", _("Meer mensen heten zo. Zet het personeelsnummer in de cel."))
            person = namesakes[0] if namesakes else None
        # By name whatever the unit: people move, and nobody handles their own.
        if person == self.actor or (person is None and folded(text) == folded(self.actor.name)):
            raise Wrong("victim", _("Dit gaat over uzelf. Laat een andere afhandelaar deze rij overnemen."))
        function = cells.read_line("function", texts.get("function", ""), FUNCTION_MAX)
        if person is None:
            cells.refuse_bsn("victim", text)
            return VictimFacts(unit=unit, name=text, function=function)
        return VictimFacts(unit=unit, name=person.name, function=function or person.function, user=person)


def is_past(day: datetime.date, now: datetime.datetime) -> bool:
    """Whether an incident of that day would have been destroyed by now (R4)."""
    try:
        return incident_due(day).at <= now
    except (OverflowError, ValueError):
        # Before the calendar begins, or after it ends.
        return day.year < now.year
