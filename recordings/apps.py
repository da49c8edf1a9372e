# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"

    def ready(self) -> None:
        from accounts import sections

        from . import administration

        sections.sections.append(administration.TELEPHONY)
