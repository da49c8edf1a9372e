# SPDX-License-Identifier: EUPL-1.2
"""The second factor (issue: at the door): required for every level but reporter when somebody signs in by password, on
every page; codes work once; secrets lie sealed; an administrator takes away what somebody lost."""

import datetime
import json
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import grants, second_factor
from accounts.administering import NotAllowed
from accounts.models import BrowserSession, ChangeLogEntry, User
from accounts.people import PersonFacts, invite_person
from accounts.taking_factors import LevelsElsewhere, reset_factors
from notices.models import OutboxMessage
from protection.rotation import rotate_all
from tests.signing_in import code_of, confirmed_long_ago, recovery_codes_of, signed_in_by, with_app
from tests.world import PASSWORD, World, fresh

INDEX, HOME = "/account/tweede-factor/", "/"
NEW = "een-lange-zin-over-thee"
AUTHENTICATE, APP = INDEX + "inloggen/", INDEX + "app/instellen/"


@pytest.fixture
def bob(world: World) -> User:
    return world.person("Bob", None, "handler")


def by_password(person: User) -> Client:
    client = Client()
    response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302
    return client


def secret_on(page: str) -> str:
    found = re.search(r'gir-secret">([A-Z2-7]+)<', page)
    assert found
    return found[1]


def set_app_up(client: Client) -> str:
    """By the page; answers the secret."""
    secret = secret_on(client.get(APP).content.decode())
    code = second_factor.format_hotp_value(
        second_factor.hotp_value(secret, int(timezone.now().timestamp()) // 30)
    )
    response = client.post(APP, {"code": code})
    assert response.headers["Location"] == INDEX + "herstelcodes/"
    return secret


@pytest.mark.parametrize(
    "level", ["administrator", "handler", "supervisor", "registry_reader", "head", "coordinator"]
)
def test_every_level_but_reporter_sets_one_up_first(world: World, level: str) -> None:
    client = by_password(world.person("Bo", world.root, level))
    assert client.get("/berichten/").headers["Location"] == INDEX + "?next=%2Fberichten%2F"
    told = client.get(HOME, headers={"Accept": "application/json"})
    assert (told.status_code, told.headers["HX-Redirect"], told.content) == (401, INDEX, b"")
    page = client.get(INDEX).content.decode()
    assert "Stel eerst een tweede factor in" in page
    assert client.post(reverse("set_language"), {"language": "nl"}).status_code == 302
    assert client.get("/health/").status_code in (200, 404, 503)
    set_app_up(client)
    assert client.get(HOME).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302


def test_whoever_was_invited_can_set_one_up(world: World) -> None:
    """From the mail to the first page, as an administrator's new colleague goes."""
    ada = world.person("Ada", world.root, "administrator")
    zoe = invite_person(ada, PersonFacts("Zoë", "zoe@waterrijk.example", world.own))
    grants.grant_level(ada, "handler", world.own, user=zoe, requested_by="De directeur")
    client = Client()
    page = client.get(OutboxMessage.objects.get(recipient=zoe, kind="invitation").path, follow=True)
    assert client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}).status_code == 302
    client = Client()
    client.post(reverse("account_login"), {"login": zoe.email, "password": NEW})
    assert client.get(HOME).headers["Location"] == INDEX
    set_app_up(client)
    # What every new colleague reads first.
    assert client.get(HOME).headers["Location"] == "/voor-medewerkers/"


def test_whoever_forgot_their_password_can_set_one_up(bob: User) -> None:
    """And whoever asks for a link in somebody else's name keeps them from nothing."""
    Client().post(reverse("account_reset_password"), {"email": bob.email})
    assert OutboxMessage.objects.filter(recipient=bob, kind="password_reset").exists()
    set_app_up(by_password(bob))


def test_a_reporter_and_a_victim_need_none(world: World) -> None:
    for person in (world.person("Rita", None, "reporter"), world.person("Vera")):
        assert by_password(person).get(HOME).status_code == 200


