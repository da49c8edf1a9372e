# SPDX-License-Identifier: EUPL-1.2
"""What is left to show of a municipality that left: how far it is, and the certificate that everything was destroyed.

Nobody of the municipality can sign in any more by then; so both are for whoever has the address. They say nothing of
anybody, and the certificate is made from the ledger, which stays.
"""

import datetime
import zipfile
from typing import IO

from django.utils.text import slugify

from oversight.certificates import as_pdf
from oversight.models import Departure
from retention.certificates import Certificate, certify
from retention.terms import local_date


def certificate_of(departure: Departure, now: datetime.datetime) -> Certificate:
    """Of the days from the second administrator's yes to the end, both included. Raises ValueError before the end."""
    if departure.destroyed_at is None or departure.destruction_confirmed_at is None:
        raise ValueError("Not everything is destroyed yet.")
    from_day, to_day = local_date(departure.destruction_confirmed_at), local_date(departure.destroyed_at)
    return certify(departure.number, departure.name, from_day, to_day, now)


def file_name(departure: Departure, extension: str) -> str:
    """Of ASCII letters, digits and hyphens only."""
    return f"verklaring-van-vernietiging-{slugify(departure.name) or departure.number}-vertrek.{extension}"


def write_zip(departure: Departure, now: datetime.datetime, target: IO[bytes]) -> None:
    """The document and the JSON that verify_ledger.py checks, made at one moment: both bear the same hash."""
    made = certificate_of(departure, now)
    json_name = file_name(departure, "json")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(json_name, "w", force_zip64=True) as file:
            file.writelines(made.as_json())
        archive.writestr(file_name(departure, "pdf"), as_pdf(made, json_name))
