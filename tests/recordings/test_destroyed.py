# SPDX-License-Identifier: EUPL-1.2
"""What was destroyed inside its 48 hours does not come in anew while they run (R1, R8)."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from recordings import sweeping
from recordings.intake import register_call
from recordings.models import DestroyedCall, Recording, RecordingKey, RefusedCall
from recordings.refusals import Refused
from recordings.telephony import add_telephony_system
from retention import engine
from retention.models import LedgerEntry
from tests.protection.rows import base, our_models

from .caller import Caller
from .exchange import Exchange
from .test_folder import Inbox, refusals

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def destroyed(exchange: Exchange, rule: str = "R8") -> Recording:
    """A call that is destroyed by a decision, inside its 48 hours."""
    call = exchange.flagged()
    engine.destroy_early([call], rule)
    assert not Recording.with_due.exists()
    return call


def test_the_telephony_delivers_it_again_and_is_told_that_it_is_gone(
    exchange: Exchange, intake: None
) -> None:
    caller = Caller(exchange.token)
    said = caller.call()
    pk = caller.announce(said).json()["id"]
    assert caller.deliver(pk).status_code == 201
    engine.destroy_early(Recording.objects.all(), "R8")
    for _turn in range(2):
        response = caller.announce(said)
        assert (response.status_code, response.json()["code"]) == (410, "destroyed")
    assert caller.deliver(pk).status_code == 404
    assert not Recording.with_due.exists()
    # Another call of this telephony comes in as ever.
    assert caller.announce().status_code == 201


def test_so_is_the_watched_folder(exchange: Exchange, settings: Any, tmp_path: Path) -> None:
    settings.RECORDINGS_INBOX = str(tmp_path)
    inbox, call = Inbox(tmp_path, exchange), destroyed(exchange)
    inbox.call(external_id=call.external_id, ended_at=call.ended_at)
    assert inbox.look() == 0
    assert inbox.left == []
    assert refusals() == [("destroyed", call.external_id)]
    assert not Recording.with_due.exists()


def test_the_same_number_of_another_telephony_is_another_call(exchange: Exchange) -> None:
    call = destroyed(exchange)
    other, _token = add_telephony_system(exchange.world.waterrijk, "Tweede centrale")
    assert register_call(other, exchange.facts(external_id=call.external_id))[1]


def test_as_long_as_its_48_hours_run_and_nothing_of_it_after(exchange: Exchange) -> None:
    call = destroyed(exchange)
    row = DestroyedCall.objects.get()
    assert (row.destroy_at, row.retention_rule) == (call.decide_before, "R1")
    # Its number can be read by nobody, in no table.
    assert call.external_id not in everything()
    assert call.external_id_index in everything()
    with time_machine.travel(call.decide_before - MINUTE, tick=False) as clock:
        with pytest.raises(Refused, match="destroyed"):
            register_call(
                exchange.system, exchange.facts(external_id=call.external_id, ended_at=call.ended_at)
            )
        clock.move_to(call.decide_before)
        engine.destroy_due()
        assert not DestroyedCall.with_due.exists()
        assert call.external_id_index not in everything()
        with pytest.raises(Refused, match="too_late"):
            register_call(
                exchange.system, exchange.facts(external_id=call.external_id, ended_at=call.ended_at)
            )
        # A number that the telephony gives out anew is a new call.
        assert register_call(exchange.system, exchange.facts(external_id=call.external_id))[1]


def test_what_went_at_its_term_leaves_no_fingerprint(exchange: Exchange) -> None:
    call, approved = exchange.stored(), exchange.approved()
    with time_machine.travel(approved.destroy_at, tick=False):
        engine.destroy_due()
        assert LedgerEntry.objects.filter(object_id__in=[call.pk, approved.pk], kind="destroyed").count() == 2
        assert not DestroyedCall.with_due.exists()


def test_what_came_back_without_its_key_counts_as_destroyed_for_the_telephony_too(exchange: Exchange) -> None:
    call = exchange.stored()
    RecordingKey.with_due.all().delete()
    assert sweeping.destroy_keyless() == 1
    with pytest.raises(Refused, match="destroyed"):
        register_call(exchange.system, exchange.facts(external_id=call.external_id, ended_at=call.ended_at))
    assert RefusedCall.objects.get().code == "destroyed"


def everything() -> str:
    """All that stands in the database, as it stands there."""
    return " ".join(
        str(value) for model in our_models() for row in base(model).values_list() for value in row
    )
