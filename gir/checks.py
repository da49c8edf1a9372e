# SPDX-License-Identifier: EUPL-1.2
"""What production refuses to start on: anything that only a demo may have.

`production` is a system check, so every management command refuses too. It asks the database nothing; the
processes that serve ask `refuse_to_start`, which also looks for the demo's municipalities.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from retention import seal

NOT_FOR_PRODUCTION = ("demo-", "test-")
SHORTEST_SECRET_KEY = 50


@register(Tags.security)
def production(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The settings that production may not have; no message quotes a secret."""
    if not settings.PRODUCTION:
        return []
    found = [
        (
            _weak_secret_key(),
            "E001",
            "GIR_SECRET_KEY is a demo's or a test's, or shorter than 50 characters.",
        ),
        (_demo_key(), "E002", "GIR_KEY_RING holds a key whose id begins with demo- or test-."),
        (_not_postgresql(), "E003", "DATABASE_URL must name a PostgreSQL database; SQLite is for the demo."),
        (
            not settings.REDIS_URL,
            "E004",
            "REDIS_URL is missing: the limits on signing in need a shared cache.",
        ),
        (
            _any_host(),
            "E005",
            "GIR_HOSTS is empty or open; name the host names that the pages are served on.",
        ),
        (_insecure_site(), "E006", "GIR_SITE_URL must be the https address that stands in mails."),
        (settings.DEBUG, "E007", "DEBUG is on."),
        (_weak_ledger_key(), "E008", "GIR_LEDGER_KEY is a demo's or a test's, or not base64 of 32 bytes."),
        (
            _ledger_copy_at_home(),
            "E009",
            "GIR_LEDGER_COPY must name a folder that is not the program's own, as a whole path.",
        ),
        (
            _recordings_at_home(),
            "E010",
            "GIR_RECORDINGS must name a store apart: s3://bucket, or a folder that is not the program's own.",
        ),
    ]
    return [Error(message, id=f"gir.{number}") for wrong, number, message in found if wrong]


def _weak_secret_key() -> bool:
    key = settings.SECRET_KEY
    return key.startswith(NOT_FOR_PRODUCTION) or len(key) < SHORTEST_SECRET_KEY


def _demo_key() -> bool:
    return any(part.strip().startswith(NOT_FOR_PRODUCTION) for part in settings.KEY_RING.split(","))


def _weak_ledger_key() -> bool:
    try:
        seal.parse(settings.LEDGER_KEY)
    except ImproperlyConfigured:
        return True
    return settings.LEDGER_KEY.strip().startswith(NOT_FOR_PRODUCTION)


def _ledger_copy_at_home() -> bool:
    """In the program's own folder it goes with the next version, or cannot be written at all."""
    folder = Path(settings.LEDGER_COPY)
    return not folder.is_absolute() or folder.resolve().is_relative_to(settings.BASE_DIR)


def _recordings_at_home() -> bool:
    """GRO 7: a store of its own."""
    place = settings.RECORDINGS
    if place.startswith("s3://"):
        return False
    folder = Path(place)
    return not folder.is_absolute() or folder.resolve().is_relative_to(settings.BASE_DIR)


def _not_postgresql() -> bool:
    return any("postgresql" not in database.get("ENGINE", "") for database in settings.DATABASES.values())


def _any_host() -> bool:
    hosts = settings.ALLOWED_HOSTS
    return not hosts or any(host.strip() in ("", "*", ".") for host in hosts)


def _insecure_site() -> bool:
    site = urlsplit(settings.SITE_URL)
    return site.scheme != "https" or not site.hostname


def refuse_to_start() -> None:
    """Called when a process begins to serve (web, worker, beat). Raises ImproperlyConfigured with every reason.

    The database is asked here and not in the system check, because checks also run before the first migration.
    """
    if not settings.PRODUCTION:
        return
    reasons = [str(message.msg) for message in production()] or _about_the_database()
    if reasons:
        raise ImproperlyConfigured("GIR does not start in production mode: " + " ".join(reasons))


def _about_the_database() -> list[str]:
    try:
        if apps.get_model("accounts", "Municipality").objects.filter(is_demo=True).exists():
            return ["The database holds the demo's municipalities; production needs a database of its own."]
    except DatabaseError as error:
        kind = type(error).__name__
        return [f"The database does not answer, or its tables are not there yet: migrate first ({kind})."]
    finally:
        # The worker forks after this, and a connection must not be shared.
        connections.close_all()
    return []
