# SPDX-License-Identifier: EUPL-1.2
"""AVG 15: what a package holds, for whom it is made, that it can be taken once, and that nothing of it stays (R7)."""

import datetime
import io
import json
import uuid
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pyzipper import AESZipFile

from accounts.models import AccessLogEntry
from incidents import handling
from incidents.models import Incident, Perpetrator, TimelineEntry
from incidents.perpetrators import join_perpetrators, link_perpetrator
from incidents.rectifying import Corrections
from incidents.reporting import VictimFacts
from incidents.sanctioning import decide_sanction
from incidents.timeline import note
from oversight.models import (
    AccessPackage,
    AccessPackageFile,
    AddedMask,
    DataSubjectRequest,
    Decision,
    TextRead,
    Unmasking,
)
from oversight.requests import (
    deciding,
    effects,
    effects_choosing,
    effects_shown,
    package_deciding,
    package_keeping,
    package_reading,
    telling,
)
from oversight.requests.package import package_of
from oversight.requests.package_deciding import NoReason, NotAllowed
from oversight.requests.package_gathering import Blocked
from oversight.requests.package_keeping import NotRead
from retention.engine import destroy_due
from retention.models import LedgerEntry
from retention.terms import hold_ends
from tests.incidents.case import client_of
from tests.incidents.sanctioned import Dossier
from tests.oversight.access_asked import Asked, ask, confirm, opened
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(settings.BASE_DIR) / "docs" / "access-package.schema.json").read_text())
FORTNIGHT = datetime.timedelta(days=14)


@pytest.fixture
def asked(world: World) -> Asked:
    return Asked(world)


def items_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for p in document["parts"] for s in p["sections"] for item in s["items"]]


def take(asked: Asked, made: AccessPackage) -> bytes:
    return package_keeping.take(fresh(asked.cora), asked.request, made)


def decide(asked: Asked, decision: str) -> None:
    """As the register does: the decision, and what it does to the records."""
    row = DataSubjectRequest.objects.get(pk=asked.request.pk)
    row.decide(asked.cora, decision, "Omdat.", timezone.now())
    row.save()
    effects.carry_out(asked.cora, row)


def test_of_two_who_turned_out_to_be_one_it_holds_the_one_that_stayed(asked: Asked) -> None:
    """The incidents of both, once; nothing of it is "gone"."""
    again = asked.report(VictimFacts.of(asked.wilhelmina), narrative="Hij riep weer.")
    handling.establish_facts(asked.handler, again, {}, ["verbal", "threat"])
    double = asked.name(again, "W. Zwartewater").perpetrator
    confirm(asked.cora, asked.request, double, "perpetrator")
    join_perpetrators(fresh(asked.handler), asked.incident, asked.wim, double)
    assert not Perpetrator.with_due.filter(pk=double.pk).exists()
    assert asked.package().blocked is None
    parts = json.loads(asked.given()["inzage.json"])["parts"]
    assert sum(part["title"] == "Uw gegevens als persoon" for part in parts) == 1
    assert {f"Melding {i.reference}" for i in (asked.incident, again)} <= {part["title"] for part in parts}


def test_everything_about_the_person_is_in_it(asked: Asked) -> None:
    """AVG 15.1: what, since when, from where, until when by which rule, who looked; the BSN by its last digits."""
    document = json.loads(asked.given()["inzage.json"])
    jsonschema_rs.validator_for(SCHEMA).validate(document)
    values = {item["code"]: item["value"] for item in items_of(document)}
    assert values["name"] == "Wim Zwartewater"
    assert values["bsn"] == "•••••••19"
    assert values["behaviour"] == "Zei tegen [afgeschermd] dat hij haar zou opwachten."
    assert values["witness_count"] == "2"
    assert {"R3", "R4", "R5"} <= {
        i["value"].rpartition("(")[2].rstrip(")")
        for i in items_of(document)
        if i["code"] in ("destroyed", "visible_until")
    }
    looks = [i["value"] for i in items_of(document) if i["code"] == "actor"]
    assert {"afhandelaar", "toezichthouder", "raadpleger klantkenmerken"} <= set(looks)
    moment = next(i for i in items_of(document) if i["code"] == "occurred_at")
    assert datetime.datetime.fromisoformat(moment["data"]).tzinfo is not None


