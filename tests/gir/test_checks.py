# SPDX-License-Identifier: EUPL-1.2
"""Production refuses to start on anything that only a demo may have (DESIGN, decision 9)."""

import os
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from accounts.models import Municipality
from gir import checks
from retention import places

ROOT = Path(__file__).resolve().parents[2]
RING = "2026-a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
DEMO_RING = RING + ",demo-1:" + RING.split(":")[1][::-1].lstrip("=") + "="
MIDDLEWARE = list(django_settings.MIDDLEWARE)
LEDGER_KEY = RING.split(":")[1][:-3] + "8g="


def cache_of(backend: str, **more: str) -> dict:
    return {"default": {"BACKEND": f"django.core.cache.backends.{backend}", **more}}


@pytest.fixture
def in_production(settings, monkeypatch):
    settings.PRODUCTION, settings.DEBUG = True, False
    settings.SECRET_KEY = "k" * 60
    settings.KEY_RING = RING
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    settings.LEDGER_KEY, settings.LEDGER_COPY = LEDGER_KEY, "/ledger"
    settings.RECORDINGS = "/recordings"
    settings.REDIS_URL = "redis://redis:6379/0"
    settings.CACHES = cache_of("redis.RedisCache", LOCATION=settings.REDIS_URL)
    settings.ALLOWED_HOSTS = ["gir.gemeente.example"]
    settings.SITE_URL = "https://gir.gemeente.example"
    return settings


def ids() -> list[str]:
    return [message.id for message in checks.production()]


def test_a_sound_production_has_nothing_to_complain_about(in_production):
    assert ids() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SECRET_KEY", "demo-" + "k" * 60, "gir.E001"),
        ("SECRET_KEY", "test-" + "k" * 60, "gir.E001"),
        ("SECRET_KEY", "k" * 49, "gir.E001"),
        ("KEY_RING", DEMO_RING, "gir.E002"),
        ("KEY_RING", RING.replace("2026-a", " test-1"), "gir.E002"),
        ("REDIS_URL", "", "gir.E004"),
        ("ALLOWED_HOSTS", [], "gir.E005"),
        ("ALLOWED_HOSTS", ["gir.gemeente.example", "*"], "gir.E005"),
        ("SITE_URL", "http://gir.gemeente.example", "gir.E006"),
        ("SITE_URL", "https://", "gir.E006"),
        ("DEBUG", True, "gir.E007"),
        ("LEDGER_KEY", "", "gir.E008"),
        ("LEDGER_KEY", LEDGER_KEY[:-5], "gir.E008"),
        ("LEDGER_KEY", "demo-1:" + LEDGER_KEY, "gir.E008"),
        ("LEDGER_KEY", " test-1:" + LEDGER_KEY, "gir.E008"),
        ("LEDGER_COPY", "", "gir.E009"),
        ("LEDGER_COPY", "ledger", "gir.E009"),
        ("LEDGER_COPY", str(ROOT / ".demo" / "ledger"), "gir.E009"),
        ("LEDGER_COPY", "s3:///prefix", "gir.E009"),
        ("PROXIES", ["10.0.0.2", "0.0.0.0/0"], "gir.E012"),
        ("PROXIES", ["*"], "gir.E012"),
        ("CACHES", cache_of("locmem.LocMemCache"), "gir.E013"),
        ("CACHES", cache_of("dummy.DummyCache"), "gir.E013"),
        ("CACHES", cache_of("filebased.FileBasedCache", LOCATION="/tmp/cache"), "gir.E013"),
        ("DEMO", True, "gir.E020"),
        ("MIDDLEWARE", [one for one in MIDDLEWARE if "second_factor" not in one], "gir.E020"),
        ("MIDDLEWARE", MIDDLEWARE[::-1], "gir.E020"),
        ("MFA_ADAPTER", "allauth.mfa.adapter.DefaultMFAAdapter", "gir.E020"),
        ("MFA_SUPPORTED_TYPES", ["recovery_codes"], "gir.E020"),
        ("MFA_TRUST_ENABLED", True, "gir.E020"),
        ("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", True, "gir.E020"),
        ("ACCOUNT_REAUTHENTICATION_TIMEOUT", 301, "gir.E020"),
        ("RECORDINGS", "", "gir.E011"),
        ("RECORDINGS", "recordings", "gir.E011"),
        ("RECORDINGS", str(ROOT / ".demo" / "recordings"), "gir.E011"),
    ],
)
def test_production_refuses(in_production, name, value, expected):
    setattr(in_production, name, value)
    assert ids() == [expected]
    with pytest.raises(ImproperlyConfigured) as refusal:
        checks.refuse_to_start()
    # Nobody reads a key in a log.
    assert "k" * 20 not in str(refusal.value)
    assert RING.split(":")[1] not in str(refusal.value)
    assert LEDGER_KEY[:20] not in str(refusal.value)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"ACCESS_KEY": "id", "SECRET_KEY": "geheim"}, []),
        ({"ACCESS_KEY": "id", "SECRET_KEY": "geheim", "ENDPOINT": "https://opslag.example"}, []),
        ({"ACCESS_KEY": "id", "SECRET_KEY": "geheim", "ENDPOINT": "http://opslag.example"}, ["gir.E010"]),
        ({"ACCESS_KEY": "id"}, ["gir.E010"]),
        ({}, ["gir.E010"]),
    ],
)
def test_object_storage_for_the_ledger_has_credentials_of_its_own(
    in_production, monkeypatch, environment, expected
):
    for name, value in environment.items():
        monkeypatch.setenv(f"GIR_LEDGER_S3_{name}", value)
    in_production.LEDGER_COPY = "s3://ledger/waterrijk"
    storage = places.storage(in_production.LEDGER_COPY, environ.FileAwareEnv())
    assert (storage["OPTIONS"]["bucket_name"], storage["OPTIONS"]["location"]) == ("ledger", "waterrijk")
    in_production.STORAGES = in_production.STORAGES | {"ledger": storage}
    assert ids() == expected


