# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from retention import outside

from . import housekeeping, rights_review, stand_ins, who_left


@shared_task
def destroy_who_left() -> None:
    """Swept by beat every five minutes, beside the engine: who left goes with the last record that names them.

    Raises outside.Closed.
    """
    outside.refuse_when_closed()
    who_left.destroy_who_left()


@shared_task
def remove_expired_sessions() -> None:
    """Swept by beat every hour."""
    housekeeping.remove_expired_sessions()


@shared_task
def remind_of_reviews() -> None:
    """Swept by beat every hour: the yearly review of rights begins when it is due."""
    rights_review.remind_of_reviews()


@shared_task
def tell_of_stand_ins() -> None:
    """Swept by beat every five minutes; who was told stands in the database."""
    stand_ins.tell_of_stand_ins()
