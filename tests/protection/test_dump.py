# SPDX-License-Identifier: EUPL-1.2
"""A dump of the database holds no word of a dossier: not in any table, log, session or mail (issue: protected at rest).

Account names stay plain, and are the control that a dump is really searched.
"""

import base64
import glob
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models

from accounts.models import BrowserSession
from incidents.models import Incident
from protection.blind_index import BlindIndexField
from protection.fields import EncryptedField, encrypted_fields, models_with_encrypted_fields

from . import dossier
from .rows import CANARY_DAY, canary, our_models

# What holds text without encryption, and why that is no personal data of a dossier. Anything else fails the test.
PLAIN = {
    "retention_rule": "R4 to R7",
    "retention_policy": "a duration, such as P5Y",
    "incidents.Incident.reference": "a number",
    **dict.fromkeys(
        (
            f"incidents.Letterhead.{name}"
            for name in (
                "return_address",
                "place",
                "telephone",
                "website",
                "complaints",
                "privacy_contact",
                "on_behalf_of",
                "signatory",
            )
        ),
        "of an organisation",
    ),
    "incidents.LetterTemplate.subject": "of a municipality; about nobody, with places to fill",
    "incidents.LetterTemplate.body": "of a municipality; about nobody, with places to fill",
    "incidents.Disclosure.parts": "names of parts, from a list",
    "incidents.Evidence.media_type": "one of three",
    "incidents.TimelineEntry.detail": "ids, enumerations and dates (incidents/timeline.py)",
    "incidents.RegistryLookup.found": "ids",
    "retention.Hold.what": "the name of a table",
    "retention.Hold.object_id": "the id of a record",
    "incidents.TakeOverLayout.headings": "keyed fingerprints",
    "oversight.RequestSubject.what": "the name of a table",
    "oversight.RequestSubject.object_id": "the id of a record",
    "oversight.Unmasking.what": "a table, the id of a record and a field",
    "oversight.TextRead.what": "a table, the id of a record and a field",
    "oversight.AccessPackageFile.records": "ids per table",
    "oversight.GoalSet.goals": "what the municipality aims at",
    "oversight.Evaluation.figures": "anonymous figures of a year",
    "oversight.Evaluation.answers": "about the process; the page asks for no names and no incident",
    "oversight.Evaluation.conclusions": "about the process; the page asks for no names and no incident",
    "oversight.EvaluationAction.text": "about the process; the page asks for no names and no incident",
    "oversight.EvaluationAction.function": "of a function",
    "recordings.TelephonySystem.name": "of a machine",
    "recordings.TelephonySystem.token_hash": "of random bits",
    "recordings.Recording.file": "random",
    "recordings.Recording.media_type": "one of four",
    "recordings.Recording.seconds": "how long",
    "recordings.RecordingKey.digest": "under a key that is sealed",
    "recordings.DestroyedCall.fingerprint": "under a key per telephony system",
    "recordings.Review.session_mark": "of a session, under a key",
    "recordings.RefusedCall.code": "one of a list",
    "retention.LedgerEntry.what": "the name of a table",
    "retention.LedgerEntry.object_id": "meaningless numbers, with a level between them",
    "retention.LedgerEntry.rule": "R1 to R8, or LEI",
    "retention.LedgerEntry.policy": "a duration, such as P5Y, or an article",
    "retention.LedgerEntry.hash": "over ids and moments",
    "retention.LedgerBatch.rows_hash": "over ids and moments",
    "retention.LedgerBatch.previous_hash": "over ids and moments",
    "retention.LedgerBatch.hash": "over ids and moments",
    "retention.LedgerBatch.signature": "over such a hash",
    "retention.LedgerBatch.key_id": "over a public key",
    "retention.LedgerCopy.failure": "the class of an error",
    "retention.LedgerImport.by_hand": "meaningless numbers of reports",
    "retention.LedgerChain.head": "over ids and moments",
    "retention.DestructionFailure.what": "the name of a table",
    "retention.DestructionFailure.object_id": "a meaningless number",
    "retention.DestructionFailure.error": "the class of an error",
    "retention.FileRemoval.storage": "the name of a store",
    "retention.FileRemoval.name": "a meaningless number, or what no record named and goes within minutes",
    "retention.FileRemoval.what": "the name of a table",
    "retention.FileRemoval.object_id": "a meaningless number",
    "retention.FileRemoval.rule": "R1 to R8",
    "retention.FileRemoval.policy": "a duration, such as P5Y",
    "retention.FileRemoval.error": "the class of an error",
    "retention.MissingFile.what": "the name of a table",
    "retention.MissingFile.object_id": "a meaningless number",
    "oversight.AnonymousReport.content": "numbers, and the names of units",
    "oversight.CountedIncident.codes": "enumerations",
    "notices.OutboxMessage.kind": "the name of a text",
    "notices.OutboxMessage.reference": "a number",
    "notices.OutboxMessage.failure": "the class of an error",
    "notices.OutboxMessage.request_id": "a meaningless number",
    "notices.OutboxMessage.once": "the name of an occasion, ids and a date",
    "notices.Choice.topic": "one of a list",
    "accounts.Municipality.name": "of an organisation",
    "accounts.Municipality.slug": "of an organisation",
    "accounts.Municipality.emergency_number": "of an organisation",
    "accounts.RetentionPolicy.reason": "of a decision of the municipality; the form asks for no persons",
    "accounts.RetentionPolicy.works_council_reference": "of a letter",
    "accounts.RetentionPolicy.reminders": "numbers of days",
    "accounts.RetentionPolicy.article_r1": "of a protocol",
    "accounts.RetentionPolicy.article_r2": "of a protocol",
    "accounts.RetentionPolicy.article_r3": "of a protocol",
    "accounts.RetentionPolicy.article_r4": "of a protocol",
    "oversight.Departure.name": "of an organisation",
    "oversight.Departure.decision": "of a decision of the municipality; the form asks for no persons",
    "oversight.Departure.receiver": "of an organisation",
    "oversight.Departure.receiver_key": "a public key",
    "oversight.Departure.failure": "the class of an error",
    "oversight.DepartureFile.sha256": "of a sealed file",
    "oversight.DepartureFile.proof": "a hash of a hash",
    "oversight.DepartureChunk.data": "sealed to the receiver's key",
    "accounts.Municipality.main_colour": "of an organisation",
    "accounts.Municipality.accent_colour": "of an organisation",
    "accounts.Municipality.perpetrator_one": "a word, of letters alone",
    "accounts.Municipality.perpetrator_many": "a word, of letters alone",
    "accounts.Municipality.perpetrator_one_en": "a word, of letters alone",
    "accounts.Municipality.perpetrator_many_en": "a word, of letters alone",
    "accounts.Logo.digest": "of an organisation's logo",
    "accounts.Logo.png": "of an organisation's logo",
    "accounts.Location.name": "of a building",
    "accounts.Location.address": "of a building of the municipality",
    "accounts.Location.emergency_number": "of an organisation",
    "accounts.StartOfUse.works_council_reference": "of a letter",
    "accounts.HouseRules.text": "what the municipality asks of its visitors",
    "accounts.HouseRules.text_en": "what the municipality asks of its visitors",
    "accounts.OrganisationalUnit.name": "of an organisation",
    "accounts.OrganisationalUnit.emergency_number": "of an organisation",
    "accounts.Group.name": "random",
    "accounts.Group.title": "of a group of accounts",
    # Signing in needs accounts plain (DESIGN decision 6).
    "accounts.ChangeLogEntry.object_pk": "a meaningless number",
    "accounts.ChangeLogEntry.changes": "names of fields; choices, dates and ids where the model lists them",
    "accounts.User.password": "hashed",
    "accounts.User.email": "account",
    "accounts.User.name": "account",
    "accounts.User.function": "account",
    "accounts.User.personnel_id": "account",
    "accounts.User.extension": "account",
    "accounts.User.session_salt": "random",
    "accounts.UserGrant.requested_by": "who asked for a level, an employee",
    "accounts.IdentityProvider.issuer": "of an organisation",
    "accounts.IdentityProvider.client_id": "what a machine is known by",
    "accounts.IdentityProvider.groups_claim": "the name of a claim",
    "accounts.IdentityProvider.end_session_endpoint": "of an organisation",
    "accounts.EmailDomain.name": "of an organisation",
    "accounts.GroupMapping.value": "of a group of accounts",
    "accounts.GroupMapping.requested_by": "who asked for a level, an employee",
    "accounts.GroupGrant.requested_by": "who asked for a level, an employee",
    "accounts.Membership.requested_by": "who asked for a level, an employee",
    "accounts.PendingChange.requested_by": "who asked for a level, an employee",
    "accounts.PendingChange.parameters": "ids and dates",
    "accounts.BrowserSession.session_key": "a random number, which opens a door while it is there",
    "accounts.BrowserSession.session_data": "ids, moments and how somebody signed in; texts that name references",
    "accounts.BrowserSession.device": "the kind of a device in a word or two, from a list",
}
HARMLESS = (
    models.ForeignKey,
    models.UUIDField,
    models.AutoField,
    models.IntegerField,
    models.DecimalField,
    models.BooleanField,
    models.DateField,
    models.DurationField,
    # A fingerprint under a key that is not in the database (tests/protection/test_blind_index.py).
    BlindIndexField,
)


