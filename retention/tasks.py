# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import copies, engine, files, outside, stray_files, traces, watchdog


@shared_task
def destroy_due() -> None:
    """Swept by beat every five minutes; what is due stands in the database.

    Raises outside.Closed while an older back-up waits for what was destroyed since: a row more, and the ledger would
    have two histories.
    """
    outside.refuse_when_closed()
    engine.destroy_due()
    files.remove_files()
    traces.wipe()
    watchdog.note_sweep()
    copies.copy_what_is_new()


@shared_task
def remove_files() -> None:
    """Swept by beat every ten seconds; what is to be removed stands in the database. Raises outside.Closed."""
    outside.refuse_when_closed()
    files.remove_files()


@shared_task
def look_for_stray_files() -> None:
    """Swept by beat every hour. Raises outside.Closed."""
    outside.refuse_when_closed()
    stray_files.sweep()


@shared_task
def copy_the_ledger() -> None:
    """Swept by beat every minute; which batches are not outside the database yet stands in the database.

    Raises outside.Closed.
    """
    outside.refuse_when_closed()
    copies.copy_what_is_new()
