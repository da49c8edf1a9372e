# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import alarms, evaluation_reminders


@shared_task
def sound_alarms() -> None:
    """Swept by beat every minute, beside the engine: so that one that hangs or fails is noticed."""
    alarms.sound_alarms()


@shared_task
def remind_of_evaluations() -> None:
    """Swept by beat every hour."""
    evaluation_reminders.remind_of_evaluations()
