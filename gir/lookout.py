# SPDX-License-Identifier: EUPL-1.2
"""A running web server notices that an older back-up of the database was put back under it, and closes.

It looks every ten seconds, in a thread of its own, so that no request pays for it. What is found is a word in memory:
while it is closed every page says so, and opens by itself when the destructions were done again.
"""

import logging
import threading
import time

from django.db import DatabaseError, connections

from retention import outside

SECONDS = 10
logger = logging.getLogger(__name__)
_closed = threading.Event()


def is_closed() -> bool:
    """Whether nobody may work in it, as of the last look."""
    return _closed.is_set()


def look() -> None:
    """Look once. What cannot be known now leaves it as it is: people are not sent away for a network that falters."""
    try:
        found = outside.standing()
    except DatabaseError:
        return
    if found.is_closed and not is_closed():
        logger.error("Closed: the database is %s beside the ledger kept outside.", found)
        _closed.set()
    elif found is outside.Standing.SOUND and is_closed():
        logger.warning("Open again.")
        _closed.clear()


def keep_looking() -> None:
    """Look from now on, as long as this process lives."""
    threading.Thread(target=_look_for_ever, name="look at the ledger outside", daemon=True).start()


def _look_for_ever() -> None:
    while True:
        time.sleep(SECONDS)
        try:
            look()
        except Exception as error:
            # Without it the server would never close; so it goes on, whatever it was.
            logger.error("Looking at the ledger outside failed (%s).", type(error).__name__)
        finally:
            connections.close_all()
