# SPDX-License-Identifier: EUPL-1.2
"""A list of staff: read, shown, imported as a whole or not at all; leavers only when ticked; never a level."""

import datetime

import pytest
import time_machine

from accounts import policy
from accounts.administering import NotAllowed, administration_of
from accounts.models import StaffListReading, User
from accounts.staff_import import (
    ListHasErrors,
    Plan,
    import_list,
    make_plan,
)
from accounts.staff_list import MAX_BYTES, MAX_ROWS, Unreadable, keep_reading, read, reading_of
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


# ---------- reading ----------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding: str, separator: str, newline: str) -> None:
    text = "Personeelsnummer;NAAM;E-mailadres;Afdeling\n7;Zoë Müller;zoe@x.example;Café\n".replace(
        ";", separator
    )
    contents = read(text.replace("\n", newline).encode(encoding))
    assert contents["rows"] == [
        (2, {"personnel_id": "7", "name": "Zoë Müller", "email": "zoe@x.example", "unit": "Café"})
    ]


def test_excels_own_first_line_and_empty_lines() -> None:
    contents = read(f"sep=;\n\n{HEADER}\n;;;;;;\n1;A;a@x.example;;B;;\n".encode())
    assert [number for number, _cells in contents["rows"]] == [5]
    assert contents["rows"][0][1]["name"] == "A"


def test_quotes_hold_separators() -> None:
    contents = read(b'personeelsnummer,naam,e-mail,afdeling\n1,"Vries, F. de","a@x.example","B"\n')
    assert contents["rows"][0][1]["name"] == "Vries, F. de"


def test_other_columns_are_not_kept(world: World, ada: User) -> None:
    secret = "111222333"
    text = f"personeelsnummer;naam;e-mail;afdeling;bsn\n1;A;a@x.example;Burgerzaken;{secret}\n"
    assert secret in text
    reading, plan = bring(ada, text)
    assert plan.unused == ["bsn"]
    assert secret not in str(reading.contents)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n ",
        b"\xff\xfen\x00a\x00a\x00m\x00",
        b"PK\x03\x04 a spreadsheet",
        b"naam\x00;e-mail",
        b"\x81\x8d\x8f\x90\x9d;;\n",
        b"naam;afdeling\nA;B\n",
        b"personeelsnummer;naam;naam;e-mail;afdeling\n1;A;A;a@x.example;B\n",
        b"personeelsnummer;naam;e-mail;afdeling\n",
        b'personeelsnummer;naam;e-mail;afdeling\n1;"A"x;a@x.example;B\n',
        b'personeelsnummer;naam;e-mail;afdeling\n1;"A;a@x.example;B\n',
        b"x" * (MAX_BYTES + 1),
        f"{HEADER}\n".encode() + b"1;A;a@x.example;;B;;\n" * (MAX_ROWS + 1),
        b"\n" * 1000,
        b'"' + b"a" * 200_000 + b'";b\n',
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(world: World, ada: User, data: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        keep_reading(ada, data)
    assert str(refusal.value.message).endswith(".")
    assert not StaffListReading.with_due.exists()


def test_what_was_read_is_encrypted_and_goes_within_the_hour(world: World, ada: User) -> None:
    """R7: an import file: when it is read."""
    moment = datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)
    with time_machine.travel(moment, tick=False) as clock:
        reading, _plan = bring(ada, FULL)
        raw = bytes(StaffListReading.objects.values_list("contents", flat=True).get().data)
        assert b"alice@waterrijk.example" not in raw
        assert "alice@waterrijk.example" in str(fresh_reading(reading).contents)
        assert (reading.retention_rule, reading.destroy_at) == ("R7", moment + datetime.timedelta(hours=1))
        clock.move_to(moment + datetime.timedelta(minutes=59, seconds=59))
        assert reading_of(ada, reading.pk) == reading
        clock.move_to(moment + datetime.timedelta(hours=1))
        with pytest.raises(NotAllowed):
            reading_of(ada, reading.pk)


def fresh_reading(reading: StaffListReading) -> StaffListReading:
    return StaffListReading.objects.get(pk=reading.pk)


