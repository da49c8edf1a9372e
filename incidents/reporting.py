# SPDX-License-Identifier: EUPL-1.2
"""What a reporter and a victim do: draft, report, follow, add, correct, object (LEI 4.4, 4.5)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from accounts.in_use import check_in_use
from accounts.levels import Level
from accounts.models import OrganisationalUnit, User
from accounts.policy import people_with
from retention.terms import incident_due, local_date

from .access import NotAllowed, is_victim, own, refresh_sight
from .aftercare import plan_aftercare
from .models import (
    GRAVITY,
    Contribution,
    Draft,
    Incident,
    IncidentKind,
    Kind,
    ReferenceCounter,
    Status,
    TimelineEntry,
    Victim,
)
from .second_reports import in_full
from .telling import tell
from .timeline import note, report_path

SAME_EVENT = datetime.timedelta(hours=2)
# In a draft: the incident that it is an addition to.
ADDITION_TO = "addition_to"
# What a draft says when it is a half-typed form of a case: the path of its page.
TYPED_AT = "typed_at"


class DateRefused(ValueError):
    """A date in the future, or one whose incident would already be past its term (R4)."""


class ColleagueAsAggressor(ValueError):
    """An aggressor is from outside the organisation (LEI 1.b); a colleague is no matter for this register."""


def has_department(user: User) -> bool:
    """Whether this person has a department that still exists; without one it is asked (LEI 3.4.a)."""
    return user.unit is not None and user.unit.closed_on is None


@dataclass(frozen=True)
class VictimFacts:
    """Who it happened to. A colleague with an account, or (without one) the name and unit that were typed."""

    unit: OrganisationalUnit
    name: str
    function: str = ""
    user: User | None = None
    help_wanted: Sequence[str] = ()
    injury_level: str = ""
    physical_injury: str = ""
    mental_injury: str = ""

    @classmethod
    def of(cls, user: User, **more: Any) -> "VictimFacts":
        """The facts of a person with an account. Raises ValueError for one without a department."""
        if user.unit is None:
            raise ValueError("A victim has a department (LEI 3.4).")
        return cls(unit=user.unit, name=user.name, function=user.function, user=user, **more)


@dataclass(frozen=True)
class ReportFacts:
    """A report: at most five things that everybody knows, and what else is known by now."""

    occurred_at: datetime.datetime
    channel: str
    kinds: Sequence[str]
    severity: int
    narrative: str
    victim: VictimFacts
    place: str = ""
    aggressor_name: str = ""
    aggressor_description: str = ""
    aggressor_is_colleague: bool = False
    witness_count: int | None = None
    damage: str = ""
    submission: uuid.UUID = field(default_factory=uuid.uuid4)

    def as_reported(self) -> dict[str, Any]:
        """What the reporter wrote, to be kept beside what a handler makes of it."""
        words = asdict(replace(self, victim=None))  # type: ignore[arg-type]
        about_victim = ("help_wanted", "injury_level", "physical_injury", "mental_injury")
        words |= {name: getattr(self.victim, name) for name in about_victim}
        words["occurred_at"] = self.occurred_at.isoformat()
        words |= {name: list(words[name]) for name in ("kinds", "help_wanted")}
        return {k: v for k, v in words.items() if k not in ("victim", "submission", "aggressor_is_colleague")}

    def columns(self) -> dict[str, Any]:
        """What an incident holds of it from the first, but for its date."""
        return {
            "submission": self.submission,
            "channel": self.channel,
            "place": self.place,
            "severity": self.severity,
            "gravest_kind": gravest(self.kinds),
            "narrative": self.narrative,
            "aggressor_name": self.aggressor_name,
            "aggressor_description": self.aggressor_description,
            "witness_count": self.witness_count,
            "as_reported": self.as_reported(),
        }


def check_date(occurred_at: datetime.datetime, now: datetime.datetime) -> None:
    """Raises DateRefused for a moment in the future, or one that R4 would have destroyed by now."""
    if occurred_at > now:
        raise DateRefused("future")
    if incident_due(local_date(occurred_at)).at <= now:
        raise DateRefused("past")


def gravest(kinds: Sequence[str]) -> Kind:
    """The gravest of several kinds, as a proposal; the handler may choose another."""
    return min((Kind(k) for k in kinds), key=GRAVITY.index)


def report_incident(reporter: User, facts: ReportFacts) -> Incident:
    """Register a report; the same submission again, even at the same moment, gives the incident that it already made.

    Tells the handlers of the unit and a victim for whom somebody else reported. Raises DateRefused,
    ColleagueAsAggressor, and NotInUse before the municipality is in use.
    """
    try:
        with transaction.atomic():
            return _already_reported(reporter, facts) or _report(reporter, facts)
    except IntegrityError:
        existing = _already_reported(reporter, facts)
        if existing is None:
            raise
        return existing


def _already_reported(reporter: User, facts: ReportFacts) -> Incident | None:
    return Incident.objects.filter(submission=facts.submission, reporter=reporter).first()


def already_sent(reporter: User, submission: uuid.UUID) -> Incident | None:
    """What this person's form became when it was sent before: an incident, or an addition to one of theirs."""
    made = Incident.objects.filter(submission=submission, reporter=reporter).first()
    if made is not None:
        return made
    added = Contribution.objects.filter(pk=submission, author=reporter).select_related("incident").first()
    return added.incident if added else None


