# SPDX-License-Identifier: EUPL-1.2
"""A real S3-compatible server for the tests: OpenStack Swift with s3api, from Debian's packages, on this machine alone.

One proxy, account, container and object server on ports of their own, with one replica in a temporary folder.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SERVERS = ("account", "container", "object")
PROGRAMS = ("swift-proxy-server", *(f"swift-{name}-server" for name in SERVERS))
SWIFTS_PYTHON = "/usr/bin/python3"
MAKE_RINGS = """
import sys
from swift.common.ring import RingBuilder
for server, port in (argument.split("=") for argument in sys.argv[2:]):
    ring = RingBuilder(4, 1, 0)
    ring.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "d1", "weight": 1})
    ring.rebalance()
    ring.get_ring().save(f"{sys.argv[1]}/{server}.ring.gz")
"""
STARTS_WITHIN = 60
REGION = "us-east-1"


@dataclass(frozen=True)
class ObjectStore:
    """Where it answers, and the one account that it knows."""

    endpoint: str
    access_key: str
    secret_key: str


def found() -> bool:
    """Whether this machine has the server's programs."""
    return all(shutil.which(program) for program in PROGRAMS)


@contextlib.contextmanager
def running() -> Iterator[ObjectStore]:
    """Start it, and stop it and remove all it holds at the end. Raises RuntimeError when it does not start."""
    with tempfile.TemporaryDirectory(prefix="gir-swift-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        ports = dict(zip((*SERVERS, "proxy"), _free_ports(4), strict=True))
        secret = secrets.token_hex(16)
        _write_rings(folder, ports)
        _write_configuration(folder, ports, secret)
        for server in ports:
            stack.enter_context(_serving(folder, server))
        for port in ports.values():
            _wait_for(port, folder)
        yield ObjectStore(f"http://127.0.0.1:{ports['proxy']}", "gir:recordings", secret)


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _write_rings(folder: Path, ports: dict[str, int]) -> None:
    """One partition table per server, of one device; in one process of the Python that Swift is installed for."""
    (folder / "devices" / "d1").mkdir(parents=True)
    devices = [f"{server}={ports[server]}" for server in SERVERS]
    subprocess.run(
        [SWIFTS_PYTHON, "-c", MAKE_RINGS, str(folder), *devices], check=True, capture_output=True, timeout=60
    )


def _write_configuration(folder: Path, ports: dict[str, int], secret: str) -> None:
    (folder / "swift.conf").write_text(
        f"[swift-hash]\nswift_hash_path_suffix = {secrets.token_hex(8)}\n"
        f"swift_hash_path_prefix = {secrets.token_hex(8)}\n\n[storage-policy:0]\nname = only\ndefault = yes\n"
    )
    common = {
        "bind_ip": "127.0.0.1",
        "workers": "0",
        "user": pwd.getpwuid(os.getuid()).pw_name,
        "swift_dir": str(folder),
        "devices": str(folder / "devices"),
        "mount_check": "false",
        "log_level": "ERROR",
    }
    for server in SERVERS:
        sections = {
            "DEFAULT": common | {"bind_port": str(ports[server])},
            "pipeline:main": {"pipeline": f"{server}-server"},
            f"app:{server}-server": {"use": f"egg:swift#{server}"},
        }
        _write_sections(folder / f"{server}.conf", sections)
    middleware = ("catch_errors", "gatekeeper", "cache", "s3api", "tempauth", "slo")
    _write_sections(
        folder / "proxy.conf",
        {
            "DEFAULT": common | {"bind_port": str(ports["proxy"])},
            "pipeline:main": {"pipeline": " ".join([*middleware, "proxy-server"])},
            "app:proxy-server": {"use": "egg:swift#proxy", "account_autocreate": "true"},
            "filter:s3api": {"use": "egg:swift#s3api", "s3_acl": "false", "location": REGION},
            "filter:tempauth": {"use": "egg:swift#tempauth", "user_gir_recordings": f"{secret} .admin"},
            # It is asked for, and need not answer: nothing listens on port 1.
            "filter:cache": {"use": "egg:swift#memcache", "memcache_servers": "127.0.0.1:1"},
            "filter:slo": {"use": "egg:swift#slo"},
            "filter:catch_errors": {"use": "egg:swift#catch_errors"},
            "filter:gatekeeper": {"use": "egg:swift#gatekeeper"},
        },
    )


def _write_sections(path: Path, sections: dict[str, dict[str, str]]) -> None:
    lines = []
    for name, values in sections.items():
        lines += [f"[{name}]", *(f"{key} = {value}" for key, value in values.items()), ""]
    path.write_text("\n".join(lines))


@contextlib.contextmanager
def _serving(folder: Path, server: str) -> Iterator[None]:
    with (folder / f"{server}.log").open("wb") as log:
        process = subprocess.Popen(
            [f"swift-{server}-server", str(folder / f"{server}.conf"), "--verbose"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, folder: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    logs = "\n".join(path.read_text()[-2000:] for path in sorted(folder.glob("*.log")))
    raise RuntimeError(f"The object store does not answer on port {port}:\n{logs}")
