# SPDX-License-Identifier: EUPL-1.2
"""Django's sessions in the database, in a table that says whose they are (SESSION_ENGINE)."""

import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from .sessions import ACTIVE_AT, DEVICE, SIGNED_IN_AT


class SessionStore(db.SessionStore):
    """As Django's, which documents this way to add columns. They repeat what the session itself holds."""

    @classmethod
    def get_model_class(cls) -> Any:
        from .models import BrowserSession

        return BrowserSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.signed_in_at = _moment(data.get(SIGNED_IN_AT))
        row.active_at = _moment(data.get(ACTIVE_AT))
        row.device = data.get(DEVICE, "")
        return row


def _moment(seconds: int | None) -> datetime.datetime | None:
    return None if seconds is None else datetime.datetime.fromtimestamp(seconds, datetime.UTC)
