# SPDX-License-Identifier: EUPL-1.2
"""The intake's real process, on the database of the test, and a telephony that talks to it over a socket."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SILENCE = 1.0


class Served:
    """A gunicorn with the intake's configuration. Its database is the test's own on PostgreSQL, else a copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store"
        self.store.mkdir()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.copy: Path | None = None
        if connection.vendor == "sqlite":
            self.copy = folder / "gir.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.copy)])
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        database = settings.DATABASES["default"]
        url = (
            f"sqlite:///{self.copy}"
            if self.copy
            else "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
        )
        environment = os.environ | {
            "GIR_MODE": "test",
            "DATABASE_URL": url,
            "REDIS_URL": "",
            "GIR_RECORDINGS": str(self.store),
            "GIR_STATE": str(self.folder),
            "GIR_HOSTS": "127.0.0.1",
            "GIR_INTAKE_BIND": f"127.0.0.1:{self.port}",
            "GIR_INTAKE_SILENCE": str(SILENCE),
            "GIR_INTAKE_HEAD_START": "3",
            "TMPDIR": str(self.folder),
        }
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "python:gir.gunicorn_intake", "gir.wsgi_intake"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                if b" 200 " in self.say("GET", "/api/openapi.json", {})[:20]:
                    return process
            except OSError:
                pass
            assert process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start_again(self) -> None:
        self.process = self._start()

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def memory(self) -> int:
        """The largest that its processes have been, in bytes."""
        largest = 0
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and os.getpgid(int(entry.name)) == self.process.pid:
                    for line in (entry / "status").read_text().splitlines():
                        if line.startswith("VmHWM"):
                            largest = max(largest, int(line.split()[1]) * 1024)
            except (OSError, ValueError):
                continue
        return largest

    def files(self) -> list[Path]:
        """The files of the store, but for the mark that says whose it is."""
        return [path for path in self.store.rglob("*") if path.is_file() and path.name != "installation"]

    def count(self, table: str) -> int:
        query = f"SELECT COUNT(*) FROM {table}"
        if self.copy is None:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchone()[0]
        copy = sqlite3.connect(self.copy)
        try:
            return copy.execute(query).fetchone()[0]
        finally:
            copy.close()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def head(self, method: str, path: str, headers: dict[str, str]) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def say(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
        """Everything that is answered to one request."""
        with self.connect() as client:
            client.sendall(self.head(method, path, headers) + body)
            return answer(client)


def answer(client: socket.socket) -> bytes:
    parts = []
    while part := client.recv(65_536):
        parts.append(part)
    return b"".join(parts)


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    served = Served(folder)
    try:
        yield served
    finally:
        served.kill()
