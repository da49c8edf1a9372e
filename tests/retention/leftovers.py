# SPDX-License-Identifier: EUPL-1.2
"""A full dossier, found wherever it should be, then destroyed, then sought everywhere.

`python -m tests.retention.leftovers <folder>`, on the database that GIR_TEST_DATABASE_URL names. What it says is
searched by whoever started it, as a log is. Accounts stay, and are the control that something is searched at all.
"""

import base64
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Of what is sealed a piece is sought: a long one does not lie in one stretch in a file of pages.
PIECE = 24
# Its secret is about nobody, and stays as long as its municipality does.
OF_A_MACHINE = "accounts.IdentityProvider"


def main(folder: Path) -> None:
    import django

    django.setup()
    import time_machine
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from accounts.housekeeping import remove_expired_sessions

    setup_test_environment()
    for alias in ("shelf", "ledger"):
        place = {"BACKEND": "retention.storages.WholeFiles", "OPTIONS": {"location": folder / alias}}
        settings.STORAGES[alias] = place
    _fill()
    plain, sealed = set(_plain_words()), set(_sealed())
    _assert_there(folder, plain, sealed)
    with time_machine.travel(_latest_moment(), tick=False):
        remove_expired_sessions()
        call_command("destroy_due")
    _assert_gone(folder, plain, sealed)
    print(f"{len(plain)} words and {len(sealed)} sealed or indexed values were there, and are gone.")


def _fill() -> None:
    """Through the forms, and with a canary in every encrypted field of every model."""
    from tests.protection import dossier
    from tests.retention.test_files import parcel
    from tests.world import World

    world = World()
    dossier._by_the_forms(world)
    for model, keys in dossier._by_every_field().items():
        dossier._assert_there(model, keys)
    parcel(world, "canary.bin")


def _plain_words() -> Iterator[str]:
    """Every canary, what all of them have in common, and what names are compared by."""
    from incidents.models import Perpetrator
    from tests.protection.test_dump import everything_planted

    yield from everything_planted()
    for key in Perpetrator.with_due.values_list("name_key", flat=True):
        assert key is None or key
        if key:
            yield str(key)


def _sealed() -> Iterator[bytes]:
    """What stands in the database for what was typed: ciphertext, and the fingerprints it is found by."""
    from django.apps import apps

    from protection.blind_index import blind_indexes
    from protection.fields import Sealed, encrypted_fields
    from tests.protection.rows import base

    for model in apps.get_models():
        if model._meta.label == OF_A_MACHINE:
            continue
        columns = [field.attname for field in (*encrypted_fields(model), *blind_indexes(model))]
        for row in base(model).all() if columns else ():
            for value in (row.__dict__[column] for column in columns):
                if value is not None:
                    yield value.data if isinstance(value, Sealed) else str(value).encode()


def _latest_moment() -> Any:
    from retention.engine import models_with_a_term

    return max(
        moment
        for model in models_with_a_term()
        for moment in model.with_due.values_list("destroy_at", flat=True)
    )


def _everything(folder: Path) -> bytes:
    """The database as somebody would carry it away, every file, what is cached and what was mailed."""
    from django.core import mail
    from django.core.cache import caches
    from django.db import connection

    from tests.protection.test_dump import pg_dump

    parts = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    if connection.vendor == "postgresql":
        parts.append(pg_dump())
    parts += [pickle.dumps(getattr(cache, "_cache", {})) for cache in caches.all()]
    parts += [f"{m.subject} {m.body} {m.to}".encode() for m in mail.outbox]
    return b"\n".join(parts)


def _is_in(value: bytes, everything: bytes) -> bool:
    """Whether it stands there: as it is, in hexadecimal as a dump has it, or in base64."""
    middle = len(value) // 2
    for piece in (value[-PIECE:], value[middle : middle + PIECE], value[:-PIECE][-PIECE:]):
        forms = (piece, piece.hex().encode(), base64.b64encode(piece[: len(piece) // 3 * 3]))
        if len(piece) >= min(PIECE, 12) and any(form in everything for form in forms):
            return True
    return False


def _assert_there(folder: Path, plain: set[str], sealed: set[bytes]) -> None:
    from tests.protection import dossier
    from tests.protection.test_dump import found

    everything = _everything(folder)
    assert len(plain) > 20
    assert len(sealed) > 50, len(sealed)
    assert found(everything, dossier.ACCOUNT)
    missing = [value for value in sealed if not _is_in(value, everything)]
    assert not missing, (len(missing), len(sealed))
    # In the clear in one place only: the file of the parcel, which a test put there itself.
    assert found(everything, dossier.SECRET) == ["utf-8"]
    assert found((folder / "shelf" / "canary.bin").read_bytes(), dossier.SECRET) == ["utf-8"]


def _assert_gone(folder: Path, plain: set[str], sealed: set[bytes]) -> None:
    from protection.fields import models_with_encrypted_fields
    from retention.models import DestructionFailure, FileRemoval, LedgerEntry
    from tests.protection import dossier
    from tests.protection.rows import base
    from tests.protection.test_dump import found

    everything = _everything(folder)
    assert found(everything, dossier.ACCOUNT)
    assert LedgerEntry.objects.count() > 5
    assert not DestructionFailure.objects.exists()
    assert not FileRemoval.objects.exists()
    from django.apps import apps

    left = [m._meta.label for m in models_with_encrypted_fields(apps.get_models) if base(m).exists()]
    assert left == [OF_A_MACHINE]
    assert [word for word in plain if found(everything, word)] == []
    assert [value for value in sealed if _is_in(value, everything)] == []


if __name__ == "__main__":
    main(Path(sys.argv[1]))
