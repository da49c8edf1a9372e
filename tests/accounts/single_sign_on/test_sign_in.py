# SPDX-License-Identifier: EUPL-1.2
"""Signing in at the municipality's own provider, against a real one (issue: at the door)."""

import json
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import BrowserSession, IdentityProvider, SignOnSession, User
from accounts.policy import scope_of
from tests.identity_provider.stage import SECRET, IdentityStage
from tests.world import PASSWORD, World, fresh

pytestmark = [pytest.mark.oidc, pytest.mark.django_db]


def signed_in(browser: Client) -> User | None:
    pk = browser.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


def refused(at_work: IdentityStage, name: str) -> str:
    """Come back from the provider as this person, and be let in by nobody; the page that one sees."""
    browser = Client()
    response = at_work.arrive(browser, at_work.answer(name, at_work.leave(browser)))
    assert response.status_code == 403
    assert signed_in(browser) is None
    assert not SignOnSession.objects.exists()
    return response.content.decode()


def test_a_first_sign_in_makes_an_account_without_any_level(at_work: IdentityStage) -> None:
    email = at_work.employee("Alice")
    assert not User.objects.filter(email=email).exists()
    browser = at_work.sign_in("Alice")
    alice = User.objects.get(email=email)
    assert signed_in(browser) == alice
    assert alice.municipality == at_work.world.waterrijk
    assert alice.name == f"Alice{at_work.ending} Test"
    assert not alice.has_usable_password()
    assert scope_of(alice).units == {}
    # What the step-up asks: by what somebody signed in.
    assert [r["method"] for r in browser.session["account_authentication_methods"]] == ["socialaccount"]


def test_an_account_that_is_there_is_found_by_its_address_and_later_by_the_providers_own_name(
    at_work: IdentityStage,
) -> None:
    email = at_work.email("Bob")
    bob = at_work.world.person("Bob", None, "reporter")
    User.objects.filter(pk=bob.pk).update(
        email=email.upper().replace("@WATERRIJK.EXAMPLE", "@waterrijk.example")
    )
    at_work.employee("Bob", email)
    assert signed_in(at_work.sign_in("Bob")) == bob
    # Their address changes there, and they are the same person here, whose address the administrator keeps.
    at_work.server.move(at_work.named("Bob"), at_work.email("Robert"))
    assert signed_in(at_work.sign_in("Bob")) == bob
    assert User.objects.filter(municipality=at_work.world.waterrijk).count() == 1


def test_an_address_that_a_new_colleague_gets_opens_nothing_of_the_old_ones(at_work: IdentityStage) -> None:
    email = at_work.employee("Carla")
    old = signed_in(at_work.sign_in("Carla"))
    at_work.server.move(at_work.named("Carla"), at_work.email("Gone"))
    at_work.employee("Carlos", email)
    SignOnSession.objects.all().delete()
    page = refused(at_work, "Carlos")
    assert email not in page
    assert old is not None
    assert User.objects.filter(email=email).get() == old


@pytest.mark.parametrize("domain", ["duinveen.example", "elders.example", "sub.waterrijk.example"])
def test_an_address_of_another_domain_is_not_believed(at_work: IdentityStage, domain: str) -> None:
    email = at_work.employee("Dirk", f"dirk.{at_work.ending}@{domain}")
    refused(at_work, "Dirk")
    assert not User.objects.filter(email=email).exists()


def test_nobody_comes_into_the_account_of_another_municipality(at_work: IdentityStage) -> None:
    # LEI 10: the account has an address of this domain, and is Duinveen's.
    email = at_work.employee("Eva")
    eva = at_work.world.person("Zandbergen", at_work.world.other, "handler")
    User.objects.filter(pk=eva.pk).update(email=email)
    page = refused(at_work, "Eva")
    assert "Duinveen" not in page
    assert eva.name not in page
    assert not SocialAccount.objects.exists()


def test_an_operator_of_the_installation_is_nobodys_colleague(at_work: IdentityStage) -> None:
    email = at_work.employee("Otto")
    User.objects.create_superuser(email, PASSWORD, name="Otto")
    refused(at_work, "Otto")


