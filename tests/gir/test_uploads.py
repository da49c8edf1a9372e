# SPDX-License-Identifier: EUPL-1.2
"""Uploads stay in memory, whatever their size."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

LARGEST = 100_000


@pytest.fixture(autouse=True)
def no_temporary_file(settings, monkeypatch):
    """Nothing may make a temporary file while an upload is read."""

    def refuse(*args, **kwargs):
        raise AssertionError("an upload touched the disk")

    settings.EVIDENCE_MAX_BYTES = LARGEST
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)


def sent(**files: int):
    data = {name: SimpleUploadedFile(f"{name}.pdf", b"%" * size) for name, size in files.items()}
    return RequestFactory().post("/", data | {"after": "kept"})


def test_a_file_of_the_largest_size_arrives_whole():
    request = sent(scan=LARGEST)
    file = request.FILES["scan"]
    assert file.read() == b"%" * LARGEST
    assert (file.size, file.name, file.too_large) == (LARGEST, "scan.pdf", False)


def test_of_a_file_that_is_too_large_only_the_size_is_kept():
    request = sent(scan=LARGEST + 1)
    file = request.FILES["scan"]
    assert file.too_large
    assert file.size == LARGEST + 1
    assert file.read() == b""
    assert request.POST["after"] == "kept"


def test_an_empty_file_and_several_files():
    request = sent(none=0, one=10, two=20)
    assert [request.FILES[name].size for name in ("one", "two")] == [10, 20]
    assert request.FILES["two"].read() == b"%" * 20


def test_a_flood_is_broken_off():
    request = sent(one=LARGEST, two=LARGEST, three=LARGEST, four=LARGEST)
    assert sum(file.size for file in request.FILES.values()) <= 3 * LARGEST
    assert "four" not in request.FILES


def test_no_other_handler_is_in_use(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["gir.uploads.MemoryOnlyUploadHandler"]
