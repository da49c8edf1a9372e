# SPDX-License-Identifier: EUPL-1.2
"""What each reader sees of anonymous reports, on the page and in every file (LEI 3.7; RULES: "Who may do what")."""

import csv
import datetime
import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import User
from incidents.models import Incident
from notices.models import OutboxMessage
from oversight.models import AnonymousReport, ReportSubscription
from oversight.reports.axes import AXES
from oversight.reports.closing import close_periods
from oversight.reports.export import plain_text
from oversight.reports.periods import Period
from oversight.reports.telling import tell_of_new_reports
from retention.terms import start_of_day
from tests.incidents.case import client_of, text_of
from tests.oversight.reported import CANARY, Reported
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/rapportages/"
FORMATS = ("csv", "xlsx", "pdf")
HIDDEN = "niet getoond"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(start_of_day(datetime.date(2026, 1, 20)), tick=False) as clock:
        yield clock


@pytest.fixture
def reported(world: World, clock: Any) -> Reported:
    """Two years of reports."""
    made = Reported(world)
    made.fill(2024, per_quarter=6, seed=2)
    made.fill(2025, per_quarter=16)
    close_periods()
    return made


def file(client: Client, slug: str, extension: str) -> Any:
    response = client.get(f"{PAGE}{slug}/bestand.{extension}")
    assert response.status_code == 200
    return response


def tables_of(client: Client, slug: str) -> dict[str, list[list[str]]]:
    """The tables of the CSV, by their title, each with its head and rows."""
    text = file(client, slug, "csv").content.decode("utf-8-sig")
    blocks = re.split(r"\r\n\r\n", text)
    rows = [list(csv.reader(io.StringIO(block), delimiter=";")) for block in blocks]
    return {block[0][0]: block[1:] for block in rows if len(block) > 2}


def test_a_handler_sees_the_rows_of_their_units_and_the_whole(reported: Reported) -> None:
    world = reported.world
    handler = client_of(world.person("Henk", world.child, "handler"))
    coordinator = client_of(world.person("Coen", world.root, "coordinator"))
    own = [row[0] for row in tables_of(handler, "2025")["Onderdeel"][1:]]
    everything = [row[0] for row in tables_of(coordinator, "2025")["Onderdeel"][1:]]
    assert own == ["Balie Noord", "Totaal"]
    assert {"Balie Noord", "Klant Contact Centrum", "Totaal"} < set(everything)
    assert tables_of(handler, "2025")["Ernst"] == tables_of(coordinator, "2025")["Ernst"]
    page = text_of(handler.get(f"{PAGE}2025/"))
    assert "Klant Contact Centrum" not in page
    assert "Klant Contact Centrum" in text_of(coordinator.get(f"{PAGE}2025/"))


def test_for_others_there_is_no_such_page(reported: Reported) -> None:
    for level in ("reporter", "administrator", "registry_reader", "head"):
        client = client_of(reported.world.person(f"Nee {level}", reported.world.root, level))
        for path in ("", "2025/", "2025/bestand.pdf"):
            assert client.get(PAGE + path).status_code == 404, (level, path)
        assert client.post(PAGE, {"frequency": "monthly"}).status_code == 404
    assert not ReportSubscription.objects.exists()


def test_what_is_not_there_is_not_found(reported: Reported) -> None:
    world = reported.world
    client = client_of(world.person("Coen", world.root, "coordinator"))
    for path in ("2031/", "2025-k5/", "2025-K1/", "x/", "2025/bestand.exe", "2025/bestand.ods"):
        assert client.get(PAGE + path).status_code == 404, path
    # Nor in another municipality.
    client = client_of(world.person("Dirk", world.other_root, "coordinator"))
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}2025/").status_code == 404


def test_page_and_files_show_the_same_and_nothing_that_is_hidden(reported: Reported) -> None:
    """What every reader together can see is what is frozen: no more figures than that in any of them."""
    client = client_of(reported.world.person("Coen", reported.world.root, "coordinator"))
    for slug in ("2025", "2025-k2"):
        period = Period.named(slug)
        assert period is not None
        cells = AnonymousReport.objects.get(year=period.year, quarter=period.quarter).content["cells"]
        frozen = {
            str(label): cells[f"{axis}={code}"]
            for axis in ("kind", "severity", "channel")
            for code, label in AXES[axis].categories.items()
        }
        assert None in frozen.values()
        found = tables_of(client, slug)
        shown = {
            row[0]: row[1] for title in ("Soort agressie", "Ernst", "Kanaal") for row in found[title][1:-1]
        }
        assert shown == {label: HIDDEN if n is None else str(n) for label, n in frozen.items()}
        book = openpyxl.load_workbook(io.BytesIO(file(client, slug, "xlsx").content))
        sheet = book["Ernst"]
        rows = [
            [str(value) for value in row if value is not None]
            for row in sheet.iter_rows(min_row=3, values_only=True)
        ]
        assert rows == found["Ernst"]
        page = text_of(client.get(f"{PAGE}{slug}/"))
        table = page.split('id="table-severity"')[1].split("</table>")[0]
        on_page = [
            re.sub("<[^>]+>", "", cell).strip("•") for cell in re.findall(r"<td class[^>]*>(.*?)</td>", table)
        ]
        assert on_page == [value for row in found["Ernst"][1:] for value in row[1:]]
        pages = PdfReader(io.BytesIO(file(client, slug, "pdf").content)).pages
        document = "\n".join(sheet_.extract_text() for sheet_ in pages)
        for row in found["Ernst"][1:]:
            figures = [value.replace(HIDDEN, "•").replace("-", "−") for value in row[1:]]
            assert " ".join([row[0], *figures]) in document


