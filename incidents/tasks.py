# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from retention import outside

from . import leaving


@shared_task
def note_who_left_the_registry() -> None:
    """Swept by beat every five minutes; what went out of view stands in the database. Raises outside.Closed."""
    outside.refuse_when_closed()
    leaving.note_who_left()
