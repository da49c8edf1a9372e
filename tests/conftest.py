# SPDX-License-Identifier: EUPL-1.2
"""What every test gets. The people and records that tests play with are in fixtures.py."""

import os
import re
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache

from . import identity_provider, machine, object_store, speed, statements

pytest_plugins = ["tests.fixtures"]
EVERY_PAGE = Path(__file__).parent / "security" / "pages"
# What a page says and how a form answers: in files of these names.
OF_PAGES = re.compile(r"_(pages?|forms|input|shown)$|^test_(onward|own_words)$")

# Two busy cores are no reason to fail, and the same examples on every machine: what is found can be found again.
hypothesis.settings.register_profile(
    "gir", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("gir")


# Where the pass on SQLite puts down what each test says to the database (tests/run.py), for the pass on PostgreSQL.
STATEMENTS = Path(os.environ["GIR_STATEMENTS"]) if "GIR_STATEMENTS" in os.environ else None
ON_POSTGRES = os.environ["DATABASE_URL"].startswith("postgres")


def pytest_configure(config):
    if STATEMENTS and not ON_POSTGRES:
        config.pluginmanager.register(statements.Recorder(STATEMENTS))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """A test that needs what this pass or this machine has not is skipped, and says what it needs."""
    here = {
        "postgres": ON_POSTGRES,
        "redis": bool(os.environ["REDIS_URL"]),
        "browser": machine.chromium() is not None,
        "s3": object_store.found(),
        "oidc": identity_provider.found(),
    }
    for item in items:
        # No other test is let through to the database, so what it says cannot differ between two engines.
        if "django_db_setup" in item.fixturenames or item.get_closest_marker("django_db"):
            item.add_marker("database")
        # They look at what a browser gets. Every page, and everything that is sent to one, is asked by everybody who may
        # of both engines (test_permissions.py), and what it does is tested on both where it is done.
        if item.path.parent == EVERY_PAGE or OF_PAGES.search(item.path.stem):
            item.add_marker("one_engine")
        for marker, present in here.items():
            if not present and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"needs {marker}; ./run test looks for it"))
    if STATEMENTS and ON_POSTGRES:
        leave_out(statements.left_out(STATEMENTS), config, items)


def leave_out(tests, config, items):
    left = [item for item in items if item.nodeid in tests]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item.nodeid not in tests]


def pytest_collection_finish(session):
    speed.leave_the_program_to_itself()


@pytest.fixture(autouse=True)
def nothing_remembered():
    """People of two tests have the same number; how often one asked for something is not the other's doing."""
    cache.clear()


@pytest.fixture(autouse=True)
def store_of_nobody(settings):
    """Each test has a database of its own, so the store of recordings is not yet marked as another's."""
    place = settings.STORAGES["recordings"]["OPTIONS"].get("location")
    if place:
        Path(place, "installation").unlink(missing_ok=True)
