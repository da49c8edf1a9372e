# SPDX-License-Identifier: EUPL-1.2
"""Gunicorn's settings for the intake of call recordings: many threads that wait, none of them for ever."""

import os
from typing import Any

from .gunicorn import (
    accesslog,
    control_socket_disable,
    errorlog,
    forwarded_allow_ips,
    logger_class,
    loglevel,
    post_fork,
    say_ready,
    timeout,
    worker_tmp_dir,
)

__all__ = [
    "accesslog",
    "control_socket_disable",
    "errorlog",
    "forwarded_allow_ips",
    "logger_class",
    "loglevel",
    "post_fork",
    "timeout",
    "worker_tmp_dir",
]

_port = os.environ.get("INTAKE_PORT", "8001")
bind = os.environ.get("GIR_INTAKE_BIND", f"127.0.0.1:{_port}").split(",")
worker_class = "gir.patience.IntakeWorker"
workers = int(os.environ.get("GIR_INTAKE_PROCESSES", "1"))
# A thread waits for its client most of the time, without a connection to the database.
threads = int(os.environ.get("GIR_INTAKE_THREADS", "64"))
# One request a connection: what a refused client still sends can be no second request.
keepalive = 0
# What comes in when it is asked to stop gets this many seconds; the telephony delivers the rest again.
graceful_timeout = 30
# Never replaced by itself: that would cut off whoever is sending.
max_requests = 0


def post_worker_init(worker: Any) -> None:
    """As for the pages (gir/gunicorn.py)."""
    say_ready("GIR_INTAKE_READY")
