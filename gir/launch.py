# SPDX-License-Identifier: EUPL-1.2
"""What ./run does: set up what is missing, then serve the demo, run a management command, or run the tests.

Standard library only, since it runs on the machine's Python before anything is installed. A step is skipped when
the stamp of its last run still fits what goes into it, so that a second start takes seconds. What is installed
stays in the checkout (.venv, node_modules, .vendor, .static, .setup); what the demo keeps is in .demo, which may be
thrown away at any time.
"""

import base64
import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import vendor

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SETUP = ROOT / ".setup"
STATE = ROOT / ".demo"
STATIC = ROOT / ".static"
# From an operator's shell these would turn the demo on real data.
NOT_FOR_A_DEMO = ("GIR_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "CELERY_", "GUNICORN_", "DJANGO_")


class Stop(Exception):
    """Why it cannot go on, for the person at the keyboard."""


def main(arguments: list[str]) -> None:
    what, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    if what in ("-h", "--help", "help"):
        print("./run | ./run manage COMMAND … | ./run test [ARGUMENTS FOR PYTEST] | ./run setup")
        return
    if what not in ("serve", "manage", "test", "setup"):
        raise Stop(f"./run knows `manage`, `test` and `setup`, not {what!r}.")
    SETUP.mkdir(exist_ok=True)
    if what in ("test", "setup"):
        with locked(SETUP / "installing", wait=True):
            python_packages("dev")
            page_packages("dev")
            compile_messages()
            identity_server()
        if what == "setup":
            return
        become([str(PYTHON), "-m", "tests.run", *rest], dict(os.environ))
    elif what == "manage":
        environment = demo_environment(port())
        with locked(SETUP / "installing", wait=True), contextlib.redirect_stdout(sys.stderr):
            prepare(environment)
        become([str(PYTHON), "manage.py", *rest], environment)
    else:
        serve()


def serve() -> None:
    """Set up, then become the supervisor; the lock is kept open, and so held until that ends."""
    with locked(SETUP / "serving") as lock:
        number = port()
        environment = demo_environment(number)
        environment["GIR_BIND"] = ",".join(free_addresses(number))
        intake = int(environment["INTAKE_PORT"])
        environment["GIR_INTAKE_BIND"] = ",".join(free_addresses(intake, "INTAKE_PORT"))
        environment["GIR_INTAKE_READY"] = (
            f"The telephony delivers calls at http://localhost:{intake}/api/recordings"
        )
        with locked(SETUP / "installing", wait=True):
            prepare(environment)
            # They live 48 hours: what there was at the last start may be gone.
            run([str(PYTHON), "manage.py", "demo_calls"], environment)
        site = environment["GIR_SITE_URL"]
        environment["GIR_READY"] = f"GIR is at {site}  (who can sign in stands on that page; Ctrl-C stops it)"
        os.set_inheritable(lock, True)
        become([str(PYTHON), "-m", "gir.supervise"], environment)


def prepare(environment: dict[str, str]) -> None:
    """Everything between a clean clone and a demo that can be served."""
    # What somebody works with is not taken away: where the tests' packages are, they are kept up to date.
    kind = "dev" if (VENV / "bin" / "pytest").exists() else "runtime"
    python_packages(kind)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # Fetching waits for the network, filling for the processor.
        pages = beside.submit(page_packages, kind)
        compile_messages()
        fill(environment)
        pages.result()
    collect(environment)


def python_packages(kind: str) -> None:
    """What is locked, and nothing else, in .venv. `kind` is `runtime` or `dev`; dev holds both."""
    lock = ROOT / ("requirements-dev.lock" if kind == "dev" else "requirements.lock")
    stamp = f"{kind} {digest([lock, ROOT / 'requirements-setup.lock'])}"
    if fits(VENV / "packages.stamp", stamp, PYTHON):
        return
    step("Python packages")
    if not PYTHON.exists():
        make_venv()
    uv = find_uv()
    if uv:
        run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(lock)])
    else:
        run([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)])
    (VENV / "packages.stamp").write_text(stamp)


