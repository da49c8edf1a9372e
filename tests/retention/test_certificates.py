# SPDX-License-Identifier: EUPL-1.2
"""The certificate as data: what it says is what its rows say, and whoever tampers with it is found out."""

import copy
import dataclasses
import datetime
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retention import certificates, copies, ledger, seal, verify_ledger
from retention.certificates import Certificate, NoSuchPeriod, certify
from retention.models import LedgerBatch, LedgerEntry
from retention.models.ledger import GENESIS
from retention.terms import local_date

from . import sealed
from .sealed import ANOTHER_KEY, BATCHES, NOW, ROWS, faults

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)
TODAY = local_date(NOW)
LATER = NOW + 2 * DAY


@pytest.fixture
def filled(db: None) -> None:
    """Batches of the day before, of the day itself and of the day after."""
    for days in (-1, 0, 1):
        at = NOW + days * DAY
        for number in range(BATCHES):
            lines = [sealed.line(1, at), *odd_lines(at, number), sealed.line(2, at)]
            ledger.append(lines, at + number * datetime.timedelta(minutes=5))


def odd_lines(at: datetime.datetime, number: int) -> list[ledger.Line]:
    """What went before its term, out of view, in time, and late by more and by less than a quarter of an hour."""
    plain = sealed.line(1, at)
    other = {name: getattr(plain, name) for name in ledger.Line.__dataclass_fields__}
    return [
        ledger.Line(**other | more)
        for more in (
            {"kind": LedgerEntry.Kind.DESTROYED_EARLY, "rule": "R8", "due_at": at + 300 * DAY},
            {"kind": LedgerEntry.Kind.DESTROYED_EARLY, "rule": "R5", "what": "incidents.Perpetrator"},
            {"kind": LedgerEntry.Kind.OUT_OF_VIEW, "rule": "R3", "what": "incidents.Sanction"},
            {"done_at": at + 900 * SECOND, "object_id": f"in-time-{number}"},
            {"done_at": at + 900 * SECOND + datetime.timedelta(microseconds=1 + number)},
        )
    ]


def of_day(days: int = 0, to: int | None = None, now: datetime.datetime = LATER) -> Certificate:
    from_day = TODAY + days * DAY
    return certify(1, "Waterrijk", from_day, TODAY + DAY * (days if to is None else to), now)


def write(certificate: Certificate, path: Path) -> Path:
    path.write_bytes(b"".join(certificate.as_json()))
    return path


def test_it_holds_the_batches_of_its_days_and_of_nobody_else(filled: None, tmp_path: Path) -> None:
    found = json.loads(write(of_day(), tmp_path / "one.json").read_text())
    batches = list(LedgerBatch.objects.filter(chain=1, number__gt=BATCHES, number__lte=2 * BATCHES))
    assert [batch["number"] for batch in found["batches"]] == [batch.number for batch in batches]
    assert found["batches"] == [json.loads(copies.document(batch)) for batch in batches]
    assert found["previous_hash"] == LedgerBatch.objects.get(chain=1, number=BATCHES).hash
    assert of_day(-1).previous_hash == GENESIS
    assert found["key_id"] == seal.key_id()


def test_what_it_says_together_is_what_its_rows_say(filled: None, tmp_path: Path) -> None:
    """The database counts, and the verifier counts for itself."""
    certificate = of_day(-1, to=1)
    found = json.loads(write(certificate, tmp_path / "all.json").read_text())
    rows = [row for batch in found["batches"] for row in batch["entries"]]
    assert len(rows) == 3 * BATCHES * 6
    assert certificate.totals == found["totals"] == list(verify_ledger.totals(rows).values())
    in_time = next(
        total for total in found["totals"] if (total["kind"], total["rule"]) == ("destroyed", "R4")
    )
    assert (in_time["rows"], in_time["too_late"]) == (9 * BATCHES, 3 * BATCHES)
    assert in_time["latest_seconds"] == 900.000005
    early = next(total for total in found["totals"] if total["rule"] == "R8")
    assert (early["rows"], early["latest_seconds"], early["too_late"]) == (3 * BATCHES, 0.0, 0)


def test_per_month_it_adds_up_to_the_same(filled: None) -> None:
    certificate = of_day(-1, to=1)
    assert sum(row["rows"] for row in certificate.months) == sum(row["rows"] for row in certificate.totals)
    assert {row["month"].strftime("%Y-%m-%d") for row in certificate.months} == {"2026-11-01"}


def test_days_are_days_in_amsterdam(db: None) -> None:
    midnight = datetime.datetime(2026, 11, 21, 23, tzinfo=datetime.UTC)
    for at in (midnight - SECOND, midnight, midnight + DAY - SECOND, midnight + DAY):
        ledger.append([sealed.line(1, at)], at)
    certificate = of_day()
    assert (certificate.first, certificate.last) == (2, 3)


