# SPDX-License-Identifier: EUPL-1.2
"""The page for the privacy officer is made from the rules and the code, and cannot say anything else."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from oversight.term_rules import RULES
from oversight.terms_page import duration_in_words, tables
from retention.engine import models_with_a_term
from retention.explaining import ARTICLES
from retention.models import RetainedWith
from tests.incidents.case import client_of, text_of
from tests.protection.rows import our_models, some_row
from tests.world import World

ROOT = Path(settings.BASE_DIR)
OURS = [model for model in models_with_a_term() if model in our_models()]


@pytest.fixture(autouse=True)
def of_the_project_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests have a table with a term of their own."""
    monkeypatch.setattr("oversight.terms_page.models_with_a_term", lambda: OURS)


def test_the_committed_page_is_what_the_command_makes() -> None:
    """Otherwise: python manage.py terms_page."""
    out = StringIO()
    call_command("terms_page", "--print", stdout=out)
    assert (ROOT / "docs" / "terms.md").read_text() == out.getvalue()
    call_command("terms_page", "--check")


def test_every_rule_is_there_with_its_article_and_how_it_is_held() -> None:
    assert [rule.number for rule in RULES] == list(ARTICLES) == [f"R{n}" for n in range(1, 9)]
    page = (ROOT / "docs" / "terms.md").read_text()
    for rule in RULES:
        assert f"## {rule.number}. {rule.subject}" in page
        assert str(ARTICLES[rule.number]) in page
        assert rule.code
        assert rule.tests
        for name in rule.tests:
            assert (ROOT / name).is_file(), name
            assert rule.number in (ROOT / name).read_text(), (rule.number, name)
    assert "2028-03-01T00:00:00+01:00" in page


def test_every_table_with_a_term_is_there_with_what_goes_along() -> None:
    shown = {table.label: table for table in tables()}
    assert shown.keys() == {model._meta.label for model in OURS}
    for table in shown.values():
        assert table.rules, f"{table.label} must say by which rule it has its term"
        assert set(table.rules) <= set(ARTICLES)
    along = [label for table in shown.values() for label in table.goes_along]
    assert sorted(along) == sorted(m._meta.label for m in our_models() if issubclass(m, RetainedWith))
    assert "incidents.Victim" in shown["incidents.Incident"].goes_along
    assert "Slachtoffer" in shown["incidents.Incident"].goes_along_in_words
    # No name of a table of the code stands among them.
    assert not any("." in str(words) for table in shown.values() for words in table.goes_along_in_words)


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_the_rule_of_a_table_is_the_one_that_its_rows_get(model: Any, world: World) -> None:
    world.incident(world.person("Alice", None, "reporter"))
    row = some_row(model)
    if model._meta.label not in (
        "accounts.AccessLogEntry",
        "accounts.StaffListReading",
        "incidents.Perpetrator",
        "recordings.DestroyedCall",
        "recordings.Recording",
    ):
        # The others get theirs from who makes them, and not from the row.
        assert row.retention_rule in model.rules


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("PT48H", "48 uur"),
        ("PT1H", "1 uur"),
        ("P7D", "7 dagen"),
        ("P12M", "12 maanden"),
        ("P5Y", "5 jaar"),
        ("10 working days", "10 werkdagen"),
    ],
)
def test_a_term_in_words(policy: str, words: str) -> None:
    assert duration_in_words(policy) == words


def test_a_term_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="Not a term"):
        duration_in_words("P3W")


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["administrator", "coordinator"])
def test_the_application_shows_the_municipality_its_own(world: World, level: str) -> None:
    world.waterrijk.retention_policies.create(
        number=2, months_severity_4=21, reminders=[120, 14], article_r3="ons protocol, artikel 8a"
    )
    page = text_of(client_of(world.person("Ada", world.root, level)).get("/bewaartermijnen/"))
    for words in ("R8.", "zeer ernstig 21", "120, 14 dagen", "ons protocol, artikel 8a", "artikel 5.2"):
        assert words in page
    assert level == "administrator" or 'href="/bewaartermijnen/"' in page
    other = text_of(client_of(world.person("Dina", world.other_root, level)).get("/bewaartermijnen/"))
    assert "zeer ernstig 24" in other
    assert "artikel 8a" not in other
