# SPDX-License-Identifier: EUPL-1.2
"""Web server and worker run together: stopped together, restarted when one dies, and none is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Starts the supervisor on two small programs. Each writes its number and then sleeps, dies, or ignores SIGTERM.
# Whoever started the tests may have told them to ignore a hang-up (nohup), and that is inherited.
SUPERVISOR = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from gir.supervise import Supervisor
programs = {name: [sys.executable, "-c", code] for name, code in zip(("one", "two"), sys.argv[1:])}
sys.exit(Supervisor(programs, most_deaths=3, first_wait=0.05, grace=1).run())
"""
# One write for a line: two programs share the pipe.
SAYS = "import os, sys, time; os.write(1, b'pid %d\\n' % os.getpid()); "
SLEEPS = SAYS + "time.sleep(60)"
DIES = SAYS + "sys.exit(3)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPS
HAS_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]); " + SLEEPS


@pytest.fixture
def supervise():
    started = []

    def start(*programs: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, *programs], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def pids(process: subprocess.Popen, number: int) -> list[int]:
    """The numbers that the programs write when they run."""
    found = []
    while len(found) < number:
        line = process.stdout.readline()
        assert line, "the supervisor ended"
        if line.startswith("pid"):
            found.append(int(line.split()[1]))
    return found


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(numbers: list[int], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while any(alive(pid) for pid in numbers):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_stops_all(supervise, number):
    process = supervise(SLEEPS, SLEEPS)
    running = pids(process, 2)
    assert all(map(alive, running))
    process.send_signal(number)
    assert process.wait(timeout=5) == 0
    assert gone(running)


def test_one_that_dies_is_started_again_and_the_other_left_alone(supervise):
    process = supervise(SLEEPS, SLEEPS)
    one, two = pids(process, 2)
    os.kill(one, signal.SIGKILL)
    (again,) = pids(process, 1)
    assert again != one
    assert alive(two)
    assert process.poll() is None


def test_one_that_keeps_dying_ends_the_whole_with_a_message(supervise):
    process = supervise(SLEEPS, DIES)
    output, _ = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "The two process keeps ending (exit code 3, 3 times)" in output
    assert gone([int(line.split()[1]) for line in output.splitlines() if line.startswith("pid")])


def test_one_that_does_not_listen_is_killed_in_the_end(supervise):
    process = supervise(DEAF, SLEEPS)
    running = pids(process, 2)
    process.terminate()
    assert process.wait(timeout=10) == 0
    assert gone(running)


def test_what_a_program_left_behind_goes_with_it(supervise):
    process = supervise(HAS_CHILD, SLEEPS)
    running = pids(process, 3)
    process.terminate()
    assert process.wait(timeout=5) == 0
    assert gone(running)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise that it rests on is Linux's")
def test_nothing_outlives_a_supervisor_that_is_killed(supervise):
    process = supervise(DEAF, SLEEPS)
    running = pids(process, 2)
    process.kill()
    assert gone(running)
