# SPDX-License-Identifier: EUPL-1.2
"""The pages of letters: what is typed is in the PDF and kept nowhere; that one went is recorded once; an administrator
writes the texts, and reads no incident."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry, BrowserSession, User
from incidents import joining, sanctioning
from incidents.letters import letter
from incidents.letters.standard import standard_text
from incidents.letters.versions import current
from incidents.models import Draft, LetterKind, LetterSent, LetterTemplate, Sanction, TimelineEntry
from incidents.perpetrators import join_perpetrators
from tests.incidents.case import client_of, filled_in, text_of
from tests.incidents.lettered import HEAD, make_letterhead, read
from tests.incidents.sanction_pages import Pages, errors_of, message_of
from tests.protection.rows import base, our_models
from tests.world import World

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 8, 31, 10, tzinfo=datetime.UTC)
ADDRESS = "De heer W. Zwartewater\nKanarieplein 7\n1234 KN Vogelstad"
OWN_WORDS = "Dit schreef de afhandelaar er zelf bij: nachtegaal."


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pages(world: World, clock: Any) -> Pages:
    make_letterhead(world.waterrijk)
    return Pages(world, occurred_at=NOON - datetime.timedelta(hours=2))


@pytest.fixture
def admin(world: World) -> User:
    return world.person("Fatima", world.root, "administrator")


def letter_url(sanction: Sanction, kind: str = "warning") -> str:
    keys = {"incident_id": sanction.incident_id, "sanction_id": sanction.pk, "kind": kind}
    return reverse("letter_make", kwargs=keys)


def typed(client: Client, url: str, **changes: str) -> dict[str, Any]:
    response = client.get(url)
    assert response.status_code == 200
    return filled_in(response) | {"address": ADDRESS} | changes


class TestMaking:
    def test_what_is_typed_is_in_the_letter_and_kept_nowhere(self, pages: Pages) -> None:
        """No table, no session, no log, no draft: not of the address, and not of the text as it was edited."""
        row, client = pages.impose(), client_of(pages.bob)
        data = typed(client, letter_url(row))
        data["text"] += f"\n\n{OWN_WORDS}"
        for query in ("", "?bewaar"):
            response = client.post(letter_url(row) + query, data)
        response = client.post(letter_url(row), data)
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
        assert (
            response["Content-Disposition"] == f'attachment; filename="brief-{pages.incident.reference}.pdf"'
        )
        _reader, text = read(response.content)
        assert "Kanarieplein 7" in text
        assert "nachtegaal" in text
        assert row.behaviour in text
        kept = "".join(repr(list(base(model).values())) for model in our_models() if model is not Draft)
        kept += "".join(repr(draft.data) for draft in Draft.with_due.all())
        kept += "".join(repr(session.get_decoded()) for session in BrowserSession.objects.all())
        kept += "".join(
            str(getattr(one, field.attname))
            for model in our_models()
            for one in base(model).all()
            for field in model._meta.concrete_fields
        )
        assert row.behaviour in kept
        for secret in ("Kanarieplein", "nachtegaal"):
            assert secret not in kept
        assert not LetterSent.objects.exists()

    def test_making_is_logged(self, pages: Pages) -> None:
        row, client = pages.impose(), client_of(pages.bob)
        client.post(letter_url(row), typed(client, letter_url(row)))
        entry = AccessLogEntry.objects.get(action="made_letter")
        assert (entry.actor, entry.object_id) == (pages.bob, pages.incident.pk)

    def test_a_letter_that_names_the_victim_is_not_made_and_stays_typed(self, pages: Pages) -> None:
        row, client = pages.impose(), client_of(pages.bob)
        data = typed(client, letter_url(row), text=f"{OWN_WORDS} U riep dat tegen Alice.")
        response = client.post(letter_url(row), data)
        assert "“Alice”" in errors_of_here(response)["text"]
        page = text_of(response)
        assert "nachtegaal" in page
        assert "Kanarieplein 7" in page
        assert not AccessLogEntry.objects.filter(action="made_letter").exists()

    @pytest.mark.parametrize("field", letter.WRITTEN)
    def test_each_field_is_asked_for(self, pages: Pages, field: str) -> None:
        row, client = pages.impose(), client_of(pages.bob)
        response = client.post(letter_url(row), typed(client, letter_url(row), **{field: " "}))
        assert field in errors_of_here(response)

    def test_without_a_letterhead_there_is_none(self, world: World, clock: Any) -> None:
        pages = Pages(world, occurred_at=NOON - datetime.timedelta(hours=2))
        row, client = pages.impose(), client_of(pages.bob)
        assert "Er is nog geen briefhoofd" in text_of(client.get(letter_url(row)))
        assert client.post(letter_url(row), {"text": "x"})["Content-Type"].startswith("text/html")

    @pytest.mark.parametrize("kind", ["lifting", "annulment", "ban", "registered", "decision"])
    def test_no_letter_about_what_did_not_happen(self, pages: Pages, kind: str) -> None:
        row = pages.impose()
        response = client_of(pages.bob).get(letter_url(row, kind), follow=True)
        assert response.redirect_chain
        assert client_of(pages.bob).get(letter_url(row, "kanarie")).status_code == 404

    def test_somebody_else_s_sanction_is_not_there(self, pages: Pages, world: World) -> None:
        row = pages.impose()
        eve = world.person("Eve", world.other, "handler", "administrator")
        other = pages.established()
        keys = {"incident_id": other.pk, "sanction_id": row.pk, "kind": "warning"}
        assert client_of(pages.bob).get(reverse("letter_make", kwargs=keys)).status_code == 404
        for method in ("get", "post"):
            assert getattr(client_of(eve), method)(letter_url(row)).status_code == 404

    def test_nobody_is_told_before_the_facts_are_established(self, pages: Pages) -> None:
        report = pages.world.incident(pages.alice)
        involvement = pages.name(report, "Karel Kras")
        keys = {"incident_id": report.pk, "involvement_id": involvement.pk, "kind": "registered"}
        url = reverse("letter_about_involvement", kwargs=keys)
        assert client_of(pages.bob).get(url).status_code == 404
        pages.establish(report)
        assert client_of(pages.bob).get(url).status_code == 200


def errors_of_here(response: Any) -> dict[str, str]:
    assert response.status_code == 200
    return {name: " ".join(found) for name, found in response.context["form"].errors.items()}


class TestSending:
    def test_it_says_when_how_by_whom_and_by_which_text(self, pages: Pages) -> None:
        row = pages.impose()
        response = pages.post(pages.bob, "sanction_letter", row, how="registered", time="12:00")
        assert "Vastgelegd" in message_of(response)
        sent = LetterSent.objects.get()
        assert (sent.sanction, sent.how, sent.author, sent.sent_at) == (row, "registered", pages.bob, NOON)
        assert sent.template is not None
        assert (sent.kind, sent.template.number, sent.template.is_standard) == ("warning", 1, True)
        row.refresh_from_db()
        assert (row.letter_sent_at, row.letter_sent_by) == (NOON, pages.bob)
        assert "aangetekend · tekst 1" in pages.page()

    def test_a_second_click_records_one(self, pages: Pages) -> None:
        row = pages.impose()
        data = pages.form(pages.bob, "sanction_letter", row)
        for _ in range(2):
            assert "Vastgelegd" in message_of(pages.send(pages.bob, "sanction_letter", row, data))
        assert LetterSent.objects.count() == 1
        assert TimelineEntry.objects.filter(action="letter_sent").count() == 1

    def test_each_letter_about_a_sanction_is_a_row_and_the_first_marks_it(
        self, pages: Pages, clock: time_machine.Traveller
    ) -> None:
        """Imposing, then lifting: the registry's mark stays the day on which somebody was told."""
        row = pages.impose("contact_measure")
        pages.post(pages.bob, "sanction_letter", row, time="12:00")
        clock.move_to(NOON + datetime.timedelta(days=3))
        sanctioning.lift(pages.bob, row, "Het gaat goed.")
        pages.post(pages.bob, "sanction_letter", row)
        assert list(LetterSent.objects.values_list("kind", flat=True)) == ["contact", "lifting"]
        row.refresh_from_db()
        assert row.letter_sent_at == NOON

    def test_of_what_was_undone_a_letter_goes_when_somebody_was_told(self, pages: Pages) -> None:
        row = pages.impose()
        pages.post(pages.bob, "sanction_letter", row)
        sanctioning.annul(pages.bob, row, "Verkeerde persoon.")
        pages.post(pages.bob, "sanction_letter", row)
        assert set(LetterSent.objects.values_list("kind", flat=True)) == {"warning", "annulment"}

    def test_the_version_is_that_by_which_it_was_made(self, pages: Pages, admin: User) -> None:
        """An administrator saves another text between making and sending."""
        row = pages.impose()
        shown = client_of(pages.bob).get(letter_url(row))
        recording = shown.context["recording"]
        subject, body = standard_text(LetterKind.WARNING)
        save(admin, LetterKind.WARNING, subject, body + "\n\nGroet.")
        page = client_of(pages.bob).get(recording)
        assert page.context["form"]["letter"].value() == "warning:1"
        seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
        assert seen
        client_of(pages.bob).post(recording, filled_in(page) | {"seen": seen[1]})
        assert LetterSent.objects.get().template.number == 1  # type: ignore[union-attr]
        assert current(pages.world.waterrijk, "warning").number == 2

    def test_when_and_how_can_be_put_right(self, pages: Pages, clock: time_machine.Traveller) -> None:
        row = pages.impose()
        sanctioning.letter_sent(pages.bob, row, NOON)
        sent = LetterSent.objects.get()
        clock.move_to(NOON + datetime.timedelta(hours=1))
        url = reverse("letter_correct", kwargs={"incident_id": row.incident_id, "letter_id": sent.pk})
        client = client_of(pages.bob)
        assert client.post(url, filled_in(client.get(url)) | {"date": "01-01-2026"}).status_code == 200
        assert (
            client.post(url, filled_in(client.get(url)) | {"time": "12:30", "how": "handed_over"}).status_code
            == 302
        )
        sent.refresh_from_db()
        row.refresh_from_db()
        assert sent.how == "handed_over"
        assert row.letter_sent_at == sent.sent_at == NOON + datetime.timedelta(minutes=30)

    def test_a_letter_goes_along_when_reports_or_people_are_joined(self, pages: Pages) -> None:
        """With the sanction that it is about: to the report that stays, and to the person who stays."""
        second = pages.established()
        other = pages.name(second, "Wim Zwartwater")
        row = pages.impose("warning_letter", other)
        sanctioning.letter_sent(pages.bob, row, timezone.now())
        joining.join(pages.bob, second, pages.incident)
        sent = LetterSent.objects.get()
        assert (sent.incident, sent.involvement.perpetrator) == (pages.incident, other.perpetrator)
        join_perpetrators(pages.bob, pages.incident, pages.wim.perpetrator, other.perpetrator)
        sent.refresh_from_db()
        assert sent.involvement == pages.wim
        assert sent.sanction is not None
        assert sent.sanction.involvement == pages.wim

    def test_you_are_registered(self, pages: Pages) -> None:
        keys = {"incident_id": pages.incident.pk, "involvement_id": pages.wim.pk, "kind": "registered"}
        url, client = reverse("letter_sent", kwargs=keys), client_of(pages.bob)
        data = filled_in(client.get(url))
        for _ in range(2):
            assert client.post(url, data).status_code == 302
        sent = LetterSent.objects.get()
        assert (sent.kind, sent.sanction, sent.involvement) == ("registered", None, pages.wim)
        assert "U staat geregistreerd" in pages.page()

    def test_a_version_that_is_not_there_is_none(self, pages: Pages) -> None:
        row = pages.impose()
        assert "letter" in errors_of(pages.post(pages.bob, "sanction_letter", row, letter="warning:7"))
        assert not LetterSent.objects.exists()


