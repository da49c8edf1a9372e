# SPDX-License-Identifier: EUPL-1.2
"""Gunicorn's settings, for the demo and for production: `gunicorn -c python:gir.gunicorn gir.wsgi`."""

import contextlib
import itertools
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from .lifeline import die_with
from .logs import FORMATTERS, chosen_format

bind = os.environ.get("GIR_BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}").split(",")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("GIR_THREADS", "8"))
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# Gunicorn itself believes nobody; whom the program believes stands in GIR_PROXIES (gir/middleware.py).
forwarded_allow_ips = ""
# The heartbeat of a worker is a file; in memory it cannot stall on a slow disk, nor need a writable one.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
# No access log: addresses and query strings tell who looked at what. Who opened a file is in the database.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("GIR_WEB_LOG", "warning")


# A page that is asked for with HEAD has its body dropped here, as it should be; that is no news.
logging.getLogger("gunicorn.http.wsgi").setLevel(logging.ERROR)


class QuietLogger(Logger):
    """Gunicorn's error log through the formatter that leaves out personal data."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(FORMATTERS[chosen_format()]())


logger_class = QuietLogger


# Where the workers count together what pages answered (oversight/traffic.py).
COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server: Any) -> None:
    """In the master, before the first worker: a folder for what is counted, gone with the master."""
    os.environ[COUNTED_IN] = tempfile.mkdtemp(prefix="gir-metrics-")


def on_exit(server: Any) -> None:
    """In the master, when all have gone."""
    shutil.rmtree(os.environ.pop(COUNTED_IN, ""), ignore_errors=True)


def pre_fork(server: Any, worker: Any) -> None:
    """In the master: the lowest number that no worker has. One that takes another's place goes on counting in its file,
    so that there are never more files than workers."""
    taken = {other.number for other in server.WORKERS.values()}
    worker.number = next(number for number in itertools.count() if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """In a new worker: it goes when the master goes, and counts under its number."""
    die_with(server.pid)
    if COUNTED_IN in os.environ:
        count_as(worker.number)


def count_as(number: int) -> None:
    """Let this process count in the file of this number; called before the program is loaded."""
    from prometheus_client import values

    values.ValueClass = values.MultiProcessValue(lambda: number)


def post_worker_init(worker: Any) -> None:
    """In a worker that has loaded the application: what ./run wants said when the pages are there."""
    say_ready("GIR_READY")


def say_ready(variable: str) -> None:
    """Print what this variable of the environment holds, if anything."""
    message = os.environ.get(variable)
    if message:
        with contextlib.suppress(OSError):  # nobody listens any more
            print(message, flush=True)
