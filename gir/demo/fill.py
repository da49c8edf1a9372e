# SPDX-License-Identifier: EUPL-1.2
"""Filling an empty database with the demo."""

import datetime
from collections import Counter

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.models import Municipality, User
from accounts.who_left import who_left
from incidents.models import Draft, Incident, ReferenceCounter
from notices.models import OutboxMessage
from oversight.reports.closing import close_periods
from oversight.reports.periods import Period, closed_since
from retention.terms import AMSTERDAM, local_date

from . import words
from .access_request import ask_for_access
from .chance import Chance
from .course import Course
from .dossier import Dossier, Rows
from .duinveen import DUINVEEN
from .evaluation import evaluate
from .lookups import Lookups
from .names import outsiders
from .organisation import Settled, settle
from .perpetrators import Register
from .plans import Plan, Planner
from .requests import ask_about_themselves
from .rights_review import review_rights
from .showcase import showcase
from .town import Town
from .waterrijk import WATERRIJK
from .work_account import write_work_account

TOWNS = (WATERRIJK, DUINVEEN)
STILL_WAITING = 4


def is_filled() -> bool:
    """Whether there is a municipality already: then nothing is added."""
    return Municipality.objects.exists()


@transaction.atomic
def fill(now: datetime.datetime | None = None) -> None:
    """Fill the database as it would stand at `now`; the same moment gives the same contents."""
    moment = now or timezone.now()
    told: set[str] = set()
    towns = [fill_town(town, moment, told) for town in TOWNS]
    freeze_reports(moment)
    for settled in towns:
        evaluate(settled, moment)
        ask_about_themselves(settled, moment)
        ask_for_access(settled, moment)


def fill_town(town: Town, now: datetime.datetime, told: set[str]) -> Settled:
    """One municipality with its people and its incidents, none of which tells what was told already."""
    chance = Chance(town.slug)
    settled = settle(town, now, chance)
    review_rights(settled, now)
    write_work_account(settled)
    plans = sorted(_plans(settled, chance, now, told), key=lambda plan: plan.reported_at)
    rows = Rows(now)
    numbers: Counter[int] = Counter()
    for plan in plans:
        year = local_date(plan.reported_at).year
        numbers[year] += 1
        reporter = settled.user(plan.reporter)
        reference = f"{year}-{numbers[year]:06d}"
        plan.dossier = Dossier(rows, reporter, plan.facts, reference, plan.reported_at)
        for person in settled.holders("handler", plan.unit):
            if person not in (plan.reporter, plan.victim):
                plan.dossier.mail(settled.user(person), "new_report", plan.reported_at)
    for plan in plans:
        Course(plan, chance, now).run()
    Register(settled, plans, rows, Chance(f"{town.slug} register"), now).fill()
    Lookups(settled, rows, Chance(f"{town.slug} look-ups"), now).fill()
    for plan in plans:
        plan.dossier.finish()
    _some_still_wait(rows)
    rows.write()
    ReferenceCounter.objects.bulk_create(
        ReferenceCounter(municipality=settled.municipality, year=year, last=last)
        for year, last in numbers.items()
    )
    _drafts(settled.user(settled.role("melder")), now)
    _leaves_now(settled, now)
    return settled


def freeze_reports(now: datetime.datetime) -> None:
    """The anonymous reports of the past, each when its period was ripe for it, as the worker would have made them."""
    first = Incident.objects.aggregate(first=Min("occurred_on"))["first"]
    for period in closed_since(Period.quarter_of(first), now) if first else ():
        if not period.is_year:
            close_periods(period.closes_at)


def _plans(settled: Settled, chance: Chance, now: datetime.datetime, told: set[str]) -> list[Plan]:
    planner = Planner(settled, outsiders(chance, settled.town.incidents // 3), chance, now, told)
    plans = showcase(planner, now)
    return plans + [planner.ordinary() for _ in range(settled.town.incidents - len(plans))]


def _some_still_wait(rows: Rows) -> None:
    newest = sorted(rows.by_model[OutboxMessage], key=lambda message: message.created_at)[-STILL_WAITING:]
    for message in newest:
        message.sent_at, message.attempts = None, 0


def _leaves_now(settled: Settled, now: datetime.datetime) -> None:
    """Who left and is named by nothing goes while one looks on: thirty days ago plus a minute (R7)."""
    leaves = who_left(now).filter(municipality=settled.municipality)
    leaves.update(deactivated_at=now - datetime.timedelta(days=30) + datetime.timedelta(minutes=1))


def _drafts(author: User, now: datetime.datetime) -> None:
    """What the reporter began to write: yesterday, and six days ago (R7: it goes tomorrow)."""
    for text, days_ago in zip(words.DRAFTS, (1, 6), strict=True):
        saved = now - datetime.timedelta(days=days_ago, hours=1)
        local = saved.astimezone(AMSTERDAM)
        data = {
            "for_whom": ["self"],
            "occurred_date": [f"{local:%d-%m-%Y}"],
            "channel": ["counter"],
            "narrative": [text],
        }
        Draft.objects.create(author=author, data=data, first_saved_at=saved, saved_at=saved)