def save(admin: User, kind: str, subject: str, body: str, **more: Any) -> Any:
    client, url = client_of(admin), reverse("letter_text", kwargs={"kind": kind})
    return client.post(url, filled_in(client.get(url)) | {"subject": subject, "body": body} | more)


class TestTexts:
    def test_a_change_is_a_new_version_and_the_older_stay_readable(self, world: World, admin: User) -> None:
        subject, body = standard_text(LetterKind.WARNING)
        for number in (2, 3):
            assert save(admin, "warning", subject, f"{body}\n\nVersie {number}.").status_code == 302
        assert save(admin, "warning", subject, f"{body}\n\nVersie 3.").status_code == 302
        assert list(LetterTemplate.objects.values_list("number", flat=True).order_by("number")) == [1, 2, 3]
        assert current(world.waterrijk, "warning").body.endswith("Versie 3.")
        older = client_of(admin).get(reverse("letter_version", kwargs={"kind": "warning", "number": 2}))
        assert "Versie 2." in text_of(older)
        assert "Fatima" in text_of(older)
        # Of another municipality nothing changed, and nothing is seen.
        assert current(world.duinveen, "warning").is_standard
        elsewhere = world.person("Eve", world.other_root, "administrator")
        url = reverse("letter_version", kwargs={"kind": "warning", "number": 2})
        assert client_of(elsewhere).get(url).status_code == 404

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda body: body + " {slachtoffer}", "{slachtoffer} bestaat niet"),
            (lambda body: body + " {bsn}", "{bsn} bestaat niet"),
            (lambda body: body + " {}", "{} bestaat niet"),
            (lambda body: body.replace("{gedrag}", ""), "{gedrag} ontbreekt"),
            (lambda body: body + " {gedrag", "losse accolade"),
            (lambda body: body + " 111222333", "BSN"),
            (lambda body: body + " U kunt bezwaar maken.", "geen besluit"),
        ],
    )
    def test_what_is_wrong_is_told_at_the_field(
        self, world: World, admin: User, change: Any, words: str
    ) -> None:
        subject, body = standard_text(LetterKind.WARNING)
        response = save(admin, "warning", subject, change(body))
        assert words in errors_of_here(response)["body"]
        # What was typed is kept, and which places there are stands beside it.
        assert change(body).strip() in text_of(response).replace("\r\n", "\n")
        assert "wat deze persoon deed of zei" in text_of(response)
        assert not LetterTemplate.objects.exists()

    def test_the_second_of_two_sees_what_the_first_stored(self, world: World, admin: User) -> None:
        subject, body = standard_text(LetterKind.WARNING)
        save(admin, "warning", subject, f"{body}\n\nEerst.")
        response = save(admin, "warning", subject, f"{body}\n\nDaarna.", based_on="1")
        assert "intussen gewijzigd" in errors_of_here(response)["__all__"]
        again = filled_in(response)
        assert "Daarna." in again["body"]
        assert save(admin, "warning", subject, again["body"], based_on=again["based_on"]).status_code == 302

    def test_a_preview_is_of_what_was_typed_and_about_nobody(self, pages: Pages, admin: User) -> None:
        pages.impose()
        subject, body = standard_text(LetterKind.WARNING)
        response = save(admin, "warning", subject, f"{body}\n\nProbeersel.", preview="1")
        _reader, text = read(response.content)
        assert "Probeersel." in text
        assert "Voorbeeldstraat 1" in text
        for name in ("Wim", "Alice", pages.incident.reference):
            assert name not in text
        assert not LetterTemplate.objects.exists()
        assert not AccessLogEntry.objects.filter(action__in=("made_letter", "read_incident")).exists()

    @pytest.mark.parametrize("kind", LetterKind)
    def test_every_kind_has_its_page_and_preview(self, world: World, admin: User, kind: LetterKind) -> None:
        make_letterhead(world.waterrijk)
        subject, body = standard_text(kind)
        assert save(admin, kind, subject, body, preview="1")["Content-Type"] == "application/pdf"

    def test_the_standard_text_of_a_new_release_is_a_new_version(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What a letter went by stays readable as it was."""
        LetterTemplate.objects.create(
            municipality=world.waterrijk,
            kind="warning",
            number=1,
            is_standard=True,
            subject="Oud",
            body="Oud {gedrag}",
        )
        now = current(world.waterrijk, "warning")
        assert (now.number, now.is_standard, now.pk) == (2, True, None)

    def test_the_letterhead(self, world: World, admin: User) -> None:
        client, url = client_of(admin), reverse("letterhead")
        assert set(errors_of_here(client.post(url, {}))) == set(HEAD)
        assert "place" in errors_of_here(client.post(url, HEAD | {"place": "111222333"}))
        for place in ("Waterrijk", "Waterrijk-Stad"):
            assert client.post(url, HEAD | {"place": place}).status_code == 302
        world.waterrijk.refresh_from_db()
        assert world.waterrijk.letterhead.place == "Waterrijk-Stad"


def test_old_letters_became_rows(pages: Pages) -> None:
    """The migration: what was recorded as sent is a letter, by a text that nobody knows."""
    from importlib import import_module

    from django.apps import apps

    row = pages.impose("stop_talk")
    Sanction.objects.filter(pk=row.pk).update(letter_sent_at=NOON, letter_sent_by=pages.bob)
    import_module("incidents.migrations.0006_letters").letters_that_were_sent(apps, None)
    sent = LetterSent.objects.get()
    assert (sent.kind, sent.template, sent.sent_at, sent.author) == ("talk", None, NOON, pages.bob)
    url = reverse("letter_correct", kwargs={"incident_id": row.incident_id, "letter_id": sent.pk})
    client = client_of(pages.bob)
    assert client.post(url, filled_in(client.get(url)) | {"how": "handed_over"}).status_code == 302
    sent.refresh_from_db()
    assert (sent.how, sent.template) == ("handed_over", None)
