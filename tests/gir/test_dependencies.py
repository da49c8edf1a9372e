# SPDX-License-Identifier: EUPL-1.2
"""A known vulnerability in a package fails the build; a registry that does not know is told as such, and does not."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADVISORY = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.99"], "aliases": ["CVE-2026-1"], "description": "…"}
SOUND = {"name": "celery", "version": "5.7.0", "vulns": []}
BROKEN = {"name": "django", "version": "5.2.0", "vulns": [ADVISORY]}
UNKNOWN = {"name": "typst", "skip_reason": "Dependency not found and could not be audited: typst (0.15.2)"}
OF_NPM = {
    "vulnerabilities": {"htmx.org": {"name": "htmx.org", "range": "<2.0.12", "severity": "high"}},
    "metadata": {"dependencies": {"total": 104}},
}


@pytest.fixture(scope="module")
def dependencies() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dependencies", ROOT / ".ci" / "dependencies.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["dependencies"] = module
    spec.loader.exec_module(module)
    return module


def test_a_known_vulnerability_is_named(dependencies: ModuleType) -> None:
    answer = dependencies.of_pip_audit(json.dumps({"dependencies": [SOUND, BROKEN], "fixes": []}))
    assert answer.known == ["django 5.2.0: PYSEC-2026-1, mended in 5.2.99"]
    assert (answer.answered, answer.unanswered) == (2, [])
    answer = dependencies.of_npm_audit(json.dumps(OF_NPM))
    assert answer.known == ["htmx.org <2.0.12: high"]


def test_what_a_registry_does_not_know_is_not_called_sound(dependencies: ModuleType) -> None:
    answer = dependencies.of_pip_audit(json.dumps({"dependencies": [SOUND, UNKNOWN]}))
    assert answer.lines() == [
        "Python packages: 0 known in 1 packages",
        "Python packages: not answered: typst",
    ]
    answer = dependencies.of_pip_audit(json.dumps({"dependencies": [UNKNOWN, UNKNOWN]}))
    assert answer.lines() == ["Python packages: not answered: all 2"]
    assert answer.known == []


@pytest.mark.parametrize("output", ["", "Traceback …", "[]", "{}", '{"error": {"summary": ""}}', "null"])
def test_no_answer_is_no_answer(dependencies: ModuleType, output: str) -> None:
    for read in (dependencies.of_pip_audit, dependencies.of_npm_audit):
        answer = read(output)
        assert answer.unanswered == ["all"]
        assert (answer.known, answer.answered) == ([], 0)


def test_sound_packages_are_said_to_be_so(dependencies: ModuleType) -> None:
    answer = dependencies.of_npm_audit(json.dumps(OF_NPM | {"vulnerabilities": {}}))
    assert answer.lines() == ["Packages of the pages: 0 known in 104 packages"]


@pytest.mark.parametrize(("known", "code"), [([SOUND, BROKEN], 1), ([SOUND, UNKNOWN], 0), ([UNKNOWN], 0)])
def test_only_what_is_known_fails_the_build(
    dependencies: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: list, code: int
) -> None:
    """The two programs are stood in for by ones that print what a registry could make them say."""
    for name, says in (("pip-audit", {"dependencies": known}), ("npm", {"error": {"code": 405}})):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho '{json.dumps(says)}'\nexit 1\n")
        program.chmod(0o755)
    monkeypatch.setattr(dependencies, "tools", lambda: tmp_path)
    monkeypatch.setattr(dependencies, "npm", lambda: [str(tmp_path / "npm")])
    assert dependencies.audit() == code


def test_the_build_asks() -> None:
    assert ".ci/dependencies.py audit" in (ROOT / ".ci" / "run").read_text()
