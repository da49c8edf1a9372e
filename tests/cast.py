# SPDX-License-Identifier: EUPL-1.2
"""Everybody who could come to a page, around one incident of the unit `own`: for the permission matrix."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone

from accounts.levels import Level
from accounts.models import (
    GroupMapping,
    IdentityProvider,
    Location,
    Logo,
    Membership,
    OrganisationalUnit,
    PendingChange,
    RightsReview,
    User,
)
from accounts.policy import today
from incidents import handling
from incidents.correcting import ask_for_later_date
from incidents.handling import add_another_victim
from incidents.models import Contribution, Evidence, Measure
from incidents.perpetrators import PersonFacts, name_perpetrator
from incidents.reporting import VictimFacts, contribute
from incidents.sanction_rules import Decision
from incidents.sanctioning import decide_sanction, letter_sent
from oversight import evaluating
from oversight.models import (
    AnonymousReport,
    DataSubjectRequest,
    Departure,
    DepartureChunk,
    DepartureFile,
    RequestSubject,
)
from oversight.reports.freezing import freeze_quarter
from oversight.reports.places import places_of
from recordings.requests import register_request
from recordings.telephony import add_telephony_system
from retention.holds import place_hold
from retention.models import Request
from tests.incidents.lettered import make_letterhead
from tests.oversight.access_asked import ask, confirm
from tests.recordings.exchange import Exchange
from tests.signing_in import with_app
from tests.world import PASSWORD, World

PLACES = ("own", "parent", "root", "child", "sibling", "other")


@dataclass(frozen=True)
class Actor:
    """One kind of person: a level on a unit, seen from the incident's unit; or somebody special."""

    name: str
    level: Level | None = None
    place: str = ""
    signed_in: bool = True

    def __str__(self) -> str:
        return self.name

    def on(self, level: Level | str, *places: str) -> bool:
        """Whether this is somebody with that level on one of these places."""
        return self.level == level and self.place in places

    @property
    def of_waterrijk(self) -> bool:
        return self.signed_in and self.place != "other"


LEVELLED = [Actor(f"{level.value} on {place}", level, place) for level in Level for place in PLACES]
SPECIAL = [
    Actor("nobody in particular"),
    Actor("the reporter", Level.REPORTER, "here"),
    Actor("the victim"),
    Actor("a victim who is handler and supervisor"),
    Actor("the other victim's handler"),
    Actor("a handler whose stand-in ended yesterday"),
    Actor("a handler whose stand-in starts tomorrow"),
    Actor("an active superuser", place="other"),
    Actor("an inactive handler", signed_in=False),
    Actor("an inactive superuser", signed_in=False),
    Actor("who had the call", Level.REPORTER, "here"),
    Actor("a visitor", signed_in=False),
]
ACTORS = LEVELLED + SPECIAL


