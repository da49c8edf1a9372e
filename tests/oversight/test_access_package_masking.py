# SPDX-License-Identifier: EUPL-1.2
"""AVG 15.4: names of others and what would endanger them are in no byte of a package, unless that was decided."""

import json
from pathlib import Path
from typing import Any

import pytest

from oversight.requests import package_deciding
from oversight.requests.package_masking import Known, Masker, Reason, same_words, tidied, without
from tests.oversight.access_asked import CANARIES, Asked, everything_in, records_say
from tests.world import World, fresh

KNOWN = Known(
    close=frozenset(
        ["Saskia van Zonneveld", "Ümit Çelik", "Bo Lang", "Rutger de Boer", "Neeltje van der Velde"]
    ),
    staff=frozenset(["Kees Bakker", "Mark Visser", "Wim Jansen"]),
    own=frozenset(["Karel Kras", "Wim de Boer"]),
    places=frozenset(["Balie Noord"]),
    added=frozenset(["de lange blonde"]),
    bsns=frozenset(["999990019"]),
)


@pytest.fixture
def asked(world: World) -> Asked:
    found = Asked(world)
    package_deciding.add_mask(fresh(found.cora), found.request, "paarse sjaal")
    return found


def given(text: str, but: Any = ()) -> str:
    seen = tidied(text)
    return without(seen, Masker(KNOWN).masks_of(seen, but))


@pytest.mark.parametrize(
    "written",
    [
        "Saskia van Zonneveld",
        "SASKIA VAN ZONNEVELD",
        "saskia",
        "zonneveld",
        "Zonnevelds",
        "Zonne-\nveld",
        "Zonne\u00ad\nveld",
        "Zon\nne\nveld",
        "Z o n n e v e l d",
        "Z.o.n.n.e.v.e.l.d",
        "Zo\u200bnne\u200dveld",
        "Zonne\u0301veld",
        "Zónnevèld",
        "Zonnefeld",
        "Zoneveld",
        "Zonnevelt",
        "VanZonneveld",
        "S. van Zonneveld-Jansen",
        "Umit Celik",
        "ÜMİT",
        "umit",
        "Bo",
        "vandervelde",
        "van der\nVelde",
        "neeltje van\nder velde",
        "kees bakker",
        "Bakker",
        "KEES",
        "balie\nnoord",
        "Balie-Noord",
        "De Lange\n  Blonde",
        "s.zonneveld@waterrijk.example",
        "06-12 34 56 78",
        "+31 6 12345678",
        "0612345678",
        "(020) 123 45 67"[1:],
        "999990019",
        "9999 90 019",
        "9.9.9.9.9.0.0.1.9",
    ],
)
def test_a_name_is_blacked_out_however_it_is_written(written: str) -> None:
    text = given(f"Hij sprak met {written}, die dag.")
    letters = [c for c in written if c.isalnum()]
    assert text.startswith("Hij sprak met ")
    assert text.endswith(", die dag.")
    assert "[afgeschermd]" in text
    assert len([c for c in text.replace("[afgeschermd]", "") if c.isalnum()]) == len("Hijsprakmetdiedag"), (
        letters
    )


@pytest.mark.parametrize(
    "text",
    [
        "Karel Kras riep dat hij terugkomt.",
        "Op 01-02-2026 om 10:15 uur, de 3e keer in 2025.",
        "Een visser en een bakker stonden in de rij.",
        "Het bedrag was € 12.500,00 en de zaak 2026-000123.",
        "Wim de Boer sloeg op de balie.",
    ],
)
def test_who_asks_and_ordinary_words_stay_to_be_read(text: str) -> None:
    """Their own data are theirs, also when an employee has the same surname; and a package must say something."""
    assert given(text) == text


def test_the_same_surname_alone_is_the_employees() -> None:
    """Rutger de Boer is an employee, Wim de Boer asks: "de Boer" could be either, so it goes unread."""
    assert given("De Boer riep iets.") == "[afgeschermd] riep iets."


def test_how_many_words_a_name_has_does_not_show() -> None:
    assert given("Met Saskia van Zonneveld erbij") == given("Met Saskia erbij")


def test_words_that_were_decided_to_go_do_and_a_bsn_never() -> None:
    assert given("Bo kwam", [same_words("Bo")]) == "Bo kwam"
    assert given("999990019", [same_words("999990019")]) == "[afgeschermd]"
    assert [m.reason for m in Masker(KNOWN).masks_of("De lange blonde", [same_words("De lange blonde")])] == [
        Reason.ADDED
    ]


@pytest.mark.django_db
def test_of_the_canaries_nothing_is_in_any_byte_of_a_package(asked: Asked, tmp_path: Path) -> None:
    known = records_say()
    for words in CANARIES.values():
        for word in words:
            assert word in known, f"{word} was never there"
    files = asked.given()
    found = everything_in(files, tmp_path)
    for own in ("wimzwartewater", "grijzejas", "afgeschermd", "zouopwachten", "contactmaatregel", "eenruit"):
        assert own in found
    leaks = {who: word for who, words in CANARIES.items() for word in words if word in found}
    assert leaks == {}


@pytest.mark.django_db
def test_what_is_held_back_does_not_even_show_as_a_gap(asked: Asked) -> None:
    """That a victim has an injury or was absent, is told by an empty place as well as by a full one."""
    document = json.loads(asked.given()["inzage.json"])
    codes = {i["code"] for p in document["parts"] for s in p["sections"] for i in s["items"]}
    assert {"narrative", "severity", "behaviour", "victim"} <= codes
    assert codes.isdisjoint(
        {
            "physical_injury",
            "mental_injury",
            "injury_level",
            "absent_over_three_days",
            "note",
            "conclusion",
            "function",
        }
    )


@pytest.mark.django_db
def test_who_is_let_go_by_name_is_in_it_and_nobody_else(asked: Asked, tmp_path: Path) -> None:
    what = f"user.{asked.handler.pk}"
    package_deciding.unmask(fresh(asked.cora), asked.request, what, "De aanvrager sprak met hem.")
    found = everything_in(asked.given(), tmp_path)
    assert "norbertnotenkraker" in found
    leaks = [word for who, words in CANARIES.items() for word in words if who != "handler" and word in found]
    assert leaks == []


@pytest.mark.django_db
def test_a_note_that_is_let_go_still_names_nobody(asked: Asked, tmp_path: Path) -> None:
    what = f"incident.{asked.incident.pk}.conclusion"
    package_deciding.unmask(fresh(asked.cora), asked.request, what, "Hoort bij het besluit.")
    assert [
        s.item.code for p in asked.package().parts for s in p.items if s.must_be_read and s.item.what == what
    ]
    found = everything_in(asked.given(), tmp_path)
    assert "iskwetsbaar" in found
    assert "krekelbosch" not in found


@pytest.mark.django_db
def test_words_of_one_text_go_in_that_text_alone(asked: Asked, tmp_path: Path) -> None:
    """The surname of a colleague that is an ordinary word here: in this text, and in no other."""
    what = f"incident.{asked.incident.pk}.narrative"
    package_deciding.unmask(fresh(asked.cora), asked.request, what, "Staat in de krant.", "Notenkraker")
    document = json.loads(asked.given()["inzage.json"])
    texts = {i["code"]: i["value"] for p in document["parts"] for s in p["sections"] for i in s["items"]}
    assert "Notenkraker kwam erbij" in texts["narrative"]
    assert texts["caption"] == "Foto van [afgeschermd]"