def test_a_victim_gets_their_own_part_and_nobody_elses(asked: Asked) -> None:
    request = ask(asked.cora, "Wilhelmina Krekelbosch")
    confirm(asked.cora, request, asked.incident, "victim")
    package = package_of(fresh(asked.cora), request)
    assert package.blocked is None
    goes = {shown.item.code: shown.goes for part in package.parts for shown in part.items if shown.goes}
    assert goes["physical_injury"] == "Sleutelbeenzwartblauw"
    assert goes["unit"] == "Kwartelnest Noord"
    said = json.dumps([s.goes for part in package.parts for s in part.items if s.goes])
    for other in ("Zwartewater", "Dassenburcht", "Vlinderslag", "Notenkraker", "Grijze jas"):
        assert other not in said


def test_what_was_done_with_another_perpetrator_is_theirs(asked: Asked) -> None:
    """AVG 15.4: neither that they got a sanction or a letter, nor when."""
    other = asked.incident.involvements.exclude(pk=asked.involvement.pk).get()
    before = timeline_of(asked)
    assert before.count("sanction_imposed") == before.count("perpetrator_named") == 1
    decision = Dossier.decision(None, "warning_letter", None)  # type: ignore[arg-type]
    sanction = decide_sanction(asked.handler, other, decision, uuid.uuid4())
    case, action = asked.incident, TimelineEntry.Action
    note(case, asked.handler, action.LETTER_SENT, sanction=str(sanction.pk), kind="warning_letter")
    note(case, asked.handler, action.BSN_REVEALED, why="police")
    note(case, asked.handler, action.PERPETRATOR_CHANGED, perpetrator=str(other.perpetrator_id))
    assert timeline_of(asked) == before
    note(case, asked.handler, action.LETTER_SENT, sanction=str(asked.sanction.pk), kind="contact_measure")
    assert timeline_of(asked) == [*before, "letter_sent"]


def timeline_of(asked: Asked) -> list[str]:
    """What the package says was done, in order."""
    return [
        shown.item.code
        for part in asked.package().parts
        for section in part.sections
        if section.code == "timeline"
        for shown in section.items
        if shown.goes is not None
    ]


def test_which_of_two_victims_must_be_plain(asked: Asked) -> None:
    request = ask(asked.cora, "Iemand Anders")
    confirm(asked.cora, request, asked.incident, "victim")
    assert package_of(fresh(asked.cora), request).blocked == Blocked.WHICH_VICTIM


def test_nothing_is_made_before_every_text_was_read_as_it_goes(asked: Asked) -> None:
    with pytest.raises(NotRead):
        package_keeping.make(fresh(asked.cora), asked.request)
    asked.read_all()
    assert asked.package().can_be_made
    package_deciding.add_mask(fresh(asked.cora), asked.request, "paarse sjaal")
    assert asked.package().unread == 1, "another mask, another text"
    with pytest.raises(NotRead):
        package_keeping.make(fresh(asked.cora), asked.request)
    asked.read_all()
    row = Incident.objects.get(pk=asked.incident.pk)
    row.narrative += " En nog iets."
    row.save()
    # And what was first reported, which is now another text.
    assert asked.package().unread == 2, "a text that changed is read again"


def test_what_was_on_the_page_is_what_was_read(asked: Asked) -> None:
    """Somebody adds a mask while another one reads: what they saw is not what goes."""
    part = next(part for part in asked.package().parts if part.part.code == "incident")
    seen = [shown.seen for shown in part.items if shown.must_be_read]
    package_deciding.add_mask(fresh(asked.cora), asked.request, "opwachten")
    count = package_deciding.confirm_read(fresh(asked.cora), asked.request, part.part.key, seen)
    assert count < len(seen)


def test_each_decision_is_recorded_with_its_reason(asked: Asked) -> None:
    what = f"user.{asked.handler.pk}"
    with pytest.raises(NoReason):
        package_deciding.unmask(fresh(asked.cora), asked.request, what, "  ")
    made = package_deciding.unmask(fresh(asked.cora), asked.request, what, "Zij spraken elkaar.")
    assert package_deciding.unmask(fresh(asked.cora), asked.request, what, "Nog eens.") == made
    row = Unmasking.objects.get()
    assert (row.what, row.reason, row.decided_by) == (what, "Zij spraken elkaar.", asked.cora)
    logged = AccessLogEntry.objects.get(action=AccessLogEntry.Action.UNMASKED_FOR_REQUEST)
    assert (logged.actor, logged.object_id) == (asked.cora, asked.request.pk)


