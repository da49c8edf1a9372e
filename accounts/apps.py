# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from notices.kinds import register

        from .log_keeping import start
        from .mail_kinds import KINDS

        start()
        register(*KINDS)
