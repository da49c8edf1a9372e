# SPDX-License-Identifier: EUPL-1.2
"""A list of staff: imported as a whole or not at all; leavers only when ticked; never a level."""

import pytest

from accounts import policy
from accounts.administering import NotAllowed, administration_of
from accounts.models import StaffListReading, User
from accounts.people import NotYourself
from accounts.staff_import import (
    ExtensionOfLeaver,
    Plan,
    PlanChanged,
    import_list,
    make_plan,
)
from accounts.staff_list import keep_reading
from notices.models import OutboxMessage
from tests.world import World, fresh

HEADER = "personeelsnummer;naam;e-mail;functie;afdeling;dienstverband;toestel"
FULL = f"{HEADER}\n1;Alice;alice@waterrijk.example;teamleider;Burgerzaken;in dienst;4001\n"


@pytest.fixture
def ada(world: World) -> User:
    world.person("Ben", world.root, "administrator")
    return world.person("Ada", world.root, "administrator")


@pytest.fixture
def alice(world: World) -> User:
    return world.person("Alice", None, personnel_id="1", function="medewerker", extension="4001")


def bring(ada: User, text: str) -> tuple[StaffListReading, Plan]:
    reading = keep_reading(ada, text.encode())
    return reading, make_plan(administration_of(fresh(ada)), reading)


def take_over(ada: User, text: str, **more: object) -> Plan:
    reading, plan = bring(ada, text)
    return import_list(ada, reading, plan.fingerprint, **more)


def fates(plan: Plan) -> list[str]:
    return [row.fate.value for row in plan.rows]


def test_new_people_hold_nothing_and_are_invited_when_asked(world: World, ada: User) -> None:
    text = f"{HEADER}\n7;Carla;carla@x.example;;Burgerzaken;;\n"
    take_over(ada, text)
    carla = User.objects.get(personnel_id="7")
    assert policy.holdings_of(carla) == []
    assert not carla.has_usable_password()
    assert not OutboxMessage.objects.exists()
    take_over(ada, text.replace("7;Carla;carla", "8;Dirk;dirk"), invite=True)
    assert [m.recipient.name for m in OutboxMessage.objects.filter(kind="invitation")] == ["Dirk"]
    assert not StaffListReading.with_due.exists()


def test_leavers_go_only_when_ticked(world: World, ada: User, alice: User) -> None:
    bob, nameless = world.person("Bob", None, "handler", personnel_id="2"), world.person("No id")
    text = f"{HEADER}\n7;Carla;carla@x.example;;Burgerzaken;;\n"
    _reading, plan = bring(ada, text)
    assert {leaver.person for leaver in plan.leavers} == {alice, bob}
    assert {leaver.person: [x.value for x in leaver.levels] for leaver in plan.leavers}[bob] == ["handler"]
    take_over(ada, text, leaving=[alice.pk])
    assert (fresh(alice).is_active, fresh(bob).is_active, fresh(nameless).is_active) == (False, True, True)


def test_who_stands_in_a_wrong_row_is_no_leaver(world: World, ada: User, alice: User) -> None:
    _reading, plan = bring(ada, f"{HEADER}\n1;Alice;geen adres;;Burgerzaken;;\n")
    assert plan.leavers == []


def test_nobody_leaves_who_was_not_offered(world: World, ada: User, alice: User) -> None:
    dora = world.person("Dora", world.other, personnel_id="5")
    for pk in (dora.pk, alice.pk, User.objects.get(name="Ben").pk, 999_999):
        reading, plan = bring(ada, FULL)
        with pytest.raises(PlanChanged):
            import_list(ada, reading, plan.fingerprint, leaving=[pk])
    assert fresh(alice).is_active
    assert fresh(dora).is_active


def test_one_does_not_deactivate_oneself_by_a_list(world: World, ada: User) -> None:
    ben = User.objects.get(name="Ben")
    for user, number in ((ada, "60"), (ben, "61")):
        user.personnel_id = number
        user.save()
    text = f"{HEADER}\n7;Carla;carla@x.example;;Burgerzaken;;\n"
    with pytest.raises(NotYourself):
        take_over(ada, text, leaving=[ada.pk])
    assert not User.objects.filter(personnel_id="7").exists()
    take_over(ada, text, leaving=[ben.pk])
    assert not fresh(ben).is_active


def test_telephones_change_hands(world: World, ada: User, alice: User) -> None:
    bob = world.person("Bob", None, personnel_id="2", extension="4002")
    rows = (
        "1;Alice;alice@waterrijk.example;;Burgerzaken;;{0}\n2;Bob;bob@waterrijk.example;;Burgerzaken;;{1}\n"
    )
    take_over(ada, f"{HEADER}\n" + rows.format("4002", "4001"))
    assert (fresh(alice).extension, fresh(bob).extension) == ("4002", "4001")


def test_the_telephone_of_a_leaver(world: World, ada: User, alice: User) -> None:
    text = f"{HEADER}\n7;Carla;carla@x.example;;Burgerzaken;;4001\n"
    with pytest.raises(ExtensionOfLeaver):
        take_over(ada, text)
    assert not User.objects.filter(personnel_id="7").exists()
    take_over(ada, text, leaving=[alice.pk])
    assert User.objects.get(personnel_id="7").extension == "4001"


def test_exactly_what_was_shown_is_imported(world: World, ada: User, alice: User) -> None:
    """When something else would happen by now, nothing happens."""
    reading, plan = bring(ada, FULL)
    User.objects.filter(pk=alice.pk).update(function="hoofd")
    with pytest.raises(PlanChanged):
        import_list(ada, reading, plan.fingerprint)
    assert fresh(alice).function == "hoofd"
    again = make_plan(administration_of(fresh(ada)), reading)
    import_list(ada, reading, again.fingerprint)
    assert fresh(alice).function == "teamleider"
    with pytest.raises(NotAllowed):
        import_list(ada, reading, again.fingerprint)


def test_a_failure_half_way_leaves_nothing(world: World, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts import staff_import

    real, made = staff_import.add_person, []

    def fails_second(*args: object) -> User:
        if made:
            raise RuntimeError
        made.append(1)
        return real(*args)

    monkeypatch.setattr(staff_import, "add_person", fails_second)
    rows = "7;C;c@x.example;;Burgerzaken;;\n8;D;d@x.example;;Burgerzaken;;\n"
    with pytest.raises(RuntimeError):
        take_over(ada, f"{HEADER}\n{rows}")
    assert not User.objects.filter(email__endswith="x.example").exists()
    assert StaffListReading.objects.exists()


def test_a_list_changes_no_level(world: World, ada: User, alice: User) -> None:
    """Somebody's new department is not a new level, and their old level stays until it is withdrawn."""
    world.grant(alice, "handler", world.own)
    before = policy.scope_of(fresh(alice)).units
    take_over(ada, f"{HEADER}\n1;Alice;alice@waterrijk.example;;Klant Contact Centrum;;\n")
    assert fresh(alice).unit == world.sibling
    assert policy.scope_of(fresh(alice)).units == before
