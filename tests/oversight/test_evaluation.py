# SPDX-License-Identifier: EUPL-1.2
"""The yearly evaluation (LEI 11): anonymous figures against the goals, conclusions that stay, and who is reminded."""

import datetime
import io
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db.models import Q
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from incidents.models import Aftercare, Incident, PoliceReport
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from oversight import evaluating
from oversight.evaluation_document import as_pdf, file_name
from oversight.evaluation_figures import count_figures, share, shown
from oversight.evaluation_reminders import remind_of_evaluations
from oversight.evaluation_words import FIGURES, QUESTIONS, is_reached
from oversight.models import AnonymousReport, Evaluation, EvaluationAction, GoalSet
from oversight.reports.freezing import Published
from retention.terms import AMSTERDAM
from tests.incidents.case import client_of, filled_in, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
JANUARY = datetime.datetime(2027, 1, 18, 9, 0, tzinfo=AMSTERDAM)
HOSTILE = '#set page(fill: red) *vet* <script>alert(1)</script> \\ $x$ "'


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """In the first weeks of a year the year before cannot be evaluated yet."""
    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, 0, tzinfo=AMSTERDAM)):
        yield


@pytest.fixture
def corrie(world: World) -> User:
    return world.person("Corrie", world.root, "coordinator")


@pytest.fixture
def evaluation(world: World, corrie: User) -> Evaluation:
    return evaluating.begin(corrie, evaluating.years(world.waterrijk)[0])


def last_year(world: World, number: int, **facts: Any) -> list[Incident]:
    """So many incidents of the year before, reported now."""
    alice = User.objects.filter(name="Alice").first() or world.person("Alice", None, "reporter")
    day = timezone.now() - datetime.timedelta(days=365)
    return [
        world.incident(alice, occurred_at=day - datetime.timedelta(days=n), **facts) for n in range(number)
    ]


def figures_of(world: World) -> dict[str, int | None]:
    return count_figures(world.waterrijk, timezone.localdate().year - 1, timezone.now())


# ---------- figures ----------


@pytest.mark.parametrize(("number", "value"), [(0, 0), (1, None), (4, None), (5, 5), (6, 6)])
def test_no_number_stands_for_one_to_four_incidents(number: int, value: int | None) -> None:
    assert shown(number) == value


@pytest.mark.parametrize(
    ("part", "whole", "value"),
    [
        (0, 0, None),
        (4, 4, None),
        (0, 5, 0),
        (5, 5, 100),
        (1, 9, None),
        (5, 9, None),
        (8, 9, None),
        (5, 10, 50),
    ],
)
def test_no_share_tells_of_so_few_nor_do_the_others(
    world: World, part: int, whole: int, value: int | None
) -> None:
    """Who knows how many reports there were could else subtract."""
    made = last_year(world, whole)
    Incident.objects.filter(pk__in=[i.pk for i in made[:part]]).update(severity=4)
    assert share(Incident.objects.all(), Q(severity=4)) == value


def test_what_each_figure_counts(world: World, corrie: User) -> None:
    made = last_year(world, 12, victim_facts={"help_wanted": ["police"]})
    assert figures_of(world) == {
        "reports": 12,
        "first_reaction": 0,
        "aftercare": 100,
        "police": 0,
        "response": None,
        "late": 0,
    }
    for incident in made[:6]:
        incident.first_reaction_at = incident.reported_at + datetime.timedelta(hours=1)
        incident.save()
        PoliceReport.objects.create(incident=incident, author=corrie, state="made")
        Aftercare.objects.filter(incident=incident, kind="first").update(
            due_at=timezone.now() - datetime.timedelta(days=1)
        )
    counted = figures_of(world)
    assert (counted["first_reaction"], counted["police"], counted["aftercare"]) == (50, 50, 50)


def test_other_years_other_municipalities_and_joined_reports_do_not_count(world: World) -> None:
    first, *_others = last_year(world, 7)
    world.incident(User.objects.get(name="Alice"))
    world.incident(world.person("Oda", world.other, "reporter"), occurred_at=first.occurred_at)
    Incident.objects.filter(pk=first.pk).update(status="joined")
    assert figures_of(world)["reports"] == 6


