# SPDX-License-Identifier: EUPL-1.2
"""Whatever deletes a record with a term, or what belongs to one, goes through the engine and its gate.

Only the engine knows when something may go, and writes the ledger. A new line that deletes fails here, until it goes
through `retention.engine` or stands in the list below with the reason why it may not.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from retention.engine import models_with_a_term
from tests.protection.rows import our_models

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("protection", "notices", "retention", "accounts", "incidents", "recordings", "oversight", "gir")
DELETES = {"delete", "_raw_delete", "adelete", "delete_rows", "truncate"}
# File and function: why it may delete by itself.
MAY_DELETE = {
    # The engine and what is under it: each was let through by the gate.
    "retention/engine.py:_take_away": "the engine, behind the gate",
    "retention/engine.py:destroy_again": "the list of failures, not a record",
    "retention/telling.py:delete_what_tells_of": "the engine, behind the gate: what tells of a record that goes",
    "retention/models/recorded.py:delete": "Django's own, with a row in the change log; who calls it stands here",
    "accounts/log_keeping.py:go_with_record": "the engine, behind the gate: the change log of a record that goes",
    "accounts/who_left.py:_destroy": "behind the gate, with a row in the ledger (R7)",
    "accounts/housekeeping.py:remove_expired_sessions": "sessions that are over (R7)",
    "accounts/second_factor.py:take_away": "keys of a person's account, who lost them; about nothing else",
    "accounts/sessions.py:_end": "sessions, which their person ends",
    "accounts/after_restore.py:end_all_sessions": "sessions",
    "retention/deleting.py:_delete": "the SQL that the engine runs, behind the gate",
    "retention/engine.py:_destroy": "the list of failures, not a record",
    "retention/files.py:queue": "the list of missing files, not a record",
    "retention/files.py:_is_removed": "a file whose record went through the gate, or that no record names",
    "retention/files.py:_write_down": "the row about a file that is gone",
    "retention/stray_files.py:_list_what_has_no_file": "the list of missing files, not a record",
    "retention/copies.py:write": "a second copy of a batch, just written under another name",
    # One's own unfinished work, which nobody else sees and no law asks to be kept (R7 says seven days at most).
    "accounts/appearance.py:_put": "a logo that nobody shows any more: of an organisation, about nobody",
    "incidents/reporting.py:_report": "the author's draft becomes the report, in this transaction",
    "incidents/reporting.py:contribute": "the author's draft becomes the contribution, in this transaction",
    "incidents/views/reporting.py:report_draft_delete": "the author throws their own draft away",
    "incidents/half_typed.py:forget": "the author sent the form, nothing is kept of what was half typed",
    "accounts/staff_list.py:keep_reading": "an import file goes when it is read again (R7)",
    "accounts/staff_list.py:forget_reading": "an import file goes when it is read (R7)",
    "accounts/staff_import.py:import_list": "an import file goes when it is read (R7)",
    "incidents/taking_over/taking.py:keep_reading": "an import file goes when it is read again (R7)",
    "incidents/taking_over/taking.py:forget_reading": "an import file goes when it is read (R7)",
    "incidents/taking_over/taking.py:take_over": "an import file goes when it is read (R7)",
    # A part of an incident that a handler puts right: the incident and its term stay, and the timeline says so.
    "incidents/sight.py:refresh_sight": "repeats what the incident says, and is counted anew from it",
    "incidents/handling.py:establish_facts": "a kind of aggression that it was not",
    "incidents/evidence.py:remove": "evidence that should not be here; the timeline keeps that it was",
    "incidents/correcting.py:remove_victim": "somebody who was named by mistake; the timeline keeps that",
    "incidents/joining.py:_add_what_is_known": "appointments that are planned in the first report already",
    "incidents/joining.py:_take_over_perpetrators": "the same link is there already; what hung on it was moved",
    "incidents/perpetrators.py:unlink_perpetrator": "somebody who was not the perpetrator; the timeline keeps that",
    "incidents/perpetrators.py:join_perpetrators": "the same link is there already; what hung on it was moved",
    # A part of an incident that a decision on a request takes out of it (R8): the incident stays, for its victims.
    "incidents/erasing.py:take_aggressor_out": "evidence that may show who was erased; the timeline keeps that",
    "incidents/erasing.py:_let_go_of_what_hangs_on": "measures towards who was erased, and lines that are about them",
    "incidents/erasing.py:_empty": "a victim whose data were erased, with their aftercare",
    "incidents/rectifying.py:_set_kinds": "a kind of aggression that it was not",
    "oversight/requests/subjects.py:withdraw": "a confirmation that was a mistake; the record stays",
    "recordings/growing.py:_written_to_for": "since when a file is written to, in the cache",
    # The sound of a call that never counted, because it was refused or stopped half-way: its key was never stored.
    "recordings/vault.py:remove": "a file of intake that no recording has",
    "recordings/stores.py:delete": "the store itself",
    "recordings/stores_s3.py:delete": "the store itself",
    "oversight/evaluating.py:remove_action": "an intention in an evaluation that is not concluded, about nobody",
    "oversight/reports/closing.py:_forget_counts": "repeats of incidents that stay: their year is frozen",
    "oversight/reports/telling.py:choose_frequency": "somebody wants no mail any more; no record with a term",
    # A municipality that leaves: what has no term of its own, after all that has one went through the engine.
    "oversight/leaving/destroying.py:_delete": "people (each with a row in the ledger) and the organisation, behind the gate",
    "oversight/leaving/destroying.py:_end_sessions": "sessions of who goes",
    # No record with a term: who may do what.
    "accounts/four_eyes.py:propose": "one's own proposal that waits, in favour of a newer one",
    "accounts/four_eyes.py:retract": "one's own proposal that waits",
    "accounts/grants.py:end_today": "a grant",
    "accounts/single_sign_on/group_levels.py:follow": "that a level was refused, when it is refused no more",
    "accounts/single_sign_on/sessions.py:ask_again": "what was kept of a session that the provider ended (R7)",
    "accounts/single_sign_on/sessions.py:end": "what was kept of a session that is signed out (R7)",
    "accounts/single_sign_on/sessions.py:remove_what_is_over": "what was kept of sessions that are over (R7)",
    "accounts/single_sign_on/setting_up.py:write_provider": "a domain; and how the issuer before knew people",
    "accounts/single_sign_on/setting_up.py:propose_on": "a proposal that waits, in favour of a newer one",
    "accounts/single_sign_on/setting_up.py:switch_off": "what was kept of sessions that end (R7)",
    "accounts/single_sign_on/setting_up.py:take_away": "a line of the map of groups, and its proposal that waits",
    "accounts/people.py:_end_sessions": "what was kept of somebody's sessions at the provider, which end (R7)",
    "accounts/people.py:_follow_address": "an address to sign in with",
}


def deletions() -> Iterator[tuple[str, str]]:
    """Every call that deletes: file and function, and the line."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _in(path)


