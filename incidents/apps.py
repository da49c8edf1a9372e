# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from accounts import people, sections, units
        from notices.kinds import register

        from . import administration
        from .mail_kinds import KINDS

        register(*KINDS)
        units.closing_guards.append(administration.keeps_open)
        people.open_work_of.append(administration.still_handles)
        sections.sections.append(administration.GUIDELINES)
        sections.sections.append(administration.LETTERS)