def test_what_was_taken_over_was_reported_elsewhere(world: World) -> None:
    made = last_year(world, 10)
    Incident.objects.filter(pk__in=[i.pk for i in made]).update(taken_over=True)
    assert figures_of(world)["first_reaction"] is None
    assert figures_of(world)["reports"] == 10


def test_what_was_found_to_be_no_aggression_does_not_follow_from_the_evaluation_and_the_report(
    world: World,
) -> None:
    """LEI 3.7: the report of the year leaves it out; who subtracts finds none of 1 to 4 incidents."""
    made = last_year(world, 12)
    assert figures_of(world)["reports"] == 12
    Incident.objects.filter(pk__in=[i.pk for i in made[:2]]).update(outcome="unfounded")
    assert figures_of(world)["reports"] == 10


def test_a_percentage_does_not_tell_that_a_few_incidents_are_no_part_of_it(
    world: World, corrie: User
) -> None:
    """Of 12 incidents 54% can only be 6 of 11: then one incident has no aftercare."""
    made = last_year(world, 12)
    late = Aftercare.objects.filter(incident__in=made[:6], kind="first")
    assert late.update(due_at=timezone.now() - datetime.timedelta(days=1)) == 6
    assert figures_of(world)["aftercare"] == 50
    Aftercare.objects.filter(incident=made[6]).delete()
    planned = Incident.objects.filter(aftercares__due_at__isnull=False).distinct()
    assert share(planned, Q(pk__in=[i.pk for i in made[:6]])) == 54
    assert figures_of(world)["aftercare"] is None


def test_what_the_anonymous_report_hides_does_not_follow_from_the_evaluation(world: World) -> None:
    made = last_year(world, 20)
    Incident.objects.filter(pk__in=[i.pk for i in made[:12]]).update(
        first_reaction_at=timezone.now() + datetime.timedelta(minutes=1)
    )
    assert (figures_of(world)["reports"], figures_of(world)["first_reaction"]) == (20, 60)
    cells = {"": 20, "reaction=in_time": None, "reaction=late": None, "reaction=none": 5}
    AnonymousReport.objects.create(
        municipality=world.waterrijk, year=timezone.localdate().year - 1, quarter=0, content=frozen(cells)
    )
    assert (figures_of(world)["reports"], figures_of(world)["first_reaction"]) == (20, None)


def test_the_number_of_reports_is_what_the_anonymous_report_froze(world: World) -> None:
    """One that was reported since would follow by subtraction."""
    last_year(world, 7)
    year = timezone.localdate().year - 1
    assert figures_of(world)["reports"] == 7
    AnonymousReport.objects.create(
        municipality=world.waterrijk, year=year, quarter=0, content=frozen({"": 6, "reaction=in_time": 6})
    )
    assert figures_of(world)["reports"] == 6
    assert figures_of(world)["first_reaction"] is None


def test_a_year_is_evaluated_when_its_anonymous_report_can_be_there(world: World, corrie: User) -> None:
    """What is counted before that would count otherwise: the difference tells of what was reported in between."""
    with time_machine.travel(JANUARY, tick=False):
        assert 2026 in evaluating.years(world.waterrijk)
    with time_machine.travel(JANUARY - datetime.timedelta(days=14), tick=False):
        assert evaluating.years(world.waterrijk) == [2025]
        with pytest.raises(evaluating.NotAllowed):
            evaluating.begin(corrie, 2026)
        remind_of_evaluations()
        assert not OutboxMessage.objects.filter(kind="evaluation_due").exists()


def test_in_the_year_in_which_a_municipality_began_its_quarters_count(world: World) -> None:
    last_year(world, 25)
    for quarter, cells in ((3, {"": 10, "reaction=in_time": 5}), (4, {"": 12, "reaction=in_time": None})):
        AnonymousReport.objects.create(
            municipality=world.waterrijk,
            year=timezone.localdate().year - 1,
            quarter=quarter,
            content=frozen(cells),
        )
    assert (figures_of(world)["reports"], figures_of(world)["first_reaction"]) == (22, None)


def frozen(cells: dict[str, int | None]) -> dict[str, Any]:
    return Published([], cells).written()