def test_a_newer_list_takes_the_place_of_the_older(world: World, ada: User) -> None:
    older, _plan = bring(ada, FULL)
    newer, _plan = bring(ada, FULL)
    assert list(StaffListReading.with_due.all()) == [newer]


def test_whose_list_it_is(world: World, ada: User) -> None:
    """Of one administrator of the whole municipality; not of a colleague, not of another municipality."""
    reading, plan = bring(ada, FULL)
    for other in (
        User.objects.get(name="Ben"),
        world.person("Dora", world.other_root, "administrator"),
        world.person("Suus", world.own, "administrator"),
        world.person("Alice2", world.root, "supervisor"),
    ):
        with pytest.raises(NotAllowed):
            reading_of(other, reading.pk)
        with pytest.raises(NotAllowed):
            import_list(other, reading, plan.fingerprint)
    with pytest.raises(NotAllowed):
        keep_reading(User.objects.get(name="Suus"), FULL.encode())


# ---------- the dry run ----------


def test_the_fate_of_every_row(world: World, ada: User, alice: User) -> None:
    world.person("Gone", None, personnel_id="9", is_active=False)
    world.person("Bob", None, personnel_id="2")
    text = (
        f"{HEADER}\n"
        "1;Alice;alice@waterrijk.example;teamleider;Balie Noord;ingehuurd;4001\n"
        "2;Bob;bob@waterrijk.example;medewerker;burgerzaken;;\n"
        "3;Carla;Carla@Waterrijk.example;;Klant Contact Centrum;stagiair;4003\n"
        "9;Gone;gone@waterrijk.example;;Burgerzaken;;\n"
    )
    before = User.objects.order_by("pk").values_list("name", "function", "unit", "extension", "is_active")
    before = list(before)
    _reading, plan = bring(ada, text)
    assert fates(plan) == ["changed", "unchanged", "new", "skipped"]
    assert [(c.label, c.old, c.new) for c in plan.rows[0].changes] == [
        ("functie", "medewerker", "teamleider"),
        ("afdeling", "Burgerzaken", "Balie Noord"),
        ("dienstverband", "in dienst", "ingehuurd"),
    ]
    assert plan.rows[2].facts.email == "carla@waterrijk.example"
    # It was a dry run.
    assert (
        list(User.objects.order_by("pk").values_list("name", "function", "unit", "extension", "is_active"))
        == before
    )


@pytest.mark.parametrize(
    "row",
    [
        ";Alice;alice@waterrijk.example;;Burgerzaken;;",
        "1;;alice@waterrijk.example;;Burgerzaken;;",
        "1;Alice;;;Burgerzaken;;",
        "1;Alice;geen adres;;Burgerzaken;;",
        "1;Alice;alice@waterrijk.example;;;;",
        "1;Alice;alice@waterrijk.example;;Bestaat niet;;",
        "1;Alice;alice@waterrijk.example;;Balie Duinveen;;",
        "1;Alice;alice@waterrijk.example;;Burgerzaken;directeur;",
        "1;Alice;dora@duinveen.example;;Burgerzaken;;",
        "1;Alice;ben@waterrijk.example;;Burgerzaken;;",
        "77;Nieuw;alice@waterrijk.example;;Burgerzaken;;",
        "77;Nieuw;nieuw@waterrijk.example;;Burgerzaken;;4009",
        f"1;{'A' * 151};alice@waterrijk.example;;Burgerzaken;;",
        "1;Al\x07ice;alice@waterrijk.example;;Burgerzaken;;",
        "1;Al\u202eice;alice@waterrijk.example;;Burgerzaken;;",
        '1;"Al\nice";alice@waterrijk.example;;Burgerzaken;;',
        f"{'1' * 41};Alice;alice@waterrijk.example;;Burgerzaken;;",
        "1;Alice;alice@waterrijk.example;;Dubbel;;",
        "1",
    ],
)
def test_one_wrong_row_and_nothing_is_imported(world: World, ada: User, alice: User, row: str) -> None:
    world.person("Dora", world.other)
    world.unit("Dubbel", world.own)
    world.unit("Dubbel", world.sibling)
    ben = User.objects.get(name="Ben")
    ben.personnel_id = "50"
    ben.save()
    world.person("Eve", None, extension="4009")
    text = f"{HEADER}\n{row}\n88;Goed;goed@waterrijk.example;;Burgerzaken;;\n"
    reading, plan = bring(ada, text)
    assert fates(plan)[0] == "error"
    assert plan.rows[0].number == 2
    assert plan.rows[0].reason.endswith(".")
    with pytest.raises(ListHasErrors):
        import_list(ada, reading, plan.fingerprint)
    assert not User.objects.filter(name="Goed").exists()
    assert fresh(alice).function == "medewerker"


