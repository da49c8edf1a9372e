# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from protection.keyring import key_ring
from protection.rotation import rotate_all


class Command(BaseCommand):
    help = "Seal everything that is encrypted with an older key again with the first key of the ring."

    def handle(self, *args: Any, **options: Any) -> None:
        done = rotate_all()
        for label, rotated in done.items():
            self.stdout.write(f"{label}: {rotated.changed}")
            for key in rotated.stuck:
                self.stderr.write(f"{label} {key} does not open, and was left as it is.")
        total = sum(rotated.changed for rotated in done.values())
        self.stdout.write(f"{total} rows are now under key {key_ring().primary_id}.")
        if any(rotated.stuck for rotated in done.values()):
            raise CommandError("Keep the old key on the ring: not everything could be opened.")
        if total:
            self.stdout.write("Run it again until it reports 0 before taking an old key off the ring.")