class Cast(World):
    """The world with one incident: reported by Rita for Vera of `own`; other victims are Wim of the sibling unit and
    Bo, who is handler and supervisor of `own`."""

    def __init__(self) -> None:
        super().__init__()
        self.rita = self.person("Rita", None, "reporter")
        self.vera = self.person("Vera")
        self.wim = self.person("Wim", self.sibling)
        self.both = self.person("Bo", None, "handler", "supervisor")
        self.hank = self.person("Hank", None, "handler")
        two_days_ago = timezone.now() - datetime.timedelta(days=2)
        self.case = self.incident(self.rita, self.vera, occurred_at=two_days_ago)
        for victim in (self.wim, self.both):
            add_another_victim(self.hank, self.case, VictimFacts.of(victim))
        self.second = self.incident(self.rita, self.vera)
        self.fill_the_case()
        # Calls of Alice, of the unit `sibling`.
        self.exchange = Exchange(self)
        self.unflagged, self.flagged, self.approved = (
            getattr(self.exchange, state)() for state in ("stored", "flagged", "approved")
        )
        AnonymousReport.objects.create(
            municipality=self.waterrijk,
            year=2025,
            quarter=1,
            content=freeze_quarter([], places_of({self.own.pk: ("Burgerzaken", None)}, {})).written(),
        )
        self.access_request = ask(self.rita, "Karel Kras")
        confirm(self.rita, self.access_request, self.perpetrator, "perpetrator")
        self.prepare_to_leave()
        self.caller_request = register_request(self.exchange.coen, today(), timezone.now(), "06-87654321")

    def prepare_to_leave(self) -> None:
        """An export of Waterrijk that waits, before anything is closed; and a municipality that left long ago."""
        now = timezone.now()
        steps = {"last_day": today(), "decision": "Z/1", "receiver": "Zelf", "confirmed_at": now}
        self.departure = Departure.objects.create(
            municipality=self.waterrijk, number=self.waterrijk.pk, name="Waterrijk", exported_at=now, **steps
        )
        file = DepartureFile(
            departure=self.departure, package="incidents", finished_at=now, size=3, proof="x"
        )
        file.save()
        DepartureChunk.objects.create(file=file, number=0, data=b"age")
        done = {"received_at": now, "destruction_confirmed_at": now, "destroyed_at": now}
        self.departed = Departure.objects.create(number=9_999_999, name="Oudeveen", **steps, **done)

    def fill_the_case(self) -> None:
        """One of everything that an incident can have."""
        sonja = self.person("Sonja", self.own, "supervisor")
        today_ = timezone.now().date()
        self.victim = self.case.victims.get(user=self.vera)
        self.contact = self.case.aftercares.filter(victim=self.victim).first()
        self.contribution = contribute(
            self.case, self.vera, Contribution.Kind.ADDITION, "Nog iets.", uuid.uuid4()
        )
        self.measure = handling.take_measure(
            self.hank, self.case, Measure.Kind.PREVENTION, "Glas aan de balie.", today_, uuid.uuid4()
        )
        damage = {"owner": "municipality", "description": "Ruit", "amount": None, "recovered": None}
        self.damage = handling.record_damage(self.hank, self.case, uuid.uuid4(), damage)
        person = PersonFacts(name="Karel Kras", bsn="999990020", description="Lang, grijs haar.")
        self.involvement = name_perpetrator(self.hank, self.case, person, uuid.uuid4())
        self.perpetrator = self.involvement.perpetrator
        self.sanction_the_perpetrator()
        self.send_the_letter()
        self.hold = place_hold(self.rita, self.case, Request.ACCESS, today())
        self.ask_about_the_perpetrator()
        self.evidence = Evidence.objects.create(
            incident=self.case, author=self.hank, media_type="image/png", size=3, content=b"png"
        )
        ask_for_later_date(
            self.hank,
            self.case,
            self.case.reported_at - datetime.timedelta(days=1),
            "Een dag later.",
            uuid.uuid4(),
        )
        # Of the municipality: what an administrator sees.
        self.clerk = self.person("Cor")
        with_app(self.clerk)
        self.clerk_grant = self.grant(self.clerk, "handler", self.own)
        self.invited = self.person("Ien")
        self.invited.set_unusable_password()
        self.invited.save()
        self.location = Location.objects.create(municipality=self.waterrijk, name="Stadhuis")
        self.logo = Logo.objects.create(digest="ab" * 32, png=b"png", width=24, height=24)
        self.rights_review = RightsReview.objects.create(municipality=self.waterrijk)
        self.team = self.group("Team", self.clerk)
        self.team_grant = self.group_grant(self.team, "supervisor", self.own)
        self.member = Membership.objects.get(group=self.team)
        provider = IdentityProvider.objects.create(
            municipality=self.waterrijk, issuer="https://inloggen.example", client_id="gir", client_secret="x"
        )
        self.mapping = GroupMapping.objects.create(
            provider=provider, value="handlers", level="handler", unit=self.own, requested_by="Test"
        )
        self.telephony, _token = add_telephony_system(self.waterrijk, "Reservecentrale")
        self.conclude_an_evaluation()
        self.proposal = PendingChange.objects.create(
            municipality=self.waterrijk,
            kind=PendingChange.Kind.USER_GRANT,
            parameters={"user": sonja.pk, "level": "reporter", "unit": self.own.pk},
            requested_by="Test",
            proposed_by=sonja,
        )

    def ask_about_the_perpetrator(self) -> None:
        """A request of which the identity was established, and that the perpetrator is who asks."""
        self.asked = DataSubjectRequest.objects.create(
            municipality=self.waterrijk,
            number=901,
            year=2026,
            kind=Request.ERASURE,
            received_on=today(),
            registered_by=self.rita,
            name="Karel Kras",
            identity_check="Paspoort aan de balie.",
            identity_checked_at=timezone.now(),
            identity_checked_by=self.rita,
        )
        self.asked_about = RequestSubject.objects.create(
            request=self.asked,
            what=self.perpetrator._meta.label,
            object_id=str(self.perpetrator.pk),
            capacity=RequestSubject.Capacity.PERPETRATOR,
            confirmed_by=self.rita,
        )

    def conclude_an_evaluation(self) -> None:
        """Of the year before this one, with an action."""
        coordinator = self.person("Corrie", self.root, "coordinator")
        self.evaluation = evaluating.begin(coordinator, evaluating.years(self.waterrijk)[0])
        self.action = evaluating.add_action(
            coordinator, self.evaluation, uuid.uuid4(), "Balie verbouwen.", "teamleider", today()
        )
        evaluating.write(coordinator, self.evaluation, {"conclusions": "Het gaat beter."})
        evaluating.conclude(coordinator, self.evaluation)
        self.evaluation.refresh_from_db()

    def sanction_the_perpetrator(self) -> None:
        """A measure that runs, and a ban that waits for a supervisor."""
        handling.establish_facts(self.hank, self.case, {}, ["verbal", "threat"])
        grounds = {
            "behaviour": "Riep dat hij haar zou opwachten.",
            "norm": "Wij dreigen niet.",
            "heard": "heard",
            "decided_on": today(),
            "planned_end": today() + datetime.timedelta(days=60),
            "conditions": "Alleen schriftelijk.",
            "basic_services": "Per brief.",
            "deviation_reason": "Past beter.",
        }
        self.sanction, self.proposed = (
            decide_sanction(self.hank, self.involvement, Decision(kind=kind, **grounds), uuid.uuid4())
            for kind in ("contact_measure", "premises_ban")
        )

    def send_the_letter(self) -> None:
        """The letterhead, and the letter about the measure that runs; by the standard text."""
        make_letterhead(self.waterrijk)
        letter_sent(self.hank, self.sanction, timezone.now())
        self.letter = self.sanction.letters.get()

    def place(self, name: str) -> OrganisationalUnit:
        return getattr(self, name)

    def person_for(self, actor: Actor) -> User | None:
        """The person of this kind; None for a visitor."""
        yesterday = today() - datetime.timedelta(days=1)
        if actor.place in PLACES and actor.level:
            return self.person("Sam", self.place(actor.place), actor.level)
        match actor.name:
            case "nobody in particular":
                return self.person("Nel")
            case "the reporter":
                return self.rita
            case "the victim":
                return self.vera
            case "who had the call":
                return self.exchange.alice
            case "a victim who is handler and supervisor":
                return self.both
            case "the other victim's handler":
                return self.person("Olga", self.sibling, "handler")
            case "a handler whose stand-in ended yesterday":
                person = self.person("Ype")
                self.grant(person, "handler", self.own, last_day=yesterday)
                return person
            case "a handler whose stand-in starts tomorrow":
                person = self.person("Tom")
                self.grant(person, "handler", self.own, first_day=yesterday + datetime.timedelta(days=2))
                return person
            case "an active superuser":
                return User.objects.create_superuser("root@installatie.example", PASSWORD, name="Operator")
            case "an inactive superuser":
                return User.objects.create_superuser(
                    "root@installatie.example", PASSWORD, name="Operator", is_active=False
                )
            case "an inactive handler":
                return self.person("Ina", None, "handler", is_active=False)
        return None
