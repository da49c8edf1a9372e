# SPDX-License-Identifier: EUPL-1.2
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from recordings import folder

PAUSE = 5


class Command(BaseCommand):
    help = "Look in the watched folder every five seconds, beside what the worker does. Stop it with Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="look once, and say how many calls were taken"
        )

    def handle(self, *, once: bool, **options: Any) -> None:
        if not settings.RECORDINGS_INBOX:
            raise CommandError("GIR_RECORDINGS_INBOX names no folder.")
        if once:
            self.stdout.write(f"{folder.look()} taken")
            return
        while True:
            folder.look()
            close_old_connections()
            time.sleep(PAUSE)