def make_venv() -> None:
    """A virtual environment of this Python, with pip, or with the machine's uv where Python came without."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    if uv is None:
        raise Stop(
            "This Python cannot make a virtual environment (on Debian or Ubuntu: apt install python3-venv).\n"
            + (made.stdout + made.stderr).strip()
        )
    run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])


def find_uv() -> str | None:
    """The uv of the environment or of the machine, else the one of requirements-setup.lock; None where pip must do."""
    own = VENV / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        lock = ROOT / "requirements-setup.lock"
        subprocess.run(
            [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)],
            capture_output=True,
        )
    return found or (str(own) if own.exists() else None)


def page_packages(kind: str) -> None:
    """The style sheets, the font and htmx; Node comes from the Python index where the machine has none."""
    stamp = f"{kind} {digest([ROOT / 'package.json', ROOT / 'package-lock.json', Path(vendor.__file__)])}"
    stamp_file = SETUP / "pages.stamp"
    if fits(stamp_file, stamp, *(vendor.SERVED / name for name in vendor.FILES)):
        return
    step("Style sheets, font and htmx")
    npm = vendor.system_npm()
    if npm is None:
        npm = vendor.wheel_npm(SETUP / "node")
        if not Path(npm[0]).exists():
            lock = str(ROOT / "requirements-node.lock")
            uv = find_uv()
            pip = [uv, "pip"] if uv else [str(PYTHON), "-m", "pip"]
            python = ["--python", str(PYTHON)] if uv else []
            target = ["--target", str(SETUP / "node")]
            run([*pip, "install", "--quiet", *python, "--require-hashes", *target, "-r", lock])
    try:
        vendor.install(npm, dev=kind == "dev")
    except vendor.NpmFailed as error:
        raise Stop(f"npm could not fetch the packages of package-lock.json.\n{error}") from None
    vendor.copy()
    stamp_file.write_text(stamp)


def identity_server() -> None:
    """The identity provider that the tests start, in an environment of its own; the tests say when it is not there."""
    lock = ROOT / "requirements-oidc.lock"
    place = SETUP / "identity-server"
    python = place / "bin" / "python"
    if fits(SETUP / "identity-server.stamp", digest([lock]), python):
        return
    step("Identity provider for the tests")
    uv = find_uv()
    if uv is None:
        return
    try:
        run([uv, "venv", "--quiet", "--clear", "--python", str(PYTHON), str(place)])
        run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(python), str(lock)])
    except Stop as reason:
        shutil.rmtree(place, ignore_errors=True)
        print(f"  It could not be installed, and its tests do not run.\n{reason}", file=sys.stderr)
        return
    (SETUP / "identity-server.stamp").write_text(digest([lock]))


def compile_messages() -> None:
    """The translations, from .po to .mo, with Babel: gettext's own programs need not be there."""
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
    compiled = [source.with_suffix(".mo") for source in sources]
    stamp = digest(sources)
    if not sources or fits(SETUP / "messages.stamp", stamp, *compiled):
        return
    step("Translations")
    run([str(PYTHON), "-m", "babel.messages.frontend", "-q", "compile", "-D", "django", "-d", "locale"])
    (SETUP / "messages.stamp").write_text(stamp)


def fill(environment: dict[str, str]) -> None:
    """The demo's secrets, tables and contents. All of it, and its stamp, are in .demo."""
    migrations = sorted(ROOT.glob("*/migrations/*.py"))
    stamp = digest([*migrations, ROOT / "requirements.lock"])
    if fits(STATE / "filled.stamp", stamp, STATE / "gir.sqlite3"):
        return
    step("Demo")
    if not (STATE / "gir.sqlite3").exists():
        # Beside the ledger of a database that was thrown away, a new one would not open.
        shutil.rmtree(STATE / "ledger", ignore_errors=True)
    run([str(PYTHON), "manage.py", "migrate", "--verbosity=0"], environment)
    run([str(PYTHON), "manage.py", "demo"], environment)
    (STATE / "filled.stamp").write_text(stamp)


