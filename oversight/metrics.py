# SPDX-License-Identifier: EUPL-1.2
"""What Prometheus reads: numbers of the installation as a whole, without labels, of nobody; and how pages answer."""

import math
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from notices.standing import standing
from oversight import traffic
from retention import copies, watchdog


def exposition() -> bytes:
    """The metrics as they are now; registries of their own, so that nothing else of the process is told."""
    registry = CollectorRegistry()
    registry.register(_Numbers())
    return generate_latest(registry) + generate_latest(traffic.registry())


class _Numbers(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, words, value in _numbers():
            yield GaugeMetricFamily(name, words, value)


def _numbers() -> tuple[tuple[str, str, float], ...]:
    found, mail = watchdog.health(), standing()
    waits = (found.at - mail.oldest).total_seconds() if mail.oldest else 0
    silent = (found.at - found.swept_at).total_seconds() if found.swept_at else math.inf
    return (
        (
            "gir_destruction_oldest_overdue_seconds",
            "How long ago the oldest record that is still there could be destroyed",
            found.oldest_overdue.total_seconds(),
        ),
        (
            "gir_destruction_failures",
            "Records that could not be destroyed, and are tried again",
            found.failures,
        ),
        (
            "gir_destruction_last_sweep_seconds",
            "How long ago beat last finished its turn; infinite when it never did",
            silent,
        ),
        (
            "gir_ledger_batches_not_outside",
            "Batches of the ledger that stand in the database only",
            copies.not_copied().count(),
        ),
        ("gir_mail_waiting", "Mails that wait to be sent", mail.waiting),
        ("gir_mail_oldest_waiting_seconds", "How long the oldest of them waits", max(waits, 0)),
        ("gir_mail_given_up", "Mails that could not be sent and are not tried again", mail.failed),
    )