@pytest.mark.parametrize(
    "what",
    [
        "user.999999",
        "incident.{incident}.severity",
        "perpetrator.{wim}.bsn",
        "",
        "perpetrator.{wim}.bsn_whole",
    ],
)
def test_only_what_is_held_back_can_be_let_go(asked: Asked, what: str) -> None:
    """Never the BSN (RULES): it stands in no list, report, letter, log, export or e-mail."""
    named = what.format(incident=asked.incident.pk, wim=asked.wim.pk)
    with pytest.raises(NotAllowed):
        package_deciding.unmask(fresh(asked.cora), asked.request, named, "Omdat.")


def test_the_bsn_in_a_text_is_not_let_go(asked: Asked) -> None:
    what = f"incident.{asked.incident.pk}.narrative"
    with pytest.raises(NotAllowed):
        package_deciding.unmask(fresh(asked.cora), asked.request, what, "Omdat.", "9999 90 020")


def test_words_that_were_added_come_back_by_a_decision(asked: Asked) -> None:
    added = package_deciding.add_mask(fresh(asked.cora), asked.request, "paarse sjaal")
    assert added is not None
    assert package_deciding.add_mask(fresh(asked.cora), asked.request, " Paarse  sjaal ") == added
    package_deciding.unmask(fresh(asked.cora), asked.request, added.what, "Zegt niets.")
    assert asked.package().added == []


# --- who ---------------------------------------------------------------------------------------------------------


def test_before_the_identity_and_without_subjects_there_is_none(asked: Asked) -> None:
    nobody = ask(asked.cora, "Wim Zwartewater", identity_checked_at=None, identity_checked_by=None)
    confirm(asked.cora, nobody, asked.wim, "perpetrator")
    empty = ask(asked.cora, "Wim Zwartewater")
    erasure = ask(asked.cora, "Wim Zwartewater", kind="erasure")
    for request, blocked in (
        (nobody, Blocked.IDENTITY),
        (empty, Blocked.NO_SUBJECTS),
        (erasure, Blocked.OTHER_KIND),
    ):
        package = package_of(fresh(asked.cora), request)
        assert (package.blocked, package.parts) == (blocked, [])
        with pytest.raises(NotAllowed):
            package_keeping.make(fresh(asked.cora), request)


def test_a_coordinator_to_whom_it_happened_does_not_make_it(asked: Asked) -> None:
    other = asked.world.person("Vera Betrokken", asked.world.root, "coordinator", "handler", "supervisor")
    assert asked.package(other).blocked is None
    from incidents.handling import add_another_victim
    from incidents.reporting import VictimFacts

    add_another_victim(asked.handler, asked.incident, VictimFacts.of(other))
    package = asked.package(other)
    assert (package.blocked, package.parts) == (Blocked.OWN, [])
    made, _passphrase = asked.make()
    assert package_keeping.takeable(fresh(other), asked.request) is None
    with pytest.raises(NotAllowed):
        package_keeping.take(fresh(other), asked.request, made)


def test_who_does_not_read_every_incident_makes_none(asked: Asked) -> None:
    """RULES: a coordinator reads incidents through the other levels. A part of the file would pass for all of it."""
    only = asked.world.person("Ona Alleen", asked.world.root, "coordinator")
    here = asked.world.person("Hier Alleen", asked.world.root, "coordinator")
    asked.world.grant(here, "handler", asked.world.sibling)
    for person in (only, here):
        package = asked.package(person)
        assert (package.blocked, package.parts) == (Blocked.NOT_READABLE, [])


