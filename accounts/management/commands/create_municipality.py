# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.db import IntegrityError

from accounts.models import User
from accounts.set_up import TooFewAdministrators, set_up_municipality


class Command(BaseCommand):
    help = "Make a municipality with its first administrators (two at least), who each get an invitation by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="as on the screen: Waterrijk")
        parser.add_argument("--slug", required=True, help="short and unique, letters and digits: waterrijk")
        parser.add_argument(
            "--administrator",
            nargs=2,
            metavar=("NAME", "EMAIL"),
            action="append",
            required=True,
            help="give it twice or more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        administrators = [(name, email) for name, email in options["administrator"]]
        try:
            validate_slug(options["slug"])
            for name, email in administrators:
                validate_email(email)
                User._meta.get_field("name").run_validators(name)
            municipality = set_up_municipality(options["name"].strip(), options["slug"], administrators)
        except TooFewAdministrators as error:
            raise CommandError(
                "Name two different administrators: each agrees to what widens the other's rights."
            ) from error
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except IntegrityError as error:
            raise CommandError(
                "There is a municipality with this slug, or somebody with one of these addresses."
            ) from error
        self.stdout.write(
            f"{municipality.name} is there; {len(administrators)} administrators get an invitation by mail."
        )