@pytest.mark.parametrize("engine", ["django.db.backends.sqlite3", ""])
def test_production_refuses_another_database_than_postgresql(in_production, engine):
    in_production.DATABASES["default"]["ENGINE"] = engine
    assert ids() == ["gir.E003"]


def test_the_demo_and_the_tests_are_left_alone(settings):
    assert settings.PRODUCTION is False
    assert ids() == []


def test_production_refuses_a_database_that_a_demo_filled(in_production, db, monkeypatch):
    monkeypatch.setattr(connections, "close_all", lambda: None)
    Municipality.objects.create(name="Echt", slug="echt")
    checks.refuse_to_start()
    Municipality.objects.create(name="Waterrijk", slug="waterrijk", is_demo=True)
    with pytest.raises(ImproperlyConfigured, match="the demo's municipalities"):
        checks.refuse_to_start()


@pytest.mark.parametrize(
    "start",
    [
        "import gir.wsgi",
        "from gir import work; work.main()",
        "from celery.__main__ import main; import sys; sys.argv = ['celery', '-A', 'gir.celery', 'worker']; main()",
        "from celery.__main__ import main; import sys; sys.argv = ['celery', '-A', 'gir.celery', 'beat']; main()",
    ],
    ids=["web", "worker without broker", "worker", "beat"],
)
def test_no_process_serves_in_production_on_a_demo_secret(start):
    environment = {
        "PATH": os.environ["PATH"],
        "GIR_MODE": "production",
        "GIR_SECRET_KEY": "demo-" + "k" * 60,
        "GIR_KEY_RING": RING,
        "GIR_LEDGER_KEY": LEDGER_KEY,
        "GIR_LEDGER_COPY": "/ledger",
        "GIR_RECORDINGS": "/recordings",
        "GIR_HOSTS": "gir.gemeente.example",
        "GIR_SITE_URL": "https://gir.gemeente.example",
        # Nothing answers there: the refusal comes before the database is asked.
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    done = subprocess.run(
        [sys.executable, "-c", start], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "GIR does not start in production mode" in done.stderr
    assert "k" * 20 not in done.stdout + done.stderr
