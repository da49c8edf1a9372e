# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from accounts import sections
        from notices.kinds import register

        from . import administration
        from .mail_kinds import KINDS

        register(*KINDS)
        sections.sections += [
            administration.POLICY,
            administration.DESTRUCTION,
            administration.LOG,
            administration.MAIL,
            administration.START_OF_USE,
            administration.DEPARTURE,
        ]
