# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Municipality
from recordings.telephony import NAME_MAX, NameTaken, add_telephony_system


class Command(BaseCommand):
    help = "Make a token with which a telephony system delivers the calls of one municipality. It is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--municipality", required=True, help="its slug: waterrijk")
        parser.add_argument("--name", required=True, help="what the administrator calls the system")

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = Municipality.objects.filter(slug=options["municipality"]).first()
        if municipality is None:
            raise CommandError("There is no municipality with this slug.")
        name = options["name"].strip()
        if not name or len(name) > NAME_MAX:
            raise CommandError(f"The name is empty, or longer than {NAME_MAX} characters.")
        try:
            _system, token = add_telephony_system(municipality, name)
        except NameTaken as error:
            raise CommandError(
                "A telephony system that may deliver has this name: revoke it first."
            ) from error
        self.stderr.write("The token, shown this once (Authorization: Bearer …):")
        self.stdout.write(token)
