# SPDX-License-Identifier: EUPL-1.2
from celery import shared_task

from . import engine


@shared_task
def destroy_due() -> None:
    """Swept by beat every five minutes; what is due stands in the database."""
    engine.destroy_due()
