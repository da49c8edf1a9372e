# SPDX-License-Identifier: EUPL-1.2
import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Municipality
from oversight.certificates import certificate_of, file_name, write_json, write_pdf
from retention import copies, seal
from retention.certificates import NoSuchPeriod


class Command(BaseCommand):
    help = "Make the certificate of destruction of a municipality (verklaring van vernietiging): a PDF, and its JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--municipality", metavar="SLUG", required=True)
        parser.add_argument("--from", metavar="DAY", required=True, type=datetime.date.fromisoformat)
        parser.add_argument(
            "--to", metavar="DAY", required=True, type=datetime.date.fromisoformat, help="this day included"
        )
        parser.add_argument("--to-folder", metavar="FOLDER", default=Path(), type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = Municipality.objects.filter(slug=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"There is no municipality {options['municipality']}.")
        # What was committed a moment ago is copied too, so that the two can be laid side by side.
        failed = copies.copy_what_is_new()
        try:
            certificate = certificate_of(municipality, options["from"], options["to"], timezone.now())
        except NoSuchPeriod as error:
            raise CommandError("The period must not end before it begins, nor in the future.") from error
        folder = options["to_folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for extension, write in (("pdf", write_pdf), ("json", write_json)):
            path = folder / file_name(municipality, certificate, extension)
            with path.open("wb") as file:
                write(certificate, municipality, file)
            self.stdout.write(f"{path}")
        self.stdout.write("To check it, with the copy outside beside it:")
        self.stdout.write(
            f"python verify_ledger.py --public-key {seal.public_key()} {path} FOLDER_OF_THE_COPY"
        )
        if failed:
            self.stderr.write(f"{failed} batches of the ledger are not outside the database yet.")
