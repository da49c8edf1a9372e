# SPDX-License-Identifier: EUPL-1.2
"""What the public reads without signing in (LEI 3.2): what the municipality decided, and nothing of anybody."""

import pytest
from django.test import Client

from accounts import house_rules
from accounts.house_rules import write_house_rules
from accounts.models import HouseRules, Municipality
from accounts.policy import today
from incidents.models import Letterhead
from tests.incidents.case import client_of, text_of
from tests.incidents.lettered import HEAD, make_letterhead
from tests.world import World

HERE = "/openbaar/waterrijk/"


def test_it_says_what_why_who_how_long_and_one_s_rights(world: World, client: Client) -> None:
    make_letterhead(world.waterrijk)
    page = text_of(client.get(HERE))
    assert "burgerservicenummer (BSN)" in page
    assert "Arbeidsomstandighedenwet, artikel 3, tweede lid" in page
    assert "Autoriteit Persoonsgegevens" in page
    for article in (12, 15, 16, 17, 18, 21):
        assert f"(AVG, artikel {article})" in page
    for name in ("return_address", "telephone", "website", "complaints", "privacy_contact"):
        assert HEAD[name] in page
    # Who signs a letter is nobody's business here.
    assert HEAD["signatory"] not in page


def test_the_terms_are_those_in_force(world: World, client: Client) -> None:
    page = text_of(client.get(HERE))
    for term in ("5 jaar", "48 uur", "10 werkdagen"):
        assert f"<strong>{term}</strong>" in page
    assert "<td>13 maanden</td>" not in page
    world.waterrijk.retention_policies.create(number=2, months_severity_1=13)
    page = text_of(client.get(HERE))
    assert '<th scope="row">Licht</th><td>13 maanden</td>' in page
    assert '<th scope="row">Zeer ernstig</th><td>24 maanden</td>' in page


def test_the_house_rules_in_force_in_the_language_that_there_is(world: World, client: Client) -> None:
    assert "Onze huisregels" not in text_of(client.get(HERE))
    ada = world.person("Ada", world.root, "administrator")
    write_house_rules(ada, "# Oud\n\nVroeger.", "", None, 0)
    write_house_rules(ada, "# Nieuw\n\n<b>Rustig</b> blijven.", "", today(), 1)
    page = client.get(HERE).content.decode()
    assert "&lt;b&gt;Rustig&lt;/b&gt; blijven." in page
    assert "Vroeger" not in page
    english = client.get(f"{HERE}en/")
    assert english.headers["Content-Language"] == "en"
    assert '<html lang="en"' in text_of(english)
    # There is no English text of the rules: they stand there in Dutch, and say so.
    assert '<div class="gir-rules" lang="nl">' in text_of(english)


def test_unknown_and_not_in_use_are_the_same_nothing(world: World, client: Client) -> None:
    Municipality.objects.create(name="Geheimstad", slug="geheimstad")
    answers = [client.get(f"/openbaar/{slug}/") for slug in ("geheimstad", "bestaat-niet")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert b"Geheimstad" not in answers[0].content
    for answer in answers:
        assert "public" not in answer.headers["Cache-Control"]
        assert not answer.cookies
    assert client.get("/openbaar/duinveen/").status_code == 200


def test_whoever_asks_is_a_visitor_and_gets_no_cookie(world: World, client: Client) -> None:
    """Also somebody who is signed in, with English, and who accepted no notice."""
    visitor = client.get(HERE)
    noor = world.person("Noor Zichtbaar", None, "handler", language="en", notice_version=0)
    signed_in = client_of(noor)
    signed_in.cookies["django_language"] = "en"
    for answer in (visitor, signed_in.get(HERE)):
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in answer.headers
        assert not answer.cookies
        assert "Vary" not in answer.headers
        assert answer.content == visitor.content
    assert "csrfmiddlewaretoken" not in text_of(visitor)


def test_no_session_and_few_queries(world: World, client: Client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(4) as asked:
        client.get(HERE)
    assert not [query for query in asked.captured_queries if "session" in query["sql"]]


def test_nothing_of_anybody_and_no_number_of_anything(world: World, client: Client) -> None:
    empty = client.get(HERE).content
    rita = world.person("Rita Herkenbaar", None, "reporter")
    for _number in range(3):
        world.incident(rita, aggressor_name="Karel Kras")
    assert client.get(HERE).content == empty
    assert b"Rita Herkenbaar" not in empty


def test_nothing_is_sent_to_it(world: World, client: Client) -> None:
    assert client.post(HERE).status_code == 405
    assert client.head(HERE).status_code == 200


def test_a_municipality_without_letterhead_or_rules_has_its_page_too(world: World, client: Client) -> None:
    assert not Letterhead.objects.exists()
    assert not HouseRules.objects.exists()
    assert "vraag naar de functionaris gegevensbescherming" in text_of(client.get(HERE))
    assert house_rules.house_rules_of(world.waterrijk) is None


@pytest.mark.parametrize("path", ["/openbaar/", "/openbaar/waterrijk/de/", "/openbaar/water rijk/"])
def test_other_addresses_are_nothing(world: World, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert not answer.cookies
