# SPDX-License-Identifier: EUPL-1.2
"""A throw-away PostgreSQL database with this project's tables, for measuring. Import it before anything of Django."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg2

DEFAULT_SERVER = "postgres:///postgres"


def configure(server: str, name: str) -> None:
    """Point the settings at database `name` of the server, and start Django. Nothing is made or opened yet."""
    os.environ["GIR_MODE"] = "test"
    os.environ["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
    os.environ["REDIS_URL"] = ""
    os.environ["EMAIL_URL"] = "memorymail://"
    os.environ["DJANGO_SETTINGS_MODULE"] = "gir.settings"
    import django

    django.setup()


def _on_server(server: str, *statements: str) -> None:
    parts = urlsplit(server)
    connection = psycopg2.connect(
        dbname=parts.path.lstrip("/") or "postgres",
        host=parts.hostname,
        port=parts.port,
        user=parts.username,
        password=parts.password,
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


@contextmanager
def throw_away(server: str, name: str, keep: bool = False) -> Iterator[None]:
    """Make the database that `configure` named, with all tables, and drop it afterwards unless it is kept.

    Refuses to touch a database that it did not make itself: the name must begin with `gir_bench`.
    """
    if not name.startswith("gir_bench") or not name.isidentifier():
        raise SystemExit("The database of a measurement has a name that begins with gir_bench.")
    from django.core.management import call_command
    from django.db import connection

    _on_server(server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        if not keep:
            _on_server(server, f"DROP DATABASE IF EXISTS {name}")
