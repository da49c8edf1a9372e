# SPDX-License-Identifier: EUPL-1.2
"""People: invited, kept up to date, deactivated. Nothing is granted by default."""

import datetime
import re
from dataclasses import replace

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import people, policy
from accounts.administering import KeysAndDoors, LastAdministrator, NotAllowed, PersonInactive, UnitClosed
from accounts.models import Municipality, OrganisationalUnit, User, UserGrant
from accounts.people import (
    EmailTaken,
    ExtensionTaken,
    NotYourself,
    PersonFacts,
    PersonnelIdTaken,
    RightsElsewhere,
)
from accounts.set_up import change_settings
from incidents import handling
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from tests.world import PASSWORD, World, fresh

DAY = datetime.timedelta(days=1)
NEW_PASSWORD = "een-lange-zin-over-koffie"


@pytest.fixture
def ada(world: World) -> User:
    world.person("Ben", world.root, "administrator")
    return world.person("Ada", world.root, "administrator")


@pytest.fixture
def suus(world: World) -> User:
    return world.person("Suus", world.own, "administrator")


def facts(world: World, **more: object) -> PersonFacts:
    return replace(PersonFacts("Nina Nieuw", "nina@waterrijk.example", world.own), **more)


# ---------- inviting ----------


def test_an_invitation_is_a_link_to_choose_a_password(world: World, ada: User, client: Client) -> None:
    nina = people.invite_person(ada, facts(world, function="baliemedewerker"))
    assert not nina.has_usable_password()
    assert policy.holdings_of(nina) == []
    assert nina.municipality == world.waterrijk
    path = OutboxMessage.objects.get(kind="invitation").path
    send_due_messages()
    message = mail.outbox[0]
    assert message.to == ["nina@waterrijk.example"]
    assert path in message.body
    assert not re.search("Nina|Nieuw|Waterrijk|balie", message.subject + message.body.replace(path, ""))

    page = client.get(path, follow=True)
    assert page.status_code == 200
    done = client.post(
        page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True
    )
    assert done.status_code == 200
    assert fresh(nina).check_password(NEW_PASSWORD)
    # The link works once.
    again = client.get(path, follow=True)
    assert "password1" not in again.content.decode()
    signed_in = client.post(reverse("account_login"), {"login": nina.email, "password": NEW_PASSWORD})
    assert signed_in.status_code == 302


def test_the_token_stands_encrypted_in_the_outbox(world: World, ada: User) -> None:
    people.invite_person(ada, facts(world))
    message = OutboxMessage.objects.get()
    token = message.path.rstrip("/").rpartition("/")[2]
    assert len(token) > 20
    raw = bytes(OutboxMessage.objects.values_list("path", flat=True).get().data)
    assert token.encode() not in raw


def test_who_never_chose_a_password_can_be_invited_again(world: World, ada: User) -> None:
    nina = people.invite_person(ada, facts(world))
    people.send_invitation(ada, nina)
    assert OutboxMessage.objects.filter(kind="invitation", recipient=nina).count() == 2
    with pytest.raises(NotAllowed):
        people.send_invitation(ada, world.person("Alice"))
    people.deactivate_person(ada, nina)
    with pytest.raises(PersonInactive):
        people.send_invitation(ada, nina)


def test_what_is_one_persons_only(world: World, ada: User) -> None:
    alice = world.person("Alice", None, personnel_id="100", extension="4001")
    dora = world.person("Dora", world.other, personnel_id="200", extension="4002")
    with pytest.raises(EmailTaken) as own:
        people.invite_person(ada, facts(world, email="ALICE@waterrijk.example"))
    with pytest.raises(EmailTaken) as other:
        people.invite_person(ada, facts(world, email=dora.email))
    # LEI 10: the message does not tell whose it is.
    assert str(own.value.message) == str(other.value.message)
    with pytest.raises(PersonnelIdTaken):
        people.invite_person(ada, facts(world, personnel_id="100"))
    with pytest.raises(ExtensionTaken):
        people.invite_person(ada, facts(world, extension="4001"))
    nina = people.invite_person(ada, facts(world, personnel_id="200", extension="4002"))
    assert OutboxMessage.objects.count() == 1
    people.deactivate_person(ada, alice)
    people.change_person(ada, nina, facts(world, extension="4001"))
    with pytest.raises(ExtensionTaken):
        people.reactivate_person(ada, alice)


