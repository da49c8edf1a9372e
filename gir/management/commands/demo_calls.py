# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gir.demo.calls import add_calls
from gir.demo.fill import TOWNS


class Command(BaseCommand):
    help = "Add to the demo the recorded calls of the last 48 hours that are not there any more."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO and settings.MODE != "test":
            raise CommandError("The demo is for GIR_MODE=demo only.")
        added = add_calls([town.slug for town in TOWNS])
        self.stdout.write(f"{added} calls were added.")
