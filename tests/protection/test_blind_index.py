# SPDX-License-Identifier: EUPL-1.2
"""Exact look-up of what is encrypted: it finds within a municipality, and says nothing across two (LEI 10)."""

import datetime
import hashlib
import itertools
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import F, Value
from django.test.utils import isolate_apps

from protection import rotation
from protection.blind_index import BlindIndexField, blind_index_q
from protection.fields import EncryptedJSONField
from protection.keyring import CannotDecrypt

from .card import Card, card_table, digits_only
from .keys import RING_AFTER, RING_BEFORE, RING_ROTATED

__all__ = ["card_table"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("card_table")]

NUMBER = "123456782"
BORN = datetime.date(1971, 3, 9)


def card(municipality: int = 1, **values: Any) -> Card:
    return Card.objects.create(municipality_id=municipality, **({"number": NUMBER, "born": BORN} | values))


def rows() -> list[dict[str, Any]]:
    """What a dump shows: every column as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Card._meta.db_table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def found(municipality: int, name: str, plain: Any) -> set[Any]:
    return {c.pk for c in Card.objects.filter(blind_index_q(Card, name, municipality, plain))}


def test_a_value_is_found_in_its_own_municipality_only() -> None:
    own, same, other, somebody = card(1), card(1), card(2), card(1, number="111222333")
    assert found(1, "number_index", NUMBER) == {own.pk, same.pk}
    assert found(2, "number_index", NUMBER) == {other.pk}
    assert found(1, "number_index", "111222333") == {somebody.pk}
    assert found(3, "number_index", NUMBER) == found(1, "number_index", "999999990") == set()


def test_in_a_dump_the_same_number_looks_different_in_every_municipality_field_and_key(settings: Any) -> None:
    """Nothing about a person crosses from one municipality to another: not even that they are the same person."""
    for municipality in (1, 2, 12):
        card(municipality, second=NUMBER)
    settings.KEY_RING = RING_ROTATED
    card(1, second=NUMBER)
    seen = [row[name] for row in rows() for name in ("number_index", "second_index")]
    assert all(Card.objects.values_list("number_index", flat=True))
    assert len(seen) == len({value.partition(":")[2] for value in seen}) == 8
    assert [Card.objects.get(pk=c.pk).number for c in Card.objects.all()] == [NUMBER] * 4


def test_a_dump_holds_no_number_birthday_or_plain_digest_of_them() -> None:
    row = card()
    assert (Card.objects.get(pk=row.pk).number, Card.objects.get(pk=row.pk).born) == (NUMBER, BORN)
    [stored] = rows()
    dump = " ".join(str(bytes(v) if isinstance(v, memoryview) else v) for v in stored.values())
    assert stored["number_index"] in dump
    for plain in (NUMBER, BORN.isoformat()):
        assert plain not in dump
        for digest in ("md5", "sha1", "sha256", "sha512"):
            assert hashlib.new(digest, plain.encode()).hexdigest()[:32] not in dump


def test_the_spelling_does_not_matter_and_a_date_is_a_date() -> None:
    row = card(number="1234.56.782", second="123 456 782")
    assert found(1, "number_index", NUMBER) == found(1, "number_index", "1234 56 782") == {row.pk}
    assert found(1, "second_index", "123.456.782") == {row.pk}
    assert found(1, "born_index", BORN) == {row.pk}
    assert found(1, "born_index", BORN.replace(day=10)) == set()


@pytest.mark.parametrize("empty", ["", None, "--"])
def test_an_empty_value_is_null_and_finds_nobody(empty: Any) -> None:
    row = card(number=empty or "", born=None)
    assert (row.number_index, row.born_index) == (None, None)
    assert rows()[0]["number_index"] is None
    for name in ("number_index", "second_index"):
        assert found(1, name, empty) == set()
    assert found(1, "born_index", None) == set()


def test_the_index_follows_every_save() -> None:
    row = card()
    row.number, row.born = "111222333", None
    row.save()
    assert found(1, "number_index", NUMBER) == found(1, "born_index", BORN) == set()
    assert found(1, "number_index", "111222333") == {row.pk}
    row.number = NUMBER
    row.save(update_fields=["number", "number_index"])
    assert found(1, "number_index", NUMBER) == {row.pk}
    loaded = Card.objects.get()
    loaded.municipality_id = 2
    loaded.save()
    assert found(1, "number_index", NUMBER) == set()
    assert found(2, "number_index", NUMBER) == {row.pk}
    [bulk] = Card.objects.bulk_create([Card(municipality_id=2, number=NUMBER)])
    assert found(2, "number_index", NUMBER) == {row.pk, bulk.pk}


def test_a_save_of_some_fields_cannot_leave_the_index_behind() -> None:
    card()
    row = Card.objects.get()
    row.number, row.municipality_id = "111222333", 2
    halves = (["number"], ["municipality_id"], ["note", "number"], ["number_index"], ["number_index", "note"])
    for names in halves:
        with pytest.raises(FieldError, match="number") as refusal:
            row.save(update_fields=names)
        assert "111222333" not in str(refusal.value)
    assert found(1, "number_index", NUMBER) == {row.pk}
    row.save(update_fields=["note"])
    # Deferring is a save of some fields too.
    part = Card.objects.defer("number_index").get()
    part.number = "111222333"
    with pytest.raises(FieldError):
        part.save()
    part = Card.objects.defer("number").get()
    part.note = "x"
    part.save()
    assert found(1, "number_index", NUMBER) == {row.pk}


def test_nobody_sets_it_by_hand() -> None:
    row = card()
    for value in ("x", None, F("born_index"), Value("x")):
        with pytest.raises(FieldError, match="follows number"), transaction.atomic():
            Card.objects.update(number_index=value)
    row.number_index = "by hand"
    with pytest.raises(FieldError, match="follows number"), transaction.atomic():
        Card.objects.bulk_update([row], ["number_index"])
    row.save()
    assert row.number_index != "by hand"
    assert found(1, "number_index", NUMBER) == {row.pk}


def test_a_row_without_a_municipality_is_not_indexed_under_nothing() -> None:
    with pytest.raises(ValueError, match="municipality_id"):
        Card(number=NUMBER).save()
    with pytest.raises(ValueError, match="municipality_id"):
        blind_index_q(Card, "number_index", None, NUMBER)
    with pytest.raises(FieldError):
        blind_index_q(Card, "note", 1, NUMBER)


def test_saving_a_row_whose_number_does_not_open_changes_nothing_of_it() -> None:
    row = card()
    stored = bytes(rows()[0]["number"])
    broken = stored[:-1] + bytes([stored[-1] ^ 1])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Card._meta.db_table} SET number = %s", [broken])
    loaded = Card.objects.get()
    loaded.note = "x"
    loaded.save()
    assert bytes(rows()[0]["number"]) == broken
    assert rows()[0]["number_index"] == row.number_index


def test_what_nobody_changed_stays_sealed_as_it_is() -> None:
    card()
    before = bytes(rows()[0]["number"])
    Card.objects.get().save()
    assert bytes(rows()[0]["number"]) == before


def test_looking_up_works_before_during_and_after_a_rotation(settings: Any) -> None:
    old = card()
    settings.KEY_RING = RING_ROTATED
    new = card()
    assert found(1, "number_index", NUMBER) == {old.pk, new.pk}
    assert rotation.rotate_model(Card).changed == 1
    assert found(1, "number_index", NUMBER) == {old.pk, new.pk}
    settings.KEY_RING = RING_AFTER
    assert found(1, "number_index", NUMBER) == found(1, "born_index", BORN) == {old.pk, new.pk}
    assert {row["number_index"].partition(":")[0] for row in rows()} == {"test-2"}


def test_a_row_loaded_before_a_rotation_and_saved_after_it_brings_no_old_index_back(settings: Any) -> None:
    card()
    loaded = Card.objects.get()
    settings.KEY_RING = RING_ROTATED
    rotation.rotate_model(Card)
    loaded.save()
    assert {row["number_index"].partition(":")[0] for row in rows()} == {"test-2"}


@pytest.mark.parametrize("left_behind", ["test-1:0000", None])
def test_rotation_renews_an_index_that_alone_is_stale_or_missing(left_behind: Any, settings: Any) -> None:
    """As after a migration that adds an index to rows that are there."""
    settings.KEY_RING = RING_ROTATED
    row = card()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Card._meta.db_table} SET number_index = %s", [left_behind])
    before = rows()[0]
    assert found(1, "number_index", NUMBER) == set()
    assert rotation.rotate_model(Card).changed == 1
    assert found(1, "number_index", NUMBER) == {row.pk}
    assert bytes(rows()[0]["number"]) == bytes(before["number"])
    assert rotation.rotate_model(Card).changed == 0


def test_a_row_that_does_not_open_keeps_value_and_index_and_does_not_stop_the_others(settings: Any) -> None:
    broken, other = card(), card()
    stored = bytes(next(r for r in rows() if r["number_index"])["number"])
    key = broken.pk.hex if connection.vendor == "sqlite" else broken.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Card._meta.db_table} SET number = %s WHERE id = %s",
            [stored[:-1] + bytes([stored[-1] ^ 1]), key],
        )
    settings.KEY_RING = RING_ROTATED
    done = rotation.rotate_model(Card)
    assert (done.changed, done.stuck) == (1, [broken.pk])
    assert Card.objects.get(pk=broken.pk).number_index.startswith("test-1:")
    assert Card.objects.get(pk=other.pk).number_index.startswith("test-2:")
    with pytest.raises(CannotDecrypt):
        Card.objects.get(pk=broken.pk).number  # noqa: B018
    settings.KEY_RING = RING_BEFORE


def test_the_column_is_indexed_and_a_migration_writes_it_down() -> None:
    field = Card._meta.get_field("number_index")
    written = MigrationWriter.serialize(field)[0]
    assert written == (
        "protection.blind_index.BlindIndexField(normalise=tests.protection.card.digits_only, "
        "scope='municipality_id', source='number')"
    )
    copy = field.clone()
    assert (copy.source, copy.scope, copy.normalise) == ("number", "municipality_id", digits_only)
    assert copy.null
    assert copy.db_index
    assert not copy.editable
    assert not BlindIndexField(source="number", db_index=False).clone().db_index
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, Card._meta.db_table)
    assert any(c["index"] and c["columns"] == ["number_index"] for c in indexes.values())


def test_an_index_of_something_else_than_an_encrypted_text_or_date_is_refused_at_the_start() -> None:
    with isolate_apps("protection"):

        class Wrong(models.Model):  # noqa: DJ008
            data = EncryptedJSONField()
            plain = models.CharField(max_length=5)
            municipality_id = models.IntegerField()
            of_json = BlindIndexField(source="data")
            of_plain = BlindIndexField(source="plain")
            of_nothing = BlindIndexField(source="nothing", scope="nowhere")

            class Meta:
                app_label = "protection"

        said = list(itertools.chain(*(f.check() for f in Wrong._meta.concrete_fields)))
        assert [m.id for m in said] == ["gir.E101", "gir.E101", "gir.E101", "gir.E102"]
        assert Card.check() == []