def test_each_file_says_what_its_words_mean(reported: Reported) -> None:
    client = client_of(reported.world.person("Coen", reported.world.root, "coordinator"))
    meaning = "Of er materiële schade is vastgelegd."
    assert meaning in file(client, "2025", "csv").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(file(client, "2025", "xlsx").content))
    assert meaning in [row[1] for row in book["Begrippen"].iter_rows(values_only=True)]
    pdf = PdfReader(io.BytesIO(file(client, "2025", "pdf").content))
    assert meaning in pdf.pages[-1].extract_text()
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_a_unit_that_is_called_like_a_formula_stays_text(world: World, clock: Any) -> None:
    evil = "=cmd|' /C calc'!A0"
    world.child.name = evil
    world.child.save()
    made = Reported(world)
    made.fill(2025)
    close_periods()
    client = client_of(world.person("Coen", world.root, "coordinator"))
    rows = tables_of(client, "2025")["Onderdeel"]
    assert f"'{evil}" in [row[0] for row in rows]
    book = openpyxl.load_workbook(io.BytesIO(file(client, "2025", "xlsx").content))
    found = [cell for row in book["Onderdeel"].iter_rows() for cell in row if cell.value == f"'{evil}"]
    assert [cell.data_type for cell in found] == ["s"]
    assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    document = "".join(
        p.extract_text() for p in PdfReader(io.BytesIO(file(client, "2025", "pdf").content)).pages
    )
    assert "=cmd|" in document


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_what_a_spreadsheet_would_compute_is_text(text: str) -> None:
    assert plain_text(text) == f"'{text}"
    assert plain_text("Balie = 1") == "Balie = 1"


def test_no_name_is_in_a_report_a_file_or_its_name(reported: Reported) -> None:
    world = reported.world
    assert Incident.objects.filter(reporter=reported.alice).exists()
    assert CANARY in reported.alice.name
    client = client_of(world.person("Coen", world.root, "coordinator"))
    secrets = ("Kanarie", "Zwartewaterallee")
    seen = [
        client.get(PAGE),
        client.get(f"{PAGE}2025/"),
        *(file(client, "2025", extension) for extension in FORMATS),
    ]
    pdf = PdfReader(io.BytesIO(seen[-1].content))
    book = openpyxl.load_workbook(io.BytesIO(seen[-2].content))
    texts = [response.content.decode(errors="replace") + str(response.headers) for response in seen]
    texts += [page.extract_text() for page in pdf.pages] + [str(pdf.metadata), str(vars(book.properties))]
    texts += [str(row) for sheet in book for row in sheet.iter_rows(values_only=True)]
    texts.append(str(list(AnonymousReport.objects.values())))
    for text in texts:
        assert not any(secret in text for secret in secrets)
    assert "rapportage-agressie-waterrijk-2025.pdf" in seen[-1].headers["Content-Disposition"]


def test_no_way_down_to_an_incident(reported: Reported) -> None:
    client = client_of(reported.world.person("Coen", reported.world.root, "coordinator"))
    main = text_of(client.get(f"{PAGE}2025/")).split("<main")[1].split("</main")[0]
    links = set(re.findall(r'href="([^"#]+)"', main))
    assert {link for link in links if not link.startswith(PAGE)} == set()
    assert links


def test_the_period_before_stands_beside_it(reported: Reported) -> None:
    client = client_of(reported.world.person("Coen", reported.world.root, "coordinator"))
    table = tables_of(client, "2025")["Ernst"]
    assert table[0] == ["Ernst", "Aantal", "Periode ervoor", "Verschil"]
    assert table[-1] == ["Totaal", "64", "24", "40"]
    # Of the first there is nothing before it.
    assert tables_of(client, "2024")["Ernst"][0] == ["Ernst", "Aantal"]
    page = text_of(client.get(f"{PAGE}2025/"))
    assert "Alle jaren" in page
    assert "style=" not in page


