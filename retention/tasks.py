# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import copies, engine, watchdog


@shared_task
def destroy_due() -> None:
    """Swept by beat every five minutes; what is due stands in the database."""
    engine.destroy_due()
    watchdog.note_sweep()
    copies.copy_what_is_new()


@shared_task
def copy_the_ledger() -> None:
    """Swept by beat every minute; which batches are not outside the database yet stands in the database."""
    copies.copy_what_is_new()