def test_whether_a_goal_is_reached_tells_nothing_of_what_is_not_shown() -> None:
    assert is_reached("first_reaction", 90, None) is None
    assert [is_reached("first_reaction", 90, n) for n in (89, 90)] == [False, True]
    assert [is_reached("late", 0, n) for n in (0, 1)] == [True, False]


# ---------- writing ----------


@pytest.mark.parametrize("level", ["administrator", "supervisor", "handler", "reporter", "registry_reader"])
def test_the_coordinator_of_the_whole_alone_writes(world: World, evaluation: Evaluation, level: str) -> None:
    other = world.person("Iemand", world.root, level)
    with pytest.raises(evaluating.NotAllowed):
        evaluating.write(other, evaluation, {"conclusions": "x"})
    with pytest.raises(evaluating.NotAllowed):
        evaluating.evaluation_for(other, evaluation.year)
    with pytest.raises(evaluating.NotAllowed):
        evaluating.begin(world.person("Dirk", world.other_root, "handler"), evaluation.year)
    assert client_of(other).get(f"/evaluatie/{evaluation.year}/").status_code == 404


def test_a_year_that_is_not_over_is_not_evaluated(corrie: User) -> None:
    for year in (timezone.localdate().year, timezone.localdate().year - 6, 0, 9999):
        with pytest.raises(evaluating.NotAllowed):
            evaluating.begin(corrie, year)


def test_what_is_concluded_stays_as_it_was(world: World, corrie: User) -> None:
    last_year(world, 6)
    year = timezone.localdate().year - 1
    goal = {"text": "Meer melden", "figure": "reports", "target": 5}
    evaluating.set_goals(corrie, year, [goal])
    row = evaluating.begin(corrie, year)
    with pytest.raises(evaluating.NothingConcluded):
        evaluating.conclude(corrie, row)
    action = evaluating.add_action(corrie, row, uuid.uuid4(), "Balie", "teamleider", timezone.localdate())
    evaluating.write(corrie, row, {"conclusions": "Goed."})
    evaluating.conclude(corrie, row)
    evaluating.conclude(corrie, row)
    last_year(world, 3)
    for act in (
        lambda: evaluating.write(corrie, row, {"conclusions": "Anders."}),
        lambda: evaluating.remove_action(corrie, row, action.pk),
        lambda: evaluating.set_goals(corrie, year, []),
    ):
        with pytest.raises(evaluating.NotAllowed):
            act()
    row.refresh_from_db()
    assert (row.figures["reports"], row.conclusions) == (6, "Goed.")
    assert row.goal_set is not None
    assert row.goal_set.goals == [goal]
    assert evaluating.mark_done(corrie, action.pk).done_on == timezone.localdate()


def test_goals_have_versions_and_the_same_again_is_none(corrie: User) -> None:
    year = timezone.localdate().year
    for text in ("Een", "Een", "Twee"):
        evaluating.set_goals(corrie, year, [{"text": text}])
    assert [g.goals[0]["text"] for g in GoalSet.objects.order_by("number")] == ["Een", "Twee"]


def test_a_second_click_adds_one_action(corrie: User, evaluation: Evaluation) -> None:
    token = uuid.uuid4()
    for _click in range(2):
        evaluating.add_action(corrie, evaluation, token, "Balie", "teamleider", timezone.localdate())
    assert EvaluationAction.objects.count() == 1


# ---------- pages ----------


def test_the_page_saves_everything_typed_whichever_button(corrie: User, evaluation: Evaluation) -> None:
    client, path = client_of(corrie), f"/evaluatie/{evaluation.year}/"
    data = filled_in(client.get(path)) | {
        "goals": "Deels.",
        "action_text": "Balie verbouwen",
        "action_function": "teamleider",
        "action_due_on": "01-06-2030",
        "act": "save",
    }
    assert client.post(path, data).status_code == 302
    assert client.post(path, data | {"conclusions": "Een"}).status_code in (200, 302)
    evaluation.refresh_from_db()
    assert evaluation.answers["goals"] == "Deels."
    assert EvaluationAction.objects.get().function == "teamleider"
    half = filled_in(client.get(path)) | {"norm": "Posters.", "action_text": "Nog iets", "act": "save"}
    page = client.post(path, half)
    assert set(page.context["form"].errors) == {"action_function", "action_due_on"}
    assert "Posters." in text_of(page)


