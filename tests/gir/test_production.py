# SPDX-License-Identifier: EUPL-1.2
"""The shape of production: one image without secrets, everything from the environment, nothing as root."""

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gir import healthy
from gir.cache import JsonSerializer

from .test_headers import IN_PRODUCTION

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
ROOMS = {"accounts", "gir", "incidents", "notices", "oversight", "protection", "recordings", "retention"}
OURS = ("migrate", "web", "intake", "worker", "beat")


def test_all_parts_are_there():
    assert {"web", "intake", "worker", "beat", "database", "redis"} <= COMPOSE["services"].keys()


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_change_nothing_and_are_production(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["GIR_MODE"] == "production"


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize(
    "variable",
    [
        "GIR_SECRET_KEY",
        "GIR_KEY_RING",
        "GIR_LEDGER_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "GIR_HOSTS",
        "GIR_SITE_URL",
    ],
)
def test_what_is_secret_or_local_comes_from_the_environment(name, variable):
    value = COMPOSE["services"][name]["environment"][variable]
    assert value.startswith("${")
    # Nothing starts on a value that somebody forgot to give.
    assert ":?" in value


@pytest.mark.parametrize("name", OURS)
def test_the_copy_of_the_ledger_and_the_recordings_are_in_a_place_that_somebody_chose(name):
    service = COMPOSE["services"][name]
    ledger, recordings = service["volumes"]
    assert ledger.startswith("${GIR_LEDGER_COPY:?")
    assert ledger.endswith("}:" + service["environment"]["GIR_LEDGER_COPY"])
    # GRO 7: on a server apart; or an object store, which the variable itself then names.
    assert recordings.startswith("${GIR_RECORDINGS_FOLDER:?")
    assert service["environment"]["GIR_RECORDINGS"] == "${GIR_RECORDINGS:-/recordings}"
    assert recordings.endswith("}:/recordings")


# Of the image, of the demo's starter, or another way to give what stands in the table.
NOT_OF_AN_OPERATOR = {
    "GIR_HEALTH_PATH", "GIR_HEALTH_PORT", "GIR_SIGN_OF_LIFE", "GIR_STATIC", "GIR_STATE", "GIR_READY", "GIR_INTAKE_READY",
    "GIR_SECRET_KEY_FILE", "GIR_KEY_RING_FILE", "GIR_LEDGER_KEY_FILE",
}  # fmt: skip


def test_every_setting_stands_in_the_manual_and_no_other():
    """Where the program talks to, and what it may use, an operator reads in one place."""
    asked_for = set()
    for path in ROOT.rglob("*.py"):
        if path.relative_to(ROOT).parts[0] in ROOMS:
            asked_for |= set(re.findall(r'"(GIR_[A-Z0-9_]+)"', path.read_text()))
    manual = set(re.findall(r"\bGIR_[A-Z0-9_]*[A-Z0-9]\b", (ROOT / "docs" / "operations.md").read_text()))
    of_compose = set(re.findall(r"\$\{(GIR_[A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert len(asked_for) > 30
    assert asked_for - manual == NOT_OF_AN_OPERATOR
    assert manual <= asked_for | of_compose
    assert of_compose - asked_for <= manual


def test_passwords_are_kept_so_that_guessing_is_slow():
    """What OWASP advises for PBKDF2 with SHA-256: 600,000 rounds. Tests have a faster one, so a process of its own says it."""
    code = (
        "import django; django.setup(); from django.contrib.auth.hashers import get_hasher, make_password;"
        "print(type(get_hasher()).__name__, make_password('x').split('$')[1])"
    )
    environment = IN_PRODUCTION | {"DJANGO_SETTINGS_MODULE": "gir.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    name, rounds = done.stdout.split()
    assert name == "PBKDF2PasswordHasher"
    assert int(rounds) >= 600_000


def test_the_image_runs_as_nobody_in_particular_and_carries_no_secret():
    text = (ROOT / "Dockerfile").read_text()
    last_stage = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001", last_stage, re.MULTILINE)
    assert "SECRET" not in last_stage
    assert "KEY_RING" not in last_stage
    assert "LEDGER_KEY" not in last_stage


def test_worker_and_beat_are_healthy_when_they_moved_lately(tmp_path):
    sign = tmp_path / "alive"
    assert not healthy.moved_lately(sign)
    sign.touch()
    assert healthy.moved_lately(sign)
    long_ago = sign.stat().st_mtime - healthy.LATELY - 1
    os.utime(sign, (long_ago, long_ago))
    assert not healthy.moved_lately(sign)


def test_the_web_server_is_healthy_when_it_answers(live_server, monkeypatch):
    monkeypatch.setenv("PORT", live_server.url.rpartition(":")[2])
    assert healthy.answers()
    monkeypatch.setenv("PORT", "1")
    assert not healthy.answers()


@pytest.mark.parametrize("name", OURS)
def test_only_a_proxy_that_somebody_named_is_believed(name):
    """Or one who guesses passwords gives another address each time, and plain http passes for https."""
    own, named = COMPOSE["services"][name]["environment"]["GIR_PROXIES"].split(",")
    assert own == "127.0.0.1"
    assert named.startswith("${GIR_PROXIES:?")


def test_redis_asks_a_password_and_what_stands_in_it_is_data():
    """Whoever writes there must not run anything in the processes that hold the keys."""
    assert "--requirepass" in COMPOSE["services"]["redis"]["command"][-1]
    serializer = JsonSerializer()
    for value in (3, 2.5, "1", [1.5, 2], {"a": None}, True):
        assert serializer.loads(serializer.dumps(value)) == value
    with pytest.raises(ValueError):
        serializer.loads(pickle.dumps("x"))
