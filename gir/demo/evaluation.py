# SPDX-License-Identifier: EUPL-1.2
"""What the coordinator of the demo did about the yearly evaluation: last year concluded, goals for this one."""

import datetime
import uuid
from typing import Any

from oversight import evaluating
from oversight.models import EvaluationAction
from retention.terms import local_date

from .organisation import Settled

LAST_YEAR: list[dict[str, Any]] = [
    {"text": "Wie iets meldt, hoort binnen een werkdag iets", "figure": "first_reaction", "target": 90},
    {"text": "Na elke melding vragen we hoe het gaat", "figure": "aftercare", "target": 80},
    {"text": "Iedereen aan de balie kent de norm"},
]
THIS_YEAR: list[dict[str, Any]] = [
    {"text": "Wie iets meldt, hoort binnen een werkdag iets", "figure": "first_reaction", "target": 95},
    {"text": "Niets wordt te laat vernietigd", "figure": "late", "target": 0},
    {"text": "Alle nieuwe medewerkers volgen de training binnen drie maanden"},
]
ANSWERS = {
    "goals": "De eerste reactie haalden we niet overal: in vakantieweken was er geen waarnemer aangewezen.",
    "data": "Ja. Het aantal getuigen werd zelden ingevuld; het blijft, omdat de politie ernaar vraagt.",
    "access": "Twee mensen die van functie veranderden, hielden hun niveau te lang. Dat is hersteld.",
    "training": "De balies en het Klant Contact Centrum volgden de training. De wijkteams volgen in het voorjaar.",
    "norm": "De norm hangt bij elke balie en staat op de website. Bij huisbezoeken is hij minder bekend.",
    "terms": "Ja. Niets bleef langer staan dan mocht.",
    "changed": "De meldingen komen nu uit dit systeem, en niet meer uit losse lijsten per afdeling.",
}
CONCLUSIONS = (
    "Medewerkers melden eerder dan een jaar geleden, en ze horen sneller iets terug.\n"
    "Het blijft kwetsbaar als een afhandelaar afwezig is. Daar gaat het komende jaar de aandacht naartoe."
)
ACTIONS = [
    ("Voor elke afhandelaar een vaste waarnemer aanwijzen", "afdelingsmanager Dienstverlening", 40, True),
    ("De norm bespreken in elk wijkteam", "teamleider Wijkteams", 270, False),
    ("De training opnemen in het inwerkprogramma", "adviseur Personeel en Organisatie", 420, False),
]


def evaluate(settled: Settled, now: datetime.datetime) -> None:
    """One year evaluated and concluded, and the goals of this one."""
    coordinator = settled.user(settled.role("coordinator"))
    municipality, year = settled.municipality, local_date(now).year
    # In the first weeks of January last year cannot be evaluated yet.
    last = evaluating.years(municipality)[0]
    evaluating.set_goals(coordinator, last, LAST_YEAR)
    evaluation = evaluating.begin(coordinator, last)
    for text, function, days, done in ACTIONS:
        due_on = datetime.date(last + 1, 1, 15) + datetime.timedelta(days=days)
        action = evaluating.add_action(coordinator, evaluation, uuid.uuid4(), text, function, due_on)
        if done:
            EvaluationAction.objects.filter(pk=action.pk).update(done_on=min(due_on, local_date(now)))
    evaluating.write(coordinator, evaluation, ANSWERS | {"conclusions": CONCLUSIONS})
    evaluating.conclude(coordinator, evaluation)
    evaluating.set_goals(coordinator, year, THIS_YEAR)