def test_who_is_moved_to_another_municipality_is_not_let_in_by_the_old_ones_provider(
    at_work: IdentityStage,
) -> None:
    at_work.employee("Floor")
    floor = signed_in(at_work.sign_in("Floor"))
    assert floor is not None
    User.objects.filter(pk=floor.pk).update(municipality=at_work.world.duinveen)
    SignOnSession.objects.all().delete()
    refused(at_work, "Floor")


def test_a_deactivated_account_is_not_revived(at_work: IdentityStage) -> None:
    email = at_work.employee("Gerda")
    gerda = at_work.world.person("Gerda", None, "handler", is_active=False)
    User.objects.filter(pk=gerda.pk).update(email=email)
    refused(at_work, "Gerda")
    assert not fresh(gerda).is_active
    # Nor when it was known to the provider.
    User.objects.filter(pk=gerda.pk).update(is_active=True)
    at_work.sign_in("Gerda")
    User.objects.filter(pk=gerda.pk).update(is_active=False)
    SignOnSession.objects.all().delete()
    refused(at_work, "Gerda")


def test_a_provider_that_is_off_or_unknown_is_not_there(at_work: IdentityStage) -> None:
    browser = Client()
    address = at_work.leave(browser)
    at_work.employee("Hans")
    answer = at_work.answer("Hans", address)
    IdentityProvider.objects.update(is_active=False)
    for name in ("sign_on", "sign_on_leave", "sign_on_arrive", "sign_on_left"):
        assert browser.get(reverse(name, args=[at_work.provider.pk]), answer).status_code == 404
    assert signed_in(browser) is None


