# SPDX-License-Identifier: EUPL-1.2
"""The page about the terms for the privacy officer, made from the rules, the policy and the tables themselves.

The same page is docs/terms.md (`manage.py terms_page`) and a page of the application, in the active language.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from incidents.models import Severity
from retention.engine import models_with_a_term
from retention.models import RetainedWith

from .log_words import ROWS
from .term_rules import RULES, Rule
from .words import table_in_words

# A row of a table that goes along, where no log has words for it.
NOT_LOGGED = {
    "incidents.EndWarning": gettext_lazy("Waarschuwing vooraf"),
    "incidents.Escalation": gettext_lazy("Bericht dat iets te laat was"),
    "incidents.Sight": gettext_lazy("Welke onderdelen de melding zien"),
    "incidents.TimelineEntry": gettext_lazy("Regel van de tijdlijn"),
    "incidents.TakenOver": gettext_lazy("Waaraan een overgenomen melding wordt herkend"),
    "oversight.CountedIncident": gettext_lazy(
        "Als wat de melding telde in het kwartaal, tot het jaar vaststaat"
    ),
    "oversight.DepartureChunk": gettext_lazy("Stukken van het verzegelde bestand"),
    "recordings.RecordingKey": gettext_lazy("Sleutel van de opname"),
}
DURATION = re.compile(r"P(T?)(\d+)([HDMY])|(\d+) working days")


@dataclass(frozen=True)
class Check:
    """A line that anybody can type, and what it answers."""

    command: str
    answer: str


@dataclass(frozen=True)
class ExplainedRule:
    """A rule with everything that was computed for it."""

    rule: Rule
    article: str
    term: str
    code: list[str]
    checks: list[Check]


@dataclass(frozen=True)
class Table:
    """A table whose rows have a term of their own, by its label, and the tables whose rows go with them."""

    label: str
    words: str
    rules: tuple[str, ...]
    goes_along: list[str]

    @property
    def goes_along_in_words(self) -> list[Any]:
        return [ROWS.get(label) or NOT_LOGGED[label] for label in self.goes_along]


@dataclass(frozen=True)
class Page:
    """What the page shows: the rules, the months per severity, the tables."""

    rules: list[ExplainedRule]
    months: list[tuple[str, int]]
    reminders: list[int]
    tables: list[Table]


def page_for(articles: Mapping[str, str], months: Mapping[int, int], reminders: list[int]) -> Page:
    """The page with these articles, months per severity and days to warn on."""
    return Page(
        [_explained(rule, articles[rule.number]) for rule in RULES],
        [(str(severity.label), months[severity]) for severity in Severity],
        reminders,
        tables(),
    )


def tables() -> list[Table]:
    """Every table with a term, with what goes along; found by their base classes, so that none is forgotten."""
    along: dict[Any, list[str]] = {}
    for model in apps.get_models():
        if issubclass(model, RetainedWith):
            along.setdefault(_owner(model), []).append(model._meta.label)
    return sorted(
        (
            Table(m._meta.label, str(table_in_words(m._meta.label)), m.rules, sorted(along.get(m, [])))
            for m in models_with_a_term()
        ),
        key=lambda table: (table.rules, table.label),
    )


def term_of(number: str) -> str:
    """The term of a rule (R1 to R8) as the code gives it, in words. Raises StopIteration for what is no rule."""
    return _term_in_words(next(rule for rule in RULES if rule.number == number))


def duration_in_words(policy: str) -> str:
    """A term as it is stored with a record ("PT48H", "P5Y", "10 working days"), in the active language.

    Raises ValueError for one that it does not know.
    """
    found = DURATION.fullmatch(policy)
    if found is None:
        raise ValueError(f"Not a term: {policy!r}")
    if found[4]:
        return ngettext("%(n)s werkdag", "%(n)s werkdagen", int(found[4])) % {"n": found[4]}
    number = int(found[2])
    words = {
        "H": ngettext("%(n)s uur", "%(n)s uur", number),
        "D": ngettext("%(n)s dag", "%(n)s dagen", number),
        "M": ngettext("%(n)s maand", "%(n)s maanden", number),
        "Y": ngettext("%(n)s jaar", "%(n)s jaar", number),
    }[found[3]]
    return words % {"n": number}


def _explained(rule: Rule, article: str) -> ExplainedRule:
    return ExplainedRule(
        rule,
        article,
        _term_in_words(rule),
        [_where(function) for function in rule.code],
        [Check(f"python manage.py term {check}", _answer(check)) for check in rule.checks],
    )


def _term_in_words(rule: Rule) -> str:
    """What the code gives for this rule; a rule that the code would give another number is refused."""
    dues = rule.terms()
    if any(due.rule != rule.number for due in dues):
        raise ValueError(f"Not a term of {rule.number}")
    words = [duration_in_words(due.policy) for due in dues] or [_("geen eigen termijn")]
    return (_(" tot en met ") if rule.is_range else ", ").join(words)


def _where(function: Callable[..., Any]) -> str:
    return f"{function.__module__.replace('.', '/')}.py: {function.__qualname__}"


def _answer(check: str) -> str:
    out = StringIO()
    call_command("term", *check.split(), stdout=out)
    return out.getvalue().strip()


def _owner(model: Any) -> Any:
    """The model with a term that rows of this one go with."""
    for part in model.retained_with.split("__"):
        field = model._meta.get_field(part)
        assert isinstance(field, models.ForeignKey)
        model = field.related_model
    return model
