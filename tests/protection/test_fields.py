# SPDX-License-Identifier: EUPL-1.2
"""Encrypted fields: what the database holds opens in its own row only, and nobody can search, sort or bulk-write it."""

import copy
import datetime
import json
import pickle
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.forms.models import model_to_dict

from incidents.models import Evidence, Incident, Victim
from protection.fields import (
    EncryptedDateField,
    EncryptedField,
    Sealed,
    encrypted_fields,
    models_with_encrypted_fields,
)
from protection.keyring import CannotDecrypt
from tests.world import World

SECRET = "Hij heet Bartholomeus en woont aan de Zwartewaterallee. 🙁"


@pytest.fixture
def incident(world: World) -> Incident:
    alice = world.person("Alice", None, "reporter")
    return world.incident(alice, narrative=SECRET, place="Balie 3", aggressor_name="Bartholomeus")


def raw(row: models.Model, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s",
            [_key(row.pk)],  # noqa: S608
        )
        return bytes(cursor.fetchone()[0])


def write_raw(row: models.Model, column: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s",
            [value, _key(row.pk)],  # noqa: S608
        )


def _key(pk: uuid.UUID) -> Any:
    return pk.hex if connection.vendor == "sqlite" else pk


def again(row: models.Model) -> Any:
    return type(row)._base_manager.get(pk=row.pk)


def test_what_is_stored_is_sealed_and_opens_in_its_row(incident: Incident) -> None:
    stored = raw(incident, "narrative")
    assert SECRET.encode() not in stored
    assert b"Bartholomeus" not in raw(incident, "aggressor_name")
    assert again(incident).narrative == SECRET
    assert again(incident).as_reported["narrative"] == SECRET


def test_nothing_and_very_much_come_back_as_they_were(incident: Incident, world: World) -> None:
    for text in ("", " ", "\x00\r\n", "‮omgekeerd", "x" * 200_000):
        incident.narrative = text
        incident.save()
        assert again(incident).narrative == text
    incident.as_reported = None
    incident.save()
    assert again(incident).as_reported is None
    assert Incident.objects.filter(as_reported__isnull=True).exists()
    content = bytes(range(256)) * 40
    kept = Evidence.objects.create(
        incident=incident, author=incident.reporter, media_type="image/png", size=1, content=content
    )
    assert Evidence.objects.get(pk=kept.pk).content == content


def test_a_date_is_written_and_read_without_a_time_zone() -> None:
    field = EncryptedDateField()
    day = datetime.date(1984, 2, 29)
    assert field.from_bytes(field.to_bytes(day)) == day


def test_a_flipped_bit_or_a_cut_off_end_does_not_open(incident: Incident) -> None:
    stored = raw(incident, "narrative")
    flipped = stored[:-3] + bytes([stored[-3] ^ 4]) + stored[-2:]
    for altered in (flipped, stored[:-1], stored[:20], b"\x01", b"", SECRET.encode()):
        write_raw(incident, "narrative", altered)
        with pytest.raises(CannotDecrypt) as refusal:
            again(incident).narrative  # noqa: B018
        assert "Zwartewaterallee" not in str(refusal.value)
    write_raw(incident, "narrative", stored)
    assert again(incident).narrative == SECRET


def test_a_value_moved_to_another_row_field_or_model_does_not_open(incident: Incident, world: World) -> None:
    other = world.incident(incident.reporter)
    victim = Victim.objects.get(incident=incident)
    stored = raw(incident, "narrative")
    for row, column in (
        (other, "narrative"),
        (incident, "place"),
        (incident, "conclusion"),
        (victim, "name"),
    ):
        write_raw(row, column, stored)
        with pytest.raises(CannotDecrypt):
            getattr(again(row), column)
    assert again(incident).narrative == SECRET


def test_a_value_that_does_not_open_is_never_overwritten_by_saving_its_row(incident: Incident) -> None:
    """Saving keeps what is sealed under the current key as it is: a mistake with keys destroys nothing."""
    stored = raw(incident, "narrative")
    broken = stored[:-1] + bytes([stored[-1] ^ 1])
    write_raw(incident, "narrative", broken)
    row = again(incident)
    row.witness_count = 3
    row.save()
    assert raw(incident, "narrative") == broken


QUERIES: dict[str, Callable[[Any], Any]] = {
    "filter": lambda q: q.filter(narrative=SECRET),
    "exclude": lambda q: q.exclude(narrative=SECRET),
    "contains": lambda q: q.filter(narrative__contains="Zwarte"),
    "in": lambda q: q.filter(narrative__in=[SECRET]),
    "regex": lambda q: q.filter(narrative__regex="."),
    "greater than": lambda q: q.filter(narrative__gt="A"),
    "transform": lambda q: q.filter(narrative__lower="x"),
    "with another field": lambda q: q.filter(narrative=F("place")),
    "get": lambda q: q.get(narrative=SECRET),
    "get or create": lambda q: q.get_or_create(narrative=SECRET),
    "order": lambda q: q.order_by("narrative"),
    "order, descending": lambda q: q.order_by("-narrative"),
    "update": lambda q: q.update(narrative="x"),
    "update to nothing much": lambda q: q.update(narrative=""),
    "update from another field": lambda q: q.update(narrative=F("place")),
    "update with an expression": lambda q: q.update(narrative=Concat(Value("a"), Value("b"))),
    "in bulk": lambda q: q.in_bulk([SECRET], field_name="narrative"),
}


