# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"

    def ready(self) -> None:
        from accounts import navigation, sections, units
        from notices.kinds import register
        from retention import destroying, stray_files

        from . import administration, ownership, stores
        from .destroyed import go_with_recordings
        from .mail_kinds import KINDS
        from .telling import tell_expired

        register(*KINDS)
        navigation.waiting["flagged_calls"] = administration.decisions_waiting
        units.closing_guards.append(administration.keeps_open)
        sections.sections.append(administration.TELEPHONY)
        stray_files.guards[stores.ALIAS] = stray_files.Guard(ownership.may_sweep, ownership.MARKER)
        destroying.companions.extend([go_with_recordings, tell_expired])
