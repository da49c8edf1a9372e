# SPDX-License-Identifier: EUPL-1.2
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from oversight.terms_markdown import standard_page

PLACE = Path("docs") / "terms.md"


class Command(BaseCommand):
    help = (
        "Write docs/terms.md, the page about the terms for the privacy officer, from the rules and the code."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print", action="store_true", help="print it, and write nothing")
        parser.add_argument(
            "--check", action="store_true", help="fail when the page is not what it should be"
        )
        parser.add_argument("--language", choices=["nl", "en"], default="nl")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            page = standard_page()
        path = Path(settings.BASE_DIR) / PLACE
        if options["print"]:
            self.stdout.write(page, ending="")
        elif options["check"]:
            if not path.exists() or path.read_text() != page:
                raise CommandError(f"{PLACE} is not what the code says. Run: python manage.py terms_page")
        else:
            path.write_text(page)
