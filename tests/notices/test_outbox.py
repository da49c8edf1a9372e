# SPDX-License-Identifier: EUPL-1.2
"""Mail goes to who may open what it is about, and one that cannot be sent does not hold up the others."""

import datetime
import uuid

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from incidents import handling, watching
from incidents.models import Contribution, Incident
from incidents.reporting import contribute
from notices.models import OutboxMessage
from notices.outbox import queue_mail, send_due_messages
from tests.world import World, fresh


@pytest.mark.django_db
def test_a_mail_that_cannot_be_written_does_not_stop_the_others(world: World) -> None:
    odd, alice = world.person("Odd"), world.person("Alice")
    User.objects.filter(pk=odd.pk).update(email="odd@" + "ü" * 62 + ".example")
    queue_mail(fresh(odd), "reminder")
    queue_mail(alice, "reminder")
    OutboxMessage.objects.filter(recipient=odd).update(
        not_before=timezone.now() - datetime.timedelta(hours=1)
    )
    assert send_due_messages() == 1
    assert [message.to for message in mail.outbox] == [[alice.email]]
    stuck = OutboxMessage.objects.get(recipient=odd)
    assert (stuck.sent_at, stuck.attempts) == (None, 1)
    assert "ü" not in stuck.failure


def told(kind: str) -> set[str]:
    return set(OutboxMessage.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def lost_the_level(world: World, person: User) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    person.usergrant_set.all().update(last_day=yesterday)


@pytest.mark.parametrize("how", ["level", "left", "victim"])
def test_what_is_added_reaches_somebody_who_may_read_it(world: World, how: str) -> None:
    """A handler whose stand-in ended, who left, or who turned out to be a victim: the others hear of it."""
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    ed, sonja = world.person("Ed", None, "handler"), world.person("Sonja", None, "supervisor")
    incident = world.incident(alice)
    handling.take_up(ed, incident)
    if how == "level":
        lost_the_level(world, ed)
    elif how == "left":
        User.objects.filter(pk=ed.pk).update(is_active=False)
    else:
        handling.add_another_victim(bob, incident, handling.VictimFacts.of(ed))
        assert Incident.objects.get(pk=incident.pk).handler is None
    incident = Incident.objects.get(pk=incident.pk)
    contribute(incident, alice, Contribution.Kind.OBJECTION, "Zo ging het niet.", uuid.uuid4())
    watching.remind(sonja, incident)
    assert told("contribution") == {"Bob"}
    assert told("reminder") == {"Bob"}


def test_a_victim_hears_nothing_as_a_handler(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter", "handler"), world.person("Bob", None, "handler")
    sonja = world.person("Sonja", world.root, "supervisor")
    for unit in (world.sibling,):
        world.grant(alice, "handler", unit)
        world.grant(bob, "handler", unit)
    incident = world.incident(alice)
    watching.remind(sonja, incident)
    watching.move(sonja, incident, world.sibling)
    assert told("reminder") == {"Bob"}
    assert told("new_report") == {"Bob"}
