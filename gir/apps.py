# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class GirConfig(AppConfig):
    name = "gir"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
