# SPDX-License-Identifier: EUPL-1.2
"""The pages of an access package: for the coordinator who handles the request, and for nobody else."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLogEntry, User
from oversight.models import AccessPackage, AddedMask, TextRead, Unmasking
from oversight.requests import package_deciding, package_keeping
from tests.incidents.case import client_of, text_of
from tests.oversight.access_asked import Asked, ask, opened
from tests.world import World, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World) -> Asked:
    return Asked(world)


def url(asked: Asked, name: str, **more: Any) -> str:
    return reverse(name, kwargs={"request_id": asked.request.pk, **more})


def part_url(asked: Asked) -> str:
    return url(asked, "access_package_part", part_key=f"incident.{asked.incident.pk}")


def digests(response: Any) -> list[str]:
    return re.findall(r'name="seen" value="([0-9a-f]{64})"', response.content.decode())


def by_hand(asked: Asked, client: Client, words: str = "") -> None:
    """Every part is opened and every text ticked, as somebody does."""
    for part in asked.package().parts:
        if part.texts:
            path = url(asked, "access_package_part", part_key=part.part.key)
            if words:
                client.post(path, {"words": words})
            answer = client.post(path, {"seen": digests(client.get(path)), "words": ""})
            assert answer.status_code == 302


def test_from_reading_to_the_file(asked: Asked) -> None:
    client = client_of(asked.cora)
    page = client.get(url(asked, "access_package"))
    assert "teksten te lezen" in text_of(page)
    assert "Maak het pakket" not in text_of(page)
    by_hand(asked, client, "paarse sjaal")
    assert AddedMask.objects.count() == 1
    page = client.get(url(asked, "access_package"))
    assert "Maak het pakket" in text_of(page)
    made = client.post(url(asked, "access_package_make"))
    found = re.search(r'gir-bsn__whole">([a-z0-9-]{29})<', made.content.decode())
    assert found is not None
    package = AccessPackage.objects.get()
    assert found[1] not in client.get(url(asked, "access_package")).content.decode(), "shown once"
    path = url(asked, "access_package_file", package_id=package.pk)
    answer = client.post(path)
    assert answer["Content-Disposition"] == f'attachment; filename="{asked.request.reference}.zip"'
    assert answer["Cache-Control"] == "no-store, private"
    assert "inzage.pdf" in opened(answer.content, found[1])
    # The same click again, another tab, and "back".
    for _again in range(2):
        again = client.post(path, follow=True)
        assert "al opgehaald" in text_of(again)
    assert client.get(path).status_code == 405


def test_made_twice_only_the_last_opens(asked: Asked) -> None:
    client = client_of(asked.cora)
    by_hand(asked, client)
    for _click in range(2):
        assert client.post(url(asked, "access_package_make")).status_code == 200
    last, first = AccessPackage.objects.all()
    old = client.post(url(asked, "access_package_file", package_id=first.pk))
    assert old.status_code == 302
    new = client.post(url(asked, "access_package_file", package_id=last.pk))
    assert new["Content-Type"] == "application/zip"


def test_the_page_of_a_text_shows_what_is_blacked_out_and_what_is_not(asked: Asked) -> None:
    page = client_of(asked.cora).get(part_url(asked))
    marked = re.findall(
        r'gir-masked"><span class="gir-hidden">afgeschermd: </span>([^<]*)<', page.content.decode()
    )
    assert "Wilhelmina Krekelbosch" in marked
    assert "Zwartewater" not in " ".join(marked)
    read = AccessLogEntry.objects.filter(actor=asked.cora, action=AccessLogEntry.Action.READ_INCIDENT)
    assert read.filter(object_id=asked.incident.pk).count() == 1


def test_words_without_a_letter_stay_in_the_form(asked: Asked) -> None:
    page = client_of(asked.cora).post(part_url(asked), {"words": "paarse sjaal\n--"})
    assert page.status_code == 200
    assert "paarse sjaal" in page.content.decode()
    assert not AddedMask.objects.exists()
    assert not TextRead.objects.exists()


def test_a_name_is_let_go_with_a_reason(asked: Asked) -> None:
    client, path = client_of(asked.cora), url(asked, "access_package_unmask", what=f"user.{asked.handler.pk}")
    page = client.get(path)
    assert "Norbert Notenkraker" in text_of(page)
    seen = digests(page)[0]
    refused = client.post(path, {"reason": "", "seen": seen})
    assert "Vul in waarom dit wel meegaat." in text_of(refused)
    changed = client.post(path, {"reason": "Zij spraken elkaar.", "seen": "0" * 64})
    assert "intussen veranderd" in text_of(changed)
    assert "Zij spraken elkaar." in changed.content.decode()
    assert not Unmasking.objects.exists()
    assert client.post(path, {"reason": "Zij spraken elkaar.", "seen": seen}).status_code == 302
    overview = text_of(client.get(url(asked, "access_package")))
    assert "Zij spraken elkaar." in overview
    assert client.get(path).status_code == 404, "it is held back no more"


def test_words_of_a_text_are_let_go_by_their_place(asked: Asked) -> None:
    client = client_of(asked.cora)
    found = re.search(
        r'href="([^"]+/vrijgeven/incident[^"]+\.narrative/\d+/)"',
        client.get(part_url(asked)).content.decode(),
    )
    assert found is not None
    assert "Krekelbosch" not in found[1], "no name in an address"
    page = client.get(found[1])
    assert client.post(found[1], {"reason": "Mag.", "seen": digests(page)[0]}).status_code == 302
    assert Unmasking.objects.get().word == "Wilhelmina Krekelbosch"
    base = found[1].rsplit("/", 2)[0]
    assert client.get(f"{base}/1/").status_code == 404, "nothing is held back there"


@pytest.mark.parametrize("name", ["handler", "supervisor", "viewer", "wilhelmina", "reporter"])
def test_for_others_none_of_it_is_there(asked: Asked, name: str) -> None:
    nothing_opens(asked, getattr(asked, name))


def test_for_who_gives_keys_or_is_elsewhere_none_of_it_is_there(asked: Asked) -> None:
    world = asked.world
    for person in (
        world.person("Ad", world.root, "administrator"),
        world.person("Els", world.other_root, "coordinator", "handler", "supervisor"),
        world.person("Su", world.root, is_superuser=True),
        world.person("Vera", asked.unit, "coordinator", "handler"),
    ):
        nothing_opens(asked, person)


def nothing_opens(asked: Asked, person: User) -> None:
    asked.read_all()
    made, _passphrase = package_keeping.make(fresh(asked.cora), asked.request)
    client = client_of(person)
    for path in (
        url(asked, "access_package"),
        part_url(asked),
        url(asked, "access_package_part", part_key="looks"),
        url(asked, "access_package_unmask", what=f"user.{asked.handler.pk}"),
        url(asked, "access_package_unmask_words", what=f"incident.{asked.incident.pk}.narrative", place=23),
        url(asked, "access_package_make"),
        url(asked, "access_package_file", package_id=made.pk),
    ):
        for method in ("get", "post"):
            response: HttpResponse = getattr(client, method)(path)
            assert response.status_code == 404, (method, path)
            assert "Zwartewater" not in response.content.decode()
    assert AccessPackage.objects.get(pk=made.pk).taken_at is None


def test_for_the_coordinator_another_kind_and_what_is_not_there_are_not_found(asked: Asked) -> None:
    erasure = ask(asked.cora, "Wim Zwartewater", kind="erasure")
    client = client_of(asked.cora)
    for path in (
        reverse("access_package", kwargs={"request_id": erasure.pk}),
        url(asked, "access_package_part", part_key="incident.1"),
        url(asked, "access_package_unmask", what="user.0"),
        url(asked, "access_package_unmask", what=f"perpetrator.{asked.wim.pk}.bsn_whole"),
    ):
        assert client.get(path).status_code == 404, path


def test_why_there_is_none_is_told_without_a_word_of_the_records(asked: Asked) -> None:
    only = asked.world.person("Ona Alleen", asked.world.root, "coordinator")
    page = client_of(only).get(url(asked, "access_package"))
    assert "U ziet niet alle meldingen" in text_of(page)
    for word in ("Zwartewater", asked.incident.reference, "Krekelbosch"):
        assert word not in page.content.decode()
    assert client_of(only).get(part_url(asked)).status_code == 404


@pytest.mark.parametrize("incidents", [1, 3])
def test_more_incidents_are_no_more_queries(
    asked: Asked, incidents: int, django_assert_max_num_queries: Any
) -> None:
    import uuid

    from incidents.perpetrators import link_perpetrator
    from incidents.reporting import VictimFacts

    for number in range(incidents - 1):
        more = asked.report(VictimFacts.of(asked.wilhelmina), narrative=f"Nog een keer, {number}.")
        link_perpetrator(asked.handler, more, asked.wim, uuid.uuid4())
    client = client_of(asked.cora)
    client.get(url(asked, "access_package"))
    with django_assert_max_num_queries(QUERIES):
        client.get(url(asked, "access_package"))


# The same whatever the number of incidents; each actor of the access log costs the questions of their levels.
QUERIES = 70


def test_nothing_is_kept_of_words_that_nobody_added(asked: Asked) -> None:
    assert package_deciding.add_mask(fresh(asked.cora), asked.request, "  ") is None
