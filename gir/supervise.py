# SPDX-License-Identifier: EUPL-1.2
"""Keeps the web server, the intake and the worker running together, for ./run: `python -m gir.supervise`.

Asked to stop (SIGTERM, SIGINT, SIGHUP), it stops all. One that dies is started again, after a wait that grows;
one that keeps dying ends the whole, with a message and exit code 1. Standard library only.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from .lifeline import die_with

PROGRAMS = {
    "web": [sys.executable, "-m", "gunicorn", "-c", "python:gir.gunicorn", "gir.wsgi:application"],
    "intake": [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:gir.gunicorn_intake",
        "gir.wsgi_intake:application",
    ],
    "worker": [sys.executable, "-m", "gir.work"],
}
STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def say(message: str) -> None:
    """Tell the terminal; one that is gone must not keep the processes from being stopped in order."""
    with contextlib.suppress(OSError):
        print(message, flush=True)


def has_ended(pid: int) -> bool:
    """Whether this child ended; it is not waited for, so that its number stays its own."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


@dataclass
class Program:
    """One of the processes, and how often it died lately."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0
    start_at: float = 0
    deaths: int = 0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only the supervisor, which stops it in order."""
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),  # noqa: PLW1509  (this process has one thread)
        )
        self.started = time.monotonic()

    def ended(self) -> int | None:
        """The exit code when it ended, what it left behind in its session killed; None while it runs."""
        if self.process is None or not has_ended(self.process.pid):
            return None
        self.sweep()
        return self.process.wait()

    def sweep(self) -> None:
        """Kill the session. Only before the process is waited for: its number may be another's afterwards."""
        if self.process is not None and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class Supervisor:
    """Runs programs until told to stop; `run` returns the exit code of the whole."""

    commands: Mapping[str, Sequence[str]]
    most_deaths: int = 5
    first_wait: float = 1
    calm: float = 30
    """A program that lived for this many seconds starts with a clean sheet."""
    grace: float = 20
    """Seconds a program gets to stop before it is killed."""
    say: Callable[[str], None] = say
    asked: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.programs = [Program(name, command) for name, command in self.commands.items()]

    def run(self) -> int:
        for number in STOP:
            # Under nohup the end of the terminal is no reason to stop.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._ask)
        failed = False
        try:
            while not self.asked and not failed:
                for program in self.programs:
                    failed = failed or not self._tend(program)
                time.sleep(0.1)
        finally:
            self.say("GIR stops …")
            self._stop()
        return 1 if failed else 0

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1

    def _tend(self, program: Program) -> bool:
        """Start it when it is its time; False when it died too often."""
        now = time.monotonic()
        if program.process is None:
            if now >= program.start_at:
                program.start()
            return True
        code = program.ended()
        if code is None:
            return True
        program.process = None
        program.deaths = 1 if now - program.started >= self.calm else program.deaths + 1
        if program.deaths >= self.most_deaths:
            self.say(
                f"The {program.name} process keeps ending ({_how(code)}, {program.deaths} times); see above why."
            )
            return False
        wait = self.first_wait * 2 ** (program.deaths - 1)
        program.start_at = now + wait
        self.say(f"The {program.name} process ended ({_how(code)}); it starts again in {wait:g} s.")
        return True

    def _stop(self) -> None:
        running = [p.process for p in self.programs if p.process is not None]
        for process in running:
            process.terminate()
        already, deadline = self.asked, time.monotonic() + self.grace
        # Asked a second time, it waits no longer.
        while time.monotonic() < deadline and self.asked <= already:
            if all(has_ended(process.pid) for process in running):
                break
            time.sleep(0.05)
        for program in self.programs:
            program.sweep()
        for process in running:
            process.wait()


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


if __name__ == "__main__":
    sys.exit(Supervisor(PROGRAMS).run())