def test_of_two_at_once_the_second_sees_what_the_first_wrote(
    world: World, corrie: User, evaluation: Evaluation
) -> None:
    path = f"/evaluatie/{evaluation.year}/"
    first, second = client_of(corrie), client_of(world.person("Coen", world.root, "coordinator"))
    mine, theirs = filled_in(first.get(path)), filled_in(second.get(path))
    first.post(path, mine | {"conclusions": "Van Corrie.", "norm": "Posters."})
    page = second.post(path, theirs | {"conclusions": "Van Coen.", "data": "Alles.", "act": "conclude"})
    assert "Van Corrie." in text_of(page)
    assert "Van Coen." in text_of(page)
    evaluation.refresh_from_db()
    assert (evaluation.conclusions, evaluation.is_concluded) == ("Van Corrie.", False)
    again = filled_in(page) | {"act": "save"}
    assert second.post(path, again).status_code == 302
    evaluation.refresh_from_db()
    assert evaluation.conclusions == "Van Coen."
    assert evaluation.answers["norm"] == "Posters."
    assert evaluation.answers["data"] == "Alles."


def test_readers_see_what_is_concluded_and_no_draft(
    world: World, corrie: User, evaluation: Evaluation
) -> None:
    reader = client_of(world.person("Hans", world.root, "handler"))
    assert str(evaluation.year) not in re_rows(reader)
    evaluating.write(corrie, evaluation, {"conclusions": "<b>Goed</b>"})
    evaluating.conclude(corrie, evaluation)
    page = reader.get(f"/evaluatie/{evaluation.year}/")
    assert "<b>Goed</b>" in text_of(page)
    assert b"<b>Goed</b>" not in page.content
    assert str(evaluation.year) in re_rows(reader)


def re_rows(client: Any) -> str:
    return str([year for year, _row in client.get("/evaluatie/").context["rows"]])


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"target_0": "90"}, {"text_0", "figure_0"}),
        ({"text_0": "Snel", "figure_0": "first_reaction"}, {"target_0"}),
        ({"text_0": "Snel", "figure_0": "first_reaction", "target_0": "101"}, {"target_0"}),
        ({"text_0": "Snel", "figure_0": "first_reaction", "target_0": "veel"}, {"target_0"}),
        ({"text_0": "Snel", "figure_0": "geheim", "target_0": "9"}, {"figure_0"}),
    ],
)
def test_a_goal_that_is_not_whole_is_refused_at_its_field(
    corrie: User, typed: dict[str, str], wrong: set[str]
) -> None:
    client, path = client_of(corrie), f"/evaluatie/{timezone.localdate().year}/doelen/"
    page = client.post(path, filled_in(client.get(path)) | typed)
    assert wrong <= set(page.context["form"].errors) <= wrong | {"figure_0"}
    assert not GoalSet.objects.exists()


def test_goals_of_a_year_far_away_are_not_set(corrie: User) -> None:
    for year in (0, 1999, timezone.localdate().year + 2, 10**9):
        assert client_of(corrie).get(f"/evaluatie/{year}/doelen/").status_code == 404
        assert client_of(corrie).get(f"/evaluatie/{year}/").status_code == 404


# ---------- document ----------


def test_the_document_holds_everything_as_text(world: World, corrie: User, evaluation: Evaluation) -> None:
    evaluating.set_goals(corrie, evaluation.year, [{"text": HOSTILE, "figure": "reports", "target": 5}])
    evaluating.add_action(corrie, evaluation, uuid.uuid4(), HOSTILE, HOSTILE, timezone.localdate())
    evaluating.write(corrie, evaluation, dict.fromkeys([*QUESTIONS, "conclusions"], f"{HOSTILE}\n\nTwee."))
    evaluating.conclude(corrie, evaluation)
    evaluation.refresh_from_db()
    made = as_pdf(evaluation)
    assert made == as_pdf(evaluation)
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())
    assert "#set page(fill: red) *vet* <script>" in text
    for figure in FIGURES:
        assert str(figure.label) in text
    assert file_name(evaluation) == f"evaluatie-agressie-waterrijk-{evaluation.year}.pdf"
    answer = client_of(corrie).get(f"/evaluatie/{evaluation.year}/pdf/")
    assert answer["Content-Type"] == "application/pdf"


