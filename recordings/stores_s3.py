# SPDX-License-Identifier: EUPL-1.2
"""An S3-compatible object store for the files of recordings.

Written in parts as the ciphertext comes, so that one part of eight megabytes is in memory and nothing in a temporary
file; read by ranges, because the storage underneath would fetch a whole file to open it.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

from .stores import StoreUnavailable

PART = 8 * 1024 * 1024
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


@contextmanager
def _reaching(name: str = "") -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in MISSING:
            raise FileNotFoundError(name) from error
        raise StoreUnavailable(code) from error
    except (BotoCoreError, HTTPClientError) as error:
        raise StoreUnavailable(type(error).__name__) from error


@deconstructible(path="recordings.stores_s3.S3Store")
class S3Store(S3Storage):
    """A bucket. A file is there once all of its parts are; parts of one that never was are dropped by a sweep."""

    def get_default_settings(self) -> dict[str, Any]:
        """None of the settings and variables that a storage of other things might share: what is given, and this."""
        defaults = super().get_default_settings()
        ours = {"access_key": None, "secret_key": None, "security_token": None, "session_profile": None}
        return (
            defaults
            | ours
            | {
                "default_acl": None,
                "file_overwrite": True,
                "transfer_config": TransferConfig(
                    multipart_threshold=PART, multipart_chunksize=PART, use_threads=False
                ),
                "client_config": Config(
                    connect_timeout=5,
                    read_timeout=30,
                    retries={"total_max_attempts": 3, "mode": "standard"},
                    signature_version="s3v4",
                    s3={"addressing_style": "path"},
                    # Checksums of the newest kind are not known to every store; each chunk is authenticated anyway.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            }
        )

    def _save(self, name: str, content: Any) -> str:
        with _reaching(name):
            return str(super()._save(name, content))

    def read(self, name: str, start: int, length: int) -> bytes:
        """A part of a file. Raises StoreUnavailable, FileNotFoundError."""
        with _reaching(name):
            try:
                answer = self.bucket.meta.client.get_object(
                    Bucket=self.bucket_name,
                    Key=self._normalize_name(name),
                    Range=f"bytes={start}-{start + length - 1}",
                )
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") == "InvalidRange":
                    return b""
                raise
            return bytes(answer["Body"].read())

    def delete(self, name: str) -> None:
        """Harmless when it is not there. Raises StoreUnavailable."""
        with _reaching(name):
            super().delete(name)

    def drop_unfinished(self, moment: datetime.datetime) -> int:
        """Drop the parts of files whose writing began before this moment and never ended; how many."""
        count = 0
        with _reaching():
            client = self.bucket.meta.client
            uploads = client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.bucket_name, Prefix=self.location
            )
            for upload in (u for page in uploads for u in page.get("Uploads", [])):
                if upload["Initiated"] < moment:
                    client.abort_multipart_upload(
                        Bucket=self.bucket_name, Key=upload["Key"], UploadId=upload["UploadId"]
                    )
                    count += 1
        return count
