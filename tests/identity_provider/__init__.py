# SPDX-License-Identifier: EUPL-1.2
"""A real OpenID Connect server for the tests: Canaille, from PyPI, in an environment of its own, on this machine alone
(requirements-oidc.lock; `./run setup` installs it)."""

import contextlib
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
PASSWORD = "alleen-bij-de-inlogdienst-42"


def python() -> Path | None:
    """The Python that has the server: GIR_TEST_OIDC_PYTHON, or the one that `./run setup` made."""
    place = Path(os.environ.get("GIR_TEST_OIDC_PYTHON") or ROOT / ".setup/identity-server/bin/python")
    return place if os.access(place, os.X_OK) else None


def found() -> bool:
    """Whether this machine has the server."""
    return python() is not None


class IdentityServer:
    """The server as its own administrator knows it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process = process
        self.issuer = f"http://127.0.0.1:{port}"

    def tell(self, what: str, **about: Any) -> None:
        """Change who is there. Raises RuntimeError when the server is gone."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"what": what, **about}) + "\n")
        self._process.stdin.flush()
        if not self._process.stdout.readline():
            raise RuntimeError("The identity server stopped.")

    def client(self, client_id: str, secret: str, *redirect_uris: str, left: tuple[str, ...] = ()) -> None:
        self.tell(
            "client", client_id=client_id, secret=secret, redirect_uris=list(redirect_uris), left=list(left)
        )

    def person(self, name: str, email: str) -> None:
        self.tell("person", name=name, email=email, password=PASSWORD)

    def group(self, name: str, *members: str) -> None:
        """Exactly these people are in the group from now on."""
        self.tell("group", name=name, members=list(members))

    def deactivate(self, name: str) -> None:
        self.tell("lock", name=name)

    def move(self, name: str, email: str) -> None:
        """Another address for somebody."""
        self.tell("address", name=name, email=email)


@contextlib.contextmanager
def running() -> Iterator[IdentityServer]:
    """Start it, and stop it at the end; what it knew was in its memory. Raises RuntimeError when it does not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    command = [str(python()), str(HERE / "serve.py"), str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=kept
    ) as process:
        try:
            if process.stdout is None or process.stdout.readline().strip() != '"ready"':
                raise RuntimeError("The identity server does not start.")
            yield IdentityServer(process, port)
        finally:
            process.kill()
