# SPDX-License-Identifier: EUPL-1.2
"""What this machine has for the tests: a database server, a broker, a browser."""

import functools
import getpass
import os
import shutil
import socket

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
REDIS = ("127.0.0.1", 6379)
# Not the database that somebody may use by hand.
REDIS_DATABASE = 15


@functools.cache
def chromium() -> str | None:
    """The path of a Chromium: GIR_TEST_CHROMIUM, or the one on the PATH."""
    given = os.environ.get("GIR_TEST_CHROMIUM")
    if given:
        return given if os.access(given, os.X_OK) else None
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def postgres_url() -> str | None:
    """A PostgreSQL on which this account may make databases, with a database name of this process's own.

    GIR_TEST_DATABASE_URL, or what answers on 127.0.0.1:5432 or the socket for `postgres` or the current user.
    """
    given = os.environ.get("GIR_TEST_DATABASE_URL")
    if given:
        return given
    for host in ("127.0.0.1", ""):
        for role in dict.fromkeys(("postgres", getpass.getuser())):
            server = f"postgres://{role}@{host}:5432"
            if _may_make_databases(server):
                return f"{server}/gir_{os.getpid()}"
    return None


def _may_make_databases(server: str) -> bool:
    import psycopg2

    try:
        connection = psycopg2.connect(f"{server}/postgres", connect_timeout=3)
    except psycopg2.OperationalError:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            return bool(cursor.fetchone()[0])
    finally:
        connection.close()


def redis_url() -> str | None:
    """GIR_TEST_REDIS_URL, or the Redis that answers on 127.0.0.1:6379."""
    given = os.environ.get("GIR_TEST_REDIS_URL")
    if given:
        return given
    try:
        with socket.create_connection(REDIS, timeout=3) as connection:
            connection.sendall(b"PING\r\n")
            answer = connection.recv(16)
    except OSError:
        return None
    return f"redis://{REDIS[0]}:{REDIS[1]}/{REDIS_DATABASE}" if answer.startswith(b"+PONG") else None
