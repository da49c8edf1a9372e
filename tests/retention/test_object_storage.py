# SPDX-License-Identifier: EUPL-1.2
"""The copy of the ledger in object storage, at the interface of its client: what is asked, and what an answer means."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber
from django.core.files.base import ContentFile

from retention import copies, outside
from retention.object_storage import WholeObjects
from tests.object_store import ObjectStore

BODY = b'{"format": "gir-ledger-1"}\n'
PUT = {
    "Bucket": "ledger",
    "Key": "waterrijk/1/00000007.json",
    "Body": BODY,
    "ContentType": "application/json",
}


@pytest.fixture
def place() -> WholeObjects:
    return WholeObjects(
        bucket_name="ledger",
        location="waterrijk",
        access_key="id",
        secret_key="geheim",  # noqa: S106
        region_name="eu",
        endpoint_url="https://opslag.example",
    )


@pytest.fixture
def service(place: WholeObjects) -> Iterator[Any]:
    """Answers what a test says, in order, and fails on anything else that is asked."""
    with Stubber(place.connection.meta.client) as service:
        yield service
        service.assert_no_pending_responses()


def save(place: WholeObjects) -> str:
    return place.save("1/00000007.json", ContentFile(BODY))


def test_an_object_is_written_only_when_there_is_none(place: WholeObjects, service: Any) -> None:
    service.add_response("put_object", {}, PUT | {"IfNoneMatch": "*"})
    assert save(place) == "1/00000007.json"


@pytest.mark.parametrize("status", [412, 409])
def test_one_that_is_there_is_never_written_over(place: WholeObjects, service: Any, status: int) -> None:
    service.add_client_error("put_object", "PreconditionFailed", http_status_code=status)
    with pytest.raises(FileExistsError):
        save(place)


def test_where_the_condition_is_not_known_it_looks_first(place: WholeObjects, service: Any) -> None:
    head = {"Bucket": "ledger", "Key": PUT["Key"]}
    service.add_client_error("put_object", "NotImplemented", http_status_code=501)
    service.add_client_error("head_object", "NotFound", http_status_code=404, expected_params=head)
    service.add_response("put_object", {}, PUT)
    save(place)
    service.add_client_error("put_object", "NotImplemented", http_status_code=501)
    service.add_response("head_object", {}, head)
    with pytest.raises(FileExistsError):
        save(place)


def test_what_else_goes_wrong_is_told(place: WholeObjects, service: Any) -> None:
    service.add_client_error("put_object", "AccessDenied", http_status_code=403)
    with pytest.raises(place.connection.meta.client.exceptions.ClientError, match="AccessDenied"):
        save(place)


def test_only_the_names_after_the_last_known_are_asked_for(place: WholeObjects, service: Any) -> None:
    asked = {"Bucket": "ledger", "Prefix": "waterrijk/1/", "StartAfter": "waterrijk/1/00000007.json"}
    found = ["00000008.json", "00000009.json", "notes.txt"]
    answer = {"Contents": [{"Key": f"waterrijk/1/{name}"} for name in found], "IsTruncated": False}
    service.add_response("list_objects_v2", answer, asked)
    assert outside.numbers_after(place, 1, 7) == [8, 9]
    folders = {"CommonPrefixes": [{"Prefix": "waterrijk/1/"}, {"Prefix": "waterrijk/12/"}]}
    service.add_response(
        "list_objects", folders, {"Bucket": "ledger", "Prefix": "waterrijk/", "Delimiter": "/"}
    )
    assert outside.chains(place) == {1, 12}


@pytest.mark.s3
def test_on_a_real_server(s3: ObjectStore) -> None:
    place = WholeObjects(
        bucket_name="ledger",
        location="waterrijk",
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region_name="us-east-1",
        endpoint_url=s3.endpoint,
        addressing_style="path",
        signature_version="s3v4",
    )
    place.connection.create_bucket(Bucket="ledger")
    assert outside.chains(place) == set()
    assert outside.numbers_after(place, 1, 0) == []
    for number in (1, 2, 3):
        assert copies.write(place, copies.name_for(1, number), BODY)
    # The same once more is no matter; another one changes nothing.
    assert copies.write(place, copies.name_for(1, 2), BODY)
    assert not copies.write(place, copies.name_for(1, 2), b"another")
    with pytest.raises(FileExistsError):
        place._save(copies.name_for(1, 2), ContentFile(b"another"))
    assert copies.write(place, copies.name_for(1, 2), BODY)
    assert outside.chains(place) == {1}
    assert outside.numbers_after(place, 1, 1) == [2, 3]
