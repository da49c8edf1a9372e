# SPDX-License-Identifier: EUPL-1.2
"""Whether locale/ holds exactly the texts of the screens, each of them translated.

It runs makemessages on a copy of the tree, so that the checkout stays as it is, and compares what is said, not
where: line references and wrapping may differ. `.venv/bin/python .ci/check_translations.py`
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
# Dutch is the language of the texts themselves.
LANGUAGES = ("en",)
MOST_LINES = 40


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_tree(copy)
        make_messages(copy)
        problems = [line for language in LANGUAGES for line in compare(language, copy)]
    for line in problems[:MOST_LINES]:
        print(line)
    if len(problems) > MOST_LINES:
        print(f"… and {len(problems) - MOST_LINES} more")
    if problems:
        print("\n./run manage makemessages -l en -i node_modules --no-wrap, then translate locale/en.")
    return 1 if problems else 0


def copy_tree(copy: Path) -> None:
    """What the repository holds, as it stands in the checkout."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, names.split("\0")):
        source, target = ROOT / name, copy / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def make_messages(copy: Path) -> None:
    languages = [part for language in LANGUAGES for part in ("-l", language)]
    (copy / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", *languages, "--verbosity=0"],
        cwd=copy,
        env=os.environ | {"GIR_MODE": "test", "DATABASE_URL": "sqlite://:memory:"},
        check=True,
    )


def catalog(root: Path, language: str) -> Catalog:
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compare(language: str, copy: Path) -> list[str]:
    """What is missing, superfluous, untranslated, fuzzy or broken, one line each."""
    kept, made = catalog(ROOT, language), catalog(copy, language)
    texts = {(message.context, message.id) for message in kept if message.id}
    wanted = {(message.context, message.id) for message in made if message.id}
    problems = [f"{language}: not in the catalogue: {text!r}" for _, text in sorted(wanted - texts, key=str)]
    problems += [
        f"{language}: on no screen any more: {text!r}" for _, text in sorted(texts - wanted, key=str)
    ]
    problems += [f"{language}: kept as obsolete: {text!r}" for text in kept.obsolete]
    for message in kept:
        if not message.id:
            continue
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(translations):
            problems.append(f"{language}: not translated: {message.id!r}")
        elif message.fuzzy:
            problems.append(f"{language}: fuzzy: {message.id!r}")
        else:
            problems += [f"{language}: {error}: {message.id!r}" for error in message.check(kept)]
    return problems


if __name__ == "__main__":
    sys.exit(main())
