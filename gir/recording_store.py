# SPDX-License-Identifier: EUPL-1.2
"""Where the files of recordings are kept, as one setting says it: a folder, or `s3://bucket/folder?endpoint=https://…`.

Credentials are no part of it: they come from variables of their own, so that this can be shown.
"""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

OPTIONS = {"endpoint": "endpoint_url", "region": "region_name"}


def recording_store(place: str, access_key: str, secret_key: str) -> dict[str, Any]:
    """The storage `recordings` of Django's setting STORAGES. Raises ImproperlyConfigured for what cannot be read."""
    if not place.startswith("s3://"):
        return {"BACKEND": "recordings.stores.FolderStore", "OPTIONS": {"location": place}}
    parts = urlsplit(place)
    given = dict(parse_qsl(parts.query))
    if not parts.hostname or "@" in parts.netloc or not OPTIONS.keys() >= given.keys():
        raise ImproperlyConfigured(
            "GIR_RECORDINGS must be a folder or s3://bucket/folder?endpoint=…&region=…."
        )
    options = {OPTIONS[name]: value for name, value in given.items()}
    return {
        "BACKEND": "recordings.stores_s3.S3Store",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "access_key": access_key,
            "secret_key": secret_key,
            **options,
        },
    }
