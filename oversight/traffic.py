# SPDX-License-Identifier: EUPL-1.2
"""How many requests each page answered and how long that took: by the name of the page, never by its address or by who
asked."""

import os

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = frozenset({"GET", "HEAD", "POST"})
# Seconds: what feels at once, what is noticed, what is waited for.
BUCKETS = (0.1, 0.3, 1.0, 3.0, 10.0)

_of_this_process = CollectorRegistry()
_requests = Histogram(
    "gir_request_seconds",
    "How long answering took, by page, method and kind of answer",
    ["page", "method", "answer"],
    buckets=BUCKETS,
    registry=_of_this_process,
)


def answered(page: str, method: str, status: int, seconds: float) -> None:
    """One request to the page of this name ("" for an address that is no page) was answered."""
    labels = (page or "none", method if method in METHODS else "other", f"{status // 100}xx")
    _requests.labels(*labels).observe(seconds)


def registry() -> CollectorRegistry:
    """What all web processes counted together, where they do so in one folder (gir/gunicorn.py); else this one's."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return _of_this_process
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together
