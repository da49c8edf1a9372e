# SPDX-License-Identifier: EUPL-1.2
"""A full dossier, written through the forms and with a canary in every encrypted field of every model.

Run as a program it makes a database file of its own with that in it, and leaves it as a power cut would:
`python -m tests.protection.dossier <folder>`.
"""

import datetime
import logging
import os
import sys
import uuid
from pathlib import Path
from typing import Any

# Stands in every canary; the account's name is the control that does appear.
SECRET = "Zwartewaterallee"
ACCOUNT = "Controleur Vogelaar"
DATABASE = "dossier.sqlite3"


def fill() -> None:
    """Make it, and see to it that it is there. Raises AssertionError."""
    from django.core.management import call_command

    from tests.world import World

    world = World()
    _by_the_forms(world)
    for model, keys in _by_every_field().items():
        _assert_there(model, keys)
    call_command("rotate_keys")
    _a_page_that_breaks(world)


def fill_and_look() -> None:
    """Only what people do: written through the forms, handled, looked at."""
    from tests.world import World

    _by_the_forms(World())


def _by_every_field() -> dict[Any, Any]:
    from django.apps import apps

    from protection.fields import encrypted_fields, models_with_encrypted_fields

    from .rows import canary_value, some_row

    made = {}
    for model in models_with_encrypted_fields(apps.get_models):
        row = some_row(model)
        for field in encrypted_fields(model):
            setattr(row, field.attname, canary_value(field))
        row.save()
        made[model] = row.pk
    return made


def _assert_there(model: Any, key: Any) -> None:
    from protection.fields import encrypted_fields

    from .rows import base, canary_value

    row = base(model).get(pk=key)
    for field in encrypted_fields(model):
        # What is derived from another field at every save holds no word of its own.
        assert not field.editable or getattr(row, field.attname) == canary_value(field), field


def _by_the_forms(world: Any) -> None:
    """Report, save a draft, send what is refused, add to it, handle it; with the secret wherever one may type."""
    from django.utils import timezone

    from incidents import handling
    from incidents.evidence import Cleaned, attach
    from incidents.models import Contribution, Incident
    from incidents.reporting import VictimFacts
    from notices.outbox import send_due_messages
    from tests.incidents.filled import AUTOSAVE, REPORT, of, quick

    reporter = world.person(ACCOUNT, None, "reporter", function="controleur")
    handler = world.person("Bob", None, "handler")
    texts = ("place", "narrative", "aggressor_name", "aggressor_description", "physical_injury")
    texts += ("mental_injury", "damage")
    typed = {name: f"{SECRET} {name}" for name in texts} | {"aggressor_origin": "outside"}
    browser = of(reporter)
    assert browser.post(AUTOSAVE, quick(**typed)).status_code == 200
    assert browser.post(REPORT, quick(**typed, severity="")).status_code == 200
    assert browser.post(REPORT, quick(**typed)).status_code == 302
    incident = Incident.objects.get()
    assert {getattr(incident, name) for name in texts[:4]} == {typed[name] for name in texts[:4]}
    assert browser.get(f"/mijn-meldingen/{incident.pk}/").status_code == 200
    Contribution.objects.create(incident=incident, author=reporter, kind="addition", text=SECRET)

    today = timezone.localdate()
    handling.take_up(handler, incident)
    handling.wait(handler, incident, f"Wacht op {SECRET}")
    handling.establish_facts(handler, incident, {"narrative": SECRET, "gravest_kind": "threat"}, ["threat"])
    nobody = VictimFacts(unit=world.own, name=SECRET, function=SECRET)
    victim = handling.add_another_victim(handler, incident, nobody)
    facts = {"physical_injury": SECRET, "mental_injury": SECRET}
    handling.update_victim(handler, victim, facts)
    _act_towards_somebody(handler, incident)
    handling.take_measure(handler, incident, "prevention", SECRET, today, uuid.uuid4())
    police = {"state": "made", "made_on": today, "number": SECRET, "note": SECRET}
    handling.record_police_report(handler, incident, police | {"under_number": True, "by_employer": True})
    damage = {"owner": "municipality", "description": SECRET, "amount": 1, "recovered": None}
    handling.record_damage(handler, incident, uuid.uuid4(), damage)
    attach(handler, incident, Cleaned("image/png", SECRET.encode()), SECRET, SECRET, uuid.uuid4())
    handling.close(handler, incident, "founded", SECRET)
    handling.reopen(handler, incident, SECRET)
    assert SECRET in of(handler).get(f"/incidenten/{incident.pk}/").content.decode()
    send_due_messages()


