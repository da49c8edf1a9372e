# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from retention import outside

from . import escalating, leaving, shortening, warning


@shared_task
def note_who_left_the_registry() -> None:
    """Swept by beat every five minutes; what went out of view stands in the database. Raises outside.Closed."""
    outside.refuse_when_closed()
    leaving.note_who_left()


@shared_task
def warn_of_what_outlives() -> None:
    """Swept by beat every hour; what was warned about stands in the database. Raises outside.Closed."""
    outside.refuse_when_closed()
    warning.warn_of_what_outlives()


@shared_task
def shorten_what_is_longer() -> None:
    """Swept by beat every five minutes; what is longer than the policy stands in the database."""
    shortening.shorten_what_is_longer()


@shared_task
def escalate() -> None:
    """Swept by beat every minute; what was told stands in the database."""
    escalating.escalate()
