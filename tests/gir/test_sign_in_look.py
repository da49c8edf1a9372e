# SPDX-License-Identifier: EUPL-1.2
"""The sign-in pages speak as the rest does, offer nothing that does not exist, and say nothing about who has an account."""

import pytest
from django.test import Client
from django.urls import reverse

VISITOR = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]


@pytest.mark.parametrize("name", VISITOR)
def test_a_visitor_finds_our_page_and_no_way_to_sign_up(client, db, name):
    page = client.get(reverse(name)).content.decode()
    assert "Registratie agressie en geweld" in page
    assert "tel:112" in page
    for nowhere in ("signup", "registreren", "social", "placeholder"):
        assert nowhere not in page.lower()


def test_demo_accounts_are_shown_in_the_demo_only(client, db, settings):
    settings.DEMO = True
    assert "demo-wachtwoord-1" in client.get(reverse("account_login")).content.decode()
    settings.DEMO = False
    assert "demo-wachtwoord-1" not in client.get(reverse("account_login")).content.decode()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, world):
    rita = world.person("Rita")
    answers = []
    for address in (rita.email, "niemand@waterrijk.example"):
        page = client.post(reverse("account_login"), {"login": address, "password": "mis"}).content.decode()
        assert "Dit e-mailadres of dit wachtwoord klopt niet." in page
        assert "Fout: Inloggen" in page
        answers.append(page.count("klopt niet"))
    assert answers[0] == answers[1]


def test_a_used_link_says_what_to_do(client, db):
    page = client.get(reverse("account_reset_password_from_key", args=("1", "oud"))).content.decode()
    assert "Deze link werkt niet meer" in page
    assert reverse("account_reset_password") in page


def test_changing_a_password_explains_itself_in_dutch(client, world):
    client.force_login(world.person("Rita"))
    page = client.post(
        reverse("account_change_password"), {"oldpassword": "mis", "password1": "kort", "password2": "anders"}
    ).content.decode()
    assert "Dit is niet uw huidige wachtwoord." in page
    assert "Dit wachtwoord is te kort. Neem er minstens 12 tekens voor." in page
    page = client.post(
        reverse("account_change_password"),
        {"oldpassword": "x", "password1": "een lange zin die past", "password2": "een andere zin die past"},
    ).content.decode()
    assert "Dit is niet hetzelfde als hierboven." in page


def test_signing_in_leaves_no_name_in_a_message(client, world):
    from tests.world import PASSWORD

    rita = world.person("Rita Bakker")
    response = client.post(reverse("account_login"), {"login": rita.email, "password": PASSWORD})
    assert response.status_code == 302
    assert not client.session.get("_messages")


def test_a_form_that_stood_open_too_long_says_how_to_keep_the_text(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert response.status_code == 403
    assert "Wat u typte, is er nog" in response.content.decode()


def test_a_page_that_is_not_there(client, world):
    assert "Deze pagina vinden we niet" in client.get("/bestaat-niet/").content.decode()
    client.force_login(world.person("Rita"))
    response = client.get("/bestaat-niet/")
    assert response.status_code == 404
    assert "Deze pagina vinden we niet" in response.content.decode()


def test_the_page_of_a_signed_in_person_tells_whose_it_is_and_when_it_ends(client, world):
    client.force_login(world.person("Rita Bakker"))
    page = client.get(reverse("account_change_password")).content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Gemeente Waterrijk" in title
    assert "Rita" not in title
    assert "Rita Bakker" in page
    assert 'data-idle-seconds="900"' in page
    assert "088 123 4500" in page
    assert "tel:0881234500" in page
    assert "themes/waterrijk.css" in page
