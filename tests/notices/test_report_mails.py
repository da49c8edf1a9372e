# SPDX-License-Identifier: EUPL-1.2
"""The mails about a report: a reference and a link, in the reader's language, and nothing about anybody."""

import re

import pytest
from django.conf import settings
from django.core import mail

from notices.outbox import queue_mail, send_due_messages
from tests.world import World

KINDS = [
    "left_registry",
    "sanction_proposed",
    "sanction_decided",
    "new_report",
    "reported_for_you",
    "contribution",
    "reminder",
    "reassigned",
    "report_closed",
]
REFERENCE, PATH = "2026-000123", "/mijn-meldingen/11111111-1111-1111-1111-111111111111/"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_mail_holds_a_reference_and_a_link(world: World, kind: str, language: str) -> None:
    bob = world.person("Bob Bakker", None, "handler", language=language)
    queue_mail(bob, kind, reference=REFERENCE, path=PATH)
    assert send_due_messages() == 1
    message = mail.outbox[0]
    assert message.to == [bob.email]
    assert REFERENCE in message.subject
    assert "\n" not in message.subject
    assert len(message.subject) < 78
    assert settings.SITE_URL.rstrip("/") + PATH in message.body
    assert re.findall(r"https?://\S+", message.body) == [settings.SITE_URL.rstrip("/") + PATH]
    for left_over in ("{{", "{%", "&#", "&quot;", "Bob", "Bakker"):
        assert left_over not in message.subject + message.body
