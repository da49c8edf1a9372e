# SPDX-License-Identifier: EUPL-1.2
"""Everything about one incident for its page, read in a constant number of queries."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import User

from .access import may_handle, may_watch
from .correcting import open_correction, who_may_consent
from .joining import possible_duplicates
from .letters.kinds import OF_INVOLVEMENT
from .models import (
    NOTIFIABLE_INJURIES,
    Aftercare,
    Contribution,
    Damage,
    DateCorrection,
    Evidence,
    Help,
    Incident,
    InjuryLevel,
    Involvement,
    Kind,
    LetterKind,
    LetterSent,
    Measure,
    Perpetrator,
    PoliceReport,
    Sanction,
    Status,
    Victim,
)
from .moments import due_in_words, last_day, moment_in_words
from .sanction_words import Shown, shown, why_not
from .sentences import Line, sentences
from .still_here import Reason, reasons

SHOWN_DUPLICATES = 5


@dataclass(frozen=True)
class Contact:
    """A contact with a victim, and how it stands."""

    row: Aftercare
    state: str
    when: str

    @property
    def is_open(self) -> bool:
        return self.row.is_open


@dataclass(frozen=True)
class Employee:
    """A victim, with what they asked for and the contacts with them."""

    row: Victim
    contacts: list[Contact]
    must_confirm: bool

    @property
    def help_wanted(self) -> list[str]:
        return [str(Help(wish).label) for wish in self.row.help_wanted if wish in Help.values]

    @property
    def injury(self) -> str:
        level = self.row.injury_level
        return str(InjuryLevel(level).label) if level in InjuryLevel.values else ""

    @property
    def was_spoken_to(self) -> bool:
        """Whether somebody asked this employee how they are, or they said that they did not want it."""
        return any(not contact.is_open for contact in self.contacts)

    @property
    def first_open(self) -> Any:
        """The id of the contact that is to be made first."""
        return next((contact.row.pk for contact in self.contacts if contact.is_open), None)

    @property
    def is_notifiable(self) -> bool:
        return self.row.injury_level in NOTIFIABLE_INJURIES

    @property
    def is_at_ease(self) -> bool:
        """Whether nothing is to be done for this employee now or later."""
        return not self.must_confirm and not any(contact.is_open for contact in self.contacts)


@dataclass(frozen=True)
class Person:
    """A perpetrator of this incident, with the sanctions for it, the last one first."""

    involvement: Involvement
    sanctions: list[Sanction]
    # Who may allow what is proposed: read only when something is.
    supervisors: list[User] = field(default_factory=list)
    # What went to them, the first one first.
    letters: list[LetterSent] = field(default_factory=list)

    @property
    def perpetrator(self) -> Perpetrator:
        return self.involvement.perpetrator

    @property
    def seen_until(self) -> datetime.date | None:
        """The last day on which a registry reader finds this incident of this person (R3)."""
        until = self.involvement.visible_until
        return last_day(until) if until else None

    @cached_property
    def shown_sanctions(self) -> list[Shown]:
        return shown(self.involvement, self.sanctions, self.supervisors)

    @property
    def why_no_sanction(self) -> str:
        """Why nothing can be imposed on them for this incident; "" when something can."""
        return why_not(self.involvement.incident, self.involvement)


@dataclass
class CaseFile:
    """One incident as its page shows it, for one reader."""

    incident: Incident
    can_handle: bool
    can_watch: bool
    employees: list[Employee] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    duplicates: list[Incident] = field(default_factory=list)
    correction: DateCorrection | None = None
    may_decide_date: bool = False
    # The proposed sanctions on which this reader, as a supervisor, can decide.
    to_decide: list[Sanction] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    prevention: list[Measure] = field(default_factory=list)
    police: list[PoliceReport] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    timeline: list[Line] = field(default_factory=list)
    # The letters that may go to somebody without a sanction.
    letter_kinds: tuple[LetterKind, ...] = OF_INVOLVEMENT
    event: Incident | None = None

    @property
    def can_change(self) -> bool:
        """Whether facts and measures can be changed: not of a closed incident, which is reopened first."""
        return self.can_handle and self.incident.is_open

    @property
    def only_reads(self) -> bool:
        return not self.can_handle and not self.can_watch

    @property
    def unread(self) -> list[Contribution]:
        return [c for c in self.contributions if c.seen_at is None]

    @property
    def read(self) -> list[Contribution]:
        return [c for c in self.contributions if c.seen_at is not None]

    @property
    def unconfirmed(self) -> list[Employee]:
        """Who has to be asked whether the report is right; of what was taken over that was done at the time."""
        if self.incident.taken_over:
            return []
        return [e for e in self.employees if e.must_confirm]

    @property
    def open_contacts(self) -> list[tuple[Employee, Contact]]:
        """What is still to be asked of whom, the earliest first."""
        far = datetime.datetime.max.replace(tzinfo=datetime.UTC)
        found = [(e, c) for e in self.employees for c in e.contacts if c.is_open]
        return sorted(found, key=lambda pair: pair[1].row.due_at or pair[1].row.appointment_at or far)

    @property
    def late_contacts(self) -> list[tuple[Employee, Contact]]:
        return [(e, c) for e, c in self.open_contacts if c.state == "late"]

    @property
    def must_notify(self) -> bool:
        """Arbowet art. 9: hospital, permanent injury or death, and no date of the report to the inspectorate yet."""
        return self.incident.inspectorate_notified_on is None and self.is_notifiable

    @property
    def is_notifiable(self) -> bool:
        return any(e.is_notifiable for e in self.employees)

    @property
    def reported_words(self) -> str:
        """What the reporter wrote, when the account says something else by now."""
        words = (self.incident.as_reported or {}).get("narrative", "")
        return "" if words == self.incident.narrative else words

    @property
    def last_day(self) -> datetime.date:
        """The last day on which this incident exists (R4)."""
        return last_day(self.incident.destroy_at)

    @cached_property
    def why_still_here(self) -> list[Reason]:
        """Which article keeps it, until when the registry shows it, and what holds it."""
        return reasons(self.incident, [(person.involvement, person.sanctions) for person in self.people])

    @property
    def missing(self) -> list[str]:
        """What must be done before closing, as `handling.still_open` says it; here without a query."""
        missing = []
        if self.incident.facts_established_at is None:
            missing.append("facts")
        if self.unconfirmed:
            missing.append("confirmation")
        return missing


def gather(user: User, incident: Incident) -> CaseFile:
    """The case file for somebody who may see the incident (`Incident.objects.visible_to`)."""
    can_handle = may_handle(user, incident)
    case = CaseFile(incident, can_handle, may_watch(user, incident))
    contacts: dict[Any, list[Contact]] = defaultdict(list)
    for row in Aftercare.objects.filter(incident=incident):
        contacts[row.victim_id].append(_contact(row))
    victims = list(Victim.objects.filter(incident=incident).select_related("unit"))
    case.employees = [
        Employee(v, contacts[v.pk], must_confirm=v.user_id is not None and v.confirmed_at is None)
        for v in victims
    ]
    chosen = {kind.kind for kind in incident.kinds.all()}
    case.kinds = [
        str(kind.label) for kind in Kind if kind.value in chosen and kind.value != incident.gravest_kind
    ]
    case.contributions = list(Contribution.objects.filter(incident=incident).select_related("author"))
    case.evidence = list(Evidence.objects.filter(incident=incident).select_related("author"))
    given: dict[Any, list[Sanction]] = defaultdict(list)
    decided = Sanction.objects.filter(incident=incident).select_related("author", "decided_by")
    for sanction in decided.prefetch_related("reviews__author"):
        given[sanction.involvement_id].insert(0, sanction)
        if case.can_watch and sanction.state == Sanction.State.PROPOSED and sanction.author_id != user.pk:
            case.to_decide.append(sanction)
    went: dict[Any, list[LetterSent]] = defaultdict(list)
    for letter in LetterSent.objects.filter(incident=incident).select_related("template", "author"):
        went[letter.involvement_id].append(letter)
    waits = any(s.state == Sanction.State.PROPOSED for found in given.values() for s in found)
    supervisors = list(who_may_consent(incident)) if waits else []
    for involvement in Involvement.objects.filter(incident=incident).select_related("perpetrator"):
        involvement.incident = incident
        case.people.append(Person(involvement, given[involvement.pk], supervisors, went[involvement.pk]))
    for measure in Measure.objects.filter(incident=incident).select_related(
        "author", "involvement__perpetrator"
    ):
        (case.measures if measure.kind == Measure.Kind.PERPETRATOR else case.prevention).append(measure)
    case.police = list(PoliceReport.objects.filter(incident=incident))
    case.damages = list(Damage.objects.filter(incident=incident))
    case.correction = open_correction(incident).select_related("author").first()
    if case.correction:
        case.may_decide_date = case.can_watch and case.correction.author_id != user.pk
    if case.can_change:
        case.duplicates = list(possible_duplicates(user, incident)[:SHOWN_DUPLICATES])
    entries = incident.timeline.select_related("actor").order_by("-at", "-pk")
    case.timeline = sentences(incident, entries, victims)
    if incident.status == Status.JOINED and incident.joined_into_id:
        case.event = Incident.objects.visible_to(user).filter(pk=incident.event.pk).first()
    return case


def _contact(row: Aftercare) -> Contact:
    """How a contact stands: `done`, `declined`, `late`, or nothing in particular yet; and when."""
    if row.declined:
        return Contact(row, "declined", "")
    if row.done_at:
        return Contact(row, "done", moment_in_words(row.done_at))
    if row.is_overdue:
        return Contact(row, "late", due_in_words(row.due_at))  # type: ignore[arg-type]
    missed = row.due_at is None and row.appointment_at is not None and row.appointment_at <= timezone.now()
    return Contact(row, "late" if missed else "", due_in_words(row.due_at) if row.due_at else "")