def forms_of(word: str) -> dict[str, bytes]:
    """How a word may stand in a file."""
    plain = word.encode()
    forms = {
        "utf-8": plain,
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "hex of utf-16": word.encode("utf-16-le").hex().encode(),
    }
    for shift, skip in enumerate((0, 2, 3)):
        encoded = base64.b64encode(b"\0" * shift + plain)
        forms[f"base64 from {shift}"] = encoded[skip : (shift + len(plain)) * 8 // 6 - 1]
    return forms


def found(dump: bytes, word: str) -> list[str]:
    """In which form the word stands in the dump; in capitals or not makes no difference."""
    lowered = dump.lower()
    return [name for name, form in forms_of(word).items() if form.lower() in lowered]


def everything_planted() -> Iterator[str]:
    """Every canary, and the secret that all of them and all that was typed have in common."""
    yield dossier.SECRET
    for model in models_with_encrypted_fields(apps.get_models):
        for field in encrypted_fields(model):
            yield canary(field)


def assert_clean(dump: bytes) -> None:
    for word in everything_planted():
        assert found(dump, word) == [], word
    assert CANARY_DAY.isoformat().encode() not in dump


def test_the_search_finds_a_word_in_every_form() -> None:
    word = "Kanarievogel"
    wraps = [b"xx%syyyy", b"x%s", b"%sy", b"abc%sabcd"]
    for wrap in wraps:
        text = wrap % word.encode()
        for encoded in (text, text.upper(), text.hex().encode(), text.hex().upper().encode()):
            assert found(b"...." + encoded + b"....", word)
        assert found(base64.b64encode(text), word)
        assert found(text.decode().encode("utf-16"), word)
    assert found(b"x Kanarie x", word) == []


def test_every_field_is_encrypted_or_known_to_hold_no_personal_data() -> None:
    """A new plain text field makes this fail, until it is encrypted or stands in PLAIN with a reason."""
    unknown, used = [], set()
    for model in our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (EncryptedField, *HARMLESS)) or field.choices:
                continue
            name = f"{model._meta.label}.{field.name}"
            reason = name if name in PLAIN else field.name
            used.add(reason)
            if reason not in PLAIN:
                unknown.append(name)
    assert unknown == []
    assert set(PLAIN) <= used, "PLAIN names what is not there"