def test_who_may_be_invited_where(world: World, ada: User, suus: User) -> None:
    people.invite_person(suus, facts(world, unit=world.child))
    for unit in (world.parent, world.sibling, world.other, None):
        with pytest.raises(NotAllowed):
            people.invite_person(suus, facts(world, unit=unit, email="x@waterrijk.example"))
    with pytest.raises(NotAllowed):
        people.invite_person(ada, facts(world, unit=world.other, email="x@waterrijk.example"))
    world.child.closed_on = policy.today()
    world.child.save()
    with pytest.raises(UnitClosed):
        people.invite_person(ada, facts(world, unit=world.child, email="x@waterrijk.example"))
    for actor in (world.person("Alice", world.root, "supervisor"), world.person("S", is_superuser=True)):
        with pytest.raises(NotAllowed):
            people.invite_person(actor, facts(world, email="x@waterrijk.example"))


# ---------- changing ----------


def test_a_person_is_changed_by_an_administrator_of_their_department(
    world: World, ada: User, suus: User
) -> None:
    alice, karel = world.person("Alice", world.child), world.person("Karel", world.sibling)
    people.change_person(suus, alice, replace(PersonFacts.of(alice), function="teamleider", unit=world.own))
    assert (fresh(alice).function, fresh(alice).unit) == ("teamleider", world.own)
    for attempt in (
        lambda: people.change_person(suus, karel, PersonFacts.of(karel)),
        lambda: people.change_person(suus, alice, replace(PersonFacts.of(alice), unit=world.sibling)),
        lambda: people.change_person(suus, alice, replace(PersonFacts.of(alice), unit=None)),
        lambda: people.deactivate_person(suus, karel),
        lambda: people.change_person(ada, world.person("Dora", world.other), PersonFacts.of(alice)),
        lambda: people.deactivate_person(ada, User.objects.get(name="Dora")),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_since_when_somebody_has_an_extension_is_known(world: World, ada: User) -> None:
    """A call from before is not theirs (GRO 6: nobody inherits); saved again, nothing begins anew."""
    given = facts(world, extension="4501")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        nina = people.invite_person(ada, given)
        begun = timezone.now()
        assert fresh(nina).extension_since == begun
        clock.shift(DAY)
        people.change_person(ada, nina, replace(given, function="telefonist"))
        assert fresh(nina).extension_since == begun
        people.change_person(ada, nina, replace(given, extension="4502"))
        assert fresh(nina).extension_since == begun + DAY


def test_another_address_takes_the_old_ones_place_everywhere(world: World, ada: User, client: Client) -> None:
    alice = world.person("Alice", None, "handler")
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    Client().post(reverse("account_reset_password"), {"email": alice.email})
    old = OutboxMessage.objects.get(kind="password_reset").path
    assert EmailAddress.objects.filter(user=alice).exists()
    people.change_person(ada, alice, replace(PersonFacts.of(alice), email="Alice.B@waterrijk.example"))
    assert fresh(alice).email == "alice.b@waterrijk.example"
    assert not EmailAddress.objects.filter(email="alice@waterrijk.example").exists()
    visitor = Client()
    # Neither the old address nor a link that was sent to it works any more.
    visitor.post(reverse("account_login"), {"login": "alice@waterrijk.example", "password": PASSWORD})
    assert "_auth_user_id" not in visitor.session
    assert "password1" not in visitor.get(old, follow=True).content.decode()
    visitor.post(reverse("account_login"), {"login": "alice.b@waterrijk.example", "password": PASSWORD})
    assert "_auth_user_id" in visitor.session
    # Whose it was reads so at the address that was theirs, and is nowhere signed in any more.
    told = OutboxMessage.objects.get(kind="own_address_changed")
    assert (told.recipient, told.address) == (alice, "alice@waterrijk.example")
    send_due_messages()
    assert ["alice@waterrijk.example"] in [m.to for m in mail.outbox]
    assert client.get(reverse("messages")).status_code == 302
    # Because a link to choose a password can be asked to the new address, the other administrator is told.
    assert [m.recipient.name for m in OutboxMessage.objects.filter(kind="address_changed")] == ["Ben"]


def test_an_administrator_of_a_part_takes_nobody_elses_keys(world: World, ada: User, suus: User) -> None:
    """Another address of who holds a level beyond one's own units would open these."""
    boss = world.person("Boss", world.own)
    world.grant(boss, "handler", world.root)
    with pytest.raises(RightsElsewhere):
        people.change_person(suus, boss, replace(PersonFacts.of(boss), email="suus2@waterrijk.example"))
    people.change_person(suus, boss, replace(PersonFacts.of(boss), function="hoofd"))
    people.change_person(ada, boss, replace(PersonFacts.of(boss), email="boss2@waterrijk.example"))


# ---------- deactivating ----------


def test_deactivating_ends_every_session_at_once(world: World, ada: User) -> None:
    alice = world.person("Alice", None, "handler")
    desk, phone = Client(), Client()
    for browser in (desk, phone):
        browser.force_login(alice)
        assert browser.get(reverse("home")).status_code == 200
    people.deactivate_person(ada, alice)
    for browser in (desk, phone):
        answer = browser.get(reverse("home"))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))
    # Neither sign-in nor reactivation brings an old session back.
    people.reactivate_person(ada, alice)
    assert desk.get(reverse("home")).status_code == 302
    assert fresh(alice).is_active