def test_when_the_level_comes_during_the_session(world: World) -> None:
    vera = world.person("Vera")
    client = by_password(vera)
    assert client.get(HOME).status_code == 200
    world.group_grant(world.group("Team", vera), "supervisor", world.own)
    assert client.get(HOME).headers["Location"] == INDEX
    assert client.post(reverse("message_ways"), {}).headers["Location"].startswith(INDEX)


def test_who_came_by_single_sign_on_is_not_asked(bob: User) -> None:
    client = Client()
    client.force_login(bob)
    signed_in_by(client, "socialaccount")
    assert client.get(HOME).status_code == 200
    # What another person did in the same browser is not theirs.
    session = client.session
    session["account_authentication_methods_user"] = "0"
    session.save()
    assert client.get(HOME).status_code == 302


def test_the_password_alone_opens_nothing_of_who_has_one(bob: User) -> None:
    """A session half-way the sign-in is a visitor's, whatever the address."""
    with_app(bob)
    client = by_password(bob)
    assert "_auth_user_id" not in client.session
    for path in (HOME, INDEX, APP, "/werkvoorraad/", reverse("account_change_password"), "/berichten/"):
        assert reverse("account_login") in client.get(path).headers["Location"], path
        assert client.post(path, {}).status_code in (302, 405), path
        assert "_auth_user_id" not in client.session
    page = client.get(AUTHENTICATE).content.decode()
    assert "Nog één stap" in page
    assert bob.name not in page
    # Not by another session's way to confirm either.
    client.post(INDEX + "bevestigen/", {"code": code_of(bob)})
    assert "_auth_user_id" not in client.session
    client.post(AUTHENTICATE, {"code": code_of(bob)})
    assert client.get(HOME).status_code == 200


def test_no_other_is_set_up_on_a_password_alone(world: World, bob: User) -> None:
    """A session from before: the factor is asked, and not a new one offered to whoever knows the password."""
    client = by_password(bob)
    with_app(bob)
    for path in (HOME, INDEX, APP, INDEX + "passkey/toevoegen/"):
        assert client.get(path).headers["Location"].startswith(INDEX + "bevestigen/"), path
    code = code_of(bob)
    client.post(INDEX + "bevestigen/", {"code": code, "next": HOME})
    assert client.get(HOME).status_code == 200


