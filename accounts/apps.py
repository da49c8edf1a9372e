# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from notices.kinds import register
        from protection import rotation

        from . import log_keeping, own_words, second_factor
        from .mail_kinds import KINDS

        log_keeping.start()
        own_words.install()
        register(*KINDS)
        rotation.elsewhere["mfa.Authenticator"] = second_factor.seal_again
