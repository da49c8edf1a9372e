# SPDX-License-Identifier: EUPL-1.2
"""The mails: a reference and a link, in the reader's language, and nothing about anybody."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from notices.kinds import DIGEST, all_kinds
from notices.models import Choice
from notices.outbox import queue_mail, send_due_messages
from tests.world import World

TEXTS = Path(settings.BASE_DIR) / "templates" / "notices"
# The daily mail has a test of its own, and a file is of something that must be there.
KINDS = [kind for kind in all_kinds() if kind is not DIGEST and kind.attach is None]
# About no record: what somebody's account or the administration is about.
WITHOUT_REFERENCE = {
    "invitation",
    "password_reset",
    "work_account",
    "new_device",
    "address_changed",
    "own_address_changed",
    "administrator_added",
    "pending_change",
    "change_decided",
    "stand_in_starts",
    "stand_in_ends",
    "rights_review",
    "recordings_store",
    "new_anonymous_report",
    "factor_added",
    "factor_removed",
    "recovery_codes_made",
    "recovery_code_used",
    "factors_reset",
    "caller_request_waits",
}
REFERENCE, PATH = "2026-000123", "/mijn-meldingen/11111111-1111-1111-1111-111111111111/"


def test_every_text_is_a_kind_and_every_kind_has_a_text() -> None:
    """A kind that nobody registered has no label and no choice; a pair of which one half is missing cannot be sent."""
    subjects = {path.name.removesuffix(".subject.txt") for path in TEXTS.glob("*.subject.txt")}
    texts = {path.name.removesuffix(".txt") for path in TEXTS.glob("*.txt")}
    assert subjects == {name for name in texts if not name.endswith(".subject")}
    assert subjects == {kind.name for kind in all_kinds()}
    assert all(kind.label and kind.topic.label and kind.topic.text for kind in all_kinds())


def test_what_the_law_or_safety_needs_cannot_be_put_off() -> None:
    fixed = {kind.name for kind in all_kinds() if kind.topic.fixed}
    assert {
        "invitation",
        "password_reset",
        "new_device",
        "destruction_late",
        "destruction_silent",
        "recording_flagged",
        "recording_waits",
        "recording_expired",
    } <= fixed
    assert not fixed & {"new_report", "reminder", "late_aftercare", "appointment"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_mail_holds_a_reference_and_a_link(world: World, kind, language: str) -> None:
    bob = world.person("Bob Bakker", None, "handler", language=language)
    Choice.objects.create(person=bob, topic=kind.topic.name, way="at_once")
    queue_mail(bob, kind.name, reference=REFERENCE, path=PATH)
    assert send_due_messages() == 1
    message = mail.outbox[0]
    assert message.to == [bob.email]
    assert (REFERENCE in message.subject) == (kind.name not in WITHOUT_REFERENCE)
    assert "\n" not in message.subject
    assert len(message.subject) < 78
    assert settings.SITE_URL.rstrip("/") + PATH in message.body
    assert re.findall(r"https?://\S+", message.body) == [settings.SITE_URL.rstrip("/") + PATH]
    for left_over in ("{{", "{%", "&#", "&quot;", "Bob", "Bakker"):
        assert left_over not in message.subject + message.body