def test_one_comes_back_where_one_wanted_to_be_and_nowhere_else(at_work: IdentityStage) -> None:
    at_work.employee("Iris")
    for wanted, expected in (
        ("/meldingen/", "/meldingen/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
    ):
        browser = Client()
        response = at_work.arrive(browser, at_work.answer("Iris", at_work.leave(browser, next=wanted)))
        assert response.headers["Location"] == expected


# ---------- what is kept ----------


def test_the_session_holds_no_token_and_the_database_no_token_or_secret_in_the_clear(
    at_work: IdentityStage,
) -> None:
    at_work.employee("Jaap")
    at_work.group("Balie", "Jaap")
    browser = at_work.sign_in("Jaap")
    row = SignOnSession.objects.get()
    token, group = row.refresh_token, at_work.named("Balie")
    assert len(token) > 20
    assert row.groups == [group]
    assert IdentityProvider.objects.get().client_secret == SECRET
    kept = json.dumps(dict(browser.session.items())) + "".join(
        str(BrowserSession.objects.get(pk=browser.session.session_key).get_decoded())
    )
    assert token not in kept
    assert SECRET not in kept
    assert group not in kept
    dump = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            dump += repr([[bytes(v) if isinstance(v, memoryview) else v for v in r] for r in cursor]).encode()
    assert row.user.email.encode() in dump, "the dump is really searched"
    for secret in (token, SECRET, group):
        assert secret.encode() not in dump
    assert not SocialToken.objects.exists()
    assert SocialAccount.objects.get().extra_data == {}


def test_signing_out_here_forgets_the_token_and_shows_the_way_to_sign_out_there(
    at_work: IdentityStage,
) -> None:
    IdentityProvider.objects.update(end_session_endpoint=f"{at_work.server.issuer}/oauth/end_session")
    at_work.employee("Karin")
    browser = at_work.sign_in("Karin")
    assert SignOnSession.objects.exists()
    response = browser.post(reverse("account_logout"))
    assert response.headers["Location"] == reverse("sign_on_left", args=[at_work.provider.pk])
    assert not SignOnSession.objects.exists()
    assert signed_in(browser) is None
    page = browser.get(response.headers["Location"]).content.decode()
    assert f"{at_work.server.issuer}/oauth/end_session?client_id={at_work.client_id}" in page


# ---------- passwords ----------


def sign_in_by_password(email: str, password: str, **more: str) -> tuple[Client, Any]:
    browser = Client()
    return browser, browser.post("/account/inloggen/", {"login": email, "password": password, **more})


def test_a_password_opens_nothing_where_people_sign_in_at_the_provider(at_work: IdentityStage) -> None:
    world = at_work.world
    lea = world.person("Lea", None, "handler")
    browser, _response = sign_in_by_password(lea.email, PASSWORD)
    assert signed_in(browser) is None
    # The same answer for the right password, a wrong one and an account that is not there.
    answers = {
        sign_in_by_password(email, password)[1]
        .content.decode()
        .count("Uw gemeente logt in met het werkaccount")
        for email, password in (
            (lea.email, PASSWORD),
            (lea.email, "niet-dit-wachtwoord"),
            ("niemand@waterrijk.example", PASSWORD),
        )
    }
    assert len(answers) == 1
    assert answers != {0}
    # Another municipality is none of its business.
    mark = world.person("Mark", world.other, "handler")
    assert signed_in(sign_in_by_password(mark.email, PASSWORD)[0]) == mark


def test_an_administrator_of_the_whole_keeps_a_way_in_when_the_provider_fails(at_work: IdentityStage) -> None:
    ada = at_work.world.person("Ada", at_work.world.root, "administrator")
    part = at_work.world.person("Pim", at_work.world.own, "administrator")
    assert signed_in(sign_in_by_password(ada.email, PASSWORD)[0]) == ada
    assert signed_in(sign_in_by_password(part.email, PASSWORD)[0]) is None


def test_the_municipality_may_let_others_use_a_password(at_work: IdentityStage) -> None:
    hired = at_work.world.person("Huub", None, "reporter")
    User.objects.filter(pk=hired.pk).update(email="huub@bureau.example")
    inside = at_work.world.person("Inge", None, "reporter")
    may = {
        "administrators": (None, None),
        "outsiders": (hired, None),
        "everybody": (hired, inside),
    }
    for choice, expected in may.items():
        IdentityProvider.objects.update(passwords=choice)
        found = (
            signed_in(sign_in_by_password("huub@bureau.example", PASSWORD)[0]),
            signed_in(sign_in_by_password(inside.email, PASSWORD)[0]),
        )
        assert found == expected, choice


def test_which_door_is_told_by_the_domain_alone(at_work: IdentityStage) -> None:
    """Nothing tells whether there is such an account: the same words for whoever has an address of that domain."""
    world = at_work.world
    lea = world.person("Lea", None, "handler")
    ada = world.person("Ada", world.root, "administrator")
    tried = (
        (lea.email, PASSWORD),
        (lea.email, "x" * 12),
        (ada.email, "x" * 12),
        ("niemand@waterrijk.example", PASSWORD),
    )
    for email, password in tried:
        page = sign_in_by_password(email, password)[1].content.decode()
        assert "Uw gemeente logt in met het werkaccount. Kies de knop Inloggen met werkaccount." in page, (
            email
        )
        assert "klopt niet" not in page
    # Where everybody may use a password it is no wrong door, only a wrong password.
    IdentityProvider.objects.update(passwords="everybody")
    page = sign_in_by_password(lea.email, "x" * 12)[1].content.decode()
    assert "Dit e-mailadres of dit wachtwoord klopt niet." in page
    assert "Kies de knop" not in page
    page = sign_in_by_password("wie@duinveen.example", "x" * 12)[1].content.decode()
    assert "Dit e-mailadres of dit wachtwoord klopt niet." in page


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("", "Vul eerst uw e-mailadres in."),
        ("  ", "Vul eerst uw e-mailadres in."),
        ("wie@duinveen.example", "geen werkaccount"),
        ("geen adres", ""),
    ],
)
def test_the_work_account_without_an_address_that_leads_there(
    at_work: IdentityStage, email: str, told: str
) -> None:
    page = sign_in_by_password(email, "", work_account="1")[1].content.decode()
    assert told in page
    # The one asks for the password, so the other does not call it optional.
    assert "niet verplicht" not in page
    assert page.count('aria-invalid="true"') == 1
    assert "Vul eerst" not in sign_in_by_password("", "")[1].content.decode()


