# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gir.demo.fill import fill, is_filled


class Command(BaseCommand):
    help = "Fill an empty database with the demo: two invented municipalities and years of incidents."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO and settings.MODE != "test":
            raise CommandError("The demo is for GIR_MODE=demo only: it makes people with a known password.")
        if is_filled():
            self.stdout.write("The database holds a municipality already; nothing was added.")
            return
        fill()
        self.stdout.write("The demo is filled.")
