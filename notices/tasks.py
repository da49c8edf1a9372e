# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import digest, outbox


@shared_task
def send_due_messages() -> None:
    """Swept by beat every few seconds; the database is the queue of record."""
    outbox.send_due_messages()


@shared_task
def write_daily_mails() -> None:
    """Swept by beat every minute; who had today's stands in the database."""
    digest.gather()
