# SPDX-License-Identifier: EUPL-1.2
"""Celery: the application and the schedule.

The schedule stands in code and not in the database: a legal duty must not be switched off by a click. The database
is the queue of record: every entry is a sweep that asks what is due now, so one that was missed costs nothing but
time, and one that waits for longer than its turn is dropped.
"""

import logging
import os
from pathlib import Path
from typing import Any

from celery import Celery, signals
from structlog.contextvars import bind_contextvars, unbind_contextvars

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gir.settings")

app = Celery("gir")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def every(seconds: float, task: str) -> dict[str, Any]:
    """A sweep by name; it expires when the next one is due."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    "send due messages": every(5, "notices.tasks.send_due_messages"),
    "destroy what is due": every(300, "retention.tasks.destroy_due"),
    "remove files of what was destroyed": every(10, "retention.tasks.remove_files"),
    "look for stray files": every(3600, "retention.tasks.look_for_stray_files"),
    "copy the ledger": every(60, "retention.tasks.copy_the_ledger"),
    "note who left the registry": every(300, "incidents.tasks.note_who_left_the_registry"),
    "shorten what is longer than the policy": every(300, "incidents.tasks.shorten_what_is_longer"),
    "watch over the destruction": every(60, "oversight.tasks.sound_alarms"),
    "remind of evaluations": every(3600, "oversight.tasks.remind_of_evaluations"),
    "destroy who left": every(300, "accounts.tasks.destroy_who_left"),
    "remove expired sessions": every(3600, "accounts.tasks.remove_expired_sessions"),
    "begin reviews of rights that are due": every(3600, "accounts.tasks.remind_of_reviews"),
    "warn of sanctions that outlive their incident": every(3600, "incidents.tasks.warn_of_what_outlives"),
    "remind heads of flagged calls": every(60, "recordings.tasks.remind_heads"),
    "sweep recordings": every(600, "recordings.tasks.sweep_recordings"),
    "take calls from the watched folder": every(10, "recordings.tasks.look_in_folder"),
    "write the daily mails": every(60, "notices.tasks.write_daily_mails"),
    "tell of what is late": every(60, "incidents.tasks.escalate"),
    "tell of levels that begin or end": every(300, "accounts.tasks.tell_of_stand_ins"),
    "freeze reports of closed periods": every(3600, "oversight.tasks.close_periods"),
    "tell of new reports": every(3600, "oversight.tasks.tell_of_new_reports"),
    "remind of requests of persons": every(3600, "oversight.tasks.remind_of_requests"),
    "clear requests of persons": every(300, "oversight.tasks.clear_requests"),
    "empty access packages": every(60, "oversight.tasks.sweep_access_packages"),
    "go on with departures": every(60, "oversight.tasks.go_on_with_departures"),
    # Further sweeps go here, one line each.
}
# Keeps no file: what was done last stands in the database.
app.conf.beat_scheduler = "celery.beat:Scheduler"


@signals.setup_logging.connect
def _use_the_settings_of_django(**kwargs: Any) -> None:
    """Django's logging, with its formatter, is in force; Celery adds no handler of its own."""
    logging.getLogger("celery").setLevel(logging.WARNING)


@signals.worker_init.connect
@signals.beat_init.connect
def _refuse_to_start(**kwargs: Any) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from .checks import refuse_to_start

    try:
        refuse_to_start()
    except ImproperlyConfigured as error:
        # Celery swallows every exception of a signal's receiver but this one.
        raise SystemExit(str(error)) from None


@signals.worker_init.connect
def _act_as_the_worker(**kwargs: Any) -> None:
    """The logs tell what the system did by itself from what somebody did."""
    from accounts.acting import this_is_a_worker

    this_is_a_worker()


@signals.worker_ready.connect
def _begin_with_what_is_due(**kwargs: Any) -> None:
    """What became due while nothing ran does not wait for the first turn of beat."""
    app.send_task("retention.tasks.destroy_due", expires=300)


@signals.task_prerun.connect
def _name_the_task(task_id: str = "", **kwargs: Any) -> None:
    """Every line of the log that a task writes carries its number, as those of a request carry theirs."""
    bind_contextvars(task_id=task_id)


@signals.task_postrun.connect
def _forget_the_task(**kwargs: Any) -> None:
    unbind_contextvars("task_id")


@signals.after_task_publish.connect
@signals.task_postrun.connect
def _sign_of_life(**kwargs: Any) -> None:
    """Beat sent something, or the worker did something: touch the file that gir/healthy.py looks at."""
    path = os.environ.get("GIR_SIGN_OF_LIFE")
    if path:
        Path(path).touch()
