# SPDX-License-Identifier: EUPL-1.2
"""The shape of production: one image without secrets, everything from the environment, nothing as root."""

import os
import re
from pathlib import Path

import pytest
import yaml

from gir import healthy

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
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
    ["GIR_SECRET_KEY", "GIR_KEY_RING", "GIR_LEDGER_KEY", "DATABASE_URL", "GIR_HOSTS", "GIR_SITE_URL"],
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
