# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from retention import roles


class Command(BaseCommand):
    help = "Give a role of PostgreSQL what the running program needs: it adds to the ledger, and changes nothing in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", required=True, help="it must be there: createuser --pwprompt gir_app")
        parser.add_argument("--print", action="store_true", help="print the SQL, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL knows roles; SQLite is protected by its triggers alone.")
        role = options["role"]
        if options["print"]:
            for statement in roles.statements(connection, role):
                self.stdout.write(f"{statement};")
            return
        try:
            roles.check(connection, role)
        except roles.UnfitRole as reason:
            raise CommandError(str(reason)) from None
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in roles.statements(connection, role):
                cursor.execute(statement)
        self.stdout.write(
            f"{role} may add to the ledger and change nothing in it. Repeat this after each migration."
        )
