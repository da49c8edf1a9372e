# SPDX-License-Identifier: EUPL-1.2
"""The pages of the administrator: what they show, and what they never do."""

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts import people, policy
from accounts.models import (
    User,
    UserGrant,
)
from incidents import handling
from tests.accounts.stage import DAY, NAMES, Stage, as_
from tests.world import World


def test_no_incident_is_seen_here(stage: Stage, world: World) -> None:
    """The administrator reads no incident, no reference and no word of one."""
    rita = world.person("Rita", world.child, "reporter")
    incident = world.incident(rita)
    handling.take_up(world.person("Bob", world.child, "handler"), incident)
    client = as_(stage.ada)
    canaries = ("Zwartewaterallee", incident.reference, str(incident.pk))
    for name in NAMES:
        text = client.get(stage.url(name)).content.decode()
        assert not any(canary in text for canary in canaries), name
    for url in ("incident", "my_report"):
        assert client.get(reverse(url, args=[incident.pk])).status_code == 404
    bob = as_(User.objects.get(name="Bob"))
    assert incident.reference in bob.get(reverse("incident", args=[incident.pk])).content.decode()


def test_names_stand_in_no_title_and_in_no_address(stage: Stage) -> None:
    client = as_(stage.ada)
    for name in NAMES:
        answer = client.get(stage.url(name), follow=True)
        title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL).group(1)
        assert not re.search("Alice|Ada|Ben|Suus|Nina", title), name
    found = client.post(reverse("people"), {"search": "Alice"})
    assert found.status_code == 302
    assert "alice" not in found.url.lower()
    assert "Alice" in client.get(found.url).content.decode()
    # What was sealed for one administrator says nothing to another.
    assert b'value="Alice"' not in as_(stage.ben).get(found.url).content


def test_who_could_see_a_unit_and_why(stage: Stage, world: World) -> None:
    boss, member = world.person("Boss", world.parent, "supervisor"), world.person("Member")
    group = world.group("Kernteam", member)
    world.group_grant(group, "handler", world.own, last_day=policy.today() + 5 * DAY)
    elsewhere = world.person("Karel", world.sibling, "handler")
    page = as_(stage.ada).get(reverse("unit", args=[world.child.pk])).content.decode()
    for text in (boss.name, "op Publiekszaken, dus ook hier", member.name, "via de groep Kernteam", "Alice"):
        assert text in page
    assert elsewhere.name not in page


def test_a_person_at_a_glance(stage: Stage, world: World) -> None:
    world.grant(stage.alice, "supervisor", world.sibling, first_day=policy.today() + 5 * DAY)
    page = as_(stage.ada).get(reverse("person", args=[stage.alice.pk])).content.decode()
    for text in ("Afhandelaar", "Balie Noord", "via de groep Baliechefs", "Toezichthouder", "begint later"):
        assert text in page
    # An administrator of a part sees that there is more, and can only touch what is theirs.
    page = as_(stage.suus).get(reverse("person", args=[stage.alice.pk])).content.decode()
    assert world.sibling.name in page
    assert reverse("user_grant", args=[stage.grant.pk]) in page
    other = UserGrant.objects.get(user=stage.alice, content_object=world.sibling)
    assert reverse("user_grant", args=[other.pk]) not in page
    assert as_(stage.suus).get(reverse("user_grant", args=[other.pk])).status_code == 404


def test_an_administrator_of_a_part_sees_their_people_only(stage: Stage, world: World) -> None:
    world.person("Karel", world.sibling)
    page = as_(stage.suus).get(reverse("people")).content.decode()
    assert "Alice" in page
    assert "Karel" not in page
    assert "Ada" not in page
    assert as_(stage.suus).get(reverse("person", args=[stage.ada.pk])).status_code == 404
    # Who sees their unit they do see, by name alone.
    page = as_(stage.suus).get(reverse("unit", args=[world.own.pk])).content.decode()
    assert "Ada" in page
    assert reverse("person", args=[stage.ada.pk]) not in page
    tree = as_(stage.suus).get(reverse("units")).content.decode()
    assert "Balie Noord" in tree
    assert "Klant Contact Centrum" not in tree


