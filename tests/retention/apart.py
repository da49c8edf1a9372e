# SPDX-License-Identifier: EUPL-1.2
"""A database of its own for programs that a test starts and kills: a copy of the empty one that tests run on."""

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg2
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def database_apart(folder: Path) -> Iterator[str]:
    """Its address, as the settings take it; for a test outside a transaction. SQLite: `apart.sqlite3` in the folder."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        file = folder / "apart.sqlite3"
        copy = sqlite3.connect(file)
        connection.connection.backup(copy)
        copy.close()
        yield f"sqlite:///{file}"
        return
    given, name = connection.settings_dict, f"gir_apart_{uuid.uuid4().hex[:12]}"
    # Nobody may be connected to what is copied.
    connection.close()
    with _server(given) as server:
        server.execute(f'CREATE DATABASE {name} TEMPLATE "{given["NAME"]}"')
    try:
        password = f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else ""
        host = f"{given['HOST']}:{given['PORT'] or 5432}"
        yield f"postgres://{given['USER']}{password}@{host}/{name}"
    finally:
        with _server(given) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _server(given: dict) -> Iterator[object]:
    server = psycopg2.connect(
        dbname="postgres",
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        user=given["USER"] or None,
        password=given["PASSWORD"] or None,
    )
    server.autocommit = True
    with server.cursor() as cursor:
        yield cursor
    server.close()


def run(module: str, address: str, folder: Path) -> bytes:
    """Run a program of the tests on that database; answers all that it said. Raises AssertionError when it failed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    done = subprocess.run(
        [sys.executable, "-m", module, str(folder)],
        cwd=ROOT,
        env=environment | {"GIR_TEST_DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        timeout=240,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said.decode()[-4000:]
    return said
