# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from accounts import sections

        from . import administration

        sections.sections += [administration.POLICY, administration.DESTRUCTION, administration.LOG]