def test_a_day_without_destruction_has_a_certificate_too(filled: None, tmp_path: Path) -> None:
    certificate = of_day(2)
    assert (certificate.first, certificate.last, certificate.totals) == (3 * BATCHES + 1, 3 * BATCHES, [])
    outside = sealed.export_to(tmp_path / "outside")
    for one in (certificate, of_day(-9)):
        path = write(one, tmp_path / "empty.json")
        assert faults(path) == faults(path, outside) == []


@pytest.mark.parametrize(("days", "to"), [(0, -1), (0, 3), (3, 4)])
def test_of_a_period_that_is_none_or_still_to_come_there_is_none(days: int, to: int) -> None:
    with pytest.raises(NoSuchPeriod):
        of_day(days, to)


def test_the_same_again_is_the_same_and_changes_nothing(filled: None) -> None:
    one, other = (b"".join(of_day().as_json()) for _time in range(2))
    assert one == other
    assert LedgerBatch.objects.count() == 6 * BATCHES


def test_nobody_is_accused_of_what_did_not_happen(filled: None, tmp_path: Path) -> None:
    outside = sealed.export_to(tmp_path / "outside")
    for days, to in ((-1, -1), (0, 0), (-1, 1), (0, 1)):
        path = write(of_day(days, to), tmp_path / f"{days}{to}.json")
        assert faults(path) == faults(path, outside) == faults(path, outside, chain=1) == []
        assert faults(path, *sorted((outside / "1").glob("*.json"))[2:8], part=True) == []
    # Two certificates beside each other, and one that was made while its last day went on.
    early = write(of_day(0, 1, now=NOW + DAY), tmp_path / "early.json")
    assert faults(early, *tmp_path.glob("*.json"), outside) == []
    ledger.append([sealed.line(1)], NOW + DAY + datetime.timedelta(hours=3))
    assert faults(early, sealed.export_to(tmp_path / "grown")) == []


def test_it_says_what_it_cannot_know(filled: None, tmp_path: Path) -> None:
    """The copy outside ends before the certificate does: that is nobody's fault, and it says so."""
    outside = sealed.export_to(tmp_path / "outside")
    for path in sorted((outside / "1").glob("*.json"))[7:]:
        path.unlink()
    report = verify_ledger.check([write(of_day(), tmp_path / "one.json"), outside], [sealed.key()])
    assert report.faults == []
    assert any("ends at batch 1/7" in said and "cannot know" in said for said in report.seen)


def test_what_the_copy_outside_has_otherwise_is_named(filled: None, tmp_path: Path) -> None:
    path = write(of_day(), tmp_path / "one.json")
    outside = sealed.export_to(tmp_path / "outside")
    (outside / "1" / f"{BATCHES + 2:08d}.json").unlink()
    said = "\n".join(faults(path, outside))
    assert f"batch 1/{BATCHES + 2}: is missing, and stands in {path}" in said
    # A certificate of fewer batches than there were, by somebody who has the key.
    path = write(dataclasses.replace(of_day(), last=BATCHES + 2), tmp_path / "short.json")
    whole = sealed.export_to(tmp_path / "whole")
    assert faults(path) == []
    assert f"{path}: batch 1/{BATCHES + 3}: is of its period, and is not in it." in faults(path, whole)
    shutil.rmtree(whole / "1")
    assert f"{whole}: nothing of chain 1 is there." in faults(path, whole)


# Tampering with the file of a certificate; each answers nothing and changes something.


def another(value: Any, chance: random.Random) -> Any:
    if isinstance(value, int | float):
        return chance.choice([value + 1, value + 1000, float(value) + 0.5, str(value), None])
    if isinstance(value, list):
        return value[:-1] if value else [{}]
    return chance.choice([value + " ", value[:-1], "x" + value[1:], "", None]) if value else "0"


def change_a_value(said: Any, chance: random.Random) -> None:
    batch = chance.choice(said["batches"])
    place = chance.choice([said, said, batch, chance.choice(batch["entries"]), chance.choice(said["totals"])])
    name = chance.choice([name for name in place if name not in ("batches", "entries")])
    place[name] = another(place[name], chance)


def delete(said: Any, chance: random.Random) -> None:
    batch = chance.choice(said["batches"])
    kept = chance.choice([said["batches"], said["totals"], batch["entries"]])
    del kept[chance.randrange(len(kept))]
    if kept is said["batches"] and chance.random() < 0.5:
        # And the rest is made to fit.
        numbers = [batch["number"] for batch in said["batches"]]
        said |= {"first": min(numbers), "last": max(numbers)}
        rows = [row for batch in said["batches"] for row in batch["entries"]]
        said["totals"] = list(verify_ledger.totals(rows).values())
        said["hash"] = verify_ledger.certificate_hash(said)


def delete_a_word(said: Any, chance: random.Random) -> None:
    batch = chance.choice(said["batches"])
    place = chance.choice([said, batch, chance.choice(batch["entries"]), chance.choice(said["totals"])])
    del place[chance.choice(list(place))]