@pytest.mark.parametrize(
    "who", ["handler", "supervisor", "viewer", "administrator", "elsewhere", "superuser", "left"]
)
def test_nobody_else_makes_or_takes_one(asked: Asked, who: str) -> None:
    world = asked.world
    made, _passphrase = asked.make()
    people = {
        "administrator": lambda: world.person("Ad", world.root, "administrator"),
        "elsewhere": lambda: world.person("Els", world.other_root, "coordinator", "handler", "supervisor"),
        "superuser": lambda: world.person("Su", world.root, is_superuser=True),
        "left": lambda: world.person("Lo", world.root, "coordinator", "handler", is_active=False),
    }
    person = people[who]() if who in people else getattr(asked, who)
    for act in (
        lambda: package_keeping.make(fresh(person), asked.request),
        lambda: package_keeping.take(fresh(person), asked.request, made),
        lambda: package_deciding.add_mask(fresh(person), asked.request, "woord"),
        lambda: package_deciding.unmask(fresh(person), asked.request, f"user.{asked.handler.pk}", "Omdat."),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not package_keeping.made_for(fresh(person), asked.request).exists()


# --- once, and gone ----------------------------------------------------------------------------------------------


def test_it_is_taken_once(asked: Asked) -> None:
    made, passphrase = asked.make()
    assert set(opened(take(asked, made), passphrase)) == {"inzage.pdf", "inzage.json"}
    for _again in range(2):
        with pytest.raises(NotAllowed):
            take(asked, made)
    row = AccessPackage.objects.get()
    assert (row.number, row.made_by, row.taken_by) == (1, asked.cora, asked.cora)
    assert bytes(AccessPackageFile.with_due.get().content) == b""
    actions = [AccessLogEntry.Action.MADE_ACCESS_PACKAGE, AccessLogEntry.Action.TOOK_ACCESS_PACKAGE]
    assert AccessLogEntry.objects.filter(action__in=actions, object_id=asked.request.pk).count() == 2


def test_a_new_one_makes_the_one_before_empty(asked: Asked) -> None:
    first, old = asked.make()
    second, new = asked.make()
    assert old != new
    with pytest.raises(NotAllowed):
        take(asked, first)
    content = take(asked, second)
    with pytest.raises(RuntimeError):
        opened(content, old)
    assert opened(content, new)
    assert [p.number for p in AccessPackage.objects.all()] == [2, 1]


def test_the_listing_of_the_zip_tells_nothing(asked: Asked) -> None:
    made, _passphrase = asked.make()
    content = take(asked, made)
    with AESZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["inzage.pdf", "inzage.json"]
        assert archive.comment == b""
        assert all(info.comment == b"" and info.flag_bits & 1 for info in archive.infolist())
        assert all(not info.external_attr >> 16 & 0o111 for info in archive.infolist())
    for word in (b"Zwartewater", b"gir-inzage", b"%PDF", b"Waterrijk"):
        assert word not in content
    assert package_keeping.file_name(asked.request) == f"{asked.request.reference}.zip"


def test_in_the_database_it_is_ciphertext_twice(asked: Asked) -> None:
    """Who has the dump has no PDF, no ZIP and no passphrase."""
    made, passphrase = asked.make()
    table = AccessPackageFile._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT content FROM {table}")  # noqa: S608
        raw = bytes(cursor.fetchone()[0])
    assert len(raw) > 1000
    assert raw[:2] != b"PK"
    assert b"inzage.pdf" not in raw
    assert b"inzage.pdf" in take(asked, made)
    assert passphrase not in dump()


def dump() -> str:
    """Every row of every table, as the database has it."""
    from tests.protection.rows import our_models

    found = []
    with connection.cursor() as cursor:
        for model in our_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
            found += [
                repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()
            ]
    return "\n".join(found)


def test_after_fourteen_days_nothing_of_the_file_is_left(asked: Asked) -> None:
    made, _passphrase = asked.make()
    row = AccessPackageFile.objects.get()
    assert row.destroy_at == made.made_at + FORTNIGHT
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT content FROM {row._meta.db_table}")  # noqa: S608
        sealed = repr(bytes(cursor.fetchone()[0]))[2:200]
    assert sealed in dump()
    with time_machine.travel(row.destroy_at, tick=False):
        assert package_keeping.takeable(fresh(asked.cora), asked.request) is None, (
            "hidden before it is destroyed"
        )
        with pytest.raises(NotAllowed):
            take(asked, made)
        destroy_due()
    assert not AccessPackageFile.with_due.exists()
    assert sealed not in dump()
    assert LedgerEntry.objects.filter(what="oversight.AccessPackageFile", object_id=str(row.pk)).exists()
    assert AccessPackage.objects.get() == made, "that it was made stays with the request"


@pytest.mark.parametrize("decision", ["refused", "withdrawn", "not_treated", "nothing_found"])
def test_what_is_not_granted_gives_nothing(asked: Asked, decision: str) -> None:
    made, _passphrase = asked.make()
    decide(asked, decision)
    with pytest.raises(NotAllowed):
        take(asked, made)
    package_keeping.sweep()
    assert AccessPackageFile.objects.get().size == 0


def test_granted_it_can_still_be_taken_and_no_other_made(asked: Asked) -> None:
    made, passphrase = asked.make()
    decide(asked, Decision.GRANTED)
    assert asked.package().blocked == Blocked.DECIDED
    with pytest.raises(NotAllowed):
        package_keeping.make(fresh(asked.cora), asked.request)
    assert opened(take(asked, made), passphrase)


def test_the_ombudsmans_case(asked: Asked) -> None:
    """RULES, "Holds": asked the day before it goes. It is in the package while it is held; with the decision it goes, and
    nothing of it stays in a file that nobody took."""
    day_before = asked.incident.destroy_at - datetime.timedelta(days=1)
    with time_machine.travel(day_before, tick=False):
        request = ask(asked.cora, "Wim Zwartewater")
        confirm(asked.cora, request, Perpetrator.objects.get(pk=asked.wim.pk), "perpetrator")
    asked.request = request
    with time_machine.travel(asked.incident.destroy_at + datetime.timedelta(days=2), tick=False):
        assert not Incident.objects.exists(), "hidden from everybody else"
        destroy_due()
        assert Incident.with_due.exists(), "and held"
        package = asked.package()
        assert package.blocked is None
        assert any(part.part.record == asked.incident for part in package.parts)
        made, _passphrase = asked.make()
        cora = fresh(asked.cora)
        with pytest.raises(deciding.PackageWouldGo):
            deciding.decide(cora, request, Decision.GRANTED)
        deciding.decide(cora, request, Decision.REFUSED, "Daarom.")
        with pytest.raises(NotAllowed):
            take(asked, made)
        destroy_due()
        assert not Incident.with_due.exists()
        package_keeping.sweep()
        assert AccessPackageFile.objects.get().size == 0


def test_what_is_due_and_granted_is_given_before_it_goes(asked: Asked) -> None:
    """RULES, "Holds": with the decision what is due goes, and what was made of it too; who asked has it by then."""
    day_before = asked.incident.destroy_at - datetime.timedelta(days=1)
    with time_machine.travel(day_before, tick=False):
        asked.request = ask(asked.cora, "Wim Zwartewater")
        confirm(asked.cora, asked.request, Perpetrator.objects.get(pk=asked.wim.pk), "perpetrator")
    with time_machine.travel(asked.incident.destroy_at + datetime.timedelta(days=2), tick=False):
        made, passphrase = asked.make()
        content = take(asked, made)
        deciding.decide(fresh(asked.cora), asked.request, Decision.GRANTED)
        destroy_due()
        assert not Incident.with_due.exists()
    assert opened(content, passphrase)


@pytest.mark.parametrize("as_what", ["who asks", "reporter"])
def test_a_coordinator_who_is_party_makes_and_takes_none(asked: Asked, as_what: str) -> None:
    """Nobody lets go, makes and takes what is about themselves before anybody decides (AVG 15.4)."""
    name = "Wim Zwartewater" if as_what == "who asks" else "Rik Rietzanger"
    other = asked.world.person(name, asked.world.root, "coordinator", "handler", "supervisor", "reporter")
    made, _passphrase = asked.make()
    if as_what == "reporter":
        assert package_keeping.takeable(fresh(other), asked.request) is not None
        Incident.objects.filter(pk=asked.incident.pk).update(reporter=other)
    package = asked.package(other)
    assert (package.blocked, package.parts) == (Blocked.PARTY, [])
    assert package_reading.blocked_in_words(package.blocked)
    what = f"user.{asked.handler.pk}"
    for act in (
        lambda: package_deciding.unmask(fresh(other), asked.request, what, "Omdat."),
        lambda: package_keeping.make(fresh(other), asked.request),
        lambda: package_keeping.take(fresh(other), asked.request, made),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert take(asked, made)


@pytest.mark.parametrize("kind", ["erasure", "rectification", "restriction", "elsewhere"])
def test_what_a_decision_erased_or_corrected_is_in_no_package_that_waits(asked: Asked, kind: str) -> None:
    """AVG 5.1d, 17: the record is still there, and what was made of it is not what it says now."""
    about = asked.report(VictimFacts.of(asked.wilhelmina), narrative="Iets anders.")
    if kind != "elsewhere":
        link_perpetrator(asked.handler, about, asked.wim, uuid.uuid4())
    asked.make()
    deciding.decide(fresh(asked.cora), asked.request, "granted")
    asked.request.refresh_from_db()
    assert package_keeping.takeable(fresh(asked.cora), asked.request) is not None
    other = ask(asked.cora, "Wilhelmina Krekelbosch", kind="erasure" if kind == "elsewhere" else kind)
    subject = confirm(asked.cora, other, about, "victim")
    subject.part = about.victims.get(user=asked.wilhelmina).pk
    subject.save()
    new = Corrections(name="Wilma Krekelbosch") if kind == "rectification" else None
    effects_choosing.choose(fresh(asked.cora), subject, "person", "told", new)
    # Who decides knows it beforehand: it cannot be made again.
    (line,) = effects_shown.lines(fresh(asked.cora), other)
    assert line.packages == ([asked.request] if kind in ("erasure", "rectification") else [])
    page = client_of(asked.cora).get(reverse("request_effects", args=[other.pk])).content.decode()
    assert ("daarna kan het niet opnieuw" in page) is bool(line.packages)
    deciding.decide(fresh(asked.cora), other, "granted")
    assert Incident.objects.filter(pk=about.pk).exists()
    stays = kind in ("restriction", "elsewhere")
    assert (AccessPackageFile.objects.get().size > 0) is stays
    assert (package_keeping.takeable(fresh(asked.cora), asked.request) is not None) is stays


def test_a_package_of_a_request_that_waits_can_be_made_again_after_a_correction(asked: Asked) -> None:
    about = asked.report(VictimFacts.of(asked.wilhelmina), narrative="Iets anders.")
    link_perpetrator(asked.handler, about, asked.wim, uuid.uuid4())
    asked.make()
    other = ask(asked.cora, "Wilhelmina Krekelbosch", kind="rectification")
    subject = confirm(asked.cora, other, about, "victim")
    subject.part = about.victims.get(user=asked.wilhelmina).pk
    subject.save()
    new = Corrections(function="Tuinder")
    effects_choosing.choose(fresh(asked.cora), subject, "person", "told", new)
    page = client_of(asked.cora).get(reverse("request_effects", args=[other.pk])).content.decode()
    assert "Maak het daarna opnieuw" in page
    deciding.decide(fresh(asked.cora), other, "granted")
    assert AccessPackageFile.objects.get().size == 0
    made, _passphrase = asked.make()
    assert take(asked, made)


def test_what_was_decided_forgets_its_words_with_the_request(asked: Asked) -> None:
    """R7: a year after completion, without contents."""
    package_deciding.add_mask(fresh(asked.cora), asked.request, "paarse sjaal")
    package_deciding.unmask(
        fresh(asked.cora), asked.request, f"incident.{asked.incident.pk}.narrative", "Omdat.", "Notenkraker"
    )
    asked.read_all()
    assert TextRead.objects.exists()
    DataSubjectRequest.objects.filter(pk=asked.request.pk).update(contents_gone_at=timezone.now())
    package_keeping.sweep()
    assert all(row.words == "" for row in AddedMask.objects.all())
    assert all(row.seen == "" for row in TextRead.objects.all())
    row = Unmasking.objects.get()
    assert (row.word, row.reason, row.decided_by) == ("", "", asked.cora)


def test_what_is_read_and_added_after_the_words_went_is_for_a_package_on_the_same_day(asked: Asked) -> None:
    """R7: without contents; and who asks is still answered, however late (AVG 12.3)."""
    asked.read_all()
    with time_machine.travel(hold_ends(asked.request.received_on), tick=False) as at:
        telling.clear_contents()
        asked.request.refresh_from_db()
        package_keeping.sweep()
        at.shift(datetime.timedelta(hours=1))
        package_deciding.add_mask(fresh(asked.cora), asked.request, "paarse sjaal")
        asked.read_all()
        package_keeping.sweep()
        assert AddedMask.objects.get().words == "paarse sjaal"
        assert asked.package().can_be_made
        at.shift(datetime.timedelta(days=1))
        package_keeping.sweep()
        assert AddedMask.objects.get().words == ""
        assert {row.seen for row in TextRead.objects.all()} == {""}


def test_it_goes_with_the_request(asked: Asked) -> None:
    asked.make()
    row = DataSubjectRequest.objects.get(pk=asked.request.pk)
    with time_machine.travel(row.destroy_at, tick=False):
        destroy_due()
    assert not DataSubjectRequest.with_due.filter(pk=row.pk).exists()
    assert not AccessPackage.with_due.exists()
    assert not AccessPackageFile.with_due.exists()


def test_a_record_that_is_gone_is_told_and_not_left_out(asked: Asked) -> None:
    asked.subject.object_id, asked.subject.hold = str(uuid.uuid4()), None
    asked.subject.save()
    assert asked.package().blocked == Blocked.GONE
