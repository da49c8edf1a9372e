# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .help_now import emergency_number
from .navigation import entries
from .sessions import idle_seconds


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs: whose it is, where one can go, whom to call in danger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "municipality": None, "nav": {}, "idle_seconds": None}
    return {
        "demo": settings.DEMO,
        "municipality": user.municipality,
        "nav": entries(request),
        "idle_seconds": idle_seconds(user),
        "emergency_number": emergency_number(user),
    }
