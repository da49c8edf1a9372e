# SPDX-License-Identifier: EUPL-1.2
"""What production refuses to start on: anything that only a demo may have.

`production` is a system check, so every management command refuses too. It asks the database nothing; the
processes that serve ask `refuse_to_start`, which also looks for the demo's municipalities and, of a demo too, for an
older back-up that was put back and for a store of recordings that is another's. Commands still run then: one of them puts it right.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from gir import proxies
from gir.checks_second_factor import second_factor_is_off
from recordings import ownership, stores
from retention import outside, places, seal

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
            "GIR_LEDGER_COPY must be s3://bucket/prefix, or a folder that is not the program's own, as a whole path.",
        ),
        (
            _ledger_copy_without_credentials(),
            "E010",
            "GIR_LEDGER_S3_ACCESS_KEY or _SECRET_KEY is missing, or GIR_LEDGER_S3_ENDPOINT is not https.",
        ),
        (
            _recordings_at_home(),
            "E011",
            "GIR_RECORDINGS must name a store apart: s3://bucket, or a folder that is not the program's own.",
        ),
        (
            _odd_proxies(),
            "E012",
            "GIR_PROXIES must hold the addresses or networks of the proxies in front, and not everybody.",
        ),
        (
            _cache_of_one_process(),
            "E013",
            "The cache must be Redis: the limits on signing in hold over all processes, or not at all.",
        ),
        (
            second_factor_is_off(),
            "E020",
            "Something lets people in without the second factor that their level asks for; nothing may.",
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
    if places.is_object_storage(settings.LEDGER_COPY):
        return not urlsplit(settings.LEDGER_COPY).netloc
    folder = Path(settings.LEDGER_COPY)
    return not folder.is_absolute() or folder.resolve().is_relative_to(settings.BASE_DIR)


def _ledger_copy_without_credentials() -> bool:
    """Those of the machine, or of the ledger's copy and of something else together, would be found by themselves."""
    if not places.is_object_storage(settings.LEDGER_COPY) or _ledger_copy_at_home():
        return False
    place = settings.STORAGES["ledger"]["OPTIONS"]
    endpoint = place["endpoint_url"]
    insecure = endpoint is not None and urlsplit(endpoint).scheme != "https"
    return insecure or not (place["access_key"] and place["secret_key"])


def _recordings_at_home() -> bool:
    """GRO 7: a store of its own."""
    place = settings.RECORDINGS
    if place.startswith("s3://"):
        return False
    folder = Path(place)
    return not folder.is_absolute() or folder.resolve().is_relative_to(settings.BASE_DIR)


def _cache_of_one_process() -> bool:
    backend = settings.CACHES["default"]["BACKEND"]
    return backend != "django.core.cache.backends.redis.RedisCache"


def _odd_proxies() -> bool:
    try:
        proxies.networks(settings.PROXIES)
    except ImproperlyConfigured:
        return True
    return False


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
    if settings.PRODUCTION:
        reasons = [str(message.msg) for message in production()] or _about_the_database()
        if reasons:
            raise ImproperlyConfigured("GIR does not start in production mode: " + " ".join(reasons))
    if reason := _about_the_ledger() or _about_the_store():
        raise ImproperlyConfigured(f"GIR does not start: {reason}")


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


REPLAY = (
    "Stop every process, read docs/operations.md (After a restore) and run: manage.py replay_destructions"
)
WHY_CLOSED = {
    outside.Standing.BEHIND: f"The ledger kept outside knows of destructions that this database does not. {REPLAY}",
    outside.Standing.UNFINISHED: f"What was destroyed since the back-up was not destroyed again wholly yet. {REPLAY}",
    outside.Standing.DIFFERENT: "The ledger kept outside holds another history than this database: somebody changed it,"
    " or a back-up ran on without what was destroyed since. See docs/operations.md (After a restore).",
    outside.Standing.UNREADABLE: "The ledger kept outside (GIR_LEDGER_COPY) cannot be read, or lacks what was written"
    " there: it is not known that nothing was destroyed since. See docs/operations.md (After a restore).",
}


def _about_the_ledger() -> str:
    """Why this database may not be opened, beside the ledger outside; nothing: "". Before the first migration there
    is none: a demo makes its tables itself, and production was refused above."""
    try:
        return WHY_CLOSED.get(outside.standing(), "")
    except DatabaseError:
        return ""
    finally:
        connections.close_all()


STORE_OF_ANOTHER = (
    "The store of recordings (GIR_RECORDINGS) belongs to another installation, which would lose its recordings to this"
    " one. See docs/operations.md (The store of recordings)."
)


def _about_the_store() -> str:
    """Whether the store of recordings is another's; nothing: "". A store that does not answer now is looked at before
    each sweep."""
    try:
        ownership.claim()
    except ownership.OfAnother:
        return STORE_OF_ANOTHER
    except (DatabaseError, stores.StoreUnavailable):
        return ""
    finally:
        connections.close_all()
    return ""
