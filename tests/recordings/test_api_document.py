# SPDX-License-Identifier: EUPL-1.2
"""The API keeps to its own document, whatever is sent: requests that schemathesis makes up from it."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from recordings.models import RecordingKey, RefusedCall

from .exchange import Exchange

EXAMPLES = 40
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
MODES = list(GenerationMode)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The end of a request does not close the connection, which holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operation(method: str) -> Any:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    return next(found.ok() for found in schema.get_all_operations() if found.ok().method.upper() == method)


def holds_for(cases: Any, check: Any) -> None:
    run = hypothesis.given(case=cases)(check)
    hypothesis.settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(run)()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_whatever_is_said_of_a_call_is_answered_as_the_document_says(
    exchange: Exchange, intake: None, mode: GenerationMode
) -> None:
    def check(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {exchange.token}"}, checks=CHECKS)

    holds_for(operation("POST").as_strategy(generation_mode=mode), check)
    assert RefusedCall.objects.exists()


def test_whatever_comes_as_sound_is_answered_as_the_document_says(exchange: Exchange, intake: None) -> None:
    pk = str(exchange.announced().pk)

    def check(case: Any) -> None:
        # Half of it goes to a call that is there.
        if (
            len(case.path_parameters["recording_id"]) % 2
            or case.path_parameters["recording_id"][-1] in "02468ace"
        ):
            case.path_parameters["recording_id"] = pk
        case.call_and_validate(headers={"Authorization": f"Bearer {exchange.token}"}, checks=CHECKS)

    holds_for(operation("PUT").as_strategy(generation_mode=GenerationMode.POSITIVE), check)
    assert RefusedCall.objects.exists()
    assert not RecordingKey.with_due.exists()


def test_without_a_token_nothing_is_taken(intake: None, db: None) -> None:
    def check(case: Any) -> None:
        assert case.call().status_code == 401

    holds_for(operation("POST").as_strategy(generation_mode=GenerationMode.POSITIVE), check)


def test_other_methods_are_refused(client: Client, intake: None) -> None:
    for method in ("get", "delete", "patch", "put"):
        response = getattr(client, method)("/api/recordings")
        assert (response.status_code, response.headers["Allow"]) == (405, "POST")