def _in(path: Path) -> Iterator[tuple[str, str]]:
    name = str(path.relative_to(ROOT))

    def walk(node: ast.AST, function: str) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
            if _deletes(child):
                yield f"{name}:{inside}", f"{name}:{getattr(child, 'lineno', 0)}"
            yield from walk(child, inside)

    yield from walk(ast.parse(path.read_text(), name), "")


def _deletes(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        called = node.func
        return getattr(called, "attr", getattr(called, "id", "")) in DELETES
    # SQL by hand; f-strings too, whose parts are constants.
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.lstrip().upper().startswith(("DELETE FROM", "TRUNCATE "))
    return False


def test_nothing_is_deleted_past_the_gate() -> None:
    unknown = {where: line for where, line in deletions() if where not in MAY_DELETE}
    assert not unknown, "Destroy through retention.engine, or say in MAY_DELETE why not."


def test_every_exception_is_still_there() -> None:
    assert set(MAY_DELETE) <= {where for where, _line in deletions()}


@pytest.mark.parametrize(
    "line",
    [
        "Incident.with_due.filter(pk=key).delete()",
        "rows._raw_delete('default')",
        "delete_rows(Incident, keys)",
        "cursor.execute('DELETE FROM incidents_incident WHERE id = %s', [key])",
        'cursor.execute(f"delete from {table}")',
    ],
)
def test_what_deletes_is_seen(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    file = tmp_path / "new.py"
    file.write_text(f"def throw_away():\n    {line}\n")
    assert list(_in(file)) == [("new.py:throw_away", "new.py:2")]


def test_there_is_something_to_guard() -> None:
    assert len([model for model in models_with_a_term() if model in our_models()]) >= 7
