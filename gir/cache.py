# SPDX-License-Identifier: EUPL-1.2
"""What stands in the shared cache is data. The framework's own way, pickle, would run what somebody wrote there."""

import json
from typing import Any


class JsonSerializer:
    """The serializer of CACHES; a whole number stays one, so that Redis can count with it."""

    def dumps(self, obj: Any) -> Any:
        return obj if type(obj) is int else json.dumps(obj)

    def loads(self, data: bytes | str | int) -> Any:
        return data if isinstance(data, int) else json.loads(data)
