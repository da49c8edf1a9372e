# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import leaving, shortening


@shared_task
def note_who_left_the_registry() -> None:
    """Swept by beat every five minutes; what went out of view stands in the database."""
    leaving.note_who_left()


@shared_task
def shorten_what_is_longer() -> None:
    """Swept by beat every five minutes; what is longer than the policy stands in the database."""
    shortening.shorten_what_is_longer()
