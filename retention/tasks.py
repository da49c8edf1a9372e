# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import copies, engine, outside, watchdog


@shared_task
def destroy_due() -> None:
    """Swept by beat every five minutes; what is due stands in the database.

    Raises outside.Closed while an older back-up waits for what was destroyed since: a row more, and the ledger would
    have two histories.
    """
    outside.refuse_when_closed()
    engine.destroy_due()
    watchdog.note_sweep()
    copies.copy_what_is_new()


@shared_task
def copy_the_ledger() -> None:
    """Swept by beat every minute; which batches are not outside the database yet stands in the database.

    Raises outside.Closed.
    """
    outside.refuse_when_closed()
    copies.copy_what_is_new()
