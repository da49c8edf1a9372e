# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"

    def ready(self) -> None:
        from accounts import sections, units

        from . import administration

        units.closing_guards.append(administration.keeps_open)
        sections.sections.append(administration.TELEPHONY)
