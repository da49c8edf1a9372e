# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from accounts import people, sections, units

        from . import administration

        units.closing_guards.append(administration.keeps_open)
        people.open_work_of.append(administration.still_handles)
        sections.sections.append(administration.GUIDELINES)
        sections.sections.append(administration.LETTERS)
