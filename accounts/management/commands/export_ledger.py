# SPDX-License-Identifier: EUPL-1.2
import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Municipality
from retention import copies, seal
from retention.models import LedgerBatch
from retention.models.ledger import INSTALLATION
from retention.storages import WholeFiles
from retention.terms import AMSTERDAM


class Command(BaseCommand):
    help = "Write the ledger of a municipality from the database, as files that verify_ledger.py checks and compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--municipality", metavar="SLUG", help="without it: what belongs to no municipality"
        )
        parser.add_argument("--to", metavar="FOLDER", required=True, type=Path)
        parser.add_argument(
            "--since", metavar="DAY", type=_day, help="batches made from the start of this day"
        )
        parser.add_argument("--until", metavar="DAY", type=_day, help="batches made to the end of this day")

    def handle(self, *args: Any, **options: Any) -> None:
        chain = _chain(options["municipality"])
        # What was committed a moment ago is copied too, so that the two are the same when nothing is wrong.
        failed = copies.copy_what_is_new()
        batches = LedgerBatch.objects.filter(chain=chain).order_by("number")
        if options["since"]:
            batches = batches.filter(made_at__gte=_midnight(options["since"]))
        if options["until"]:
            batches = batches.filter(made_at__lt=_midnight(options["until"] + datetime.timedelta(days=1)))
        count, different = copies.export(batches.iterator(), WholeFiles(location=options["to"]))
        part = " --part" if options["since"] or options["until"] else ""
        self.stdout.write(f"{count} batches of chain {chain}. To check them, beside the copy outside:")
        self.stdout.write(
            f"python verify_ledger.py --public-key {seal.public_key()} --chain {chain}{part}"
            f" {options['to']} FOLDER_OF_THE_COPY"
        )
        if failed:
            self.stderr.write(f"{failed} batches of the ledger are not outside the database yet.")
        if different:
            raise CommandError(f"Another file was there already, and stays: {', '.join(different)}")


def _chain(slug: str | None) -> int:
    if slug is None:
        return INSTALLATION
    found = Municipality.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no municipality {slug}.")
    return found.pk


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), AMSTERDAM)
