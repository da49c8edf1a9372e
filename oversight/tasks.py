# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import alarms, evaluation_reminders
from .reports import closing, telling


@shared_task
def sound_alarms() -> None:
    """Swept by beat every minute, beside the engine: so that one that hangs or fails is noticed."""
    alarms.sound_alarms()


@shared_task
def remind_of_evaluations() -> None:
    """Swept by beat every hour."""
    evaluation_reminders.remind_of_evaluations()


@shared_task
def close_periods() -> None:
    """Swept by beat every hour; which periods have a report stands in the database."""
    closing.close_periods()


@shared_task
def tell_of_new_reports() -> None:
    """Swept by beat every hour; until when somebody was told stands in the database."""
    telling.tell_of_new_reports()