def _act_towards_somebody(handler: Any, incident: Any) -> None:
    """A perpetrator with a sanction that was reviewed."""
    from django.utils import timezone

    from incidents.sanction_rules import Decision
    from incidents.sanctioning import decide_sanction, review

    involvement = _named_by_the_forms(handler, incident)
    texts = ("behaviour", "norm", "heard_note", "conditions", "basic_services", "deviation_reason")
    days: dict[str, Any] = {"decided_on": timezone.localdate()}
    days["planned_end"] = days["decided_on"] + datetime.timedelta(days=30)
    decision = Decision(kind="contact_measure", heard="declined", **dict.fromkeys(texts, SECRET), **days)
    sanction = decide_sanction(handler, involvement, decision, uuid.uuid4())
    review(handler, sanction, "lifted", SECRET, uuid.uuid4())


def _named_by_the_forms(handler: Any, incident: Any) -> Any:
    """Refused, written down, compared, taken for somebody else, changed, taken away, looked at."""
    from incidents.models import Involvement
    from tests.incidents.filled import of

    from .rows import CANARY_DAY

    browser, path = of(handler), f"/incidenten/{incident.pk}/dader/"
    typed = {"name": SECRET, "description": SECRET, "bsn": "9999.90.019", "token": str(uuid.uuid4())}
    typed["date_of_birth"] = CANARY_DAY.strftime("%d-%m-%Y")
    assert browser.post(path, typed | {"bsn": "9999.90.018"}).status_code == 200
    assert browser.post(path, typed).status_code == 302
    again = typed | {"token": str(uuid.uuid4())}
    assert SECRET in browser.post(path, again).content.decode()
    assert browser.post(path, again | {"new": "1"}).status_code == 302
    first, second = Involvement.objects.filter(incident=incident).select_related("perpetrator")
    assert (first.perpetrator.name, first.perpetrator.bsn) == (SECRET, "999990019")
    person = f"/daders/{first.perpetrator_id}/"
    assert SECRET in browser.get(person).content.decode()
    assert SECRET in browser.get(f"{person}samenvoegen/").content.decode()
    assert b"9999 90 019" in browser.post(f"{person}bsn/", {"reason": "police"}).content
    taken_away = browser.post(f"{path}{second.pk}/loskoppelen/", {"reason": SECRET})
    assert taken_away.status_code == 302
    return first


def _a_page_that_breaks(world: Any) -> None:
    """An error in the middle of a dossier: what is logged of it may not quote it."""
    from django.db import connection

    from incidents.models import Incident, Measure
    from tests.incidents.filled import of

    incident = Incident.objects.filter(measures__isnull=False).first()
    handler = incident.handler
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Measure._meta.db_table} SET text = %s", [b"broken"])
    answer = of(handler, raise_request_exception=False).get(f"/incidenten/{incident.pk}/")
    assert answer.status_code == 500
    assert SECRET not in answer.content.decode()


def main(folder: Path) -> None:
    os.environ["GIR_TEST_DATABASE_URL"] = f"sqlite:///{folder / DATABASE}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core import mail
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    logging.getLogger().setLevel(logging.DEBUG)
    call_command("migrate", verbosity=0)
    fill()
    for message in mail.outbox:
        print(message.subject, message.body, message.to)
    print("filled")
    sys.stdout.flush()
    sys.stderr.flush()
    # Without closing the database: what was written last is in the -wal file only.
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