def test_who_is_deactivated_cannot_sign_in_and_gets_no_mail(world: World, ada: User) -> None:
    alice = world.person("Alice")
    people.deactivate_person(ada, alice)
    browser = Client()
    browser.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert "_auth_user_id" not in browser.session
    browser.post(reverse("account_reset_password"), {"email": alice.email})
    assert not OutboxMessage.objects.filter(recipient=alice).exists()


def test_deactivating_ends_nothing_else(world: World, ada: User) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    incident = world.incident(alice)
    handling.take_up(bob, incident)
    # That there is something, and not how much: an administrator counts no incidents.
    assert people.open_work(bob) == ["Meldingen in behandeling"]
    assert people.open_work(alice) == []
    people.deactivate_person(ada, bob)
    incident.refresh_from_db()
    assert incident.handler == bob
    assert UserGrant.objects.get(user=bob).last_day is None
    assert not policy.may(fresh(bob), "handler", world.own)
    people.reactivate_person(ada, bob)
    assert policy.may(fresh(bob), "handler", world.own)


def test_nobody_deactivates_themselves_or_the_last_administrator(world: World, ada: User) -> None:
    ben = User.objects.get(name="Ben")
    with pytest.raises(NotYourself):
        people.deactivate_person(ada, ada)
    people.deactivate_person(ada, ben)
    suus = world.person("Suus", world.root)
    world.grant(suus, "administrator", world.own)
    world.grant(suus, "administrator", world.parent)
    suus.unit = world.root
    suus.save()
    ada.unit = world.own
    ada.save()
    with pytest.raises(LastAdministrator):
        people.deactivate_person(suus, ada)
    assert fresh(ada).is_active


def test_reactivating_checks_keys_and_doors(world: World, ada: User) -> None:
    both = world.person("Both", None, is_active=False)
    world.grant(both, "administrator", world.own)
    world.grant(both, "handler", world.sibling, first_day=policy.today() + 9 * DAY)
    with pytest.raises(KeysAndDoors):
        people.reactivate_person(ada, both)
    assert not fresh(both).is_active


# ---------- set-up ----------


@pytest.mark.django_db
def test_create_municipality(capsys: pytest.CaptureFixture[str]) -> None:
    call_command(
        "create_municipality",
        name="Meerstad",
        slug="meerstad",
        administrator=[["Ada", "ada@meerstad.example"], ["Ben", "ben@meerstad.example"]],
    )
    meerstad = Municipality.objects.get(slug="meerstad")
    root = OrganisationalUnit.objects.get(municipality=meerstad)
    assert [h.user.name for h in policy.holders(root)] == ["Ada", "Ben"]
    assert OutboxMessage.objects.filter(kind="invitation").count() == 2
    call_command("invite", "ADA@meerstad.example")
    assert OutboxMessage.objects.filter(kind="invitation").count() == 3
    # An operator sees no link: it goes to the person's own address.
    printed = capsys.readouterr()
    assert "/wachtwoord/" not in printed.out + printed.err


@pytest.mark.django_db
@pytest.mark.parametrize(
    "administrators",
    [
        [["Ada", "ada@meerstad.example"]],
        [["Ada", "ada@meerstad.example"], ["Ada", "ADA@meerstad.example "]],
        [["Ada", "ada@meerstad.example"], ["Ben", "geen adres"]],
    ],
)
def test_create_municipality_refuses(administrators: list[list[str]]) -> None:
    with pytest.raises(CommandError):
        call_command("create_municipality", name="M", slug="meerstad", administrator=administrators)
    assert not Municipality.objects.exists()
    assert not User.objects.exists()


def test_create_municipality_twice_is_refused_whole(world: World) -> None:
    two = [["Ada", "ada@meerstad.example"], ["Ben", "ben@meerstad.example"]]
    with pytest.raises(CommandError):
        call_command("create_municipality", name="M", slug="waterrijk", administrator=two)
    taken = world.person("Alice").email
    with pytest.raises(CommandError):
        call_command("create_municipality", name="M", slug="m", administrator=[*two, ["C", taken]])
    assert Municipality.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("invite", taken)
    with pytest.raises(CommandError):
        call_command("invite", "niemand@x.example")


def test_settings_are_for_who_administers_the_whole(world: World, ada: User, suus: User) -> None:
    with pytest.raises(NotAllowed):
        change_settings(suus, {"idle_minutes": 30})
    assert change_settings(ada, {"idle_minutes": 30}).idle_minutes == 30
