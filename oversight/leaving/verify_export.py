#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Checks what a municipality took along when it left GIR, from the package and the public key alone.

    python verify_export.py --public-key KEY PACKAGE.zip
    python verify_export.py --public-key KEY --identity key.txt PACKAGE.zip.age

Needs Python 3.11 and `cryptography`, and nothing else of GIR: take this one file along. KEY is the public key of the
installation's ledger (base64), or a file that holds it; have it from whoever runs the installation, not from the package.
A package as it was downloaded is sealed with age. Open it first, with `age --decrypt -i key.txt -o PACKAGE.zip
PACKAGE.zip.age` or any other program that knows the format; or give --identity, which needs the Python package `pyrage`.

It checks the signature under manifest.json, and against the manifest every file: that it is there, once, of that size
and with that SHA-256, and that nothing else is; of each table the number of rows, and that every row has the fields
that schema.json says. The ledger inside is for verify_ledger.py. At the end it prints the confirmation code, which the
municipality types to confirm that the receiver has everything.

Exit code: 0 nothing wrong, 1 something is, 2 it could not be asked like this.
"""

import argparse
import base64
import binascii
import hashlib
import json
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "gir-export-1"
MANIFEST, SIGNATURE, SCHEMA = "manifest.json", "manifest.sig", "schema.json"
PIECE = 1024 * 1024
# How a file of age begins.
SEALED = b"age-encryption.org/v1"


class Unreadable(Exception):
    """It is no package, or cannot be opened with what was given."""


def check(package: IO[bytes], keys: Sequence[bytes]) -> tuple[list[str], str, dict[str, Any]]:
    """What is wrong with a package, its confirmation code, and its manifest. Raises Unreadable."""
    try:
        with zipfile.ZipFile(package) as archive:
            return _check(archive, keys)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise Unreadable("this is no whole package.") from error


def _check(archive: zipfile.ZipFile, keys: Sequence[bytes]) -> tuple[list[str], str, dict[str, Any]]:
    names = Counter(info.filename for info in archive.infolist())
    if MANIFEST not in names:
        raise Unreadable("there is no manifest.json in it.")
    text = archive.read(MANIFEST)
    code = hashlib.sha256(text).hexdigest()
    manifest = _read_manifest(text)
    faults = [f"{name}: stands in it {times} times." for name, times in sorted(names.items()) if times > 1]
    faults += _check_signature(archive, names, code, keys)
    listed = {file["path"]: file for file in manifest["files"]}
    faults += [f"{name}: is missing." for name in sorted(listed.keys() - names.keys())]
    faults += [
        f"{name}: is not in the manifest."
        for name in sorted(names.keys() - listed.keys() - {MANIFEST, SIGNATURE})
    ]
    for path in listed.keys() & names.keys():
        faults += _check_file(archive, listed[path])
    return faults + _check_tables(archive, manifest, listed, names), code, manifest


def _read_manifest(text: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(text)
        if manifest["format"] != FORMAT:
            raise Unreadable("its manifest has a format that this program does not know.")
        for file in manifest["files"]:
            if not (isinstance(file["path"], str) and isinstance(file["sha256"], str)):
                raise TypeError
            int(file["size"]), int(file.get("rows", 0))
        [str(manifest[name]) for name in ("package", "municipality", "made_at", "tables")]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("its manifest cannot be read.") from error
    return dict(manifest)


def _check_signature(
    archive: zipfile.ZipFile, names: Counter[str], code: str, keys: Sequence[bytes]
) -> list[str]:
    if SIGNATURE not in names:
        return ["manifest.json: is not signed."]
    try:
        signature = bytes.fromhex(archive.read(SIGNATURE).decode("ascii").strip())
    except (ValueError, zipfile.BadZipFile):
        return ["manifest.sig: is no signature."]
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, f"{FORMAT}:{code}".encode())
        except InvalidSignature:
            continue
        return []
    return ["manifest.json: was not signed by this key as it is here."]


def _pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    with archive.open(path) as file:
        while piece := file.read(PIECE):
            yield piece


def _check_file(archive: zipfile.ZipFile, file: dict[str, Any]) -> list[str]:
    digest, size, path = hashlib.sha256(), 0, file["path"]
    try:
        for piece in _pieces(archive, path):
            digest.update(piece)
            size += len(piece)
    except zipfile.BadZipFile:
        return [f"{path}: cannot be read."]
    if size != file["size"] or digest.hexdigest() != file["sha256"]:
        return [f"{path}: is not as it was exported."]
    return []


def _check_tables(
    archive: zipfile.ZipFile, manifest: dict[str, Any], listed: dict[str, Any], names: Counter[str]
) -> list[str]:
    """That each table is there, with as many rows as were exported, and each row with the fields of the schema."""
    try:
        schema = {table["table"]: table for table in json.loads(archive.read(SCHEMA))["tables"]}
        fields = {label: {field["name"] for field in table["fields"]} for label, table in schema.items()}
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile):
        return ["schema.json: cannot be read."]
    faults = [f"{label}: is not in schema.json." for label in manifest["tables"] if label not in fields]
    for label in sorted(fields):
        path = f"tables/{label}.jsonl"
        if path not in listed or path not in names:
            faults.append(f"{path}: is missing.")
            continue
        try:
            rows, unfit = 0, 0
            with archive.open(path) as lines:
                for line in lines:
                    rows, unfit = rows + 1, unfit + (set(json.loads(line)) != fields[label])
        except (ValueError, TypeError, zipfile.BadZipFile):
            faults.append(f"{path}: cannot be read.")
            continue
        if rows != listed[path].get("rows"):
            faults.append(f"{path}: has {rows} rows, and {listed[path].get('rows')} were exported.")
        if unfit:
            faults.append(f"{path}: {unfit} rows have other fields than schema.json says.")
    return faults


def opened(path: Path, identity: Path | None) -> IO[bytes]:
    """The package, to read; a sealed one is opened into a temporary file that has no name. Raises Unreadable."""
    with path.open("rb") as file:
        if file.read(len(SEALED)) != SEALED:
            return path.open("rb")
    if identity is None:
        raise Unreadable("it is sealed: open it with age first, or give --identity.")
    try:
        import pyrage
    except ImportError:
        raise Unreadable("opening it here needs `pip install pyrage`; or open it with age first.") from None
    lines = [line.strip() for line in identity.read_text().splitlines()]
    plain = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
        with path.open("rb") as file:
            pyrage.decrypt_io(file, plain, keys)
    except (pyrage.IdentityError, pyrage.DecryptError, OSError):
        plain.close()
        raise Unreadable("it does not open with this key, or was cut short or changed.") from None
    plain.seek(0)
    return plain


def read_key(text: str) -> bytes:
    """A public key, from its text or the file that the text names."""
    encoded = Path(text).read_text().strip() if Path(text).is_file() else text.strip()
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise argparse.ArgumentTypeError("not base64 of 32 bytes, nor a file that holds that")
    return key


def printable(text: str) -> str:
    """The text without what would move, hide or colour what a terminal shows: a file may say anything."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check what a municipality took along when it left.")
    parser.add_argument("--public-key", type=read_key, action="append", required=True, metavar="KEY")
    parser.add_argument("--identity", type=Path, metavar="FILE", help="the receiver's private key, of age")
    parser.add_argument("package", type=Path, metavar="PACKAGE")
    options = parser.parse_args(arguments)
    for path in (options.package, options.identity):
        if path is not None and not path.is_file():
            parser.error(f"not there: {path}")
    try:
        with opened(options.package, options.identity) as package:
            faults, code, manifest = check(package, options.public_key)
    except Unreadable as error:
        print(printable(f"{options.package.name}: {error}"))
        print("WRONG: it could not be checked.")
        return 1
    for fault in faults:
        print(printable(fault))
    rows = sum(int(file.get("rows", 0)) for file in manifest["files"])
    print(
        printable(
            f"{options.package.name}: {manifest['package']} of {manifest['municipality']}, made at"
            f" {manifest['made_at']}, {len(manifest['files'])} files, {len(manifest['tables'])} tables, {rows} rows."
        )
    )
    if faults:
        print(f"WRONG: {len(faults)} findings. Do not confirm that you have received it.")
        return 1
    print("Nothing is wrong with what was given.")
    print(f"Confirmation code: {code}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
