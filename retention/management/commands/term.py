# SPDX-License-Identifier: EUPL-1.2
import datetime
from argparse import SUPPRESS
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from retention.explaining import explain
from retention.terms import (
    AMSTERDAM,
    Due,
    NonexistentLocalTime,
    extended_recording_due,
    from_local,
    incident_due,
    recording_due,
    sanction_due,
)


class Command(BaseCommand):
    help = "Print when something is due, as one ISO 8601 line in local time: R1 and R2 (recording), R3, R4."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
        recording = kinds.add_parser("recording", help="R1 from the end of the call, or R2 from the approval")
        recording_from = recording.add_mutually_exclusive_group(required=True)
        recording_from.add_argument("--ended", metavar="TIME", help="with an offset, or local")
        recording_from.add_argument("--approved", metavar="DATE", help="local day of the approval")
        sanction = kinds.add_parser("sanction", help="R3 from the end of the sanction")
        sanction.add_argument("--ended", metavar="DATE", required=True)
        sanction.add_argument("--months", type=int, required=True, help="12 to 24")
        incident = kinds.add_parser("incident", help="R4 from the date of the incident")
        incident.add_argument("--date", metavar="DATE", required=True)
        # Before the kind or after it, as people write it.
        for at in (parser, recording, sanction, incident):
            at.add_argument(
                "--explain", action="store_true", default=SUPPRESS, help="print the sentence with it"
            )
            at.add_argument("--language", choices=["nl", "en"], default=SUPPRESS, help="of the sentence; nl")

    def handle(self, *args: Any, **options: Any) -> None:
        due = _due(options)
        self.stdout.write(due.at.astimezone(AMSTERDAM).isoformat())
        if options.get("explain"):
            with translation.override(options.get("language", "nl")):
                self.stdout.write(explain(due))


def _due(options: dict[str, Any]) -> Due:
    try:
        if options["kind"] == "incident":
            return incident_due(_date(options["date"]))
        if options["kind"] == "sanction":
            return sanction_due(_date(options["ended"]), options["months"])
        if options["approved"]:
            return extended_recording_due(_date(options["approved"]))
        return recording_due(_moment(options["ended"]))
    except (ValueError, OverflowError) as error:
        raise CommandError(str(error)) from error


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a date such as 2026-03-28.") from error


def _moment(text: str) -> datetime.datetime:
    """With an offset as it is; without one local time, the earlier of two in the autumn night."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a time such as 2026-03-28T12:00.") from error
    if moment.tzinfo is not None:
        return moment
    try:
        return from_local(moment.date(), moment.time())
    except NonexistentLocalTime as error:
        raise CommandError(str(error)) from error
