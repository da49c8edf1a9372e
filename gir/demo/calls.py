# SPDX-License-Identifier: EUPL-1.2
"""Recorded calls for the demo. They live 48 hours, so each start of the demo adds what is not there any more.

Made through the functions that the telephony, the employee and the head use; the sound is made from numbers.
"""

import datetime
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils import timezone

from accounts.models import Municipality, User
from recordings import acts, disclosing, requests
from recordings.calls import CallFacts
from recordings.intake import register_call, store_audio
from recordings.listening import note_listening
from recordings.made_speech import as_wave, conversation
from recordings.models import CallerRequest, Ground, Recording, State, TelephonySystem
from recordings.telephony import add_telephony_system
from retention.terms import local_date

TELEPHONY = "Telefooncentrale KCC"
# Nobody has a session here.
HERE = "demo"
HOUR = datetime.timedelta(hours=1)
STANDARD = datetime.timedelta(hours=48)
# From so little time on, somebody who looks at the demo can see a call go.
SOON = datetime.timedelta(minutes=30)


@dataclass(frozen=True)
class Made:
    """A call: how long ago it ended, how long it took, and who called."""

    ended_ago: datetime.timedelta
    seconds: float
    number: str


ORDINARY = (
    Made(0.4 * HOUR, 34, "06-00000112"),
    Made(2.3 * HOUR, 21, "088-0000045"),
    Made(5.1 * HOUR, 47, "06-00000873"),
    Made(21.6 * HOUR, 28, ""),
)
GOING = Made(STANDARD - datetime.timedelta(minutes=7), 15, "06-00000391")
FLAGGED = (
    (Made(3.2 * HOUR, 52, "06-00000620"), "Zei dat hij weet waar ik woon en mij vanavond opwacht."),
    (Made(43.4 * HOUR, 31, "06-00000204"), "Schold en dreigde de balie te verbouwen."),
)
CALLER = Made(6.7 * HOUR, 26, "06-00000845")
APPROVED = (Made(26.5 * HOUR, 39, "06-00000577"), "Bedreigde mij en mijn collega’s met een mes.")


def add_calls(slugs: Sequence[str]) -> int:
    """Add to these municipalities of the demo the calls that are not there (any more); how many."""
    towns = Municipality.objects.filter(slug__in=slugs, is_demo=True)
    return sum(_Desk(town).refill() for town in towns)


@cache
def _sound(seconds: float) -> bytes:
    """Another conversation for every length."""
    return as_wave(conversation(seconds, seed=round(seconds)))


class _Desk:
    """The contact centre of one municipality of the demo."""

    def __init__(self, municipality: Municipality) -> None:
        self.municipality, self.now, self.added = municipality, timezone.now(), 0
        self.employee, self.head = (self._named(mailbox) for mailbox in ("kcc", "hoofd"))
        colleagues = User.objects.filter(unit=self.employee.unit_id, is_active=True).exclude(extension="")
        known = (self.employee.pk, self.head.pk)
        self.colleague = colleagues.exclude(pk__in=known).order_by("pk").first() or self.employee
        self.calls = Recording.objects.filter(municipality=municipality)

    def refill(self) -> int:
        """How many calls were added."""
        mine = self.calls.filter(employee=self.employee, state=State.STORED)
        if not mine.filter(destroy_at__gt=self.now + STANDARD / 2).exists():
            for made in ORDINARY:
                self._deliver(made, self.employee)
        if not mine.filter(destroy_at__lte=self.now + SOON).exists():
            self._deliver(GOING, self.employee)
        if not self.calls.filter(state=State.FLAGGED).exists():
            for (made, why), employee in zip(FLAGGED, (self.employee, self.colleague), strict=True):
                acts.flag(employee, self._deliver(made, employee), why)
        if not self.calls.filter(state=State.APPROVED).exists():
            self._approve(*APPROVED)
        if not CallerRequest.objects.filter(municipality=self.municipality, answer="").exists():
            self._caller_asks()
        return self.added

    def _approve(self, made: Made, why: str) -> None:
        call = acts.flag(self.employee, self._deliver(made, self.employee), why)
        alone_reason = "De medewerker was vandaag vrij."
        acts.begin_review(self.head, call, session_mark=HERE, with_employee=False, alone_reason=alone_reason)
        note_listening(self.head, call, HERE)
        acts.decide(
            self.head,
            call,
            approve=True,
            reason="Een ernstige bedreiging: dit moet worden geregistreerd.",
            with_employee=False,
            alone_reason=alone_reason,
        )

    def _caller_asks(self) -> None:
        """Somebody who called wants the recording; nobody flagged it, so it waits for the head."""
        call, coordinator = self._deliver(CALLER, self.colleague), self._named("coordinator")
        today = local_date(self.now)
        request = requests.register_request(coordinator, today, call.started_at, CALLER.number)
        disclosing.disclose(
            coordinator,
            call,
            Ground.CALLER,
            recipient="De heer F. de Beller",
            reference=f"Verzoek {today:%Y}-017",
            identity_check="Aan de balie, met een geldig legitimatiebewijs",
            compatibility="De beller vraagt om het eigen gesprek.",
            request=request,
        )

    def _deliver(self, made: Made, employee: User) -> Recording:
        ended = self.now - made.ended_ago
        facts = CallFacts(
            external_id=secrets.token_hex(8),
            started_at=ended - datetime.timedelta(seconds=made.seconds),
            ended_at=ended,
            employee=employee.personnel_id,
            caller_number=made.number,
        )
        call, _new = register_call(self._telephony(), facts)
        self.added += 1
        return store_audio(call, io.BytesIO(_sound(made.seconds)))[0]

    def _telephony(self) -> TelephonySystem:
        known = self.municipality.telephony_systems.filter(name=TELEPHONY, revoked_at=None).first()
        return known or add_telephony_system(self.municipality, TELEPHONY)[0]

    def _named(self, mailbox: str) -> User:
        return User.objects.get(email=f"{mailbox}@{self.municipality.slug}.example")
