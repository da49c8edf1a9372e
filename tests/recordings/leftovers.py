# SPDX-License-Identifier: EUPL-1.2
"""Callers' requests and copies, by the pages that people use; sought where they should be, and everywhere a year later.

`python -m tests.recordings.leftovers <folder>`, on the database that GIR_TEST_DATABASE_URL names. What it says is
searched by whoever started it, as a log is. Accounts stay, and are the control that something is searched at all.
"""

import datetime
import io
import re
import sys
from pathlib import Path
from typing import Any

NUMBER = "06-98712354"
# In every field in which somebody types.
TYPED = {
    "recipient": "Ontvanger Zwartewaterallee",
    "reference": "Kenmerk Zwartewaterallee",
    "identity_check": "Legitimatie Zwartewaterallee",
    "compatible": "yes",
    "compatibility": "Uitleg Zwartewaterallee",
}
PASSPHRASE = re.compile(r"\b(?:[a-z2-9]{4}-){5}[a-z2-9]{4}\b")


def main(folder: Path) -> None:
    import django

    django.setup()
    import time_machine
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    here = settings.STORAGES["recordings"] | {"OPTIONS": {"location": folder / "store"}}
    settings.STORAGES = settings.STORAGES | {"recordings": here}
    passphrases = _people_do_all_of_it()
    sealed = _assert_there(folder, passphrases)
    # Each is completed, or can no more be: the year of the last of them.
    from tests.retention.leftovers import _latest_moment

    with time_machine.travel(_latest_moment(), tick=False):
        call_command("destroy_due")
    _assert_gone(folder, passphrases, sealed)
    print(f"{len(sealed)} sealed or indexed values were there, and are gone.")


def _people_do_all_of_it() -> list[str]:
    """Requests that are granted, refused, found destroyed and left open; copies that are taken, refused and not
    fetched; and forms that were not complete. Answers with the passphrases that were shown."""
    from django.utils import timezone

    from recordings.models import CallerRequest, Disclosure
    from tests.world import World

    from .exchange import Exchange

    exchange = Exchange(World())
    early = timezone.now() - datetime.timedelta(hours=20)
    calls = [
        exchange.stored(caller_number=NUMBER, ended_at=early + datetime.timedelta(hours=3 * n))
        for n in range(4)
    ]
    approved = exchange.approved(ended_at=early - datetime.timedelta(hours=5))
    coen, hans = _signed_in(exchange.coen), _signed_in(exchange.hans)
    shown = []
    for call, release in zip(calls, ("yes", "yes", "no", None), strict=True):
        request = _asked(coen, call.started_at)
        assert request.about == call.pk
        if release is None:
            coen.post(f"/opnames/verzoeken/{request.pk}/", {"answer": "refused"})
            continue
        path = f"/opnames/verzoeken/{request.pk}/verstrekken/"
        assert coen.post(path, TYPED | {"reference": ""}).status_code == 200
        coen.post(path, TYPED)
        row = Disclosure.objects.get(request=request)
        page = hans.post(
            f"/opnames/verstrekkingen/{row.pk}/vrijgeven/", {"released": release}
        ).content.decode()
        shown += PASSPHRASE.findall(page)
    # The first is taken; the second stays with its passphrase until its recording goes.
    taken, waits, _refused = Disclosure.objects.order_by("asked_at")
    _take(coen, taken, shown[0])
    coen.post(f"/opnames/{approved.pk}/verstrekken/", TYPED | {"ground": "police"})
    police = Disclosure.objects.get(ground="police")
    shown += PASSPHRASE.findall(coen.post(f"/opnames/verstrekkingen/{police.pk}/").content.decode())
    _take(coen, police, shown[-1])
    for found_none in (early - datetime.timedelta(days=30), early + datetime.timedelta(hours=14)):
        assert _asked(coen, found_none).about is None
    assert _asked(coen, calls[3].started_at).is_open
    states = Disclosure.objects.values_list("state", flat=True)
    assert sorted(states) == ["given", "given", "refused", "released"]
    assert waits.state == "released"
    answers = CallerRequest.objects.values_list("answer", flat=True)
    assert sorted(set(answers)) == ["", "destroyed", "given", "not_found", "refused"]
    return shown


def _asked(coen: Any, moment: datetime.datetime) -> Any:
    from django.utils import timezone

    from recordings.models import CallerRequest

    local, today = timezone.localtime(moment), timezone.localtime()
    said = {
        "received_on": f"{today:%d-%m-%Y}",
        "called_on": f"{local:%d-%m-%Y}",
        "called_at": f"{local:%H:%M}",
    }
    response = coen.post("/opnames/verzoeken/nieuw/", said | {"number": NUMBER})
    assert response.status_code == 302, response.content.decode()
    return CallerRequest.objects.first()


def _take(coen: Any, disclosure: Any, passphrase: str) -> None:
    import pyzipper

    answer = coen.post(f"/opnames/verstrekkingen/{disclosure.pk}/pakket/")
    with pyzipper.AESZipFile(io.BytesIO(answer.getvalue())) as file:
        file.setpassword(passphrase.encode())
        assert TYPED["recipient"] in "".join(
            file.read(name).decode(errors="ignore") for name in file.namelist() if name.endswith(".txt")
        )


def _signed_in(person: Any) -> Any:
    from django.test import Client

    from tests.signing_in import signed_in_by

    client = Client()
    client.force_login(person)
    signed_in_by(client, "password", "mfa")
    return client


def _assert_there(folder: Path, passphrases: list[str]) -> set[bytes]:
    """Each field holds what was typed, and the file of the database what stands there for it; in the clear nothing."""
    from recordings.models import Disclosure
    from tests.protection.test_dump import found
    from tests.retention.leftovers import _everything, _is_in, _sealed

    for row in Disclosure.with_due.all():
        kept = {name: typed for name, typed in TYPED.items() if name != "compatible"}
        assert {name: getattr(row, name) for name in kept} == kept
    # Of what was taken or refused the passphrase is forgotten already.
    kept = [row.passphrase for row in Disclosure.with_due.all() if row.passphrase]
    assert kept == [passphrases[1]]
    everything, sealed = _everything(folder), set(_sealed())
    assert len(sealed) > 30
    assert [value for value in sealed if not _is_in(value, everything)] == []
    assert found(everything, "waterrijk.example")
    assert [word for word in _words(passphrases) if found(everything, word)] == []
    return sealed


def _assert_gone(folder: Path, passphrases: list[str], sealed: set[bytes]) -> None:
    from recordings.models import CallerRequest, Disclosure, Recording
    from retention.models import DestructionFailure, FileRemoval, Hold, LedgerEntry
    from tests.protection.test_dump import found
    from tests.retention.leftovers import _everything, _is_in

    for model in (CallerRequest, Disclosure, Recording, Hold):
        assert not model._base_manager.exists(), model
    assert not DestructionFailure.objects.exists()
    assert not FileRemoval.objects.exists()
    for model, number in ((CallerRequest, 7), (Disclosure, 4), (Recording, 5)):
        rows = LedgerEntry.objects.filter(what=model._meta.label, kind="destroyed")
        assert rows.count() == number, (model, rows.count())
    everything = _everything(folder)
    assert found(everything, "waterrijk.example"), "accounts stay"
    assert [word for word in _words(passphrases) if found(everything, word)] == []
    assert [value for value in sealed if _is_in(value, everything)] == []


def _words(passphrases: list[str]) -> list[str]:
    return ["Zwartewaterallee", NUMBER, NUMBER.replace("-", ""), *passphrases]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
