# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from retention import outside

from . import folder, ownership, sweeping, telling


@shared_task
def remind_heads() -> None:
    """Swept by beat every minute; what waits for whom stands in the database."""
    telling.send_reminders()
    telling.tell_out_of_view()


@shared_task
def sweep_recordings() -> None:
    """Swept by beat every ten minutes. Raises outside.Closed."""
    outside.refuse_when_closed()
    sweeping.destroy_keyless()
    if ownership.may_sweep():
        sweeping.drop_unfinished_uploads()


@shared_task
def look_in_folder() -> None:
    """Swept by beat every ten seconds."""
    folder.look()
