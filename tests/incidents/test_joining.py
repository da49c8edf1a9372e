# SPDX-License-Identifier: EUPL-1.2
"""What joining two reports must not do: keep something longer, lose something, or leave somebody before a closed door."""

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from incidents import handling, joining
from incidents.access import NotAllowed
from incidents.models import Contribution, Draft, Incident, Status
from incidents.reporting import contribute
from incidents.sanctioning import annul
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import Dossier
from tests.world import World

HOUR = datetime.timedelta(hours=1)
SECRET = "Oude zaak Vogelkersdreef 8"


def post(user: User, name: str, data: dict[str, Any], **kwargs: Any) -> Any:
    browser = Client()
    browser.force_login(user)
    return browser.post(reverse(name, kwargs=kwargs), data)


def test_an_older_event_is_not_joined_and_so_kept_by_the_term_of_a_newer_one(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    dave = world.person("Dave", None, "reporter")
    kept = world.incident(alice, occurred_at=timezone.now() - HOUR)
    old = world.incident(dave, occurred_at=timezone.now() - datetime.timedelta(days=1500), narrative=SECRET)
    assert old.destroy_at < kept.destroy_at
    with pytest.raises(NotAllowed):
        joining.join(bob, old, kept)
    answer = post(bob, "incident_join", {}, incident_id=kept.pk, other_id=old.pk)
    assert answer.status_code == 404
    assert not Contribution.with_due.filter(incident=kept).exists()
    assert Incident.objects.get(pk=old.pk).status == Status.NEW


def test_what_is_joined_goes_with_the_earlier_of_the_two_terms(world: World) -> None:
    """Around midnight two reports of one event may name two days: R4 counts from the first."""
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    dave = world.person("Dave", None, "reporter")
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    kept = world.incident(alice, occurred_at=midnight - datetime.timedelta(days=2) + HOUR / 2)
    second = world.incident(dave, occurred_at=midnight - datetime.timedelta(days=2) - HOUR / 2)
    due = second.destroy_at
    assert due < kept.destroy_at
    joining.join(bob, second, kept)
    kept.refresh_from_db()
    assert kept.destroy_at == due
    assert set(kept.sights.values_list("destroy_at", flat=True)) == {due}


def test_correcting_the_date_later_does_not_keep_what_was_joined_any_longer(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    dave, sonja = world.person("Dave", None, "reporter"), world.person("Sonja", world.parent, "supervisor")
    now, day = timezone.now(), datetime.timedelta(days=1)
    kept, second = (
        world.incident(alice, occurred_at=now - 2 * day),
        world.incident(dave, occurred_at=now - 3 * day),
    )
    joining.join(bob, second, kept)
    kept.refresh_from_db()
    assert (kept.destroy_at, kept.counted_from) == (second.destroy_at, second.counted_from)
    handling.correct_date(bob, kept, now - day, "Het was een dag later.", consent=sonja)
    assert kept.occurred_on == timezone.localdate(now - day)
    assert (kept.destroy_at, kept.counted_from) == (second.destroy_at, second.counted_from)
    # An earlier date shortens, as ever.
    handling.correct_date(bob, kept, now - 9 * day, "Het was een week eerder.")
    assert kept.destroy_at < second.destroy_at


def test_a_victim_finds_the_event_from_the_link_in_the_mail(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    carol, dave = world.person("Carol"), world.person("Dave", None, "reporter")
    kept = world.incident(alice)
    second = world.incident(dave, carol)
    link = reverse("my_report", kwargs={"incident_id": second.pk})
    browser = Client()
    browser.force_login(carol)
    assert browser.get(link).status_code == 200
    joining.join(bob, second, kept)
    assert browser.get(link).headers["Location"] == reverse("my_report", kwargs={"incident_id": kept.pk})
    outsider = Client()
    outsider.force_login(world.person("Charlie"))
    assert outsider.get(link).status_code == 404


@pytest.mark.parametrize("by_a_colleague", [True, False])
def test_an_objection_that_is_sent_after_the_joining_arrives(world: World, by_a_colleague: bool) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    carol, dave = world.person("Carol", None, "reporter"), world.person("Dave", None, "reporter")
    kept = world.incident(alice)
    second = world.incident(dave if by_a_colleague else carol, carol)
    joining.join(bob, second, kept)
    draft = str(uuid.uuid4())
    saved = post(carol, "my_report_autosave", {"draft": draft, "text": "half"}, incident_id=second.pk)
    assert saved.status_code == 200
    assert Draft.objects.filter(pk=draft, author=carol).exists()
    sent = {"draft": draft, "kind": "objection", "text": "Zo ging het niet."}
    answer = post(carol, "my_report", sent, incident_id=second.pk)
    assert answer.status_code == 302
    made = Contribution.objects.get(author=carol, kind="objection")
    assert made.incident_id == kept.pk


def test_who_turns_out_to_be_a_victim_lets_go_of_the_handling(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    ed, dave = world.person("Ed", None, "handler"), world.person("Dave", None, "reporter")
    joined_to, second = world.incident(alice), world.incident(dave, ed)
    handling.take_up(ed, joined_to)
    joining.join(bob, second, joined_to)
    joined_to.refresh_from_db()
    assert (joined_to.handler, joined_to.status) == (None, Status.NEW)


def test_nothing_that_the_second_report_knew_is_lost(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    dave = world.person("Dave", None, "reporter")
    kept = world.incident(alice)
    second = world.incident(
        dave,
        alice,
        aggressor_name="Vogelaar",
        aggressor_description="Rode jas",
        victim_facts={"injury_level": "hospital", "physical_injury": "Gebroken pols", "help_wanted": []},
    )
    spoken = second.aftercares.first()
    assert spoken
    handling.give_aftercare(bob, spoken, timezone.now(), "Het gaat redelijk.")
    joining.join(bob, second, kept)
    words = kept.contributions.get().text
    for secret in ("Vogelaar", "Rode jas", "Gebroken pols"):
        assert secret in words
    victim = kept.victims.get()
    # A stay in hospital asks for a report to the inspectorate (Arbowet art. 9).
    assert (victim.injury_level, victim.physical_injury) == ("hospital", "Gebroken pols")
    contacts = kept.aftercares.all()
    assert [c.note for c in contacts if c.done_at] == ["Het gaat redelijk."]
    assert len(contacts) == 4


def test_the_number_of_somebody_elses_form_adds_nothing(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "reporter")
    known, token = world.incident(alice), uuid.uuid4()
    contribute(world.incident(bob), bob, Contribution.Kind.ADDITION, "Van Bob", token)
    moment = timezone.localtime(known.occurred_at)
    answers = {
        "for_whom": "self",
        "channel": "counter",
        "kinds": ["verbal"],
        "severity": "2",
        "narrative": "Nog eens",
    }
    answers |= {"occurred_date": f"{moment:%d-%m-%Y}", "occurred_time": f"{moment:%H:%M}"}
    assert post(alice, "report", answers | {"draft": str(token), "same_event": "yes"}).status_code == 404
    assert Contribution.objects.get().text == "Van Bob"
    # The same with a number of one's own goes through.
    assert (
        post(alice, "report", answers | {"draft": str(uuid.uuid4()), "same_event": "yes"}).status_code == 302
    )
    assert Contribution.objects.count() == 2


def test_a_sanction_does_not_vanish_into_a_report_that_was_unfounded(world: World) -> None:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    dossier = Dossier(world, severity=3)
    first = dossier.established()
    Incident.objects.filter(pk=first.pk).update(reported_at=timezone.now() - HOUR)
    first.refresh_from_db()
    dossier.impose("premises_ban")
    handling.close(dossier.bob, first, "unfounded", "Niets gebeurd")
    where = reverse("incident_join", kwargs={"incident_id": dossier.incident.pk, "other_id": first.pk})
    browser = client_of(dossier.bob)
    assert "Dit kan niet" in text_of(browser.post(where, follow=True))
    assert dossier.readable() == {dossier.wim.perpetrator_id}
    annul(dossier.bob, dossier.wim.sanctions.get(), "Toch niet")
    assert "samengevoegd" in text_of(browser.post(where, follow=True))
    assert dossier.readable() == set()