def test_the_address_alone_leads_to_the_provider_by_its_domain_whoever_it_is(at_work: IdentityStage) -> None:
    lea = at_work.world.person("Lea", None, "handler")
    there = reverse("sign_on", args=[at_work.provider.pk])
    for email in (lea.email, "niemand@waterrijk.example", " NIEMAND@Waterrijk.Example "):
        for more in ({}, {"work_account": "1"}):
            assert sign_in_by_password(email, "", **more)[1].headers["Location"] == there
    _browser, response = sign_in_by_password("wie@duinveen.example", "", work_account="1")
    assert response.status_code == 200
    assert "geen werkaccount" in response.content.decode()
    assert PASSWORD not in response.content.decode()


def test_the_page_between_the_form_and_the_provider_is_ours_and_loosens_no_policy(
    at_work: IdentityStage,
) -> None:
    response = Client().get(reverse("sign_on", args=[at_work.provider.pk]), {"next": "/meldingen/"})
    page = response.content.decode()
    assert response.status_code == 200
    assert f'content="0; url=/account/werkaccount/{at_work.provider.pk}/naar/?next=%2Fmeldingen%2F"' in page
    assert "form-action 'self'" in response.headers["Content-Security-Policy"]
    assert at_work.server.issuer not in response.headers["Content-Security-Policy"]


def test_a_link_of_another_site_signs_nobody_in(at_work: IdentityStage) -> None:
    """ASVS 7.6.2: the provider still knows who sits there; nothing begins before they ask for it at our form."""
    at_work.world.person("Lea", None, "handler")
    there = reverse("sign_on_leave", args=[at_work.provider.pk])
    visitor = Client()
    for query in ({}, {"anew": "1"}):
        response = visitor.get(there, {"next": "/berichten/"} | query)
        assert response.headers["Location"] == reverse("account_login") + "?next=%2Fberichten%2F"
    visitor.post(reverse("account_login"), {"login": "lea@waterrijk.example", "password": ""})
    assert at_work.server.issuer in visitor.get(there).headers["Location"]


def test_no_link_to_choose_a_password_goes_to_who_cannot_use_one(at_work: IdentityStage) -> None:
    from notices.models import OutboxMessage

    lea = at_work.world.person("Lea", None, "handler")
    ask = {"email": lea.email}
    IdentityProvider.objects.update(is_active=False)
    Client().post(reverse("account_reset_password"), ask)
    assert OutboxMessage.objects.filter(recipient=lea, kind="password_reset").count() == 1
    IdentityProvider.objects.update(is_active=True)
    response = Client().post(reverse("account_reset_password"), ask)
    assert response.status_code == 302
    assert OutboxMessage.objects.filter(recipient=lea, kind="password_reset").count() == 1


def test_who_has_no_password_here_is_told_so_where_one_changes_it(at_work: IdentityStage) -> None:
    at_work.employee("Nel")
    browser = at_work.sign_in("Nel")
    User.objects.update(notice_version=99, notice_accepted_at=timezone.now())
    response = browser.get(reverse("account_change_password"))
    assert response.status_code == 200
    assert "geen wachtwoord" in response.content.decode()


def test_who_must_show_anew_who_they_are_does_so_at_the_provider(at_work: IdentityStage) -> None:
    """For a step-up: the provider asks again, and an answer that does not say that it did counts for nothing."""
    at_work.employee("Oda")
    browser = at_work.sign_in("Oda")
    User.objects.update(notice_version=99, notice_accepted_at=timezone.now())
    before = browser.session["account_authentication_methods"][-1]["at"]
    address = at_work.leave(browser, anew="1", next="/mijn-meldingen/")
    assert "prompt=login" in address
    assert "max_age=60" in address
    answer = at_work.answer("Oda", address)
    response = at_work.arrive(browser, answer)
    assert response.headers["Location"] == "/mijn-meldingen/"
    assert browser.session["account_authentication_methods"][-1]["at"] > before
    # Half an hour ago is not anew.
    answer = at_work.answer("Oda", at_work.leave(browser, anew="1"))
    states = browser.session["socialaccount_states"]
    session = browser.session
    session["socialaccount_states"] = {
        key: [state | {"since": state["since"] + 1800}, *rest] for key, (state, *rest) in states.items()
    }
    session.save()
    assert at_work.arrive(browser, answer).status_code == 403


@pytest.mark.django_db
def test_without_a_provider_the_page_to_sign_in_speaks_of_none(world: World) -> None:
    assert "werkaccount" not in Client().get("/account/inloggen/").content.decode()