def test_filters_compose(stage: Stage, world: World) -> None:
    world.person("Hans", world.own, "handler")
    world.person("Hilde", world.sibling, "handler")
    world.person("Harm", world.child, is_active=False)
    client = as_(stage.ada)

    def names(query: str) -> set[str]:
        page = client.get(reverse("people") + query).content.decode()
        return set(re.findall(r'gir-people__name" href="[^"]*">([^<]*)<', page))

    assert names("?niveau=handler") == {"Alice", "Hans", "Hilde"}
    assert names(f"?niveau=handler&afdeling={world.own.pk}") == {"Alice", "Hans"}
    assert names("?niveau=reporter") == {"Alice"}
    assert names("?account=inactief") == {"Harm"}
    assert names("?account=uitgenodigd") == {"Nina"}
    assert "Harm" in names("?account=alle")
    assert "Harm" not in names("")


@pytest.mark.parametrize(
    "query",
    [
        "?afdeling=x",
        "?afdeling=999999",
        "?niveau=keizer",
        "?account=%00",
        "?zoek=%00",
        "?zoek=AAAA",
        "?zoek=" + "A" * 4000,
        "?zoek=é",
        "?na=x",
        "?na=999999",
        "?na=-1",
        "?na=" + "9" * 400,
        "?voor=²",
        "?voor=1&na=1",
    ],
)
def test_an_odd_address_shows_a_list(stage: Stage, query: str) -> None:
    assert as_(stage.ada).get(reverse("people") + query).status_code == 200
    odd = query.replace("afdeling", "onderdeel").replace("?", "?niveau=handler&")
    assert as_(stage.ada).get(reverse("levels") + odd).status_code == 200


def test_pages_of_people(stage: Stage, world: World) -> None:
    """By name, a page at a time, forward and back, nobody twice and nobody missing; also with the same name."""
    for number in range(95):
        User.objects.create(
            email=f"j{number}@x.example",
            name=f"Jansen {number % 7}",
            municipality=world.waterrijk,
            unit=world.own,
        )
    client, seen = as_(stage.ada), []
    url = reverse("people")

    def ids(text: str) -> list[str]:
        return re.findall(r'gir-rowlink gir-people__name" href="[^"]*/(\d+)/"', text)

    pages = []
    while url:
        text = client.get(url).content.decode()
        pages.append(ids(text))
        seen += pages[-1]
        link = re.search(r'rel="next" href="([^"]*)"', text)
        url = reverse("people") + link.group(1) if link else ""
    assert (
        len(seen)
        == len(set(seen))
        == User.objects.filter(municipality=world.waterrijk, is_active=True).count()
    )
    back = re.search(r'rel="prev" href="([^"]*)"', text).group(1)
    assert ids(client.get(reverse("people") + back).content.decode()) == pages[-2]


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(
    ("name", "queries"), [("people", 8), ("units", 9), ("levels", 7), ("groups", 8), ("administration", 16)]
)
def test_the_number_of_queries_does_not_grow(
    world: World, name: str, queries: int, rows: int, django_assert_max_num_queries: Any
) -> None:
    ada = world.person("Ada", world.root, "administrator")
    for number in range(rows):
        unit = world.unit(f"Onderdeel {number}", world.own)
        group = world.group(f"Groep {number}", world.person(f"P{number}", unit, "handler"))
        world.group_grant(group, "reporter", unit, last_day=policy.today() + DAY)
    client = as_(ada)
    client.get(reverse(name))
    with django_assert_max_num_queries(queries) as counted:
        assert client.get(reverse(name)).status_code == 200
    COUNTED.setdefault(name, set()).add(len(counted))
    assert len(COUNTED[name]) == 1


COUNTED: dict[str, set[int]] = {}


def test_the_overview_tells_what_waits(stage: Stage, world: World) -> None:
    text = as_(stage.ada).get(reverse("administration")).content.decode()
    assert reverse("pending_change", args=[stage.change.pk]) in text
    assert "Wacht op uw beslissing" in text
    own = as_(stage.ben).get(reverse("administration")).content.decode()
    assert "Wacht op uw beslissing" not in own
    assert "wacht op een andere beheerder" in own
    people.deactivate_person(stage.ada, stage.ben)
    assert "maar één applicatiebeheerder" in as_(stage.ada).get(reverse("administration")).content.decode()
