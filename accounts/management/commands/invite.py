# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.people import password_path
from notices.outbox import queue_mail


class Command(BaseCommand):
    help = "Send somebody who never chose a password a new link, when no administrator can (at set-up)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if person is None or person.has_usable_password():
            raise CommandError("Nobody who is active and has yet to choose a password has this address.")
        # The link goes to their own address only: an operator must not be able to use it.
        queue_mail(person, "invitation", path=password_path(person))
        self.stdout.write("A new invitation is in the outbox.")