def test_a_period_that_could_not_be_counted_says_so(reported: Reported, clock: Any) -> None:
    world = reported.world
    AnonymousReport.objects.create(municipality=world.waterrijk, year=2019, quarter=0, content=None)
    client = client_of(world.person("Coen", world.root, "coordinator"))
    assert "Van deze periode is geen rapport" in text_of(client.get(f"{PAGE}2019/"))
    assert client.get(f"{PAGE}2019/bestand.pdf").status_code == 404


def test_the_running_quarter_counts_what_the_viewer_may_open(reported: Reported, clock: Any) -> None:
    world = reported.world
    clock.move_to(start_of_day(datetime.date(2026, 2, 10)))
    for unit, number in ((world.child, 2), (world.sibling, 3)):
        for _number in range(number):
            reported.happen(datetime.date(2026, 2, 1), unit)
    handler = client_of(world.person("Henk", world.child, "handler"))
    supervisor = client_of(world.person("Sonja", world.root, "supervisor"))
    coordinator = client_of(world.person("Coen", world.root, "coordinator"))
    for client, total in ((handler, 2), (supervisor, 5), (coordinator, 0)):
        page = client.get(PAGE)
        assert "Dit is geen rapport" in text_of(page)
        assert [quarter.total for quarter in page.context["running"]] == [total]
    # For two weeks the quarter that is over waits beside it.
    clock.move_to(start_of_day(datetime.date(2026, 4, 3)))
    page = client_of(User.objects.get(name="Henk")).get(PAGE)
    assert [(q.period.slug, q.total) for q in page.context["running"]] == [("2026-k2", 0), ("2026-k1", 2)]


@pytest.mark.parametrize("units", [1, 3])
def test_as_many_questions_whatever_the_number_of_units(reported: Reported, units: int) -> None:
    """Session, person with municipality, grants, tree; and on the one: reports; on the other: the choice, reports and
    the running quarter."""
    world = reported.world
    for number in range(units - 1):
        world.unit(f"Team {number}", world.child)
    client = client_of(world.person("Henk", world.child, "handler"))
    client.get(PAGE)
    for path, expected in ((PAGE, 7), (f"{PAGE}2025/", 5)):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        assert len(captured) == expected, [query["sql"][:80] for query in captured]


def choose(client: Client, frequency: str) -> Any:
    return client.post(PAGE, {"frequency": frequency})


def mails(person: User) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(recipient=person, kind="new_anonymous_report"))


def test_who_asked_gets_a_link_when_there_is_something_new(reported: Reported, clock: Any) -> None:
    world = reported.world
    henk, sonja = (
        world.person("Henk", world.child, "handler"),
        world.person("Sonja", world.root, "supervisor"),
    )
    for person, frequency in ((henk, "monthly"), (sonja, "quarterly")):
        assert choose(client_of(person), frequency).status_code == 302
        assert choose(client_of(person), frequency).status_code == 302
    assert ReportSubscription.objects.count() == 2
    # Nothing new, no mail.
    clock.move_to(start_of_day(datetime.date(2026, 4, 2)))
    assert tell_of_new_reports() == 0
    clock.move_to(Period(2026, 1).closes_at)
    close_periods()
    assert tell_of_new_reports() == 1
    assert tell_of_new_reports() == 0
    assert [(mail.path, mail.reference) for mail in mails(sonja)] == [(PAGE, "")]
    assert mails(henk) == []
    clock.move_to(start_of_day(datetime.date(2026, 5, 1)))
    assert tell_of_new_reports() == 1
    assert len(mails(henk)) == 1
    clock.move_to(start_of_day(datetime.date(2026, 6, 1)))
    assert tell_of_new_reports() == 0


def test_who_may_read_no_reports_any_more_gets_no_mail(reported: Reported, clock: Any) -> None:
    world = reported.world
    henk = world.person("Henk", world.child)
    grant = world.grant(henk, "handler", world.child)
    choose(client_of(henk), "quarterly")
    grant.delete()
    clock.move_to(Period(2026, 1).closes_at)
    close_periods()
    assert tell_of_new_reports() == 0
    assert mails(henk) == []


def test_a_wrong_choice_is_refused_and_never_ends_it(reported: Reported) -> None:
    henk = reported.world.person("Henk", reported.world.child, "handler")
    client = client_of(henk)
    assert choose(client, "elk uur").status_code == 400
    assert not ReportSubscription.objects.exists()
    choose(client, "monthly")
    choose(client, "never")
    choose(client, "never")
    assert not ReportSubscription.objects.exists()
