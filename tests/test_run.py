# SPDX-License-Identifier: EUPL-1.2
"""`./run` from a clean clone, on a machine with nothing but Python: the real thing, served, broken and stopped.

Runs with GIR_REQUIRE_ALL=1 or `./run test -m smoke`; it fetches packages.
"""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.smoke

ROOT = Path(__file__).resolve().parents[1]
SOMEBODY = "melder@waterrijk.example"
# What `./run` itself starts; no Node, no uv, no gettext, no git.
PROGRAMS = ("bash", "dirname", "env")


class Clone:
    """What the repository holds, in a folder of its own, and the demo that runs there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        self.programs = folder / "bin"
        self.programs.mkdir()
        for name in PROGRAMS:
            (self.programs / name).symlink_to(shutil.which(name))
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        python = self.programs / version
        python.write_text(f'#!/bin/sh\nexec {Path(sys.base_prefix) / "bin" / version} "$@"\n')
        python.chmod(0o755)
        tracked = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for name in filter(None, tracked.stdout.split("\0")):
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
        with (
            socket.create_server(("127.0.0.1", 0)) as probe,
            socket.create_server(("127.0.0.1", 0)) as other,
        ):
            self.port, self.intake_port = probe.getsockname()[1], other.getsockname()[1]
        self.site = f"http://localhost:{self.port}"
        self.process: subprocess.Popen | None = None

    def environment(self) -> dict[str, str]:
        """An operator's shell, whose settings the demo must leave alone, on a machine with little on it."""
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("DJANGO_", "VIRTUAL_ENV", "PYTEST"))}
        return kept | {
            "PATH": str(self.programs),
            "PORT": str(self.port),
            "INTAKE_PORT": str(self.intake_port),
            "GIR_MODE": "production",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/real",
            "REDIS_URL": "redis://127.0.0.1:1/0",
        }

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["./run", *arguments],
            cwd=self.folder,
            env=self.environment() | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def start(self) -> float:
        """Start it; gives the seconds until the sign-in page came."""
        started = time.monotonic()
        with (self.folder.parent / "output").open("a") as output:
            self.process = subprocess.Popen(
                ["./run"],
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self.answers, 300, self)
        return time.monotonic() - started

    def output(self) -> str:
        return (self.folder.parent / "output").read_text()

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.output()
        try:
            with urllib.request.urlopen(f"{self.site}/account/inloggen/", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    def processes(self, part: str = "") -> set[int]:
        """The processes whose command line names this clone (and `part`)."""
        found = set()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    command = (entry / "cmdline").read_text().replace("\0", " ")
                except OSError:
                    continue
                if str(self.folder) in command and part in command:
                    found.add(int(entry.name))
        return found

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


def wait_until(condition: Callable[[], Any], seconds: float, clone: Clone) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, clone.output()
        time.sleep(0.1)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    clone = Clone(tmp_path_factory.mktemp("smoke"))
    yield clone
    if clone.process is not None and clone.process.poll() is None:
        clone.process.kill()
        clone.process.wait()


def sign_in(clone: Clone) -> urllib.request.OpenerDirector:
    """As somebody who opens the page and reads there who can sign in. Fails when that does not lead inside."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    address = f"{clone.site}/account/inloggen/"
    page = browser.open(address, timeout=20).read().decode()
    assert SOMEBODY in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    password = re.search(r"wachtwoord <code>([^<]+)</code>", page)
    form = {"csrfmiddlewaretoken": token[1], "login": SOMEBODY, "password": password[1]}
    request = urllib.request.Request(address, urllib.parse.urlencode(form).encode(), {"Referer": address})
    with browser.open(request, timeout=20) as answer:
        assert answer.status == 200
        assert answer.url != address
        assert 'name="password"' not in answer.read().decode()
    return browser


def test_from_a_clean_clone_to_a_page_that_one_can_sign_in_to(
    clone: Clone, capsys: pytest.CaptureFixture
) -> None:
    seconds = clone.start()
    with capsys.disabled():
        print(f" from nothing in {seconds:.1f} s ", end="")
    sign_in(clone)
    assert f"GIR is at {clone.site}" in clone.output()


def test_what_is_due_is_destroyed_from_the_start(clone: Clone) -> None:
    """Not first at beat's first turn, after five minutes."""

    def is_well() -> bool:
        try:
            return urllib.request.urlopen(f"{clone.site}/gezondheid/", timeout=5).status == 200
        except urllib.error.HTTPError:
            return False

    wait_until(is_well, 30, clone)


def test_pages_find_their_style_sheets(clone: Clone) -> None:
    page = urllib.request.urlopen(f"{clone.site}/account/inloggen/", timeout=20).read().decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert len(files) >= 3
    for file in files:
        assert urllib.request.urlopen(clone.site + file, timeout=20).status == 200


def test_all_state_is_in_one_folder_for_the_owners_eyes_only(clone: Clone) -> None:
    state = clone.folder / ".demo"
    assert state.stat().st_mode & 0o077 == 0
    for name in ("secret_key", "key_ring", "ledger_key"):
        assert (state / name).stat().st_mode & 0o077 == 0
    assert not list(clone.folder.glob("*.sqlite3*"))


def test_a_second_one_in_the_same_folder_says_so_and_stops(clone: Clone) -> None:
    done = clone.run()
    assert done.returncode != 0
    assert "already runs from this folder" in done.stderr


def test_a_taken_port_is_said(clone: Clone, tmp_path: Path) -> None:
    other = Clone(tmp_path)
    done = other.run(PORT=str(clone.port))
    assert done.returncode != 0
    assert f"Port {clone.port} is taken" in done.stderr


def test_manage_is_passed_through_while_it_runs(clone: Clone) -> None:
    done = clone.run(
        "manage", "shell", "--no-imports", "-c", "from django.conf import settings; print(settings.MODE)"
    )
    assert done.stdout.strip() == "demo"
    assert clone.run("manage", "no-such-command").returncode != 0


def test_a_call_is_delivered_as_the_telephony_would(clone: Clone) -> None:
    made = clone.run("manage", "telephony_token", "--municipality", "waterrijk", "--name", "Centrale")
    token = made.stdout.strip()
    done = clone.run("manage", "deliver_call", "--token", token, "--employee", SOMEBODY)
    assert done.stdout.startswith("Delivered: "), done.stdout + done.stderr


@pytest.mark.parametrize("part", ["gir.work", "gir.wsgi:", "gir.wsgi_intake:"])
def test_a_process_that_is_killed_comes_back(clone: Clone, part: str) -> None:
    before = clone.processes(part)
    assert before
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: not clone.processes(part) & before and clone.processes(part), 30, clone)
    wait_until(clone.answers, 60, clone)
    sign_in(clone)


def test_stopping_it_stops_all(clone: Clone) -> None:
    assert len(clone.processes()) >= 4
    assert clone.stop(signal.SIGINT) == 0
    wait_until(lambda: not clone.processes(), 5, clone)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(clone.site, timeout=5)


def test_the_second_start_sets_nothing_up_again(clone: Clone, capsys: pytest.CaptureFixture) -> None:
    before = len(clone.output())
    seconds = clone.start()
    with capsys.disabled():
        print(f" a second start in {seconds:.1f} s ", end="")
    assert clone.stop() == 0
    said = clone.output()[before:]
    assert "GIR is at" in said
    # Each step of the set-up tells its name, indented, when it runs.
    assert not re.search(r"^  \S", said, re.MULTILINE)


def test_without_its_folder_it_fills_a_new_demo(clone: Clone) -> None:
    shutil.rmtree(clone.folder / ".demo")
    clone.start()
    sign_in(clone)


def test_killed_without_a_word_it_leaves_nothing_behind(clone: Clone) -> None:
    clone.process.kill()
    clone.process.wait()
    wait_until(lambda: not clone.processes(), 5, clone)
