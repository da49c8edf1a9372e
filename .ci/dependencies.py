# SPDX-License-Identifier: EUPL-1.2
"""The packages of a release: whether a vulnerability of one is known, and the list of them (SBOM).

`.venv/bin/python .ci/dependencies.py audit` asks the configured registries; a known vulnerability is exit code 1, no
answer is told and is none. `… sbom` writes dist/gir-python.cdx.json and dist/gir-pages.cdx.json (CycloneDX).
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gir import launch, vendor  # noqa: E402

TOOLS = ROOT / ".setup" / "audit"
DIST = ROOT / "dist"
# A registry that says nothing for so long has no answer.
PATIENCE = 180


@dataclass
class Answer:
    """What a registry said: what is known to be wrong, how many packages it knows, and what it did not answer."""

    about: str
    known: list[str] = field(default_factory=list)
    answered: int = 0
    unanswered: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        told = [f"{self.about}: {len(self.known)} known in {self.answered} packages"] if self.answered else []
        if self.unanswered:
            told.append(f"{self.about}: not answered: {', '.join(self.unanswered)}")
        return [*told, *(f"  {line}" for line in self.known)]


def of_pip_audit(output: str) -> Answer:
    """pip-audit says "no known vulnerabilities" also of what its registry does not know: that is no answer."""
    answer = Answer("Python packages")
    try:
        found = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        answer.unanswered = ["all"]
        return answer
    for package in found:
        if "vulns" not in package:
            answer.unanswered.append(package["name"])
            continue
        answer.answered += 1
        for one in package["vulns"]:
            fixed = ", ".join(one.get("fix_versions", [])) or "no version yet"
            answer.known.append(f"{package['name']} {package['version']}: {one['id']}, mended in {fixed}")
    if found and not answer.answered:
        answer.unanswered = [f"all {len(found)}"]
    if not found:
        answer.unanswered = ["all"]
    return answer


def of_npm_audit(output: str) -> Answer:
    """Where there is no advisory service npm answers with an error, as JSON too."""
    answer = Answer("Packages of the pages")
    try:
        found = json.loads(output)
        known, counted = found["vulnerabilities"], found["metadata"]["dependencies"]["total"]
    except (ValueError, KeyError, TypeError):
        answer.unanswered = ["all"]
        return answer
    answer.answered = counted
    answer.known = [f"{name} {one['range']}: {one['severity']}" for name, one in known.items()]
    return answer


def audit() -> int:
    """Ask both registries, and say what they answered."""
    lock = str(ROOT / "requirements.lock")
    python = ["pip-audit", "--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    answers = [
        of_pip_audit(output_of([str(tools() / python[0]), *python[1:], "--requirement", lock])),
        of_npm_audit(output_of([*npm(), "audit", "--json", "--package-lock-only"])),
    ]
    for answer in answers:
        print(*answer.lines(), sep="\n")
    return 1 if any(answer.known for answer in answers) else 0


def sbom() -> int:
    """Write both lists; fails when one cannot be made."""
    DIST.mkdir(exist_ok=True)
    made = [str(tools() / "cyclonedx-py"), "requirements", "--pyproject", "pyproject.toml", "--short-PURLs"]
    of_python = output_of([*made, "--output-reproducible", "requirements.lock"])
    of_pages = output_of(
        [
            *npm(),
            "sbom",
            "--sbom-format=cyclonedx",
            "--sbom-type=application",
            "--package-lock-only",
            "--omit=dev",
        ]
    )
    for name, text in (("gir-python.cdx.json", of_python), ("gir-pages.cdx.json", of_pages)):
        parts = reproducible(json.loads(text))
        (DIST / name).write_text(json.dumps(parts, indent=2, sort_keys=True) + "\n")
        print(f"dist/{name}: {len(parts['components'])} components")
    return 0


def reproducible(bill: dict[str, Any]) -> dict[str, Any]:
    """Without the moment and the random number of its making: the same locks give the same list."""
    bill.pop("serialNumber", None)
    bill.get("metadata", {}).pop("timestamp", None)
    return bill


def tools() -> Path:
    """Where the programs of requirements-audit.lock are, in an environment of their own."""
    lock = ROOT / "requirements-audit.lock"
    stamp = TOOLS / "packages.stamp"
    if not launch.fits(stamp, launch.digest([lock]), TOOLS / "bin" / "pip-audit"):
        python = str(TOOLS / "bin" / "python")
        uv = launch.find_uv()
        if uv:
            launch.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(TOOLS)])
            launch.run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, str(lock)])
        else:
            launch.run([sys.executable, "-m", "venv", "--clear", str(TOOLS)])
            launch.run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)])
        stamp.write_text(launch.digest([lock]))
    return TOOLS / "bin"


def npm() -> list[str]:
    """The machine's npm, or the one that ./run fetched."""
    return vendor.system_npm() or vendor.wheel_npm(ROOT / ".setup" / "node")


def output_of(command: list[str]) -> str:
    """What it prints; the exit code says less than that. What it explains beside it is shown when it prints nothing else:
    of packages that nobody knew pip-audit would say there that they are sound."""
    environment = os.environ | {"PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{Path(command[0]).name}: {type(error).__name__}", file=sys.stderr)
        return ""
    if not done.stdout.strip():
        print(done.stderr, file=sys.stderr)
    return done.stdout


if __name__ == "__main__":
    actions = {"audit": audit, "sbom": sbom}
    if sys.argv[1:] not in ([name] for name in actions):
        sys.exit(__doc__)
    try:
        sys.exit(actions[sys.argv[1]]())
    except launch.Stop as reason:
        sys.exit(str(reason))
