# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from retention import seal


class Command(BaseCommand):
    help = "Print the public key that the ledger's signatures are checked with; keep it outside this machine."
    # The key that it makes is what these miss.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="print a new private key for GIR_LEDGER_KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(seal.new_private_key() if options["new"] else seal.public_key())
