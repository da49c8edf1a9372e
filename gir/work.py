# SPDX-License-Identifier: EUPL-1.2
"""Worker and beat in one process, for an installation without a broker: `python -m gir.work`.

Celery's in-memory transport reaches no other process, so beat is a thread of the worker (`-B` would make it a
process). With a broker, run `celery -A gir.celery worker` and `celery -A gir.celery beat` instead.
"""

import os
import threading
import warnings
from typing import Any

from celery.beat import EmbeddedService

from .celery import app

BEAT_DIED = 70


def main() -> None:
    """Work until asked to stop (SIGTERM, SIGINT). Ends with an error when beat does, so that it is seen."""
    # The worker warns a root user about pickle, which is not accepted here.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")
    worker: Any = app.Worker(
        pool="solo", quiet=True, without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    beat: Any = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)
    stopping = threading.Event()

    def end_with_beat() -> None:
        beat.join()
        if not stopping.is_set():
            os._exit(BEAT_DIED)

    beat.start()
    threading.Thread(target=end_with_beat, name="end with beat", daemon=True).start()
    try:
        worker.start()
    finally:
        stopping.set()
    raise SystemExit(worker.exitcode)


if __name__ == "__main__":
    main()
