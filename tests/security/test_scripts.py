# SPDX-License-Identifier: EUPL-1.2
"""What our scripts never do: make mark-up or code of text, keep something in the browser, merge objects, or listen to
other windows."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("**/*.js"))
NEVER = {
    "mark-up of text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment",
    "code of text": r"\beval\(|new Function|setTimeout\(\s*[\"'`]|setInterval\(\s*[\"'`]|javascript:",
    "a store of the browser": r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.",
    "merged objects": r"Object\.assign|__proto__|\.prototype\s*(?:\[|\.\w+\s*=|=)|structuredClone",
    "messages of other windows": r"window\.postMessage|parent\.postMessage|opener|addEventListener\(\s*[\"']message",
    "another site": r"https?://",
}


def test_there_are_scripts() -> None:
    assert len(SCRIPTS) >= 8


@pytest.mark.parametrize("what", NEVER)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_never(script: Path, what: str) -> None:
    text = "\n".join(line for line in script.read_text().splitlines() if not line.strip().startswith("//"))
    assert not re.search(NEVER[what], text)