def test_an_address_in_another_municipality_is_refused_in_the_words_for_ones_own(
    world: World, ada: User, alice: User
) -> None:
    """LEI 10: an error tells nothing about another municipality's people."""
    dora = world.person("Dora", world.other)
    _reading, plan = bring(ada, f"{HEADER}\n7;N;{dora.email};;Burgerzaken;;\n")
    assert "Dora" not in plan.rows[0].reason
    assert "Duinveen" not in plan.rows[0].reason


@pytest.mark.parametrize("name", ["personeelsnummer", "e-mail", "toestel"])
def test_what_stands_twice_in_the_list(world: World, ada: User, name: str) -> None:
    rows = {"personeelsnummer": ("7", "8"), "e-mail": ("a@x.example", "b@x.example"), "toestel": ("1", "2")}
    rows[name] = (rows[name][0], rows[name][0])
    lines = [
        f"{rows['personeelsnummer'][i]};N{i};{rows['e-mail'][i]};;Burgerzaken;;{rows['toestel'][i]}"
        for i in (0, 1)
    ]
    _reading, plan = bring(ada, "\n".join([HEADER, *lines]))
    assert fates(plan) == ["error", "error"]


def test_a_department_with_a_name_that_occurs_twice(world: World, ada: User) -> None:
    first, second = world.unit("Loket", world.own), world.unit("Loket", world.sibling)
    rows = (
        "7;A;a@x.example;Burgerzaken > Loket\n8;B;b@x.example;publiekszaken  >klant contact centrum>LOKET\n"
    )
    _reading, plan = bring(ada, f"personeelsnummer;naam;e-mail;afdeling\n{rows}")
    assert [row.facts.unit for row in plan.rows] == [first, second]


def test_a_closed_department_is_no_department(world: World, ada: User) -> None:
    world.child.closed_on = policy.today()
    world.child.save()
    _reading, plan = bring(ada, f"{HEADER}\n7;A;a@x.example;;Balie Noord;;\n")
    assert fates(plan) == ["error"]


def test_formulas_are_text(world: World, ada: User) -> None:
    plan = take_over(ada, f'{HEADER}\n7;"=HYPERLINK(""x"")";a@x.example;@som;Burgerzaken;;\n')
    assert fates(plan) == ["new"]
    person = User.objects.get(personnel_id="7")
    assert (person.name, person.function) == ('=HYPERLINK("x")', "@som")


def test_who_has_no_personnel_id_yet_is_known_by_address(world: World, ada: User) -> None:
    bob = world.person("Bob")
    plan = take_over(ada, f"{HEADER}\n7;Bob;BOB@waterrijk.example;medewerker;Burgerzaken;;\n")
    assert fates(plan) == ["changed"]
    assert fresh(bob).personnel_id == "7"


def test_a_column_that_is_not_there_changes_nothing_and_an_empty_cell_empties(
    world: World, ada: User, alice: User
) -> None:
    rows = "1;Alice;alice@waterrijk.example;Burgerzaken\n"
    assert fates(take_over(ada, f"personeelsnummer;naam;e-mail;afdeling\n{rows}")) == ["unchanged"]
    take_over(ada, f"{HEADER}\n1;Alice;alice@waterrijk.example;;Burgerzaken;;\n")
    assert (fresh(alice).function, fresh(alice).extension) == ("", "")
    assert fresh(alice).employment == "employee"
