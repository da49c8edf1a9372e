# SPDX-License-Identifier: EUPL-1.2
"""Uploads stay in memory: evidence must never stand unencrypted in a temporary folder."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

# How much one request may bring in all, in multiples of the largest file: several files, and some patience with one
# that is too large, so that the form can say so instead of breaking the connection.
PATIENCE = 3


class EvidenceFile(InMemoryUploadedFile):
    """An uploaded file; of one that is `too_large` only the size is known."""

    @property
    def too_large(self) -> bool:
        return (self.size or 0) > settings.EVIDENCE_MAX_BYTES


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps a file of up to EVIDENCE_MAX_BYTES. Of a larger one it keeps nothing but the size, so that a form
    can refuse it with a clear message (`file.too_large`). Far beyond that the upload is broken off (StopUpload).
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.buffer = BytesIO()
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        self.received += len(raw_data)
        if self.received > settings.EVIDENCE_MAX_BYTES * PATIENCE:
            raise StopUpload(connection_reset=True)
        if self.size <= settings.EVIDENCE_MAX_BYTES:
            self.buffer.write(raw_data)
        else:
            self.buffer = BytesIO()

    def file_complete(self, file_size: int) -> EvidenceFile:
        self.buffer.seek(0)
        return EvidenceFile(
            self.buffer, self.field_name, self.file_name, self.content_type, self.size, self.charset
        )
