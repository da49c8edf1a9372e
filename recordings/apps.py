# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"

    def ready(self) -> None:
        from accounts import sections, units
        from notices.kinds import register

        from . import administration
        from .mail_kinds import KINDS

        register(*KINDS)
        units.closing_guards.append(administration.keeps_open)
        sections.sections.append(administration.TELEPHONY)
