# SPDX-License-Identifier: EUPL-1.2
"""Where recordings are kept, as one setting says it; the credentials are no part of that."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from gir.recording_store import recording_store


def test_a_folder_unless_it_is_a_bucket() -> None:
    assert recording_store("/recordings", "", "") == {
        "BACKEND": "recordings.stores.FolderStore",
        "OPTIONS": {"location": "/recordings"},
    }


def test_a_bucket_with_its_own_credentials() -> None:
    made = recording_store("s3://calls/kcc?endpoint=https://s3.example&region=nl-1", "id", "secret")
    assert made["BACKEND"] == "recordings.stores_s3.S3Store"
    assert made["OPTIONS"] == {
        "bucket_name": "calls",
        "location": "kcc",
        "access_key": "id",
        "secret_key": "secret",
        "endpoint_url": "https://s3.example",
        "region_name": "nl-1",
    }


@pytest.mark.parametrize("place", ["s3://", "s3:///folder", "s3://id:secret@calls", "s3://calls?acl=public"])
def test_what_cannot_be_meant_is_refused_and_not_quoted(place: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        recording_store(place, "", "")
    assert "secret" not in str(refused.value)