def collect(environment: dict[str, str]) -> None:
    """The static files under names that carry their digest, compressed."""
    sources = [
        path
        for folder in ("static", ".vendor")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file()
    ]
    stamp = digest([*sources, ROOT / "requirements.lock", ROOT / "gir" / "settings.py"])
    if fits(SETUP / "static.stamp", stamp, STATIC / "staticfiles.json"):
        return
    step("Static files")
    shutil.rmtree(STATIC, ignore_errors=True)
    run([str(PYTHON), "manage.py", "collectstatic", "--noinput", "--verbosity=0"], environment)
    (SETUP / "static.stamp").write_text(stamp)


def demo_environment(number: int) -> dict[str, str]:
    """The environment of every process of the demo, and of nothing else; makes its secrets when there are none."""
    STATE.mkdir(mode=0o700, exist_ok=True)
    secret = STATE / "secret_key"
    ring = STATE / "key_ring"
    ledger = STATE / "ledger_key"
    make_secret(secret, "demo-" + secrets.token_urlsafe(60))
    make_secret(ring, "demo-1:" + base64.b64encode(secrets.token_bytes(32)).decode())
    make_secret(ledger, "demo-1:" + base64.b64encode(secrets.token_bytes(32)).decode())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_FOR_A_DEMO)}
    return kept | {
        "GIR_MODE": "demo",
        "GIR_STATE": str(STATE),
        "GIR_SECRET_KEY_FILE": str(secret),
        "GIR_KEY_RING_FILE": str(ring),
        "GIR_LEDGER_KEY_FILE": str(ledger),
        "GIR_SITE_URL": f"http://localhost:{number}",
        "PORT": str(number),
        "INTAKE_PORT": str(port("INTAKE_PORT", str(number + 1))),
        "PYTHONUNBUFFERED": "1",
    }


def make_secret(path: Path, value: str) -> None:
    """Write a secret once, for this account's eyes only."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(value)


def port(variable: str = "PORT", usual: str = "8000") -> int:
    text = os.environ.get(variable, usual)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f"{variable} must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def free_addresses(number: int, variable: str = "PORT") -> list[str]:
    """Where `localhost` is served: 127.0.0.1, and ::1 where the machine has it. Raises Stop when one is taken."""
    found = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, number))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stop(
                    f"Port {number} is taken. Choose another one: {variable}={number + 1000} ./run"
                ) from None
            if error.errno == errno.EACCES:
                raise Stop(
                    f"Port {number} may not be used by this account. Try {variable}=8000 ./run"
                ) from None
            continue  # no IPv6 here
        found.append(f"[{address}]:{number}" if family == socket.AF_INET6 else f"{address}:{number}")
    return found


@contextlib.contextmanager
def locked(path: Path, wait: bool = False) -> Iterator[int]:
    """Hold a lock that the kernel lets go with the process. Yields its descriptor."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Stop("GIR already runs from this folder; stop that one first.") from None
        yield descriptor
    finally:
        os.close(descriptor)


def digest(paths: Iterable[Path]) -> str:
    """What a step depends on, in one word: names and contents."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.relative_to(ROOT)}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def fits(stamp_file: Path, stamp: str, *made: Path) -> bool:
    """Whether the step was done for these very inputs, and what it made is still there."""
    return stamp_file.exists() and stamp_file.read_text() == stamp and all(path.exists() for path in made)


def step(name: str) -> None:
    print(f"  {name} …", flush=True)


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """A step that must succeed; its output is shown only when it does not."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        output = done.stdout.decode(errors="replace").strip()
        raise Stop(f"This did not succeed: {' '.join(command)}\n{output}")


def become(command: list[str], environment: dict[str, str]) -> None:
    """Replace this process, so that signals and the exit code need no passing on."""
    sys.stdout.flush()
    os.execve(command[0], command, environment)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as reason:
        sys.exit(f"./run: {reason}")
    except KeyboardInterrupt:
        sys.exit("./run: stopped.")
