# SPDX-License-Identifier: EUPL-1.2
"""The evaluation as a document (PDF/UA): in Dutch, as it goes to the college and the works council.

All that it is about goes to typst as JSON, so that nothing in it is ever read as mark-up.
"""

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from incidents.letters.rendering import printable
from retention.terms import local_date

from .evaluation_shown import answers_shown, figures_shown, goals_shown
from .models import Evaluation

TEMPLATE = settings.BASE_DIR / "templates" / "oversight" / "evaluation.typ"


def file_name(evaluation: Evaluation) -> str:
    """Of ASCII letters, digits and hyphens only."""
    kind = "evaluatie" if evaluation.is_concluded else "concept-evaluatie"
    return f"{kind}-agressie-{evaluation.municipality.slug}-{evaluation.year}.pdf"


def as_pdf(evaluation: Evaluation) -> bytes:
    """The document, as PDF/UA-1; the same evaluation gives the same bytes."""
    with translation.override("nl"):
        words = json.dumps(printable(in_words(evaluation)), ensure_ascii=False)
    moment = evaluation.concluded_at or evaluation.counted_at
    return typst.compile(
        Path(TEMPLATE),
        sys_inputs={"evaluation": words},
        # What is no font of the machine is the same on every machine.
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=int(moment.timestamp()) if moment else 0,
    )


def in_words(evaluation: Evaluation) -> dict[str, Any]:
    """All that the template shows, as text in the active language."""
    return {
        "municipality": evaluation.municipality.name,
        "year": str(evaluation.year),
        "concluded_on": _day(evaluation.concluded_at),
        "counted_on": _day(evaluation.counted_at),
        "goals": [
            {"text": goal.text, "target": goal.target, "value": goal.value, "verdict": goal.verdict}
            for goal in goals_shown(evaluation)
        ],
        "figures": [
            {
                "label": str(figure.label),
                "definition": str(figure.definition),
                "value": figure.value,
                "before": figure.before,
            }
            for figure in figures_shown(evaluation)
        ],
        "answers": [
            {"question": str(question), "answer": answer} for question, answer in answers_shown(evaluation)
        ],
        "conclusions": evaluation.conclusions,
        "actions": [
            {
                "text": action.text,
                "function": action.function,
                "due": date_format(action.due_on, "j F Y"),
                "done": date_format(action.done_on, "j F Y") if action.done_on else "",
            }
            for action in evaluation.actions.all()
        ],
    }


def _day(moment: Any) -> str:
    return date_format(local_date(moment), "j F Y") if moment else ""
