# SPDX-License-Identifier: EUPL-1.2
"""The pages of the administrator: what they do."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import people, policy
from accounts.models import (
    ChangeLogEntry,
    Group,
    Membership,
    Municipality,
    OrganisationalUnit,
    PendingChange,
    StaffListReading,
    User,
    UserGrant,
)
from incidents import handling
from tests.accounts.stage import ASK, BOSS, DAY, Stage, as_
from tests.world import World, fresh


def test_a_stand_in_from_the_page_of_a_unit(stage: Stage, world: World) -> None:
    """By what one knows of a person; several who fit are shown to choose from."""
    url = reverse("grant_on_unit", args=[world.own.pk])
    karin, _other = world.person("Karin Jansen"), world.person("Karel Jansen")
    client = as_(stage.ada)
    last = policy.today() + 14 * DAY
    data = {"who": "jansen", "level": "handler", **ASK, "last_day": last.strftime("%d-%m-%Y")}
    asked = client.post(url, data).content.decode()
    assert "Karin Jansen" in asked
    assert "Karel Jansen" in asked
    assert not UserGrant.objects.filter(permission__codename="handler", user=karin).exists()
    done = client.post(url, {**data, "person": karin.pk})
    assert done.url == reverse("person", args=[karin.pk])
    grant = UserGrant.objects.get(user=karin)
    assert (grant.last_day, grant.requested_by, grant.granted_by) == (last, BOSS, stage.ada)
    # One person who is called exactly so needs no question; one who only resembles it does.
    assert client.post(url, {**data, "who": "karel jansen"}).status_code == 302
    assert client.post(url, {**data, "who": "kare"}).status_code == 200
    # A choice that does not belong to what was typed is no choice.
    assert client.post(url, {**data, "person": stage.alice.pk}).status_code == 200
    assert client.post(url, {**data, "who": "niemand"}).status_code == 200


def test_who_can_be_found_for_a_level(stage: Stage, world: World) -> None:
    world.person("Dora", world.other)
    world.person("Karel", world.sibling)
    world.person("Gijs", world.own, is_active=False)
    url = reverse("grant_on_unit", args=[world.own.pk])
    for client, unknown in ((as_(stage.ada), ("Dora", "Gijs")), (as_(stage.suus), ("Dora", "Gijs", "Karel"))):
        for name in unknown:
            text = client.post(url, {"who": name, "level": "handler", **ASK}).content.decode()
            assert "Niemand gevonden" in text
    assert not UserGrant.objects.filter(user__name__in=["Dora", "Karel", "Gijs"]).exists()


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(stage: Stage, world: World) -> None:
    url = reverse("grant_to_person", args=[stage.alice.pk])
    data = {"level": "registry_reader", "unit": world.own.pk, **ASK, "last_day": "01-01-2020"}
    text = as_(stage.ada).post(url, data).content.decode()
    assert BOSS in text
    assert "01-01-2020" in text
    assert "alleen op de gemeente zelf" in text
    text = as_(stage.ada).post(url, {**data, "level": "handler"}).content.decode()
    assert "al voorbij" in text
    text = as_(stage.ada).post(url, {**data, "level": "administrator", "last_day": ""}).content.decode()
    assert "opent zelf geen deuren" in text


def test_changing_and_withdrawing_a_level(stage: Stage) -> None:
    url = reverse("user_grant", args=[stage.grant.pk])
    client = as_(stage.ada)
    day = policy.today() + 3 * DAY
    client.post(url, {**ASK, "last_day": day.strftime("%d-%m-%Y")})
    stage.grant.refresh_from_db()
    assert stage.grant.last_day == day
    assert client.post(url, {**ASK, "requested_by": ""}).status_code == 200
    assert client.post(url, {"action": "withdraw"}).status_code == 302
    assert not policy.may(fresh(stage.alice), "handler", stage.world.child)
    assert "voorbij" in client.get(reverse("person", args=[stage.alice.pk])).content.decode()


def test_an_administrator_of_a_part_may_take_away_but_not_lengthen_what_is_not_their_persons(
    stage: Stage, world: World
) -> None:
    karel = world.person("Karel", world.sibling)
    grant = world.grant(karel, "handler", world.own)
    url = reverse("user_grant", args=[grant.pk])
    client = as_(stage.suus)
    assert "Andere dagen" not in client.get(url).content.decode()
    assert client.post(url, ASK).status_code == 404
    assert client.post(url, {"action": "withdraw"}).url == reverse("unit", args=[world.own.pk])


def test_widening_ones_own_rights_on_screen(stage: Stage, world: World) -> None:
    client = as_(stage.ada)
    answer = client.post(
        reverse("grant_to_person", args=[stage.ada.pk]), {"level": "reporter", "unit": world.root.pk, **ASK}
    )
    change = PendingChange.objects.get(proposed_by=stage.ada)
    assert answer.url == reverse("pending_change", args=[change.pk])
    page = client.get(answer.url).content.decode()
    assert "Goedkeuren" not in page
    for action in ("approve", "refuse"):
        client.post(answer.url, {"action": action})
        change.refresh_from_db()
        assert change.decided_at is None
    ben = as_(stage.ben)
    assert "Goedkeuren" in ben.get(answer.url).content.decode()
    ben.post(answer.url, {"action": "iets anders"})
    assert not policy.may(fresh(stage.ada), "reporter", world.own)
    ben.post(answer.url, {"action": "approve"})
    assert policy.may(fresh(stage.ada), "reporter", world.own)
    # Her levels are others now: she signs in anew.
    assert "levels=1" in client.get(answer.url).url
    assert "Goedgekeurd" in as_(fresh(stage.ada)).get(answer.url).content.decode()


def test_taking_a_proposal_back(stage: Stage) -> None:
    url = reverse("pending_change", args=[stage.change.pk])
    as_(stage.ada).post(url, {"action": "retract"})
    assert PendingChange.objects.exists()
    as_(stage.ben).post(url, {"action": "retract"})
    assert not PendingChange.objects.exists()


def test_a_unit_moves_only_after_one_has_seen_what_that_changes(stage: Stage, world: World) -> None:
    new = world.person("Nieuwkomer", world.sibling, "supervisor")
    url = reverse("move_unit", args=[world.child.pk])
    client = as_(stage.ada)
    data = {"parent": world.sibling.pk, "requested_by": BOSS}
    blind = client.post(url, {**data, "action": "move"})
    assert blind.status_code == 200
    page = client.post(url, {**data, "action": "show"}).content.decode()
    assert new.name in page
    assert "Suus" in page
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    # Somebody else gained it in between: show that first.
    late = world.person("Laatkomer", world.sibling, "handler")
    again = client.post(url, {**data, "action": "move", "seen": seen}).content.decode()
    assert late.name in again
    assert OrganisationalUnit.objects.get(pk=world.child.pk).parent_id == world.own.pk
    seen = re.search(r'name="seen" value="(\w+)"', again).group(1)
    assert client.post(url, {**data, "action": "move", "seen": seen}).status_code == 302
    assert OrganisationalUnit.objects.get(pk=world.child.pk).parent_id == world.sibling.pk
    for parent in (world.other.pk, world.child.pk, world.root.parent_id or 0, "x", ""):
        assert client.post(url, {"parent": parent, "action": "show"}).status_code == 200


def test_closing_a_unit_on_screen(stage: Stage, world: World) -> None:
    url = reverse("close_unit", args=[world.child.pk])
    client = as_(stage.ada)
    rita = world.person("Rita", world.child, "reporter")
    incident = world.incident(rita)
    page = client.get(url).content.decode()
    assert "Er staan nog meldingen open" in page
    assert "Definitief sluiten" not in page
    assert client.post(url).status_code == 200
    assert OrganisationalUnit.objects.get(pk=world.child.pk).closed_on is None
    type(incident).objects.update(status="closed")
    page = client.get(url).content.decode()
    assert "gaan over naar Burgerzaken" in page
    assert client.post(url).status_code == 302
    assert OrganisationalUnit.objects.get(pk=world.child.pk).closed_on == policy.today()
    assert "kan niets meer bij" in client.get(url).content.decode()
    assert client.get(reverse("unit", args=[world.child.pk])).status_code == 200


def test_deactivating_on_screen(stage: Stage, world: World) -> None:
    bob = world.person("Bob", world.child, "handler")
    handling.take_up(bob, world.incident(world.person("Rita", world.child, "reporter")))
    url = reverse("deactivate_person", args=[bob.pk])
    client = as_(stage.ada)
    page = client.get(url).content.decode()
    # That there is something, and not how much: an administrator counts no incidents.
    assert "Meldingen in behandeling" in page
    assert (
        "Meldingen in behandeling"
        not in client.get(reverse("deactivate_person", args=[stage.alice.pk])).content.decode()
    )
    assert "Afhandelaar, Balie Noord" in page
    client.post(url)
    assert not fresh(bob).is_active
    assert "gelden dan weer" in client.get(reverse("reactivate_person", args=[bob.pk])).content.decode()
    client.post(reverse("reactivate_person", args=[bob.pk]))
    assert fresh(bob).is_active
    text = client.post(reverse("deactivate_person", args=[stage.ada.pk])).content.decode()
    assert "uzelf niet" in text
    answer = client.post(reverse("deactivate_person", args=[stage.ben.pk]), follow=True)
    assert "nog maar één" in answer.content.decode()


def test_signing_out_on_screen(stage: Stage, world: World) -> None:
    client, hers = as_(stage.ada), as_(stage.alice)
    url = reverse("sign_out_person", args=[stage.alice.pk])
    assert f'href="{url}"' in client.get(reverse("person", args=[stage.alice.pk])).content.decode()
    assert "Overal uitloggen" in client.get(url).content.decode()
    assert hers.get(reverse("own_account")).status_code == 200
    assert "is overal uitgelogd" in client.post(url, follow=True).content.decode()
    assert hers.get(reverse("own_account")).status_code == 302
    entry = ChangeLogEntry.objects.get(object_pk=str(stage.alice.pk), changes__has_key="signed_out_at")
    assert entry.actor == stage.ada
    people.deactivate_person(stage.ada, stage.alice)
    assert client.post(url).status_code == 404
    own = reverse("sign_out_person", args=[stage.ada.pk])
    assert own not in client.get(reverse("person", args=[stage.ada.pk])).content.decode()
    assert client.post(own).status_code == 404


def test_inviting_and_changing_on_screen(stage: Stage, world: World) -> None:
    client = as_(stage.ada)
    data = {
        "name": "Zoë",
        "email": "zoe@waterrijk.example",
        "unit": world.own.pk,
        "function": "",
        "employment": "intern",
        "personnel_id": "",
        "extension": "",
        "language": "nl",
    }
    answer = client.post(reverse("invite_person"), data)
    zoe = User.objects.get(email="zoe@waterrijk.example")
    assert answer.url == reverse("person", args=[zoe.pk])
    taken = client.post(reverse("invite_person"), data).content.decode()
    assert "kan niet worden gebruikt" in taken
    assert 'value="Zoë"' in taken
    for unit in (world.other.pk, "", "x"):
        assert (
            client.post(reverse("invite_person"), {**data, "email": "n@x.example", "unit": unit}).status_code
            == 200
        )
    assert not User.objects.filter(email="n@x.example").exists()
    client.post(reverse("change_person", args=[zoe.pk]), {**data, "function": "stagiair balie"})
    assert fresh(zoe).function == "stagiair balie"
    client.post(reverse("send_invitation", args=[zoe.pk]))
    assert client.get(reverse("send_invitation", args=[stage.alice.pk])).status_code == 404


def test_groups_on_screen(stage: Stage, world: World) -> None:
    client = as_(stage.ada)
    url = client.post(reverse("add_group"), {"title": "Teamleiders"}).url
    group = Group.objects.get(title="Teamleiders")
    assert url == reverse("group", args=[group.pk])
    client.post(reverse("add_member", args=[group.pk]), {"who": "alice", **ASK})
    client.post(
        reverse("grant_to_group", args=[group.pk]), {"level": "supervisor", "unit": world.sibling.pk, **ASK}
    )
    assert policy.may(fresh(stage.alice), "supervisor", world.sibling)
    membership = Membership.objects.get(group=group)
    client.post(reverse("membership", args=[membership.pk]), {"action": "withdraw"})
    assert not policy.may(fresh(stage.alice), "supervisor", world.sibling)
    assert "al een groep" in client.post(reverse("add_group"), {"title": "teamleiders"}).content.decode()
    client.post(reverse("rename_group", args=[group.pk]), {"title": "Hoofden"})
    assert Group.objects.filter(title="Hoofden").exists()


def test_settings_on_screen(stage: Stage, world: World) -> None:
    client, url = as_(stage.ada), reverse("municipality_settings")
    good = {
        "name": "Waterrijk aan Zee",
        "emergency_number": "088 000 1111",
        "idle_minutes": "20",
        "first_reaction_hours": "12",
        "aftercare_first_days": "1",
        "aftercare_second_days": "7",
        "aftercare_last_from_days": "28",
        "aftercare_last_until_days": "42",
        "escalate_supervisor_hours": "24",
        "escalate_coordinator_hours": "72",
        "bans_need_supervisor": "on",
    }
    assert client.post(url, good).status_code == 302
    saved = Municipality.objects.get(pk=world.waterrijk.pk)
    assert (saved.name, saved.idle_minutes) == ("Waterrijk aan Zee", 20)
    for field, value in (
        ("idle_minutes", "4"),
        ("idle_minutes", "61"),
        ("first_reaction_hours", "0"),
        ("aftercare_last_from_days", "43"),
        ("escalate_coordinator_hours", "23"),
        ("name", ""),
        ("emergency_number", "javascript:alert(1)"),
        ("emergency_number", "١٢٣٤"),
    ):
        assert client.post(url, {**good, field: value}).status_code == 200, (field, value)
    again = Municipality.objects.get(pk=world.waterrijk.pk)
    assert again.idle_minutes == 20
    # The slug and the mark of a demo are nobody's to change here.
    client.post(url, {**good, "slug": "duinveen", "is_demo": "on"})
    again.refresh_from_db()
    assert (again.slug, again.is_demo) == ("waterrijk", False)


def test_of_two_who_change_the_settings_the_second_sees_what_the_first_saved(
    stage: Stage, world: World
) -> None:
    url = reverse("municipality_settings")
    ada, ben = as_(stage.ada), as_(stage.ben)
    pages = [client.get(url) for client in (ada, ben)]
    typed = [
        {name: value for name, value in page.context["form"].initial.items() if value is not None}
        | {"shown": page.context["shown"], "bans_need_supervisor": "on"}
        for page in pages
    ]
    assert ben.post(url, typed[1] | {"emergency_number": "088 999 0000"}).status_code == 302
    late = ada.post(url, typed[0] | {"name": "Waterrijk aan Zee"})
    html = late.content.decode()
    assert "Een andere beheerder was u net voor" in html
    assert "Waterrijk aan Zee" in html
    assert "088 999 0000" in html
    saved = Municipality.objects.get(pk=world.waterrijk.pk)
    assert (saved.name, saved.emergency_number) == ("Waterrijk", "088 999 0000")


def test_four_eyes_for_a_ban_are_the_municipality_s_choice(stage: Stage, world: World) -> None:
    """A checkbox that says what it does."""
    client, url = as_(stage.ada), reverse("municipality_settings")
    page = client.get(url)
    html = page.content.decode()
    assert "Vier ogen bij een verbod" in html
    assert "een ander dan wie het voorstelt" in html
    assert world.waterrijk.bans_need_supervisor
    shown = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    del shown["bans_need_supervisor"]
    assert client.post(url, shown).status_code == 302
    world.waterrijk.refresh_from_db()
    assert not world.waterrijk.bans_need_supervisor
    client.post(url, {**shown, "bans_need_supervisor": "on"})
    world.waterrijk.refresh_from_db()
    assert world.waterrijk.bans_need_supervisor


def test_a_list_of_staff_on_screen(stage: Stage, world: World) -> None:
    client = as_(stage.ada)
    leaver = world.person("Vertrokken", world.own, personnel_id="55")
    text = "personeelsnummer;naam;e-mail;afdeling\n7;Carla;carla@x.example;Burgerzaken\n"
    file = SimpleUploadedFile("lijst.csv", text.encode(), "text/csv")
    check = client.post(reverse("staff_list"), {"file": file}).url
    page = client.get(check).content.decode()
    assert "Carla" in page
    assert leaver.name in page
    # Nobody is ticked beforehand.
    assert not re.search(r'name="leaving"[^>]*checked', page)
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', page).group(1)
    tampered = client.post(
        check, {"action": "import", "fingerprint": fingerprint, "leaving": [stage.alice.pk]}
    )
    assert tampered.status_code == 200
    wrong = client.post(check, {"action": "import", "fingerprint": "x" * 64})
    assert "intussen iets veranderd" in wrong.content.decode()
    assert not User.objects.filter(name="Carla").exists()
    done = client.post(check, {"action": "import", "fingerprint": fingerprint, "leaving": [leaver.pk]})
    assert done.url == reverse("people")
    assert User.objects.filter(name="Carla").exists()
    assert not fresh(leaver).is_active
    assert client.get(check).status_code == 404


def test_throwing_a_list_away(stage: Stage) -> None:
    url = reverse("staff_list_check", args=[stage.reading.pk])
    assert as_(stage.ben).get(url).status_code == 404
    assert as_(stage.ben).post(url, {"action": "cancel"}).status_code == 404
    as_(stage.ada).post(url, {"action": "cancel"})
    assert not StaffListReading.with_due.exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x00" * 50, b"naam\nA", b"x" * (3 * 1024 * 1024)])
def test_a_file_that_is_no_list(stage: Stage, data: bytes) -> None:
    file = SimpleUploadedFile("../../=cmd.csv", data, "application/x-evil")
    answer = as_(stage.ada).post(reverse("staff_list"), {"file": file})
    assert answer.status_code == 200
    assert "Bestand met de personeelslijst" in answer.content.decode()
    assert as_(stage.ada).post(reverse("staff_list"), {"file": "geen bestand"}).status_code == 200
