# SPDX-License-Identifier: EUPL-1.2
"""House rules (LEI 3.2) and locations: a municipality's own, kept with their past, and nothing lost between two."""

import datetime

import pytest
from django.urls import reverse

from accounts.acting import Origin, acting
from accounts.administering import NotAllowed
from accounts.appearance import ChangedMeanwhile, shown_of
from accounts.house_rules import STANDARD, blocks, house_rules_of, in_language, write_house_rules
from accounts.locations import (
    FIELDS,
    LocationClosed,
    SameName,
    add_location,
    change_location,
    close_location,
    location_called,
    open_locations,
)
from accounts.models import ChangeLogEntry, HouseRules, User
from accounts.telephone import dialled
from incidents.forms.sanctions import DecisionForm
from incidents.models import Incident, SanctionKind
from tests.accounts.stage import as_
from tests.world import World

HALL = {"name": "Stadhuis", "address": "Markt 1", "emergency_number": "088 123 45 11"}
HOSTILE = "# <script>alert(1)</script>\n- <b>vet</b>\n{{ user }} {% now %} &amp;"


@pytest.fixture
def ada(world: World) -> User:
    return world.person("Ada", world.root, "administrator")


@pytest.fixture
def ben(world: World) -> User:
    return world.person("Ben", world.root, "administrator")


def test_a_text_in_its_pieces() -> None:
    found = blocks(
        "# Kop\nEen zin.\nNog een.\n\n- een\n- twee\n# Nog een kop\n\n\nSlot\n#geen kop\n-geen lijst"
    )
    assert [(block.kind, block.lines) for block in found] == [
        ("heading", ("Kop",)),
        ("paragraph", ("Een zin.", "Nog een.")),
        ("list", ("een", "twee")),
        ("heading", ("Nog een kop",)),
        ("paragraph", ("Slot", "#geen kop", "-geen lijst")),
    ]
    assert blocks("") == []
    assert [block.kind for block in blocks(STANDARD)].count("heading") == 3


def test_versions_stay_and_the_last_one_counts(world: World, ada: User, ben: User) -> None:
    assert house_rules_of(world.waterrijk) is None
    day = datetime.date(2026, 1, 1)
    with acting(lambda: ada.pk, Origin.WEB):
        first = write_house_rules(ada, "# Een", "", day, 0)
        assert write_house_rules(ada, "# Een", "", day, 0) == first  # sent twice
    with acting(lambda: ben.pk, Origin.WEB):
        write_house_rules(ben, "# Twee", "# Two", day, 1)
    with pytest.raises(ChangedMeanwhile):
        write_house_rules(ada, "# Drie", "", day, 1)
    assert list(HouseRules.objects.values_list("number", "text")) == [(2, "# Twee"), (1, "# Een")]
    assert house_rules_of(world.duinveen) is None
    # Who wrote which is in the log, without the text.
    made = ChangeLogEntry.objects.filter(content_type__model="houserules")
    assert {entry.actor_id for entry in made} == {ada.pk, ben.pk}
    assert "Twee" not in str([entry.changes for entry in made])
    outsider = world.person("Suus", world.own, "administrator")
    with pytest.raises(NotAllowed):
        write_house_rules(outsider, "# Vier", "", None, 2)


def test_in_english_or_else_in_dutch_and_marked_so(world: World, ada: User) -> None:
    rules = write_house_rules(ada, "# Regels", "", None, 0)
    assert in_language(rules, "en").language == "nl"
    rules = write_house_rules(ada, "# Regels", "# Rules", None, 1)
    assert in_language(rules, "en").blocks[0].lines == ("Rules",)
    assert in_language(rules, "nl").language == "nl"
    reader = world.person("Rita", None, "reporter")
    User.objects.filter(pk=reader.pk).update(language="en")
    assert '<div class="gir-rules" lang="en">' in as_(reader).get("/huisregels/").content.decode()
    HouseRules.objects.filter(number=2).update(text_en="")
    html = as_(reader).get("/huisregels/").content.decode()
    assert '<div class="gir-rules" lang="nl">' in html
    assert '<html lang="en"' in html


