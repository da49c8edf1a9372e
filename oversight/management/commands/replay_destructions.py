# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.after_restore import Outcome
from oversight.restoring import Done, replay_destructions
from retention.outside import CannotBeRead
from retention.replay import NotTrusted
from retention.verify_ledger import read_key


class Command(BaseCommand):
    help = (
        "After an older back-up of the database was put back: bring back the ledger from outside, destroy again what it "
        "names, sign everybody out, withdraw again what was withdrawn, and list the rights that changed since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="really do it, say what was done, and roll back"
        )
        parser.add_argument(
            "--public-key",
            type=read_key,
            action="append",
            default=[],
            metavar="KEY",
            help="of an earlier key that signed batches since the back-up",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["dry_run"]:
                with transaction.atomic():
                    done = replay_destructions(options["public_key"])
                    transaction.set_rollback(True)
            else:
                done = replay_destructions(options["public_key"])
        except NotTrusted as reason:
            raise CommandError("\n".join(["Nothing was brought back.", *reason.faults])) from None
        except CannotBeRead as error:
            raise CommandError(
                f"The ledger kept outside (GIR_LEDGER_COPY) cannot be read: {error}."
            ) from None
        self._tell(done)
        if options["dry_run"]:
            self.stdout.write("Rolled back: nothing was changed.")
        if done.failed:
            raise CommandError("\n".join(["Not everything could be done again; run it again.", *done.failed]))

    def _tell(self, done: Done) -> None:
        self.stdout.write(f"{done.signed_out} people signed out.")
        self.stdout.write(f"{done.brought_back} batches of the ledger brought back.")
        for label in sorted(done.destroyed):
            self.stdout.write(f"{label}: {done.destroyed[label]} destroyed again")
        self.stdout.write(
            f"{done.destroyed.total()} records destroyed again, {done.erased_in_part} erased in part again, "
            f"{done.out_of_view} out of view again."
        )
        if done.by_hand:
            self.stdout.write(
                "Look at these reports by hand: a decision took somebody out of them whom this back-up does not know."
            )
            for report in done.by_hand:
                self.stdout.write(f"  {report}")
        for outcome in (Outcome.WITHDRAWN_AGAIN, Outcome.MISSING, Outcome.AS_IT_SHOULD):
            changed = [right for right in done.rights if right.outcome == outcome]
            self.stdout.write(f"{len(changed)} rights that changed since: {outcome}.")
            for right in changed:
                self.stdout.write(f"  municipality {right.chain}: {right.what} {right.object_id}")