def test_of_an_incident_nothing_but_numbers_dates_and_enumerations_is_plain() -> None:
    """The field names themselves are the control: these are the ones that must be sealed."""
    sealed = {f.name for f in encrypted_fields(Incident)}
    assert {"narrative", "place", "aggressor_name", "aggressor_description", "conclusion"} <= sealed
    victim = apps.get_model("incidents", "Victim")
    assert {"name", "function", "physical_injury", "mental_injury"} <= {
        f.name for f in encrypted_fields(victim)
    }


def test_a_database_file_holds_no_word_of_a_dossier(tmp_path: Path) -> None:
    """SQLite: the file and what lies beside it (-wal), and all that the programs said meanwhile."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own pass does this")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.protection.dossier", str(tmp_path)],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        timeout=240,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said.decode()[-3000:]
    assert b"filled" in said
    # The log is there, and tells of the page that broke.
    assert b"CannotDecrypt" in said
    assert_clean(said)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert f"{dossier.DATABASE}-wal" in files
    assert len(files[f"{dossier.DATABASE}-wal"]) > 100_000
    assert found(b"".join(files.values()), dossier.ACCOUNT) == ["utf-8"]
    for content in files.values():
        assert_clean(content)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_pg_dump_holds_no_word_of_a_dossier(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    """PostgreSQL: plain SQL of every table, sessions, outbox and logs included."""
    dossier.fill()
    dump = pg_dump()
    for table in (
        "incidents_incident",
        "accounts_browsersession",
        "notices_outboxmessage",
        "accounts_accesslogentry",
    ):
        assert f"COPY public.{table} ".encode() in dump
    assert found(dump, dossier.ACCOUNT) == ["utf-8"]
    assert_clean(dump)
    said = capfd.readouterr()
    mails = "".join(f"{m.subject} {m.body} {m.to}" for m in mail.outbox)
    assert "CannotDecrypt" in said.err + caplog.text + said.out
    assert_clean(f"{said.out} {said.err} {mails}".encode())


def pg_dump() -> bytes:
    programs = [
        shutil.which("pg_dump"),
        *sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_dump"), reverse=True),
    ]
    program = next(filter(None, programs), None)
    if program is None:
        pytest.skip("pg_dump is not installed: apt install postgresql-client")
    given = connection.settings_dict
    names = {"HOST": "--host", "PORT": "--port", "USER": "--username"}
    arguments = [f"{option}={given[name]}" for name, option in names.items() if given.get(name)]
    password = {"PGPASSWORD": str(given["PASSWORD"])} if given.get("PASSWORD") else {}
    done = subprocess.run(
        [program, "--format=plain", *arguments, str(given["NAME"])],
        env=os.environ | password,
        capture_output=True,
        check=True,
    )
    return done.stdout


@pytest.mark.django_db
def test_sessions_and_mails_hold_nothing_of_what_was_typed(world: Any) -> None:
    """A session is compressed in the database: read it as the application does."""
    dossier._by_the_forms(world)
    sessions = [session.get_decoded() for session in BrowserSession.objects.all()]
    assert len(sessions) >= 2
    assert any("_messages" in session for session in sessions) or any(sessions)
    assert_clean(json.dumps(sessions, default=str).encode())
    assert mail.outbox
    assert_clean("".join(f"{m.subject} {m.body} {m.to}" for m in mail.outbox).encode())


@pytest.mark.django_db
def test_the_text_form_of_every_row_says_nothing_about_a_person(world: Any) -> None:
    """`__str__` and `repr` end in logs and error pages: a reference or an id, nothing else."""
    dossier._by_the_forms(world)
    dossier._by_every_field()
    for model in models_with_encrypted_fields(apps.get_models):
        rows = list(model._base_manager.all())
        assert rows
        assert_clean("".join(f"{row} {row!r}" for row in rows).encode())