def insert(said: Any, chance: random.Random) -> None:
    batch = chance.choice(said["batches"])
    kept = chance.choice([said["batches"], said["totals"], batch["entries"]])
    more = copy.deepcopy(chance.choice(kept))
    if "number" in more and chance.random() < 0.5:
        more["number"] = said["last"] = said["last"] + 1
        more["hash"] = verify_ledger.batch_hash(more)
    kept.insert(chance.randrange(len(kept) + 1), more)


def swap(said: Any, chance: random.Random) -> None:
    batch = chance.choice(said["batches"])
    kept = chance.choice([said["batches"], said["totals"], batch["entries"]])
    one, other = chance.sample(range(len(kept)), 2)
    kept[one], kept[other] = kept[other], kept[one]


def sign_with_another_key(said: Any, chance: random.Random) -> None:
    """All of it adds up again: only who signed it is another."""
    what = chance.choice([said, chance.choice(said["batches"])])
    if what is said:
        said["municipality"] = "Elders"
        said["hash"] = verify_ledger.certificate_hash(said)
    if chance.random() < 0.5:
        what["key_id"] = verify_ledger.key_id_of(ANOTHER_KEY.public_key().public_bytes_raw())
        said["hash"] = verify_ledger.certificate_hash(said)
    purpose = verify_ledger.CERTIFICATE_FORMAT if what is said else verify_ledger.FORMAT
    what["signature"] = ANOTHER_KEY.sign(verify_ledger.signed_text(what["hash"], purpose)).hex()


WAYS: list[Callable[[Any, random.Random], None]] = [
    change_a_value,
    delete,
    delete_a_word,
    insert,
    swap,
    sign_with_another_key,
]


def test_two_hundred_changes_to_a_certificate_are_every_one_found(filled: None, tmp_path: Path) -> None:
    """By itself, without the copy outside."""
    path = write(of_day(), tmp_path / "one.json")
    true = path.read_bytes()
    for number in range(200):
        chance = random.Random(number)
        assert number % 20 or faults(path) == []
        if number % 7 == 6:
            way = "truncate"
            path.write_bytes(true[: chance.randrange(len(true) - 2)])
        else:
            way = WAYS[number % 7].__name__
            said = json.loads(true)
            WAYS[number % 7](said, chance)
            assert said != json.loads(true), (number, way)
            path.write_text(json.dumps(said))
        assert faults(path) != [], (number, way)
        path.write_bytes(true)
    assert faults(path) == []


def test_a_signature_for_a_batch_fits_no_certificate(filled: None, tmp_path: Path) -> None:
    path = write(of_day(), tmp_path / "one.json")
    said = json.loads(path.read_text())
    said["signature"] = seal.sign(said["hash"])
    path.write_text(json.dumps(said))
    (fault,) = faults(path)
    assert "its signature is not of this key" in fault


def changed(path: Path, change: Callable[[Any], None]) -> str:
    kept = path.read_text()
    said = json.loads(kept)
    change(said)
    path.write_text(json.dumps(said))
    found = "\n".join(faults(path))
    path.write_text(kept)
    return found


def test_it_says_what_was_done(filled: None, tmp_path: Path) -> None:
    path = write(of_day(), tmp_path / "one.json")
    one, last = BATCHES + 1, 2 * BATCHES

    def swap_batches(said: Any) -> None:
        said["batches"].insert(0, said["batches"].pop(1))

    def say_fewer(said: Any) -> None:
        said["totals"][0]["rows"] -= 1

    def change_a_row(said: Any) -> None:
        said["batches"][2]["entries"][3]["due_at"] = said["made_at"]

    def remove_a_row(said: Any) -> None:
        del said["batches"][2]["entries"][3]

    def remove_the_last(said: Any) -> None:
        del said["batches"][-1]

    def remove_one(said: Any) -> None:
        del said["batches"][1]

    def insert_one(said: Any) -> None:
        said["batches"].append({**said["batches"][0], "number": last + 4})

    for change, words in (
        (swap_batches, f"batch 1/{one + 1}: was re-ordered, it stands where {one} belongs"),
        (say_fewer, "what it says of destroyed incidents.Incident R4 is not what its rows say"),
        (change_a_row, f"batch 1/{one + 2}: row 3 (incidents.Sanction"),
        (remove_a_row, f"batch 1/{one + 2}: row 3 was removed"),
        (remove_the_last, f"batches 1/{last} to {last}: were removed"),
        (remove_one, f"batch 1/{one + 1}: is missing"),
        (insert_one, f"batch 1/{last + 4}: was inserted"),
    ):
        found = changed(path, change)
        assert words in found, found


def test_the_numbers_of_a_period_are_of_its_chain(filled: None) -> None:
    assert certificates.numbers_of(1, TODAY, TODAY) == (ROWS, 2 * BATCHES)
    assert certificates.numbers_of(3, TODAY, TODAY) == (1, 0)
