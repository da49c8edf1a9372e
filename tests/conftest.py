# SPDX-License-Identifier: EUPL-1.2
"""What every test gets. The people and records that tests play with are in fixtures.py."""

import os
from pathlib import Path

import hypothesis
import pytest

from . import machine, object_store, speed

pytest_plugins = ["tests.fixtures"]

# Two busy cores are no reason to fail, and the same examples on every machine: what is found can be found again.
hypothesis.settings.register_profile(
    "gir", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("gir")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A test that needs what this pass or this machine has not is skipped, and says what it needs."""
    here = {
        "postgres": os.environ["DATABASE_URL"].startswith("postgres"),
        "redis": bool(os.environ["REDIS_URL"]),
        "browser": machine.chromium() is not None,
        "s3": object_store.found(),
    }
    for item in items:
        # No other test is let through to the database, so what it says cannot differ between two engines.
        if "django_db_setup" in item.fixturenames or item.get_closest_marker("django_db"):
            item.add_marker("database")
        for marker, present in here.items():
            if not present and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"needs {marker}; ./run test looks for it"))


def pytest_collection_finish(session):
    speed.leave_the_program_to_itself()


@pytest.fixture(autouse=True)
def store_of_nobody(settings):
    """Each test has a database of its own, so the store of recordings is not yet marked as another's."""
    place = settings.STORAGES["recordings"]["OPTIONS"].get("location")
    if place:
        Path(place, "installation").unlink(missing_ok=True)