# ---------- reminders ----------


def test_the_coordinator_is_reminded_from_january_until_it_is_concluded(world: World, corrie: User) -> None:
    with time_machine.travel(JANUARY - datetime.timedelta(days=30), tick=False):
        evaluating.set_goals(corrie, 2026, [{"text": "Meer melden"}])
        remind_of_evaluations()
        assert not OutboxMessage.with_due.filter(reference="2026").exists()
    with time_machine.travel(JANUARY, tick=False):
        remind_of_evaluations()
        remind_of_evaluations()
    told = OutboxMessage.with_due.get()
    assert (told.kind, told.recipient, told.reference, told.path) == (
        "evaluation_due",
        corrie,
        "2026",
        "/evaluatie/",
    )
    with time_machine.travel(JANUARY + datetime.timedelta(days=31), tick=False):
        remind_of_evaluations()
        assert OutboxMessage.with_due.count() == 2
        row = evaluating.begin(corrie, 2026)
        evaluating.write(corrie, row, {"conclusions": "Goed."})
        evaluating.conclude(corrie, row)
    with time_machine.travel(JANUARY + datetime.timedelta(days=90), tick=False):
        remind_of_evaluations()
        assert OutboxMessage.with_due.count() == 2


def test_a_municipality_that_has_nothing_to_look_back_on_is_left_alone(world: World, corrie: User) -> None:
    with time_machine.travel(JANUARY, tick=False):
        remind_of_evaluations()
    assert not OutboxMessage.with_due.exists()
    assert not Evaluation.objects.exists()


def test_an_action_whose_day_has_passed_is_reminded_of_until_it_is_done(
    corrie: User, evaluation: Evaluation
) -> None:
    today = timezone.localdate()
    token = uuid.uuid4()
    evaluating.add_action(corrie, evaluation, token, "Geheime balie", "teamleider", today)
    Evaluation.objects.update(concluded_at=timezone.now())
    remind_of_evaluations()
    assert not OutboxMessage.with_due.exists()
    EvaluationAction.objects.update(due_on=today - datetime.timedelta(days=1))
    remind_of_evaluations()
    remind_of_evaluations()
    assert [m.kind for m in OutboxMessage.with_due.all()] == ["evaluation_action"]
    send_due_messages()
    assert "/evaluatie/" in mail.outbox[0].body
    assert "Geheime" not in mail.outbox[0].subject + mail.outbox[0].body
    evaluating.mark_done(corrie, token)
    EvaluationAction.objects.update(reminded_at=None)
    remind_of_evaluations()
    assert OutboxMessage.with_due.count() == 1


def test_a_sign_that_no_font_has_stands_in_the_document_as_what_it_is_called(
    corrie: User, evaluation: Evaluation
) -> None:
    """PDF/UA refuses what it cannot draw; a smile in a conclusion must not leave the college without a document."""
    evaluating.write(corrie, evaluation, {"conclusions": "Goed gedaan 👍"})
    evaluation.refresh_from_db()
    answer = client_of(corrie).get(f"/evaluatie/{evaluation.year}/pdf/")
    assert answer.status_code == 200
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Goed gedaan [thumbs up sign]" in " ".join(words.split())


def test_a_bsn_stands_in_no_evaluation_and_no_goal(corrie: User, evaluation: Evaluation) -> None:
    client, path = client_of(corrie), f"/evaluatie/{evaluation.year}/"
    data = filled_in(client.get(path)) | {"conclusions": "Dossier 999990021.", "act": "save"}
    assert client.post(path, data).status_code == 302
    data = filled_in(client.get(path)) | {"conclusions": "Dossier 999990020.", "act": "save"}
    page = client.post(path, data)
    assert set(page.context["form"].errors) == {"conclusions"}
    evaluation.refresh_from_db()
    assert evaluation.conclusions == "Dossier 999990021."
    goals = f"/evaluatie/{timezone.localdate().year}/doelen/"
    page = client.post(goals, filled_in(client.get(goals)) | {"text_0": "Dossier 999990020."})
    assert set(page.context["form"].errors) == {"text_0"}
    assert not GoalSet.objects.exists()
