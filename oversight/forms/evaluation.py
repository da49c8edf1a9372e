# SPDX-License-Identifier: EUPL-1.2
"""The forms of the evaluation. Guarded: of two coordinators at once, the second sees what the first one wrote."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Refusable
from accounts.models import Municipality
from gir.fields import DutchDateField
from gir.widgets import DutchDateInput
from incidents.conflicts import GuardedForm
from incidents.forms.texts import LineField, TextField
from oversight.evaluating import goals_of
from oversight.evaluation_words import BY_KEY, FIGURES, QUESTIONS
from oversight.models import Evaluation
from protection.bsn_in_text import bsns_in

MOST_GOALS = 6
ANSWER_MAX = 4_000
AHEAD = ((_("Over 3 maanden"), 91), (_("Over een half jaar"), 182))


def stored_goals(municipality: Municipality, year: int) -> dict[str, Any]:
    """The goals in force, by the names of the form."""
    current = goals_of(municipality, year)
    stored: dict[str, Any] = {}
    for place in range(MOST_GOALS):
        goal = current.goals[place] if current and place < len(current.goals) else {}
        stored[f"text_{place}"] = goal.get("text", "")
        stored[f"figure_{place}"] = goal.get("figure", "")
        stored[f"target_{place}"] = goal.get("target")
    return stored


def _refuse_bsns(form: forms.Form, data: Mapping[str, Any]) -> None:
    """The evaluation is kept for ever and goes to others: a BSN stands in no report."""
    for name, value in list(data.items()):
        if isinstance(value, str) and bsns_in(value):
            form.add_error(name, _("Haal het BSN weg. Dat staat nooit in een evaluatie."))


class GoalsForm(GuardedForm):
    """Up to six goals, each with a target where a figure tells whether it is reached."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _refuse_bsns(self, data)
        for place in range(MOST_GOALS):
            text, figure = data.get(f"text_{place}"), data.get(f"figure_{place}")
            target = data.get(f"target_{place}")
            if (figure or target is not None) and not text:
                self.add_error(f"text_{place}", _("Schrijf op wat het doel is."))
            if figure and target is None and f"target_{place}" not in self.errors:
                self.add_error(f"target_{place}", _("Vul in wat u met dit cijfer wilt bereiken."))
            if target is not None and not figure:
                self.add_error(f"figure_{place}", _("Kies het cijfer waar dit over gaat."))
            if figure and target is not None and BY_KEY[figure].is_share and target > 100:
                self.add_error(f"target_{place}", _("Een percentage is hoogstens 100."))
        return data

    def goals(self) -> list[dict[str, Any]]:
        found = []
        for place in range(MOST_GOALS):
            if text := self.cleaned_data[f"text_{place}"]:
                goal = {"text": text}
                if figure := self.cleaned_data[f"figure_{place}"]:
                    goal |= {"figure": figure, "target": self.cleaned_data[f"target_{place}"]}
                found.append(goal)
        return found

    @property
    def of_goals(self) -> list[tuple[int, list[tuple[Any, Any]]]]:
        """Per goal its fields, each with what somebody else stored in it."""
        return [
            (
                place + 1,
                [
                    (self[name], self.conflicts.get(name))
                    for name in (f"text_{place}", f"figure_{place}", f"target_{place}")
                ],
            )
            for place in range(MOST_GOALS)
        ]


for _place in range(MOST_GOALS):
    GoalsForm.base_fields[f"text_{_place}"] = LineField(label=_("Doel"), required=False, max_length=300)
    GoalsForm.base_fields[f"figure_{_place}"] = forms.ChoiceField(
        label=_("Cijfer"),
        required=False,
        choices=[("", _("Geen cijfer")), *((figure.key, figure.label) for figure in FIGURES)],
    )
    GoalsForm.base_fields[f"target_{_place}"] = forms.IntegerField(
        label=_("Streefgetal"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "gir-width-s"}),
        error_messages={"invalid": _("Vul een heel getal in.")},
    )


def stored_texts(evaluation: Evaluation) -> dict[str, str]:
    """What is written by now, by the names of the form."""
    return {key: evaluation.answers.get(key, "") for key in QUESTIONS} | {
        "conclusions": evaluation.conclusions
    }


class EvaluationForm(Refusable, GuardedForm):
    """The answers and the conclusions; and, in the same form so that nothing typed gets lost, an action to add."""

    action_text = LineField(label=_("Wat gaat er gebeuren?"), required=False, max_length=500)
    action_function = LineField(
        label=_("Wie zorgt ervoor?"),
        help_text=_("Een functie, geen naam: coördinator, teamleider Burgerzaken."),
        required=False,
        max_length=100,
    )
    action_due_on = DutchDateField(
        label=_("Wanneer klaar?"), required=False, widget=DutchDateInput(quick=AHEAD)
    )
    action_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, adding: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"action_token": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.adding = adding

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _refuse_bsns(self, data)
        wanted = {
            "action_text": _("Schrijf op wat er gaat gebeuren."),
            "action_function": _("Schrijf op welke functie ervoor zorgt."),
            "action_due_on": _("Vul in wanneer het klaar is."),
        }
        begun = any(data.get(name) for name in wanted)
        for name, message in wanted.items():
            # What was begun is not dropped, whichever button it was.
            if (self.adding or begun) and not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        return data

    @property
    def has_action(self) -> bool:
        return bool(self.cleaned_data.get("action_text"))

    def texts(self) -> Mapping[str, str]:
        return {name: self.cleaned_data[name] for name in (*QUESTIONS, "conclusions")}

    @property
    def of_questions(self) -> list[tuple[Any, Any]]:
        return [(self[name], self.conflicts.get(name)) for name in QUESTIONS]

    @property
    def of_conclusions(self) -> list[tuple[Any, Any]]:
        return [(self["conclusions"], self.conflicts.get("conclusions"))]

    @property
    def of_action(self) -> list[forms.BoundField]:
        return [self[name] for name in ("action_text", "action_function", "action_due_on")]


for _key, _question in QUESTIONS.items():
    EvaluationForm.base_fields[_key] = TextField(label=_question, required=False, max_length=ANSWER_MAX)
EvaluationForm.base_fields["conclusions"] = TextField(
    label=_("Conclusies"), required=False, max_length=ANSWER_MAX
)
