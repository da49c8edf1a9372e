# SPDX-License-Identifier: EUPL-1.2
"""Every kind of mail, as it comes out of a real mail server: nothing of anybody in a header, a text or a file."""

import datetime
import uuid
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts import people
from accounts.models import Membership, User, UserGrant
from accounts.policy import today
from accounts.stand_ins import tell_of_stand_ins
from incidents import handling, watching
from incidents.correcting import ask_for_later_date, decide_later_date
from incidents.escalating import escalate
from incidents.models import Incident, Involvement, Perpetrator, Victim
from incidents.reporting import VictimFacts, contribute
from incidents.sanctioning import allow_or_refuse
from notices.choosing import choose
from notices.digest import gather
from notices.kinds import all_kinds, kind_named
from notices.models import OutboxMessage
from notices.outbox import queue_mail, send_due_messages
from retention.terms import from_local
from tests.incidents.sanctioned import BSNS, Dossier
from tests.notices.post_office import PostOffice, open_office
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

DAY = datetime.timedelta(days=1)
PERPETRATOR, VICTIM, STORY, NUMBER = "Wim Zwartewater", "Vroukje Verborgen", "Zeldzamewoorden", "06-99887766"
SECRETS = (
    "Zwartewater",
    "Vroukje",
    "Verborgen",
    STORY,
    NUMBER,
    BSNS[0],
    "Quispel",
    "Toezicht Tine",
    "Burgerzaken",
)


@pytest.fixture
def dossier(world: World) -> Dossier:
    found = Dossier(
        world,
        severity=3,
        occurred_at=timezone.now() - 2 * DAY,
        narrative=f"{STORY} riep hij.",
        aggressor_name=PERPETRATOR,
        place=STORY,
    )
    # An address holds a name as a rule; here it does not, so that what else would show one is seen.
    for number, (person, name) in enumerate(
        ((found.alice, VICTIM), (found.bob, "Henk Quispel"), (found.sonja, "Toezicht Tine"))
    ):
        User.objects.filter(pk=person.pk).update(name=name, email=f"m{number}@post.example")
        person.refresh_from_db()
    victim = Victim.objects.get()
    victim.name = VICTIM
    victim.save()
    return found


def everything_in(mail: EmailMessage, raw: bytes) -> str:
    """The bytes as they came, each header and each part as a mail program shows it."""
    headers = [str(make_header(decode_header(f"{name}: {value}"))) for name, value in mail.raw_items()]
    parts = [part.get_payload(decode=True) or b"" for part in mail.walk() if not part.is_multipart()]
    return "\n".join([raw.decode(), *headers, *(part.decode() for part in parts)])


def live_through_it(dossier: Dossier) -> None:
    """What people do with one incident and a call, from the report to the end."""
    world, incident = dossier.world, dossier.incident
    ed, cas = world.person("Ed", None, "handler"), world.person("Cas", None, "supervisor")
    Incident.objects.filter(pk=incident.pk).update(first_reaction_at=None)
    handling.take_up(dossier.bob, incident)
    contribute(incident, dossier.alice, "objection", f"{STORY} niet.", uuid.uuid4())
    watching.remind(dossier.sonja, incident)
    watching.reassign(dossier.sonja, incident, ed)
    wim = world.person("Wim", world.own)
    second = handling.add_another_victim(dossier.bob, incident, VictimFacts.of(wim))
    for moment in (timezone.now() + DAY, None):
        contact = second.aftercare.get(kind="second")
        if moment:
            handling.make_appointment(ed, contact, moment, STORY)
        else:
            handling.give_aftercare(ed, contact, None, STORY, declined=True)
    handling.make_appointment(
        dossier.bob, incident.aftercares.filter(kind="last")[0], timezone.now() + 3 * DAY
    )
    ban = dossier.impose("premises_ban", behaviour=f"{STORY} gedaan.")
    allow_or_refuse(cas, ban, "", allowed=True)
    dossier.impose("contact_measure", review_on=today() + DAY)
    later = ask_for_later_date(dossier.bob, incident, incident.occurred_at + DAY, STORY, uuid.uuid4())
    decide_later_date(cas, later, allowed=True)
    for victim in incident.victims.filter(confirmed_at=None):
        handling.confirm_with_victim(dossier.bob, victim)
    handling.close(dossier.bob, incident, "founded", f"{STORY} af.")
    exchange = Exchange(world)
    exchange.approved(caller_number=NUMBER)
    exchange.flagged(caller_number=NUMBER)
    ada = world.person("Ada", world.root, "administrator")
    nina = people.invite_person(
        ada, people.PersonFacts(email="nina@post.example", name="Nina Verborgen", unit=world.own)
    )
    assert nina.pk
    world.grant(wim, "reporter", world.own, first_day=today(), last_day=today(), granted_by=ada)


def test_nothing_of_anybody_is_in_a_mail(dossier: Dossier, settings: Any) -> None:
    with open_office(settings) as office:
        live_through_it(dossier)
        send_due_messages(1000)
        choose(dossier.sonja, {"late": "digest"})
        tell_of_stand_ins()
        with time_machine.travel(timezone.now() + 40 * DAY):
            escalate()
            send_due_messages(1000)
        # After seven, whenever this runs.
        with time_machine.travel(from_local(today() + 41 * DAY, datetime.time(12))):
            gather()
            send_due_messages(1000)
        lived = set(OutboxMessage.with_due.values_list("kind", flat=True))
        # What the scenario does not come to is written by hand: its text is looked at too.
        for kind in all_kinds():
            if kind.name not in lived:
                queue_mail(dossier.bob, kind.name, reference=dossier.incident.reference, path="/")
        send_due_messages(1000)
        check(office, lived, dossier)


def check(office: PostOffice, lived: set[str], dossier: Dossier) -> None:
    assert {
        "new_report",
        "reported_for_you",
        "appointment",
        "appointment_cancelled",
        "reassigned",
        "reminder",
        "contribution",
        "sanction_proposed",
        "sanction_decided",
        "date_decided",
        "report_closed",
        "late_aftercare",
        "late_letter",
        "late_review",
        "digest",
        "stand_in_starts",
        "stand_in_ends",
        "invitation",
        "recording_flagged",
        "recording_approved",
        "recording_decided",
    } <= lived
    planted = [
        Perpetrator.objects.get().name,
        Perpetrator.objects.get().bsn,
        *(victim.name for victim in Victim.objects.all()),
        Incident.objects.get(pk=dossier.incident.pk).narrative,
        fresh(dossier.bob).name,
    ]
    assert all(
        any(secret in text for text in planted) for secret in ("Zwartewater", VICTIM, STORY, BSNS[0], "Henk")
    )
    assert Involvement.objects.exists()
    assert UserGrant.objects.exists()
    assert not Membership.objects.exists()
    sent = OutboxMessage.with_due.exclude(sent_at=None)
    assert {kind_named(name).name for name in sent.values_list("kind", flat=True)} >= lived - {
        "recording_expired"
    }
    assert len(office.raw) == sent.count() > 40
    files = 0
    for mail, (to, raw) in zip(office.mails, office.raw, strict=True):
        everything = everything_in(mail, raw)
        assert mail["To"] == to
        files += "BEGIN:VEVENT" in everything
        for secret in SECRETS:
            assert secret.lower() not in everything.lower(), (mail["Subject"], secret)
    assert files == 4
    assert any(dossier.incident.reference in str(mail["Subject"]) for mail in office.mails)