def _report(reporter: User, facts: ReportFacts) -> Incident:
    now = timezone.now()
    check_date(facts.occurred_at, now)
    if facts.aggressor_is_colleague:
        raise ColleagueAsAggressor
    municipality = reporter.municipality
    check_in_use(municipality)
    if municipality is None or facts.victim.unit.municipality_id != municipality.pk:
        raise NotAllowed("A report stays within one municipality (LEI 10).")
    incident = Incident(
        municipality=municipality,
        unit=facts.victim.unit,
        reporter=reporter,
        reported_at=now,
        **facts.columns(),
        next_due_at=now + datetime.timedelta(hours=municipality.first_reaction_hours),
    )
    incident.set_date(facts.occurred_at, local_date(facts.occurred_at))
    incident.reference = next_reference(incident.municipality_id, local_date(now).year)
    incident.save()
    IncidentKind.objects.bulk_create(
        IncidentKind(incident=incident, kind=k) for k in dict.fromkeys(facts.kinds)
    )
    add_victim(incident, facts.victim, reporter)
    if facts.damage:
        incident.damages.create(author=reporter, owner="municipality", description=facts.damage)
    note(incident, reporter, TimelineEntry.Action.REPORTED)
    Draft.with_due.filter(pk=facts.submission, author=reporter).delete()
    for person in who_hears_of(incident):
        if person != reporter:
            tell(person, "new_report", incident)
    return incident


def who_hears_of(incident: Incident) -> list[User]:
    """Who hears of a new report: the handlers of its unit; where a victim is the only one, its supervisors, so that
    no report of a manager stays unseen. Never a victim."""
    victims = set(incident.victims.values_list("user_id", flat=True))
    levels = (Level.HANDLER, Level.SUPERVISOR)
    found = ([p for p in people_with(level, incident.unit) if p.pk not in victims] for level in levels)
    return next(filter(None, found), [])


def who_attends_to(incident: Incident) -> list[User]:
    """Its handler, as long as they may handle it; else those who hear of a new report, so that nothing that is sent
    stays unread, and nobody hears of an incident that they may not open any more."""
    handler = incident.handler
    if handler is not None and not incident.victims.filter(user=handler).exists():
        found = list(people_with(Level.HANDLER, incident.unit).filter(pk=handler.pk))
        if found:
            return found
    return who_hears_of(incident)


def next_reference(municipality_id: int, year: int) -> str:
    """The next reference of the municipality, such as `2026-000123`. Call it inside a transaction."""
    return next_references(municipality_id, year, 1)[0]


def next_references(municipality_id: int, year: int, number: int) -> list[str]:
    """So many references of the municipality, without a gap. Call it inside a transaction."""
    ReferenceCounter.objects.get_or_create(municipality_id=municipality_id, year=year)
    counters = ReferenceCounter.objects.filter(municipality_id=municipality_id, year=year)
    counters.update(last=F("last") + number)
    last = counters.get().last
    return [f"{year}-{count:06d}" for count in range(last - number + 1, last + 1)]


def add_victim(
    incident: Incident, facts: VictimFacts, actor: User, victim_id: uuid.UUID | None = None
) -> Victim:
    """Add a victim with their planned aftercare, and tell them when somebody else reported for them."""
    told = facts.user is not None and facts.user != actor
    victim = Victim.objects.create(
        id=victim_id or uuid.uuid4(),
        incident=incident,
        user=facts.user,
        position=incident.victims.count(),
        unit=facts.unit,
        name=facts.name,
        function=facts.function,
        help_wanted=list(facts.help_wanted),
        injury_level=facts.injury_level,
        physical_injury=facts.physical_injury,
        mental_injury=facts.mental_injury,
        told_at=timezone.now() if told else None,
        confirmed_at=timezone.now() if facts.user == actor else None,
    )
    plan_aftercare(victim, actor)
    refresh_sight(incident)
    if told:
        tell(facts.user, "reported_for_you", incident, report_path(incident))
    return victim


