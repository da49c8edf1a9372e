# SPDX-License-Identifier: EUPL-1.2
"""Imports point one way (DESIGN: "Rooms"); what the rooms below may not know, they cannot leak or depend on."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What each room may know of. Rooms that are not built yet are held from their first file on.
MAY_KNOW = {
    "protection": set(),
    "retention": {"protection"},
    # The outbox has a term like everything else (R7).
    "notices": {"protection", "retention"},
    "accounts": {"protection", "retention", "notices"},
    "incidents": {"protection", "retention", "notices", "accounts"},
    # Never incidents and recordings each other (GRO 7, LEI 10).
    "recordings": {"protection", "retention", "notices", "accounts"},
    "oversight": {"protection", "retention", "notices", "accounts", "incidents", "recordings"},
}
ROOMS = [*MAY_KNOW, "gir"]
# The form parts of the look: they know no room, so every room may use them.
LOOK = {"gir.fields", "gir.widgets", "gir.icons", "gir.themes"}
NEEDS_NOTHING = ["incidents/inspector.py", "gir/launch.py", "gir/vendor.py", "retention/verify_ledger.py"]


def files_of(room: str) -> Iterator[Path]:
    for path in sorted((ROOT / room).rglob("*.py")):
        if "migrations" not in path.relative_to(ROOT).parts:
            yield path


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, also inside functions, in full; a relative one seen from where it stands."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "import_string",
            "get_model",
            "__import__",
        ):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                yield f"{first.value}."


def of_the_look(name: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in LOOK)


@pytest.mark.parametrize("room", MAY_KNOW)
def test_a_room_knows_only_the_rooms_below_it(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in files_of(room)
        for name in imported(path)
        if (other := name.partition(".")[0]) in ROOMS
        and other not in MAY_KNOW[room] | {room}
        and not of_the_look(name)
    ]
    assert wrong == []


def test_the_parts_of_the_look_know_no_room() -> None:
    for module in LOOK:
        path = ROOT / f"{module.replace('.', '/')}.py"
        names = [n for n in imported(path) if n.partition(".")[0] in ROOMS and not of_the_look(n)]
        assert names == [], module


def test_what_runs_by_itself_imports_nothing_of_the_project() -> None:
    """The inspector of evidence reads untrusted files; set-up runs before anything is installed."""
    for name in NEEDS_NOTHING:
        others = {n.partition(".")[0] for n in imported(ROOT / name)} - {"gir" if name[:4] == "gir/" else ""}
        assert not others & {*ROOMS, "django"} - {""}, name


def test_every_folder_with_code_is_a_room_or_is_known() -> None:
    """A new room is added to the table above, or this fails."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= {*ROOMS, "tests", "bench"}
    assert {"protection", "retention", "notices", "accounts", "incidents", "oversight", "gir"} <= packages


def test_the_reading_of_imports_sees_them_all(tmp_path: Path) -> None:
    """The control: without it the tests above could hold because they see nothing."""
    seen = set(imported(ROOT / "incidents" / "models" / "incident.py"))
    assert {"accounts.models.Municipality", "retention.terms.incident_due", "incidents.access"} <= seen
    assert "incidents.models.choices.Channel" in seen
    assert any(
        name.startswith("incidents.forms.") for name in imported(ROOT / "incidents/views/reporting.py")
    )


@pytest.mark.parametrize("room", ["retention", "protection"])
def test_importing_it_pulls_in_no_room_above(room: str) -> None:
    """Really imported, in a process of its own, with Django and nothing else."""
    program = f"""
import sys, pkgutil, importlib
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["protection", "retention"], KEY_RING="", USE_TZ=True)
django.setup()
package = importlib.import_module("{room}")
for module in pkgutil.walk_packages(package.__path__, "{room}."):
    if ".migrations" not in module.name:
        importlib.import_module(module.name)
print(*sorted({{name.partition(".")[0] for name in sys.modules}} & set({ROOMS!r})))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert set(done.stdout.split()) <= {"protection", "retention"}
    assert room in done.stdout