def test_house_rules_on_screen(world: World, ada: User, ben: User) -> None:
    reader = world.person("Rita", None, "reporter")
    assert "Er zijn nog geen huisregels" in as_(reader).get("/huisregels/").content.decode()
    client, url = as_(ada), reverse("write_house_rules")
    page = client.get(url)
    assert page.context["form"]["text"].value() == STANDARD
    typed = {"text": HOSTILE, "text_en": "", "known_on": "01-02-2026", "after": page.context["after"]}
    preview = client.post(url, typed | {"action": "preview"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in preview
    assert "<script>alert" not in preview
    assert not HouseRules.objects.exists()
    assert client.post(url, typed | {"action": "save"}).status_code == 302
    html = as_(reader).get("/huisregels/").content.decode()
    assert "<h2>&lt;script&gt;alert(1)&lt;/script&gt;</h2>" in html
    assert "{{ user }}" in html
    assert "1 februari 2026" in html
    # Both looked; Ben saved first. What Ada typed is still there, with what Ben saved beside it.
    seen = client.get(url).context["after"]
    write_house_rules(ben, "# Van Ben", "", None, 1)
    late = client.post(
        url, {"text": "# Van Ada", "text_en": "", "known_on": "", "after": seen, "action": "save"}
    )
    html = late.content.decode()
    assert "Een andere beheerder was u net voor" in html
    assert "# Van Ada" in html
    assert "# Van Ben" in html
    assert HouseRules.objects.count() == 2
    assert (
        client.post(url, {"text": "# Van Ada", "known_on": "", "after": "x", "action": "save"}).status_code
        == 404
    )


# ---------- locations ----------


def test_locations_are_added_changed_and_closed(world: World, ada: User, ben: User) -> None:
    hall = add_location(ada, HALL)
    with pytest.raises(SameName):
        add_location(ben, HALL | {"name": "stadhuis"})
    shown = shown_of(hall, FIELDS)
    change_location(ben, hall.pk, HALL | {"emergency_number": "112"}, shown)
    with pytest.raises(ChangedMeanwhile):
        change_location(ada, hall.pk, HALL | {"address": "Markt 2"}, shown)
    hall.refresh_from_db()
    assert (hall.address, hall.emergency_number) == ("Markt 1", "112")
    dirk = world.person("Dirk", world.other_root, "administrator")
    for act in (
        lambda: change_location(dirk, hall.pk, HALL, shown),
        lambda: close_location(dirk, hall.pk),
        lambda: close_location(world.person("Suus", world.own, "administrator"), hall.pk),
    ):
        with pytest.raises(NotAllowed):
            act()
    close_location(ada, hall.pk)
    close_location(ada, hall.pk)
    assert not open_locations(world.waterrijk).exists()
    with pytest.raises(LocationClosed):
        change_location(ada, hall.pk, HALL, shown_of(hall, FIELDS))
    add_location(ada, HALL)  # the name is free again


def test_the_report_form_suggests_them_and_takes_anything(world: World, ada: User) -> None:
    hall = add_location(ada, HALL)
    add_location(world.person("Dirk", world.other_root, "administrator"), HALL | {"name": "Raadhuis"})
    reporter = world.person("Rita", None, "reporter")
    html = as_(reporter).get(reverse("report")).content.decode()
    assert 'list="locations"' in html
    assert '<option value="Stadhuis">Markt 1</option>' in html
    assert '<a class="gir-nowrap" href="tel:0881234511">088 123 45 11</a>' in html
    assert "Raadhuis" not in html
    incident = world.incident(reporter)
    for place, shown in (("stadhuis, balie 3", True), ("achter het stadhuis", False)):
        row = Incident.objects.get(pk=incident.pk)
        row.place = place
        row.save()
        sent = as_(reporter).get(reverse("report_sent", args=[incident.pk])).content.decode()
        assert ("Hulp bij Stadhuis" in sent) == shown
    close_location(ada, hall.pk)
    assert "Stadhuis" not in as_(reporter).get(reverse("report")).content.decode()
    assert Incident.objects.get(pk=incident.pk).place == "achter het stadhuis"


def test_the_longest_name_that_a_place_begins_with(world: World, ada: User) -> None:
    for name in ("Stadhuis", "Stadhuis, spreekkamers"):
        add_location(ada, HALL | {"name": name})
    called = {
        place: getattr(location_called(world.waterrijk, place), "name", None)
        for place in ("Stadhuis", "STADHUIS balie", "stadhuis, spreekkamers 2", "Stadhuisplein", "")
    }
    assert called == {
        "Stadhuis": "Stadhuis",
        "STADHUIS balie": "Stadhuis",
        "stadhuis, spreekkamers 2": "Stadhuis, spreekkamers",
        "Stadhuisplein": None,
        "": None,
    }


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("088 123 45 00", "0881234500"),
        ("+31 (0)88-123 45 00", "+31881234500"),
        ("(0)88 1234500", "0881234500"),
        ("(088) 123 45 00", "0881234500"),
        ("112", "112"),
        ("088+123", ""),
        ("(((", ""),
        ("12", ""),
        ("1" * 16, ""),
        ("javascript:1", ""),
        ("١١٢", ""),
    ],
)
def test_a_number_as_it_is_dialled(written: str, number: str) -> None:
    assert dialled(written) == number


def test_a_number_that_nobody_can_dial_is_refused_at_its_field(world: World, ada: User) -> None:
    answer = as_(ada).post(reverse("add_location"), HALL | {"emergency_number": "- - -"})
    assert answer.context["form"].errors.keys() == {"emergency_number"}
    assert 'value="- - -"' in answer.content.decode()
    settings = as_(ada).post(reverse("municipality_settings"), {"emergency_number": "088+1"})
    assert "emergency_number" in settings.context["form"].errors


def test_a_premises_ban_names_the_locations_as_text() -> None:
    def form_for(kind: str) -> DecisionForm:
        names = ["Stadhuis", "<b>Zwembad</b>"]
        return DecisionForm(kind=kind, standard=24, deviates=False, problems=lambda _: {}, locations=names)

    shown = str(form_for(SanctionKind.PREMISES_BAN)["conditions"].help_text)
    assert "Stadhuis; &lt;b&gt;Zwembad&lt;/b&gt;" in shown
    assert "Zwembad" not in str(form_for(SanctionKind.CONTACT_BAN)["conditions"].help_text)
