# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task
from django.utils import timezone

from retention import outside

from . import alarms, evaluation_reminders
from .leaving import steps
from .reports import closing, telling
from .requests import effects_acts, package_keeping
from .requests import telling as requests


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


@shared_task
def remind_of_requests() -> None:
    """Swept by beat every hour; who was told of what stands in the outbox."""
    requests.remind()


@shared_task
def clear_requests() -> None:
    """Swept by beat every five minutes: asks what is due now."""
    requests.clear_contents()
    effects_acts.shorten_restrictions(timezone.now())


@shared_task
def sweep_access_packages() -> None:
    """Swept by beat every minute: what is in a file goes with the records that it was made of."""
    package_keeping.sweep()


@shared_task
def go_on_with_departures() -> None:
    """Swept by beat every minute; how far each is stands in the database. Raises outside.Closed."""
    outside.refuse_when_closed()
    steps.go_on()
