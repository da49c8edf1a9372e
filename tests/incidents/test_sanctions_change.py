# SPDX-License-Identifier: EUPL-1.2
"""What is done about a sanction that is there, through the pages: lifted, undone, shortened, prolonged, reviewed, its
letter; each tells what it did to R3, and nobody acts on what changed in the meantime."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from incidents.models import Perpetrator, Sanction, SanctionReview
from incidents.sanctioning import annul, lift
from retention.terms import end_of_day, start_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.sanction_pages import BAN, GROUNDS, Pages, errors_of, message_of
from tests.world import World

pytestmark = pytest.mark.django_db
D = datetime.date


def noon(day: datetime.date) -> datetime.datetime:
    return start_of_day(day) + datetime.timedelta(hours=12)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon(D(2026, 8, 31)), tick=False) as clock:
        yield clock


@pytest.fixture
def pages(world: World, clock: time_machine.Traveller) -> Pages:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Pages(world, severity=3)


@pytest.fixture
def ban(pages: Pages) -> Sanction:
    return pages.impose("premises_ban", planned_end=D(2026, 11, 30))


class TestLifting:
    def test_ends_it_today_and_counts_r3_from_today(
        self, pages: Pages, ban: Sanction, clock: time_machine.Traveller
    ) -> None:
        assert ban.visible_until == end_of_day(D(2028, 5, 30))
        clock.move_to(noon(D(2026, 10, 1)))
        told = message_of(pages.post(pages.bob, "sanction_lift", ban, reason="Gesprek gevoerd"))
        assert "vandaag is de laatste dag" in told
        assert "tot en met 1 april 2028: 18 maanden na 1 oktober 2026 (R3)" in told
        ban.refresh_from_db()
        assert ban.visible_until == end_of_day(D(2028, 4, 1))
        page = pages.page()
        assert "Opgeheven" in page
        assert "Gesprek gevoerd" in page
        assert pages.address("sanction_lift", ban) not in page

    def test_asks_why(self, pages: Pages, ban: Sanction) -> None:
        assert "reason" in errors_of(pages.post(pages.bob, "sanction_lift", ban, reason=" "))
        ban.refresh_from_db()
        assert ban.is_running

    def test_a_second_click_and_the_back_button_change_nothing(self, pages: Pages, ban: Sanction) -> None:
        data = pages.form(pages.bob, "sanction_lift", ban) | {"reason": "Gesprek gevoerd"}
        pages.send(pages.bob, "sanction_lift", ban, data)
        response = pages.send(pages.bob, "sanction_lift", ban, data | {"reason": "Nog eens"})
        assert "opgeheven op 31 augustus 2026. Er is nu niets veranderd." in message_of(response)
        assert pages.get(pages.bob, "sanction_lift", ban).status_code == 302
        ban.refresh_from_db()
        assert ban.end_reason == "Gesprek gevoerd"

    def test_a_warning_is_not_lifted(self, pages: Pages) -> None:
        warning = pages.impose("order_talk")
        assert pages.address("sanction_lift", warning) not in pages.page()
        assert pages.get(pages.bob, "sanction_lift", warning).status_code == 302
        warning.refresh_from_db()
        assert warning.lifted_on is None


class TestUndoing:
    def test_it_is_out_of_the_registry_at_once(self, pages: Pages, ban: Sanction) -> None:
        assert pages.readable() == {pages.wim.perpetrator_id}
        page = text_of(pages.get(pages.bob, "sanction_annul", ban))
        assert "gir-button--danger" in page
        told = message_of(pages.post(pages.bob, "sanction_annul", ban, reason="Verkeerde persoon"))
        assert "vanaf nu niet meer" in told
        assert pages.readable() == set()
        page = pages.page()
        assert "Ongedaan gemaakt" in page
        assert "Verkeerde persoon" in page
        assert "Brief is verstuurd" not in page

    def test_asks_why(self, pages: Pages, ban: Sanction) -> None:
        assert "reason" in errors_of(pages.post(pages.bob, "sanction_annul", ban))
        assert pages.readable()


class TestShortening:
    def test_fewer_months_never_below_12_and_never_more(self, pages: Pages, ban: Sanction) -> None:
        for months in ("", "11", "18", "24", "x"):
            assert "months" in errors_of(pages.post(pages.bob, "sanction_shorten", ban, months=months))
        told = message_of(pages.post(pages.bob, "sanction_shorten", ban, months="12"))
        assert "tot en met 30 november 2027: 12 maanden na 30 november 2026 (R3)" in told
        ban.refresh_from_db()
        assert ban.visible_until == end_of_day(D(2027, 11, 30))
        assert pages.address("sanction_shorten", ban) not in pages.page()
        assert pages.get(pages.bob, "sanction_shorten", ban).status_code == 302


class TestProlonging:
    def test_a_new_decision_that_starts_from_the_old_one(
        self, pages: Pages, ban: Sanction, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(noon(D(2026, 11, 29)))
        data = pages.form(pages.bob, "sanction_prolong", ban)
        assert data["starts_on"] == "01-12-2026"
        assert data["conditions"] == ban.conditions
        assert not data.get("heard")
        response = pages.post(
            pages.bob,
            "sanction_prolong",
            ban,
            behaviour="Kwam op 12 november weer.",
            heard="heard",
            planned_end="31-01-2027",
        )
        new = Sanction.objects.get(prolongs=ban)
        assert "Dit geldt tot en met 31 januari 2027" in message_of(response)
        assert new.visible_until == end_of_day(D(2028, 7, 31))
        ban.refresh_from_db()
        assert ban.visible_until == end_of_day(D(2028, 5, 30))
        assert "Verlengd met een nieuw besluit" in pages.page()

    def test_not_of_one_that_ended(self, pages: Pages, ban: Sanction, clock: time_machine.Traveller) -> None:
        assert pages.address("sanction_prolong", ban) in pages.page()
        clock.move_to(noon(D(2026, 12, 1)))
        assert pages.address("sanction_prolong", ban) not in pages.page()
        response = client_of(pages.bob).get(pages.address("sanction_prolong", ban), follow=True)
        assert "was tot en met 30 november 2026" in message_of(response)

    def test_not_shorter_and_not_twice(self, pages: Pages, ban: Sanction) -> None:
        answers = {"heard": "heard", "starts_on": ""}
        errors = errors_of(
            pages.post(pages.bob, "sanction_prolong", ban, planned_end="30-11-2026", **answers)
        )
        assert "verlengt u niets" in errors["planned_end"]
        data = pages.form(pages.bob, "sanction_prolong", ban) | answers | {"planned_end": "15-12-2026"}
        data["review_on"] = "01-11-2026"
        for _ in range(2):
            assert "Opgelegd" in message_of(pages.send(pages.bob, "sanction_prolong", ban, data))
        assert Sanction.objects.filter(prolongs=ban).count() == 1
        assert pages.get(pages.bob, "sanction_prolong", ban).status_code == 302

    def test_it_counts_as_looking_again(self, pages: Pages) -> None:
        long = pages.impose("premises_ban", planned_end=D(2027, 1, 31), review_on=D(2026, 10, 1))
        pages.impose("premises_ban", prolongs=long, planned_end=D(2027, 3, 1), review_on=D(2026, 12, 1))
        long.refresh_from_db()
        assert long.review_on is None
        assert SanctionReview.objects.get(sanction=long).outcome == "prolonged"


class TestReviewing:
    @pytest.fixture
    def long(self, pages: Pages, clock: time_machine.Traveller) -> Sanction:
        long = pages.impose("premises_ban", planned_end=D(2027, 5, 31), review_on=D(2026, 11, 1))
        clock.move_to(noon(D(2026, 11, 1)))
        return long

    def test_it_goes_on_until_the_next_review(self, pages: Pages, long: Sanction) -> None:
        errors = errors_of(
            pages.post(pages.bob, "sanction_review", long, outcome="continued", reason="Belt nog steeds.")
        )
        assert "langer dan drie maanden" in errors["next_review_on"]
        told = message_of(
            pages.post(
                pages.bob,
                "sanction_review",
                long,
                outcome="continued",
                reason="Belt nog steeds.",
                next_review_on="01-02-2027",
            )
        )
        assert "uiterlijk op 1 februari 2027" in told
        assert "verandert niet" in told
        until = long.visible_until
        long.refresh_from_db()
        assert (long.review_on, long.visible_until) == (D(2027, 2, 1), until)
        assert "Belt nog steeds." in pages.page()

    def test_or_is_lifted(self, pages: Pages, long: Sanction) -> None:
        told = message_of(pages.post(pages.bob, "sanction_review", long, outcome="lifted", reason="Rustig."))
        assert "18 maanden na 1 november 2026 (R3)" in told
        long.refresh_from_db()
        assert long.lifted_on == D(2026, 11, 1)

    def test_or_leads_to_a_new_decision(self, pages: Pages, long: Sanction) -> None:
        response = pages.post(pages.bob, "sanction_review", long, outcome="prolonged")
        assert response.redirect_chain[0][0] == pages.address("sanction_prolong", long)
        assert not SanctionReview.objects.exists()

    def test_asks_for_an_outcome_and_why(self, pages: Pages, long: Sanction) -> None:
        assert "outcome" in errors_of(pages.post(pages.bob, "sanction_review", long, reason="Rustig."))
        assert "reason" in errors_of(pages.post(pages.bob, "sanction_review", long, outcome="lifted"))

    def test_a_second_click_reviews_once(self, pages: Pages, long: Sanction) -> None:
        data = pages.form(pages.bob, "sanction_review", long)
        data |= {"outcome": "continued", "reason": "Belt nog.", "next_review_on": "01-02-2027"}
        for _ in range(2):
            assert "Vastgelegd" in message_of(pages.send(pages.bob, "sanction_review", long, data))
        assert SanctionReview.objects.count() == 1


class TestTheLetter:
    def test_late_after_24_hours_and_not_before(
        self, pages: Pages, ban: Sanction, clock: time_machine.Traveller
    ) -> None:
        assert "Nog niet verstuurd: moet uiterlijk morgen om 12:00 weg" in pages.page()
        clock.move_to(noon(D(2026, 9, 1)) - datetime.timedelta(seconds=1))
        assert "Brief te laat" not in pages.page()
        clock.move_to(noon(D(2026, 9, 1)))
        page = pages.page()
        assert "Brief te laat" in page
        assert "Te laat: had uiterlijk vandaag om 12:00 weg gemoeten" in page

    def test_sent_now_or_when_it_was(
        self, pages: Pages, ban: Sanction, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(noon(D(2026, 9, 1)))
        data = pages.form(pages.bob, "sanction_letter", ban)
        assert (data["date"], data["time"]) == ("01-09-2026", "12:00")
        pages.send(pages.bob, "sanction_letter", ban, data | {"date": "31-08-2026", "time": "16:30"})
        ban.refresh_from_db()
        assert ban.letter_sent_at == noon(D(2026, 8, 31)) + datetime.timedelta(hours=4, minutes=30)
        assert "Verstuurd gisteren om 16:30" in pages.page()

    @pytest.mark.parametrize(
        "answers",
        [{"date": "30-08-2026"}, {"date": "02-09-2026"}, {"time": "23:59"}, {"date": ""}, {"time": "x"}],
    )
    def test_not_before_the_decision_and_not_later_than_now(
        self, pages: Pages, ban: Sanction, answers: dict[str, str]
    ) -> None:
        assert errors_of(pages.post(pages.bob, "sanction_letter", ban, **answers))
        ban.refresh_from_db()
        assert ban.letter_sent_at is None

    def test_one_that_was_undone_needs_none(self, pages: Pages, ban: Sanction) -> None:
        annul(pages.bob, ban, "Verkeerde persoon")
        response = client_of(pages.bob).get(pages.address("sanction_letter", ban), follow=True)
        assert "ongedaan gemaakt" in message_of(response)


def test_nobody_acts_on_what_changed_since_it_was_shown(pages: Pages, ban: Sanction, world: World) -> None:
    """Ed opens the page; Bob shortens the term; Ed sees what changed before he lifts."""
    ed = world.person("Ed", None, "handler")
    data = pages.form(ed, "sanction_lift", ban) | {"reason": "Het gaat goed."}
    pages.post(pages.bob, "sanction_shorten", ban, months="12")
    response = pages.send(ed, "sanction_lift", ban, data)
    page = text_of(response)
    assert "Iemand anders was u net voor" in page
    assert "Het gaat goed." in page
    assert "12 maanden" in page
    ban.refresh_from_db()
    assert ban.lifted_on is None
    again = data | {"seen": response.context["seen"]}
    assert "Opgeheven" in message_of(pages.send(ed, "sanction_lift", ban, again))


def test_a_form_without_what_it_saw_does_nothing_yet(pages: Pages, ban: Sanction) -> None:
    for seen in ("", "x", "0" * 32):
        response = pages.send(pages.bob, "sanction_lift", ban, {"reason": "Zomaar", "seen": seen})
        assert "Iemand anders was u net voor" in text_of(response)
    ban.refresh_from_db()
    assert ban.lifted_on is None


def test_a_sanction_of_another_incident_is_not_there(pages: Pages, ban: Sanction) -> None:
    other = pages.established(severity=3)
    for name in ("lift", "annul", "shorten", "review", "letter", "prolong", "decide", "withdraw"):
        path = reverse(f"sanction_{name}", kwargs={"incident_id": other.pk, "sanction_id": ban.pk})
        assert client_of(pages.bob).post(path, {"reason": "x"}).status_code == 404
    wrong = reverse("sanction_choose", kwargs={"incident_id": other.pk, "involvement_id": pages.wim.pk})
    assert client_of(pages.bob).get(wrong).status_code == 404


def test_who_only_watches_or_stands_outside_does_nothing(pages: Pages, ban: Sanction, world: World) -> None:
    """RULES: a supervisor does not handle; never their own incident; nothing crosses from one municipality."""
    eve = world.person("Eve", world.other, "handler", "supervisor")
    sib = world.person("Sib", world.sibling, "handler", "supervisor")
    vic = world.person("Vic", None, "handler", "supervisor")
    from incidents.handling import add_another_victim
    from incidents.reporting import VictimFacts

    add_another_victim(pages.bob, pages.incident, VictimFacts.of(vic))
    for person in (pages.sonja, pages.alice, pages.rita, eve, sib, vic):
        for name in ("lift", "annul", "shorten", "review", "letter", "prolong"):
            address = pages.address(f"sanction_{name}", ban)
            assert client_of(person).get(address).status_code == 404, (person, name)
            assert client_of(person).post(address, {"reason": "x"}).status_code == 404
        for name, about in (("sanction_choose", None), ("sanction_impose", "order_talk")):
            assert pages.get(person, name, about).status_code == 404
        sent = client_of(person).post(pages.address("sanction_impose", "order_talk"), GROUNDS | BAN)
        assert sent.status_code == 404
    assert Sanction.objects.count() == 1
    assert pages.address("sanction_lift", ban) in pages.page()
    assert pages.address("sanction_lift", ban) not in pages.page(pages.sonja)
    assert "Sanctie opleggen" not in pages.page(pages.sonja)


def test_a_closed_incident_still_has_its_sanctions_ended(pages: Pages, ban: Sanction) -> None:
    from incidents.handling import close

    close(pages.bob, pages.incident, "founded", "Afgerond.")
    pages.post(pages.bob, "sanction_lift", ban, reason="Gesprek gevoerd")
    ban.refresh_from_db()
    assert ban.lifted_on == D(2026, 8, 31)
    assert Perpetrator.objects.get().visible_until == end_of_day(D(2028, 2, 29))


def test_lifting_the_old_one_leaves_the_new_one(pages: Pages, ban: Sanction) -> None:
    new = pages.impose("premises_ban", prolongs=ban, planned_end=D(2026, 12, 31), review_on=D(2026, 11, 1))
    lift(pages.bob, ban, "Gesprek gevoerd")
    new.refresh_from_db()
    assert new.is_running
