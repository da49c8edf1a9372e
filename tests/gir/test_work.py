# SPDX-License-Identifier: EUPL-1.2
"""What waits in the database is found by beat and done by the worker, without a broker and with one."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery.schedules import maybe_schedule

from gir.celery import app

ROOT = Path(__file__).resolve().parents[2]
# A message to somebody who left is not sent but marked; that needs no mail server.
ROW = """
from accounts.models import Municipality, OrganisationalUnit, User
from notices.models import OutboxMessage
m = Municipality.objects.create(name="Waterrijk", slug="waterrijk")
u = OrganisationalUnit.objects.create(name="Gemeente", municipality=m)
p = User.objects.create_user("alice@waterrijk.example", "correct-horse-battery-staple", name="Alice",
                             municipality=m, unit=u, is_active=False)
OutboxMessage.objects.create(recipient=p, kind="new_report", path="/")
"""


def test_every_entry_of_the_schedule_is_a_task_and_is_dropped_when_its_time_is_over():
    app.loader.import_default_modules()
    assert "notices.tasks.send_due_messages" in {entry["task"] for entry in app.conf.beat_schedule.values()}
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] <= maybe_schedule(entry["schedule"]).seconds


def test_the_schedule_is_kept_in_no_file_and_in_no_database():
    assert app.conf.beat_scheduler == "celery.beat:Scheduler"


@pytest.fixture
def outbox(tmp_path):
    """A database file with one waiting row, and the environment to work on it."""
    file = tmp_path / "work.sqlite3"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIR_", "DJANGO_"))
    }
    environment |= {
        "GIR_MODE": "test",
        # Not the demo's own folder, whose ledger knows more than this database.
        "GIR_STATE": str(file.parent),
        "DATABASE_URL": f"sqlite:///{file}",
        "REDIS_URL": "",
        "EMAIL_URL": "memorymail://",
    }
    for command in (["migrate", "--verbosity=0"], ["shell", "--no-imports", "-c", ROW]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, timeout=120
        )
    return file, environment


def state(file: Path) -> str:
    connection = sqlite3.connect(file, timeout=20)
    try:
        return connection.execute("SELECT failure FROM notices_outboxmessage").fetchone()[0]
    finally:
        connection.close()


def assert_done_by(file: Path, environment: dict[str, str], *commands: list[str]) -> None:
    assert state(file) == ""
    running = [subprocess.Popen([sys.executable, "-m", *c], cwd=ROOT, env=environment) for c in commands]
    try:
        deadline = time.monotonic() + 40
        while state(file) == "" and time.monotonic() < deadline:
            assert all(process.poll() is None for process in running)
            time.sleep(0.25)
        assert state(file) == "inactive"
        for process in running:
            process.terminate()
        assert [process.wait(timeout=15) for process in running] == [0] * len(running)
    finally:
        for process in running:
            process.kill()
            process.wait()


def test_without_a_broker_one_process_does_both(outbox):
    file, environment = outbox
    assert_done_by(file, environment, ["gir.work"])


@pytest.mark.redis
def test_with_redis_beat_and_worker_are_processes_of_their_own(outbox):
    file, environment = outbox
    environment["REDIS_URL"] = os.environ["GIR_TEST_REDIS_URL"]
    worker = ["celery", "-A", "gir.celery", "worker", "--concurrency=1", "--loglevel=WARNING"]
    assert_done_by(file, environment, worker, ["celery", "-A", "gir.celery", "beat"])