def same_event(reporter: User, facts: ReportFacts) -> Incident | None:
    """An incident that this person knows of and that looks like the same event: the same victim, within two hours.

    Their own, or one that they reported for this very victim. Whoever a handler added to it since is not revealed.
    """
    victim = facts.victim.user
    if victim is None:
        return None
    incidents = Incident.objects.of_victim_or_reporter(reporter)
    if victim == reporter:
        incidents = incidents.filter(own(reporter))
    else:
        first = Victim.with_due.filter(incident=OuterRef("pk"), user=victim, position=0)
        incidents = incidents.filter(Exists(first), reporter=reporter)
    return (
        incidents.exclude(status=Status.JOINED)
        .exclude(submission=facts.submission, reporter=reporter)
        .filter(occurred_at__range=(facts.occurred_at - SAME_EVENT, facts.occurred_at + SAME_EVENT))
        .order_by("-reported_at")
        .first()
    )


def add_report_to(incident: Incident, reporter: User, facts: ReportFacts) -> Incident:
    """Add a second report of the same event to an incident of the reporter's own, as a contribution."""
    if facts.aggressor_is_colleague:
        raise ColleagueAsAggressor
    about = _known_victim(incident.event, facts.victim)
    contribute(incident, reporter, Contribution.Kind.REPORT, in_full(facts), facts.submission, about)
    return incident


def _known_victim(incident: Incident, facts: VictimFacts) -> Victim | None:
    """The victim of an incident whom a second report is about; None where that cannot be told for certain."""
    rows = Victim.with_due.filter(incident=incident, user=facts.user)
    # A name is sealed, so no question to the database. Without an account it is all that there is.
    found = [row for row in rows if facts.user is not None or row.name == facts.name]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def contribute(
    incident: Incident, author: User, kind: str, text: str, token: uuid.UUID, about: Victim | None = None
) -> Contribution:
    """Add to a report, correct it or object to it. A reporter who is no victim may add only. `about`: the victim of a
    second report.

    What is added to a report that was joined goes to the event that it was joined into. The same token twice makes
    one contribution. Raises NotAllowed.
    """
    allowed = {Contribution.Kind.ADDITION, Contribution.Kind.REPORT}
    if is_victim(author, incident):
        allowed = set(Contribution.Kind)
    elif incident.reporter_id != author.pk:
        raise NotAllowed
    event = incident.event
    if kind not in allowed or event.is_due:
        raise NotAllowed
    contribution, new = Contribution.with_due.get_or_create(
        pk=token,
        defaults={"incident": event, "author": author, "kind": kind, "text": text, "victim": about},
    )
    if contribution.author_id != author.pk or contribution.incident_id != event.pk:
        raise NotAllowed
    Draft.with_due.filter(pk=token, author=author).delete()
    if not new:
        return contribution
    note(event, author, TimelineEntry.Action.CONTRIBUTION, kind=kind)
    for person in who_attends_to(event):
        if person != author:
            tell(person, "contribution", event)
    return contribution


def save_draft(
    author: User, data: dict[str, Any], draft_id: uuid.UUID, incident: Incident | None = None
) -> Draft | None:
    """Keep what was typed, for its author, until seven days after the first save (R7); later saves change nothing
    of that term. What is about an incident goes with it, however that goes. None when the draft was sent in the
    meantime, is due, or belongs to somebody else; and before the municipality is in use."""
    if author.municipality is None or not author.municipality.is_in_use:
        return None
    if (
        Incident.with_due.filter(submission=draft_id, reporter=author).exists()
        or Contribution.with_due.filter(pk=draft_id, author=author).exists()
    ):
        return None
    with transaction.atomic():
        # Two tabs, or two saves at once, write the same row.
        draft, new = Draft.with_due.get_or_create(
            pk=draft_id, defaults={"author": author, "data": data, "incident": incident}
        )
    if draft.author_id != author.pk or draft.is_due:
        return None
    if not new:
        draft.data, draft.saved_at = data, timezone.now()
        # A report that was joined leads to another one meanwhile.
        draft.incident = incident or draft.incident
    if incident is not None:
        draft.destroy_at = min(draft.destroy_at, incident.destroy_at)
    if not new or incident is not None:
        draft.save()
    return draft


def drafts_of(author: User) -> QuerySet[Draft]:
    """The author's own drafts that were not sent yet, last saved first: of reports, and of additions to one."""
    sent = Incident.with_due.filter(submission=OuterRef("pk"), reporter=author)
    added = Contribution.with_due.filter(pk=OuterRef("pk"), author=author)
    return Draft.objects.filter(~Exists(sent), ~Exists(added), author=author)


def report_drafts_of(author: User) -> list[Draft]:
    """The author's drafts of a new report, last saved first."""
    return [draft for draft in drafts_of(author) if draft.data.keys().isdisjoint((ADDITION_TO, TYPED_AT))]


def addition_draft(author: User, incident: Incident) -> Draft | None:
    """The addition to this incident that the author was writing, last saved first."""
    drafts = drafts_of(author)
    return next((draft for draft in drafts if draft.data.get(ADDITION_TO) == str(incident.pk)), None)
