# SPDX-License-Identifier: EUPL-1.2
"""Whether the time of an answer tells an id of another municipality from one that is nowhere.

    GIR_MODE=test DATABASE_URL=… .venv/bin/python -m bench.enumeration

Made in a transaction that is taken back. For each kind of page the two are asked for in turn, so that what else the machine
does falls on both alike; printed are the medians, and the share of pairs in which the id of somebody took longer: near a half,
it tells nothing.
"""

import os
import statistics
import sys
import time
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
ROUNDS = 200


def main() -> None:
    """Print a line for each page."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.urls import reverse

    from tests.cast import Cast
    from tests.signing_in import signed_in_by

    setup_test_environment()
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
    with transaction.atomic():
        cast = Cast()
        levels = ("handler", "supervisor", "coordinator", "head", "reporter")
        client = Client()
        client.force_login(cast.person("Oscar", cast.other_root, *levels))
        signed_in_by(client, "password", "mfa")
        pages = {
            "incident": {"incident_id": cast.case.pk},
            "my_report": {"incident_id": cast.case.pk},
            "perpetrator": {"perpetrator_id": cast.perpetrator.pk},
            "call": {"recording_id": cast.flagged.pk},
            "hold": {"hold_id": cast.hold.pk},
            "caller_request": {"request_id": cast.caller_request.pk},
        }
        for name, arguments in pages.items():
            taken: dict[bool, list[float]] = {True: [], False: []}
            for turn in range(2 * ROUNDS):
                there = bool(turn % 2) is bool(turn % 4 > 1)
                url = reverse(name, kwargs=arguments if there else dict.fromkeys(arguments, uuid.uuid4()))
                began = time.perf_counter()
                assert client.get(url).status_code == 404
                taken[there].append((time.perf_counter() - began) * 1000)
            longer = sum(a > b for a, b in zip(taken[True], taken[False], strict=True)) / ROUNDS
            medians = [statistics.median(taken[there]) for there in (True, False)]
            sys.stdout.write(
                f"{name:16} {medians[0]:7.2f} ms  nowhere {medians[1]:7.2f} ms  longer {longer:.0%}\n"
            )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
