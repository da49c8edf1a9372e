# SPDX-License-Identifier: EUPL-1.2
"""The copy of the ledger in object storage: whole or not at all, and never over what is there (as storages.py is for
a folder). places.py says how it is set.
"""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError
from django.core.files.base import File
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

# What an answer says when the name is taken, or somebody writes it at this moment.
_TAKEN = (409, 412)
# A service that does not know the condition says so, instead of leaving it out.
_UNKNOWN = (400, 501)


@deconstructible(path="retention.object_storage.WholeObjects")
class WholeObjects(S3Storage):
    """Objects are written in one request, on the condition that there is none of that name."""

    def _save(self, name: str, content: "File[Any]") -> str:
        """Write the object. Raises FileExistsError when there is one of that name, whatever it holds."""
        content.seek(0)
        request: dict[str, Any] = {
            "Bucket": self.bucket_name,
            "Key": self._normalize_name(name),
            "Body": content.read(),
            "ContentType": "application/json",
        }
        client = self.connection.meta.client
        try:
            client.put_object(**request, IfNoneMatch="*")
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status in _TAKEN:
                raise FileExistsError(name) from None
            if status not in _UNKNOWN:
                raise
            # Then by looking first: two workers at once write the same bytes.
            if self.exists(name):
                raise FileExistsError(name) from None
            client.put_object(**request)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: a second object beside the first would be no copy."""
        return name

    def names_after(self, folder: str, name: str) -> Iterator[str]:
        """The names in a folder that come after this one: a request per thousand, however many came before."""
        prefix = self._normalize_name(folder) + "/"
        pages = self.connection.meta.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=prefix, StartAfter=prefix + name
        )
        for page in pages:
            for found in page.get("Contents", ()):
                yield found["Key"].removeprefix(prefix)
