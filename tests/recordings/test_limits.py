# SPDX-License-Identifier: EUPL-1.2
"""The limit of a telephony system is one limit, however many processes take calls in."""

import multiprocessing
import uuid
from concurrent.futures import ProcessPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from recordings.limits import PerTelephonySystem


def allowed(system: uuid.UUID) -> int:
    """How many of five requests in this process were within the limit."""
    request: Any = SimpleNamespace(auth=SimpleNamespace(pk=system))
    return sum(PerTelephonySystem().allow_request(request) for _ in range(5))


@pytest.mark.redis
def test_the_limit_holds_over_several_processes(settings: Any) -> None:
    settings.INTAKE_PER_MINUTE = 7
    one, other = uuid.uuid4(), uuid.uuid4()
    processes = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork"))
    with time_machine.travel("2026-11-30T09:00:30+01:00", tick=False), processes:
        assert sum(processes.map(allowed, [one, one, one])) == 7
        # Another system's are its own.
        assert sum(processes.map(allowed, [other])) == 5
