# SPDX-License-Identifier: EUPL-1.2
import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from retention import copies, files, traces
from retention.engine import Outcome, destroy_due
from retention.terms import NonexistentLocalTime, from_local


class Command(BaseCommand):
    help = "Destroy everything that is due, as the workers do every five minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--simulate", action="store_true", help="really destroy, print the counts, and roll back"
        )
        parser.add_argument(
            "--at", metavar="TIME", help="with --simulate: as if it were then (local, or an offset)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["simulate"]:
            if options["at"]:
                raise CommandError("--at goes with --simulate: nothing is destroyed before its moment.")
            self._tell(destroy_due())
            files.remove_files()
            traces.wipe()
            if failed := copies.copy_what_is_new():
                self.stderr.write(f"{failed} batches of the ledger are not outside the database yet.")
            return
        with transaction.atomic():
            outcome = destroy_due(_moment(options["at"]) if options["at"] else None)
            transaction.set_rollback(True)
        self._tell(outcome)
        self.stdout.write("Rolled back: nothing was destroyed.")

    def _tell(self, outcome: Outcome) -> None:
        for label in sorted(outcome.destroyed.keys() | outcome.failed.keys()):
            failed = outcome.failed[label]
            self.stdout.write(
                f"{label}: {outcome.destroyed[label]}" + (f", {failed} failed" if failed else "")
            )
        self.stdout.write(f"{outcome.destroyed.total()} records.")


def _moment(text: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(text)
        return moment if moment.tzinfo else from_local(moment.date(), moment.time())
    except NonexistentLocalTime as error:
        raise CommandError(str(error)) from error
    except ValueError as error:
        raise CommandError(f"{text} is not a time such as 2026-03-28T12:00.") from error
