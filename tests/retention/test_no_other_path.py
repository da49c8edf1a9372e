# SPDX-License-Identifier: EUPL-1.2
"""Every path of destruction goes through the gate: whoever deletes something elsewhere says here what and why."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("protection", "notices", "retention", "accounts", "incidents", "recordings", "oversight", "gir")
# A file that deletes, and why that needs no gate: no record goes by it that a request can hold.
DELETES = {
    "retention/engine.py": "the engine: asks the gate, and writes the ledger",
    "retention/copies.py": "a copy of the ledger that was stored under another name",
    "retention/telling.py": "called by the engine, for what goes with a record",
    "accounts/who_left.py": "asks the gate, and writes the ledger (R7)",
    "accounts/housekeeping.py": "sessions that are over (R7)",
    "accounts/four_eyes.py": "a proposal that its maker takes back",
    "accounts/grants.py": "a grant that is withdrawn",
    "accounts/people.py": "the addresses of before, when somebody gets another",
    "accounts/staff_list.py": "a staff list that was read (R7)",
    "accounts/staff_import.py": "a staff list that was read (R7)",
    "incidents/sight.py": "derived: who sees an incident",
    "incidents/handling.py": "a kind that a handler takes off an incident",
    "incidents/evidence.py": "a file that a handler takes off an incident",
    "incidents/correcting.py": "somebody who was no victim",
    "incidents/joining.py": "what two reports of one event have twice",
    "incidents/perpetrators.py": "a link to the wrong person; the person goes through the engine (R5)",
    "incidents/reporting.py": "a draft that became a report",
    "incidents/half_typed.py": "a draft that became what it was about",
    "incidents/views/reporting.py": "a draft that its author throws away",
}


def deletions(text: str) -> Iterator[int]:
    """The lines on which something is deleted, through the ORM or past it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("delete", "_raw_delete"):
            yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "DELETE FROM" in node.value:
            yield node.lineno


def test_whoever_deletes_is_known() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and any(deletions(path.read_text()))
    }
    assert found - set(DELETES) == set(), "A destroying path past the gate, or a reason to be written down."
    assert set(DELETES) - found == set()


def test_the_reading_sees_what_it_looks_for() -> None:
    assert list(deletions("row.delete()\nrows.filter(pk=1)._raw_delete(using)\n")) == [1, 2]
    assert list(deletions('cursor.execute("DELETE FROM incidents_incident")')) == [1]
