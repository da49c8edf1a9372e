# SPDX-License-Identifier: EUPL-1.2
"""The verklaring van vernietiging as a document: everything that article 8 asks, for everybody to read, of nobody."""

import datetime
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from pypdf import PdfReader

from incidents.models import Incident
from oversight import certificates
from oversight.certificates import as_pdf, certificate_of, file_name
from retention import engine, ledger, seal, verify_ledger
from retention.certificates import Certificate
from retention.models import DestructionFailure, LedgerEntry
from retention.storages import WholeFiles
from tests.incidents.case import client_of, text_of
from tests.retention import sealed
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/beheer/vernietiging/verklaring/"
NOON = datetime.datetime(2026, 8, 31, 10, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
AUGUST = (datetime.date(2026, 8, 1), datetime.date(2026, 8, 31))
FILE = "verklaring-van-vernietiging-waterrijk-2026-08-01-2026-08-31"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def rows(chain: int, at: datetime.datetime) -> list[ledger.Line]:
    plain = {name: getattr(sealed.line(chain, at), name) for name in ledger.Line.__dataclass_fields__}
    early, view = LedgerEntry.Kind.DESTROYED_EARLY, LedgerEntry.Kind.OUT_OF_VIEW
    in_part = LedgerEntry.Kind.ERASED_IN_PART
    return [
        ledger.Line(**plain | more)
        for more in (
            {},
            {"done_at": at + 192 * MINUTE},
            {"kind": early, "rule": "R8", "due_at": at + 400 * DAY},
            {"kind": early, "rule": "R5", "what": "incidents.Perpetrator", "due_at": at + 400 * DAY},
            {"kind": in_part, "rule": "R8", "what": "incidents.Incident", "due_at": at + 400 * DAY},
            # Whose it was; the report is counted.
            {"kind": in_part, "rule": "R8", "what": "incidents.Victim", "due_at": at + 400 * DAY},
            {"kind": view, "rule": "R3", "what": "incidents.Sanction"},
            {"kind": "file_removed", "what": "elsewhere.Recording", "rule": "R1"},
            {"kind": "another", "what": "elsewhere.Recording", "rule": "R1"},
        )
    ]


@pytest.fixture
def town(world: World, clock: Any) -> World:
    """A municipality in which something was destroyed in July and in August, and something is stuck."""
    for at in (NOON - 40 * DAY, NOON - DAY):
        ledger.append([*rows(world.waterrijk.pk, at), *rows(world.duinveen.pk, at)], at)
    stuck = world.incident(world.person("Alice", None, "reporter"))
    Incident.with_due.filter(pk=stuck.pk).update(destroy_at=NOON - 40 * MINUTE)
    DestructionFailure.objects.create(
        what="incidents.Incident",
        object_id=str(stuck.pk),
        due_at=NOON - 40 * MINUTE,
        error="OperationalError",
    )
    return world


def of_august(world: World) -> Certificate:
    return certificate_of(world.waterrijk, *AUGUST, timezone.now())


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_says_what_article_8_asks(town: World) -> None:
    """What, on what ground, in what manner, when, by whom; and how late and what is left."""
    certificate = of_august(town)
    _reader, text = read(as_pdf(certificate, f"{FILE}.json"))
    head = certificate.batches.get().hash
    for part in (
        "Verklaring van vernietiging",
        "Gemeente Waterrijk",
        "1 augustus 2026 tot en met 31 augustus 2026",
        "artikel 8 van het Archiefbesluit 1995",
        "Meldingen met alles wat erbij hoort",
        "privacyprotocol, artikel 5.2",
        "vijf jaar na de datum van het incident",
        "Het systeem vernietigt zelf",
        "30 dagen",
        "3 uur 12 minuten",
        "OperationalError",
        "40 minuten 0 seconden",
        certificate.hash,
        head,
        seal.key_id(),
        f"{FILE}.json",
        "verify_ledger.py",
        "Namens de zorgdrager",
    ):
        assert part in text, part


def test_what_went_otherwise_stands_apart(town: World) -> None:
    """R8, R5 and R3, and files; and a kind that this document has no words for."""
    sections = {
        section["heading"]: [row["rows"] for row in section["rows"]]
        for section in certificates.in_words(of_august(town))["sections"]
    }
    assert sections == {
        "Vernietigd na afloop van de termijn": ["2"],
        "Eerder vernietigd, op een besluit": ["1"],
        "Deels gewist, op een besluit": ["1"],
        "Vernietigd met de laatste melding": ["1"],
        "Bestanden verwijderd uit hun opslag": ["1"],
        "Uit het zicht, nog niet vernietigd": ["1"],
        "another": ["1"],
    }


def test_lateness_is_the_latest_and_never_an_average(town: World) -> None:
    words = certificates.in_words(of_august(town))
    assert (words["too_late"], words["latest"]) == (1, "3 uur 12 minuten")
    (row,) = words["sections"][0]["rows"]
    assert (row["latest"], row["too_late"]) == ("3 uur 12 minuten", "1")


def test_it_names_nobody(town: World) -> None:
    incident = Incident.with_due.get()
    assert "Zwartewater" in incident.narrative
    certificate = of_august(town)
    found = read(as_pdf(certificate, "x.json"))[1] + b"".join(certificate.as_json()).decode()
    # The number of what is stuck stands there, and nothing of it.
    assert str(incident.pk) in found
    for secret in ("Zwartewater", "Alice", incident.reference, "Duinveen"):
        assert secret not in found


def test_everybody_can_read_it(town: World) -> None:
    """PDF/UA-1: tagged, with a title and a language, headings, and tables whose header rows are."""
    pdf = as_pdf(of_august(town), f"{FILE}.json")
    reader, _text = read(pdf)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl-NL"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == (
        "Verklaring van vernietiging, gemeente Waterrijk, 1 augustus 2026 tot en met 31 augustus 2026"
    )
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    tags = list(tags_of(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TD"} <= set(tags)
    assert tags.count("/Table") == tags.count("/THead") > 5
    # Every font goes along.
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert any(name.startswith("/FontFile") for name in descendant["/FontDescriptor"])


def tags_of(element: Any) -> Iterator[str]:
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from tags_of(child)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"]
        if "/K" in element:
            yield from tags_of(element["/K"])


def test_the_same_gives_the_same_bytes_in_dutch(town: World) -> None:
    one = as_pdf(of_august(town), "x.json")
    with translation.override("en"):
        assert as_pdf(of_august(town), "x.json") == one


def test_what_it_is_about_is_never_mark_up(town: World) -> None:
    name = '#read("/etc/passwd") *x* $x$ \\ <a> "'
    town.waterrijk.name = name
    assert " ".join(name.split()) in read(as_pdf(of_august(town), "x.json"))[1]


def test_many_batches_stand_there_per_month(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certificate_of(town.waterrijk, datetime.date(2026, 7, 1), AUGUST[1], timezone.now())
    assert {row["month"] for row in certificates.in_words(certificate)["months"]} == {
        "juli 2026",
        "augustus 2026",
    }
    ledger.append(rows(town.waterrijk.pk, NOON), NOON)
    certificate = certificate_of(town.waterrijk, datetime.date(2026, 7, 1), AUGUST[1], timezone.now())
    assert len(certificates.in_words(certificate)["batches"]) == 3
    monkeypatch.setattr(certificates, "MOST_BATCHES", 2)
    batches = certificates.in_words(certificate)["batches"]
    assert [batch["numbers"] for batch in batches] == ["1", "2 – 3"]
    assert batches[1]["hash"] == certificate.batches.get(number=3).hash
    assert read(as_pdf(certificate, "x.json"))[1].count("2 – 3") == 1


def test_of_a_period_without_any_there_is_one_too(world: World, clock: Any) -> None:
    _reader, text = read(as_pdf(of_august(world), "x.json"))
    assert "niets vernietigd: er was niets aan de beurt" in text
    assert "alles wat weg moest, was weg" in text


def test_by_command(town: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    outside = tmp_path / "outside"
    settings.STORAGES = {
        **settings.STORAGES,
        "ledger": {"BACKEND": "retention.storages.WholeFiles", "OPTIONS": {"location": outside}},
    }
    asked = {"municipality": "waterrijk", "from": AUGUST[0], "to": AUGUST[1], "to_folder": tmp_path / "to"}
    for _time in range(2):
        call_command("certificate", **asked)
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == [f"{FILE}.json", f"{FILE}.pdf"]
    assert isinstance(WholeFiles(location=outside), WholeFiles)
    found = verify_ledger.check([tmp_path / "to" / f"{FILE}.json", outside], [sealed.key()])
    assert found.faults == []
    assert f"--public-key {seal.public_key()}" in capsys.readouterr().out
    for wrong in ({"municipality": "elders"}, {"to": NOON.date() + DAY}, {"to": datetime.date(2026, 7, 1)}):
        with pytest.raises(CommandError):
            call_command("certificate", **asked | wrong)


def test_on_the_page_of_the_administrator(town: World, tmp_path: Path) -> None:
    client = client_of(town.person("Ada", town.root, "administrator"))
    page = client.get(PAGE)
    assert 'value="01-07-2026"' in text_of(page)
    assert 'value="31-07-2026"' in text_of(page)
    days = {"since": "01-08-2026", "until": "31-08-2026"}
    pdf = client.get(PAGE, days | {"file": "pdf"})
    assert pdf.headers["Content-Type"] == "application/pdf"
    content = pdf.getvalue()
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="{FILE}.pdf"'
    assert "Gemeente Waterrijk" in read(content)[1]
    answer = client.get(PAGE, days | {"file": "json"})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{FILE}.json"'
    content = answer.getvalue()
    assert json.loads(content)["chain"] == town.waterrijk.pk
    path = tmp_path / "one.json"
    path.write_bytes(content)
    assert verify_ledger.check([path], [sealed.key()]).faults == []
    both = client.get(PAGE, days | {"file": "zip"})
    assert both.headers["Content-Disposition"] == f'attachment; filename="{FILE}.zip"'
    with zipfile.ZipFile(io.BytesIO(both.getvalue())) as archive:
        assert archive.namelist() == [f"{FILE}.json", f"{FILE}.pdf"]
        # The two belong together, and say so.
        kept = json.loads(archive.read(f"{FILE}.json"))["hash"]
        assert kept in read(archive.read(f"{FILE}.pdf"))[1]
    for response in (page, pdf, answer, both):
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("", "", "Dit veld is verplicht"),
        ("02-08-2026", "01-08-2026", "niet vóór de eerste datum"),
        ("01-08-2026", "01-09-2026", "niet in de toekomst"),
        ("geen dag", "01-08-2026", "Vul een datum in"),
    ],
)
def test_of_no_period_there_is_none(town: World, since: str, until: str, words: str) -> None:
    client = client_of(town.person("Ada", town.root, "administrator"))
    page = text_of(client.get(PAGE, {"since": since, "until": until, "file": "pdf"}))
    assert words in page
    assert "Alleen de verklaring" in page


def test_of_the_whole_municipality_only(town: World) -> None:
    """RULES: administrators read the destruction ledger, and nobody else does."""
    for person in (
        town.person("Suus", town.own, "administrator"),
        town.person("Cas", town.root, "coordinator"),
        town.person("Bob", town.root, "handler", "supervisor"),
    ):
        for data in ({}, {"since": "01-08-2026", "until": "31-08-2026"}):
            assert client_of(person).get(PAGE, data).status_code == 404


def test_of_what_the_engine_really_destroyed(world: World, clock: Any) -> None:
    incident = world.incident(world.person("Alice", None, "reporter"))
    Incident.with_due.filter(pk=incident.pk).update(destroy_at=NOON)
    assert engine.destroy_due().destroyed["incidents.Incident"] == 1
    assert certificates.in_words(of_august(world))["destroyed"] == "1"
    assert file_name(world.waterrijk, of_august(world), "pdf") == f"{FILE}.pdf"