@pytest.mark.parametrize("name", QUERIES)
def test_searching_sorting_and_updating_raise(incident: Incident, name: str) -> None:
    """They could only find nothing, or store plain text; so they raise."""
    stored = raw(incident, "narrative")
    with pytest.raises((FieldError, ValueError)) as refusal, transaction.atomic():
        list(QUERIES[name](Incident.objects.all()))
    assert SECRET not in str(refusal.value)
    assert raw(incident, "narrative") == stored


RELATED: dict[str, Callable[[], Any]] = {
    "filter": lambda: Victim.objects.filter(incident__narrative=SECRET),
    "exclude": lambda: Victim.objects.exclude(incident__narrative=SECRET),
    "filter, backwards": lambda: Incident.objects.filter(victims__name="Alice"),
    "order": lambda: Victim.objects.order_by("incident__narrative"),
}


@pytest.mark.parametrize("name", RELATED)
def test_searching_and_sorting_over_a_relation_raise(incident: Incident, name: str) -> None:
    with pytest.raises(FieldError):
        list(RELATED[name]())


def test_bulk_update_raises(incident: Incident) -> None:
    stored = raw(incident, "narrative")
    incident.narrative = "Iets anders"
    with pytest.raises(FieldError), transaction.atomic():
        Incident.objects.bulk_update([incident], ["narrative"])
    assert raw(incident, "narrative") == stored


def test_bulk_create_seals(world: World, incident: Incident) -> None:
    victim = Victim(incident=incident, unit=world.own, name="Zwartewaterallee", position=7)
    Victim.objects.bulk_create([victim])
    assert b"Zwarte" not in raw(victim, "name")
    assert again(victim).name == "Zwartewaterallee"


def test_values_show_nothing(incident: Incident) -> None:
    for shown in (
        Incident.objects.values().get(),
        Incident.objects.values_list().get(),
        Incident.objects.values_list("narrative", "as_reported").get(),
        Incident.objects.annotate(copy=F("narrative")).values("copy").get(),
        list(Incident.objects.values_list("narrative").union(Incident.objects.values_list("place"))),
    ):
        assert "Zwartewaterallee" not in str(shown) + repr(shown)
        assert "<sealed>" in repr(shown)
        with pytest.raises(TypeError):
            json.dumps(shown, cls=DjangoJSONEncoder)


def test_a_row_on_its_way_to_a_cache_or_a_log_carries_nothing_readable(incident: Incident) -> None:
    row = again(incident)
    assert SECRET.encode() not in pickle.dumps(row)
    assert "Zwartewaterallee" not in f"{row} {row!r} {row.__dict__}"
    with pytest.raises(FieldError):
        serializers.serialize("json", [row])
    assert copy.copy(row).narrative == SECRET
    # Once read it is plain, in this process's memory only.
    assert model_to_dict(row, fields=["narrative"]) == {"narrative": SECRET}


def test_what_is_not_read_is_not_decrypted(incident: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that shows no name decrypts none."""
    opened: list[str] = []
    unseal = EncryptedField.unseal

    def counted(field: EncryptedField, value: Sealed, instance: models.Model) -> Any:
        opened.append(field.name)
        return unseal(field, value, instance)

    monkeypatch.setattr(EncryptedField, "unseal", counted)
    row = Incident.objects.get()
    assert str(row) == incident.reference
    assert opened == []
    assert row.place == "Balie 3"
    assert row.place == "Balie 3"
    assert opened == ["place"]
    row.save()
    # What was opened is compared with what it was, for the change log; the others are left alone.
    assert opened == ["place", "place"]


def test_deferred_fields_open_when_they_are_asked_for(incident: Incident) -> None:
    assert Incident.objects.defer("narrative").get().narrative == SECRET
    assert Incident.objects.only("reference").get().narrative == SECRET


def test_every_model_with_an_encrypted_field_has_a_key_that_is_known_before_it_is_saved() -> None:
    """What is sealed is bound to its row; a number that the database hands out comes too late."""
    found = models_with_encrypted_fields(apps.get_models)
    assert Incident in found
    assert Evidence in found
    for model in found:
        key = model._meta.pk
        assert isinstance(key, models.UUIDField), model
        assert key.has_default(), model


def test_no_encrypted_field_is_indexed_unique_or_part_of_a_constraint() -> None:
    for model in models_with_encrypted_fields(apps.get_models):
        names = {field.name for field in encrypted_fields(model)}
        used = {name for index in model._meta.indexes for name in index.fields}
        used |= {f for c in model._meta.constraints for f in getattr(c, "fields", ())}
        assert not names & {name.lstrip("-") for name in used}
        assert not names & {name.lstrip("-") for name in model._meta.ordering}
        assert not [f for f in encrypted_fields(model) if f.unique or f.db_index]
