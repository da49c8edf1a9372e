# SPDX-License-Identifier: EUPL-1.2
"""Keys are rotated while the system is in use: nothing is lost, and in the end no old key is left anywhere."""

import threading
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from incidents.models import Draft, Evidence, Incident
from incidents.reporting import save_draft
from protection import rotation
from protection.blind_index import blind_indexes
from protection.fields import Sealed, encrypted_fields, models_with_encrypted_fields
from protection.keyring import CannotDecrypt, KeyRing
from protection.rotation import rotate_all
from tests.world import World

from .keys import RING_AFTER, RING_BEFORE, RING_ROTATED
from .rows import base, canary_value, some_row

SECRET = "Hij heet Bartholomeus."


def keys_in_use() -> set[str]:
    """Which keys sealed or indexed what stands in the database: every field of every row, also of what is due."""
    found = set()
    for model in models_with_encrypted_fields(apps.get_models):
        for values in base(model).values_list(*(f.name for f in encrypted_fields(model))):
            found |= {KeyRing.key_id_of(value.data) for value in values if isinstance(value, Sealed)}
        for index in blind_indexes(model):
            values = base(model).exclude(**{index.name: None}).values_list(index.name, flat=True)
            found |= {value.partition(":")[0] for value in values}
    return found


@pytest.fixture
def incident(world: World) -> Incident:
    return world.incident(world.person("Alice", None, "reporter"), narrative=SECRET)


def test_everything_comes_under_the_first_key_and_stays_what_it_was(
    incident: Incident, settings: Any
) -> None:
    wanted = {}
    for model in models_with_encrypted_fields(apps.get_models):
        row = some_row(model)
        for field in encrypted_fields(model):
            setattr(row, field.attname, canary_value(field))
        row.save()
        wanted[model] = row.pk
    # What is due is hidden, and rotated all the same.
    Incident.objects.update(destroy_at=incident.reported_at)
    assert keys_in_use() == {"test-1"}
    settings.KEY_RING = RING_ROTATED
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert keys_in_use() == {"test-2"}
    assert "under key test-2" in out.getvalue()
    assert "Zwartewaterallee" not in out.getvalue()
    again = StringIO()
    call_command("rotate_keys", stdout=again)
    assert "\n0 rows" in again.getvalue()
    settings.KEY_RING = RING_AFTER
    for model, key in wanted.items():
        row = base(model).get(pk=key)
        for field in encrypted_fields(model):
            # What is derived from another field at every save holds no word of its own.
            assert not field.editable or getattr(row, field.attname) == canary_value(field)


def test_a_row_loaded_before_and_saved_after_does_not_bring_the_old_key_back(
    incident: Incident, settings: Any
) -> None:
    untouched, changed = Incident.objects.get(), Incident.objects.get()
    assert untouched.place == ""
    settings.KEY_RING = RING_ROTATED
    rotate_all()
    untouched.witness_count = 2
    untouched.save()
    assert keys_in_use() == {"test-2"}
    changed.conclusion = "Klaar."
    changed.save()
    assert keys_in_use() == {"test-2"}
    settings.KEY_RING = RING_AFTER
    assert Incident.objects.get().narrative == SECRET


def test_more_rows_than_fit_in_a_batch(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    alice = world.person("Alice", None, "reporter")
    drafts = [save_draft(alice, {"n": n}, some_uuid) for n, some_uuid in enumerate(_uuids(8))]
    settings.KEY_RING = RING_ROTATED
    assert rotate_all()["incidents.Draft"].changed == 8
    settings.KEY_RING = RING_AFTER
    assert sorted(d.data["n"] for d in Draft.objects.all()) == list(range(len(drafts)))


def _uuids(count: int) -> list[Any]:
    import uuid

    return [uuid.uuid4() for _ in range(count)]


def test_a_key_taken_off_too_early_is_a_clear_error_without_data(incident: Incident, settings: Any) -> None:
    settings.KEY_RING = RING_AFTER
    row = Incident.objects.get()
    assert str(row) == incident.reference
    with pytest.raises(CannotDecrypt, match="not on the key ring") as refusal:
        row.narrative  # noqa: B018
    assert "Bartholomeus" not in str(refusal.value)
    # Nothing is overwritten: with the key back on the ring all is there.
    with pytest.raises(CannotDecrypt), transaction.atomic():
        row.save()
    settings.KEY_RING = RING_BEFORE
    assert Incident.objects.get().narrative == SECRET


def test_one_row_that_does_not_open_does_not_stop_the_rest(world: World, settings: Any) -> None:
    alice = world.person("Alice", None, "reporter")
    broken, *others = (world.incident(alice, narrative=SECRET) for _ in range(3))
    key = broken.pk.hex if connection.vendor == "sqlite" else broken.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT narrative FROM incidents_incident WHERE id = %s", [key])
        stored = bytes(cursor.fetchone()[0])
        cursor.execute(
            "UPDATE incidents_incident SET narrative = %s WHERE id = %s",
            [stored[:-1] + bytes([stored[-1] ^ 1]), key],
        )
    settings.KEY_RING = RING_ROTATED
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="Keep the old key"):
        call_command("rotate_keys", stdout=out, stderr=err)
    assert str(broken.pk) in err.getvalue()
    assert "Bartholomeus" not in out.getvalue() + err.getvalue()
    settings.KEY_RING = RING_AFTER
    for other in others:
        assert Incident.objects.get(pk=other.pk).narrative == SECRET


def test_a_large_file_is_rotated_too(incident: Incident, settings: Any) -> None:
    content = bytes(range(256)) * 4000
    Evidence.objects.create(
        incident=incident, author=incident.reporter, media_type="image/png", size=1, content=content
    )
    settings.KEY_RING = RING_ROTATED
    rotate_all()
    settings.KEY_RING = RING_AFTER
    assert Evidence.objects.get().content == content


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_people_who_save_meanwhile_lose_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread rotates, two save all the time: one as a handler does (with a lock), one without."""
    monkeypatch.setattr(rotation, "BATCH", 4)
    world = World()
    alice = world.person("Alice", None, "reporter")
    incidents = [world.incident(alice) for _ in range(24)]
    last_written: dict[Any, dict[str, str]] = {i.pk: {} for i in incidents}
    settings.KEY_RING = RING_ROTATED
    stop = threading.Event()
    failures: list[BaseException] = []

    def in_thread(work: Any) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except BaseException as error:
                failures.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def handler_saves() -> None:
        number = 0
        while not stop.is_set() or number < 60:
            number += 1
            key = incidents[number % len(incidents)].pk
            with transaction.atomic():
                row = Incident.objects.select_for_update(of=("self",)).get(pk=key)
                row.conclusion = f"Slot {number}"
                row.save()
            last_written[key]["conclusion"] = row.conclusion

    def somebody_saves_one_field() -> None:
        number = 0
        while not stop.is_set() or number < 60:
            number += 1
            key = incidents[-number % len(incidents)].pk
            row = Incident.objects.get(pk=key)
            row.narrative = f"Verhaal {number}"
            row.save(update_fields=["narrative"])
            last_written[key]["narrative"] = row.narrative

    threads = [in_thread(handler_saves), in_thread(somebody_saves_one_field)]
    try:
        rounds = [rotate_all()["incidents.Incident"].changed for _ in range(4)]
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=60)
    assert failures == []
    assert rounds[0] > 0
    rotate_all()
    assert keys_in_use() == {"test-2"}
    settings.KEY_RING = RING_AFTER
    for row in Incident.objects.all():
        for name, text in last_written[row.pk].items():
            assert getattr(row, name) == text, name
        assert row.as_reported["narrative"]
