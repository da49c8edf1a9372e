# SPDX-License-Identifier: EUPL-1.2
"""What ./run promises beside serving: nothing real is touched, nothing is done twice, and it says what is wrong."""

import os
import re
import socket
import stat
from pathlib import Path

import pytest

from gir import launch, vendor

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE | re.IGNORECASE)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for name in ("SETUP", "STATE", "STATIC", "VENV"):
        monkeypatch.setattr(launch, name, tmp_path / name.lower())
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    return tmp_path


def test_the_demo_takes_nothing_from_an_operators_environment(checkout, monkeypatch):
    monkeypatch.setenv("GIR_MODE", "production")
    monkeypatch.setenv("GIR_SECRET_KEY", "an operator's")
    monkeypatch.setenv("DATABASE_URL", "postgres://production")
    monkeypatch.setenv("REDIS_URL", "redis://production")
    monkeypatch.setenv("EMAIL_URL", "smtp://production")
    environment = launch.demo_environment(8000)
    assert environment["GIR_MODE"] == "demo"
    assert not {"GIR_SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"} & environment.keys()
    assert not [value for value in environment.values() if "production" in value]


def test_the_demo_makes_its_own_secrets_once_and_for_its_own_eyes(checkout):
    first = launch.demo_environment(8000)
    files = [
        Path(first[name]) for name in ("GIR_SECRET_KEY_FILE", "GIR_KEY_RING_FILE", "GIR_LEDGER_KEY_FILE")
    ]
    values = [file.read_text() for file in files]
    # These beginnings are what production refuses.
    assert values[0].startswith("demo-")
    assert values[1].startswith("demo-1:")
    assert values[2].startswith("demo-1:")
    assert len(set(values)) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {file.parent for file in files} == {launch.STATE}
    launch.demo_environment(8000)
    assert [file.read_text() for file in files] == values


def test_no_secret_stands_in_the_environment_itself(checkout):
    environment = launch.demo_environment(8000)
    secret = Path(environment["GIR_SECRET_KEY_FILE"]).read_text()
    assert secret not in environment.values()


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "80.5"])
def test_an_impossible_port_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(launch.Stop, match="PORT must be a number"):
        launch.port()


def test_the_intake_has_a_port_of_its_own(checkout, monkeypatch):
    assert launch.demo_environment(8100)["INTAKE_PORT"] == "8101"
    monkeypatch.setenv("INTAKE_PORT", "9000")
    assert launch.demo_environment(8100)["INTAKE_PORT"] == "9000"


def test_a_taken_port_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(launch.Stop, match=f"Port {number} is taken"):
            launch.free_addresses(number)
    assert f"127.0.0.1:{number}" in launch.free_addresses(number)


def test_a_second_run_in_the_same_folder_is_told(checkout):
    with (
        launch.locked(checkout / "lock"),
        pytest.raises(launch.Stop, match="already runs"),
        launch.locked(checkout / "lock"),
    ):
        pass
    with launch.locked(checkout / "lock"):
        pass


def test_a_step_is_done_again_only_when_its_inputs_or_its_results_changed(checkout):
    source, made, stamp = checkout / "source", checkout / "made", checkout / "stamp"
    source.write_text("one")
    made.write_text("made")
    stamp.write_text(launch.digest([source]))
    assert launch.fits(stamp, launch.digest([source]), made)
    source.write_text("two")
    assert not launch.fits(stamp, launch.digest([source]), made)
    source.write_text("one")
    made.unlink()
    assert not launch.fits(stamp, launch.digest([source]), made)


def test_a_step_that_fails_shows_its_output(checkout):
    with pytest.raises(launch.Stop, match="what went wrong"):
        launch.run(["sh", "-c", "echo what went wrong; exit 1"])


def test_an_unknown_word_is_refused(checkout):
    with pytest.raises(launch.Stop, match="not 'serf'"):
        launch.main(["serf"])


def test_tests_and_demo_run_on_the_same_versions():
    locks = [
        dict(PIN.findall((ROOT / name).read_text()))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    assert locks[0]
    assert locks[0].items() <= locks[1].items()


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_every_package_is_pinned_by_its_hash(path):
    text = path.read_text()
    for match in PIN.finditer(text):
        assert "--hash=sha256:" in text[match.end() :].split("\n", 2)[1], match.group()
    assert "://" not in text


def test_the_lock_of_the_pages_names_no_host_and_every_package_by_its_hash():
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('"node_modules/')


def test_only_named_files_of_packages_can_be_served():
    served = {str(path.relative_to(vendor.SERVED)) for path in vendor.SERVED.rglob("*") if path.is_file()}
    assert served == vendor.FILES.keys()
    assert sorted(path.name for path in vendor.SERVED.parent.iterdir()) == ["vendor"]


def test_the_launcher_is_a_program():
    assert os.access(ROOT / "run", os.X_OK)
