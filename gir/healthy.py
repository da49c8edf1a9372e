# SPDX-License-Identifier: EUPL-1.2
"""Whether the process of this container does its work, for its health check: `python -m gir.healthy`.

The web server answers a page, the intake its document (GIR_HEALTH_PORT, GIR_HEALTH_PATH); worker and beat have moved lately (GIR_SIGN_OF_LIFE, see gir/celery.py). Standard
library only, so that asking is cheap.
"""

import http.client
import os
import sys
import time
from pathlib import Path

# The shortest sweep is every 5 seconds.
LATELY = 90


def moved_lately(path: Path) -> bool:
    """Whether the file was touched less than LATELY seconds ago."""
    try:
        return time.time() - path.stat().st_mtime < LATELY
    except FileNotFoundError:
        return False


def answers() -> bool:
    """Whether a page comes that asks nobody to sign in, as a proxy would ask for it."""
    host = os.environ.get("GIR_HOSTS", "localhost").split(",")[0].lstrip(".")
    port = os.environ.get("GIR_HEALTH_PORT") or os.environ.get("PORT", "8000")
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=5)
    try:
        headers = {"Host": host, "X-Forwarded-Proto": "https"}
        connection.request("GET", os.environ.get("GIR_HEALTH_PATH", "/account/inloggen/"), headers=headers)
        # Where no proxy is trusted it is sent on to https: also an answer.
        return connection.getresponse().status in (200, 301)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sign = os.environ.get("GIR_SIGN_OF_LIFE")
    sys.exit(0 if (moved_lately(Path(sign)) if sign else answers()) else 1)
