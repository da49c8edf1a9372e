# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from notices.kinds import register

        from . import log_keeping, own_words
        from .mail_kinds import KINDS

        log_keeping.start()
        own_words.install()
        register(*KINDS)
