# SPDX-License-Identifier: EUPL-1.2
"""The project's settings in test mode: SQLite in memory, or the database that GIR_TEST_DATABASE_URL names.

The environment is set here and not in conftest.py: pytest-django reads the settings before any conftest.
"""

import atexit
import os
import shutil
import tempfile

os.environ["GIR_MODE"] = "test"
os.environ["DATABASE_URL"] = os.environ.get("GIR_TEST_DATABASE_URL") or "sqlite://:memory:"
os.environ["REDIS_URL"] = os.environ.get("GIR_TEST_REDIS_URL", "")
os.environ["EMAIL_URL"] = "memorymail://"
# The browser's sync interface runs an event loop in the thread that the ORM is used in.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from gir.settings import *  # noqa: E402, F403

# Nothing is collected for a test: the finders serve what the working tree holds.
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405
STORAGES["staticfiles"]["BACKEND"] = "tests.speed.RememberedStaticFiles"  # noqa: F405
MIDDLEWARE[MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")] = "tests.speed.RememberedFiles"  # noqa: F405
# A test that looks at the copy of the ledger gives it a folder.
STORAGES["ledger"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}  # noqa: F405
# Records with a file, for tests of what becomes of files. It has no migrations: its table is made with the others.
INSTALLED_APPS += ["tests.shelf"]  # noqa: F405
STORAGES["shelf"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}  # noqa: F405
# Files of recordings lie in a folder of this process, which goes with it.
_recordings = tempfile.mkdtemp(prefix="gir-recordings-")
atexit.register(shutil.rmtree, _recordings, ignore_errors=True)
STORAGES["recordings"] = {  # noqa: F405
    "BACKEND": "recordings.stores.FolderStore",
    "OPTIONS": {"location": _recordings},
}
