# SPDX-License-Identifier: EUPL-1.2
"""Where the copy of the ledger is kept, as GIR_LEDGER_COPY says it: a folder, or object storage by its address.

The settings read this, so it knows nothing of Django.
"""

from typing import Any
from urllib.parse import urlsplit

SCHEME = "s3://"


def is_object_storage(address: str) -> bool:
    return address.startswith(SCHEME)


def storage(address: str, env: Any) -> dict[str, Any]:
    """The storage for an address, as STORAGES takes it. `env` reads the environment; the credentials of object
    storage are the ledger's own, and need to list, read and add only."""
    if not is_object_storage(address):
        return {"BACKEND": "retention.storages.WholeFiles", "OPTIONS": {"location": address}}
    parts = urlsplit(address)
    return {
        "BACKEND": "retention.object_storage.WholeObjects",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": env.str("GIR_LEDGER_S3_ENDPOINT", default="") or None,
            "region_name": env.str("GIR_LEDGER_S3_REGION", default="") or None,
            "access_key": env.str("GIR_LEDGER_S3_ACCESS_KEY", default=""),
            "secret_key": env.str("GIR_LEDGER_S3_SECRET_KEY", default=""),
            "signature_version": "s3v4",
            "addressing_style": "path",
        },
    }
