# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import copies, engine, files, stray_files, traces, watchdog


@shared_task
def destroy_due() -> None:
    """Swept by beat every five minutes; what is due stands in the database."""
    engine.destroy_due()
    files.remove_files()
    traces.wipe()
    watchdog.note_sweep()
    copies.copy_what_is_new()


@shared_task
def remove_files() -> None:
    """Swept by beat every ten seconds; what is to be removed stands in the database."""
    files.remove_files()


@shared_task
def look_for_stray_files() -> None:
    """Swept by beat every hour."""
    stray_files.sweep()


@shared_task
def copy_the_ledger() -> None:
    """Swept by beat every minute; which batches are not outside the database yet stands in the database."""
    copies.copy_what_is_new()