def test_a_code_works_once(bob: User) -> None:
    with_app(bob)
    start, code = timezone.now(), code_of(bob)
    assert by_password(bob).post(AUTHENTICATE, {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    again = by_password(bob)
    page = again.post(AUTHENTICATE, {"code": code}).content.decode()
    assert "Deze code klopt niet of is al gebruikt." in page
    assert "_auth_user_id" not in again.session
    # Nor for something else, nor while its half minute is stretched for who types slowly, however it is written.
    for seconds, written in (
        (29, code),
        (31, f"{code[:3]}.{code[3:]}"),
        (31, f"{code[:3]}\u00a0/{code[3:]}"),
    ):
        with time_machine.travel(start + datetime.timedelta(seconds=seconds), tick=False):
            assert again.post(AUTHENTICATE, {"code": written}).status_code == 200
            assert "_auth_user_id" not in again.session


def test_the_code_that_set_the_app_up_is_used_up(world: World) -> None:
    bob = world.person("Bob", None, "handler")
    client = by_password(bob)
    set_app_up(client)
    other = by_password(bob)
    assert other.post(AUTHENTICATE, {"code": code_of(bob)}).status_code == 200
    assert "_auth_user_id" not in other.session


def test_a_recovery_code_works_once_and_a_mail_says_so(bob: User) -> None:
    with_app(bob)
    codes = recovery_codes_of(bob)
    assert len(codes) == 10
    by_password(bob).post(AUTHENTICATE, {"code": codes[0]})
    assert len(recovery_codes_of(bob)) == 9
    assert OutboxMessage.objects.filter(recipient=bob, kind="recovery_code_used").count() == 1
    cache.clear()
    again = by_password(bob)
    assert again.post(AUTHENTICATE, {"code": codes[0]}).status_code == 200
    assert "_auth_user_id" not in again.session
    again.post(AUTHENTICATE, {"code": codes[1]})
    assert "_auth_user_id" in again.session


def test_codes_are_not_guessed(bob: User) -> None:
    with_app(bob)
    client = by_password(bob)
    for guess in range(5):
        client.post(AUTHENTICATE, {"code": f"00000{guess}"})
    page = client.post(AUTHENTICATE, {"code": code_of(bob)}).content.decode()
    assert "Te vaak geprobeerd" in page
    assert "_auth_user_id" not in client.session


def test_the_recovery_codes_are_shown_once(bob: User) -> None:
    client = by_password(bob)
    set_app_up(client)
    codes = recovery_codes_of(bob)
    page = client.get(INDEX + "herstelcodes/").content.decode()
    assert all(code in page for code in codes)
    page = client.get(INDEX + "herstelcodes/").content.decode()
    assert not [code for code in codes if code in page]
    client.post(INDEX + "herstelcodes/nieuw/")
    fresh_codes = recovery_codes_of(bob)
    assert not set(codes) & set(fresh_codes)
    page = client.get(INDEX + "herstelcodes/").content.decode()
    assert all(code in page for code in fresh_codes)


def test_every_change_is_mailed_and_logged(bob: User) -> None:
    client = by_password(bob)
    set_app_up(client)
    client.post(INDEX + "herstelcodes/nieuw/")
    client.post(INDEX + "app/verwijderen/")
    assert second_factor.has_one(bob)
    Authenticator.objects.create(
        user=bob, type=Authenticator.Type.WEBAUTHN, data={"name": "laptop", "credential": {}}
    )
    client.post(INDEX + "app/verwijderen/")
    sent = list(
        OutboxMessage.objects.filter(recipient=bob).order_by("created_at").values_list("kind", flat=True)
    )
    assert sent == ["factor_added", "recovery_codes_made", "factor_removed"]
    changes = ChangeLogEntry._base_manager.filter(
        object_pk=str(bob.pk), changes__has_key="second_factor_changed_at"
    )
    assert {entry.actor_id for entry in changes} == {bob.pk}


def test_the_last_one_stays_while_it_is_required(world: World, bob: User) -> None:
    with_app(bob)
    client = Client()
    client.force_login(bob)
    page = client.get(INDEX + "app/verwijderen/").content.decode()
    assert "Dit is uw laatste tweede factor" in page
    client.post(INDEX + "app/verwijderen/")
    assert second_factor.has_one(bob)
    key = Authenticator.objects.create(
        user=bob, type=Authenticator.Type.WEBAUTHN, data={"name": "laptop", "credential": {}}
    )
    client.post(INDEX + "app/verwijderen/")
    assert [a.type for a in second_factor._factors(bob)] == ["webauthn"]
    client.post(INDEX + f"passkey/{key.pk}/verwijderen/")
    assert second_factor.has_one(bob)
    # For a reporter it is their own choice.
    rita = world.person("Rita", None, "reporter")
    with_app(rita)
    client.force_login(rita)
    client.post(INDEX + "app/verwijderen/")
    assert not Authenticator.objects.filter(user=rita).exists()


def test_a_passkey_is_its_owners_only(world: World, bob: User) -> None:
    key = Authenticator.objects.create(
        user=bob, type=Authenticator.Type.WEBAUTHN, data={"name": "laptop van Bob", "credential": {}}
    )
    client = Client()
    client.force_login(bob)
    assert "laptop van Bob" in client.get(INDEX + f"passkey/{key.pk}/").content.decode()
    client.force_login(world.person("Charlie", world.other, "handler"))
    for path in (f"passkey/{key.pk}/", f"passkey/{key.pk}/verwijderen/"):
        assert client.get(INDEX + path).status_code == 404
        assert client.post(INDEX + path, {"name": "van mij"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "laptop van Bob"


def test_setting_one_up_ends_the_other_sessions(bob: User) -> None:
    other = by_password(bob)
    assert "_auth_user_id" in other.session
    client = by_password(bob)
    set_app_up(client)
    assert client.get(HOME).status_code == 200
    assert reverse("account_login") in other.get(INDEX).headers["Location"]


def test_the_secret_lies_nowhere_in_the_clear(bob: User, settings) -> None:
    client = by_password(bob)
    secret = secret_on(client.get(APP).content.decode())
    # Before it is set up: in no session.
    kept = [row.get_decoded() for row in BrowserSession.objects.all()]
    assert any("mfa.totp.secret" in session for session in kept)
    assert secret not in json.dumps(kept)
    secret = set_app_up(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert "secret" in stored
    assert secret not in stored
    assert second_factor.unseal(Authenticator.objects.get(user=bob, type="totp").data["secret"]) == secret


def test_a_new_key_takes_over_the_secrets(bob: User, settings) -> None:
    with_app(bob)
    before = recovery_codes_of(bob)
    settings.KEY_RING = "new-1:" + "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=," + settings.KEY_RING
    assert rotate_all()["mfa.Authenticator"].changed == 2
    assert rotate_all()["mfa.Authenticator"].changed == 0
    settings.KEY_RING = settings.KEY_RING.split(",")[0]
    assert recovery_codes_of(bob) == before
    assert code_of(bob)


def test_an_administrator_takes_away_what_somebody_lost(world: World, bob: User) -> None:
    ada = world.person("Ada", world.root, "administrator")
    with_app(bob)
    there = Client()
    there.force_login(bob)
    assert there.get(HOME).status_code == 200
    client = Client()
    client.force_login(ada)
    url = reverse("reset_factors", args=[bob.pk])
    assert url in client.get(reverse("person", args=[bob.pk])).content.decode()
    confirmed_long_ago(client)
    assert client.post(url).status_code == 403
    assert second_factor.has_one(bob)
    assert client.post(url, {"step-up-password": PASSWORD}).status_code == 302
    assert not Authenticator.objects.filter(user=bob).exists()
    assert there.get(HOME).status_code == 302
    assert OutboxMessage.objects.filter(recipient=bob, kind="factors_reset").count() == 1
    entry = ChangeLogEntry._base_manager.filter(object_pk=str(bob.pk)).order_by("pk").last()
    assert entry.actor_id == ada.pk
    assert "second_factor_changed_at" in entry.changes
    assert by_password(fresh(bob)).get(HOME).headers["Location"] == INDEX


def test_nobody_takes_away_their_own_nor_those_of_another_town(world: World, bob: User) -> None:
    ada = world.person("Ada", world.root, "administrator")
    suus = world.person("Suus", world.own, "administrator")
    stranger = world.person("Dirk", world.other_root, "administrator")
    boss = world.person("Boss", world.own)
    world.grant(boss, "handler", world.root)
    for person in (ada, bob, boss):
        with_app(person)
    for actor, person in ((ada, ada), (stranger, bob), (bob, ada), (world.person("Vera"), bob)):
        with pytest.raises(NotAllowed):
            reset_factors(actor, person)
    with pytest.raises(LevelsElsewhere):
        reset_factors(suus, boss)
    assert Authenticator.objects.filter(type="totp").count() == 3
    reset_factors(suus, bob)
    assert not second_factor.has_one(bob)


def test_the_demo_lets_everybody_in_but_one(world: World, bob: User, settings) -> None:
    assert by_password(bob).get(HOME).status_code == 302
    settings.DEMO = True
    assert by_password(bob).get(HOME).status_code == 302
    world.waterrijk.is_demo = True
    world.waterrijk.save()
    assert by_password(bob).get(HOME).status_code == 200
    shown = world.person("Jelle", world.root, "administrator")
    User.objects.filter(pk=shown.pk).update(email=second_factor.SHOWN_IN_DEMO)
    shown = fresh(shown)
    assert by_password(shown).get(HOME).headers["Location"] == INDEX
    with_app(shown)
    client = by_password(shown)
    page = client.get(AUTHENTICATE).content.decode()
    assert code_of(shown) in page
    client.post(AUTHENTICATE, {"code": code_of(shown)})
    assert client.get(HOME).status_code == 200
    # Nobody else's code is ever shown, and nobody's outside the demo.
    with_app(bob)
    assert code_of(bob) not in by_password(bob).get(AUTHENTICATE).content.decode()
    settings.DEMO = False
    assert second_factor.demo_code(shown) == ""


def test_a_made_secret_is_long_enough() -> None:
    """160 bits, as RFC 4226 asks."""
    assert len(generate_totp_secret()) == 32
