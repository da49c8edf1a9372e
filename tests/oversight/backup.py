# SPDX-License-Identifier: EUPL-1.2
"""A back-up of the whole test database, that a test really puts back: on SQLite by its own copying of pages, on
PostgreSQL as a database made from another."""

import sqlite3
from typing import Any

import psycopg2
from django.db import connection
from psycopg2 import sql


class Backup:
    """The database as it is now. For tests outside a transaction."""

    def __init__(self) -> None:
        self.pages = sqlite3.connect(":memory:")
        self.name = f"{connection.settings_dict['NAME']}_backup"
        if connection.vendor == "postgresql":
            self._make(self.name, connection.settings_dict["NAME"])
        else:
            connection.connection.backup(self.pages)

    def put_back(self) -> None:
        """All of it, over what is there; as often as one likes."""
        if connection.vendor == "postgresql":
            self._make(connection.settings_dict["NAME"], self.name)
        else:
            self.pages.backup(connection.connection)

    def throw_away(self) -> None:
        self.pages.close()
        if connection.vendor == "postgresql":
            _on_the_server(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(self.name)))

    @staticmethod
    def _make(name: str, source: str) -> None:
        connection.close()
        _on_the_server(
            sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)),
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source)),
        )


def _on_the_server(*statements: Any) -> None:
    access = {name: connection.settings_dict[name.upper()] for name in ("host", "port", "user", "password")}
    server = psycopg2.connect(dbname="postgres", **{name: value for name, value in access.items() if value})
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        server.close()
