# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.db.backends.signals import connection_created


class RetentionConfig(AppConfig):
    name = "retention"

    def ready(self) -> None:
        from .destroying import answer_sqlite

        connection_created.connect(answer_sqlite, dispatch_uid="retention.destroying")
