# SPDX-License-Identifier: EUPL-1.2
"""What the telephony hears when something is wrong: a code, a sentence, and nothing of what it sent.

In English, as the API's own words are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from ninja import Schema

from .refusals import Refused

# What is incomplete can come whole another time; the rest is wrong however often it comes.
STATUSES = {"destroyed": 410, "media_type": 415, "too_large": 413, "incomplete": 408}
REFUSED = 422
LATER = {"Retry-After": "60"}


class FieldFault(Schema):
    field: str
    detail: str


class Fault(Schema):
    code: str
    detail: str
    fields: list[FieldFault] = []


def fault(
    status: int,
    code: str,
    detail: Any,
    fields: Sequence[FieldFault] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer."""
    with translation.override("en"):
        body = Fault(code=code, detail=str(detail), fields=list(fields)).model_dump()
    return JsonResponse(body, status=status, headers=headers)


def of_refusal(refused: Refused, fields: Sequence[FieldFault] = ()) -> HttpResponse:
    return fault(STATUSES.get(refused.code, REFUSED), refused.code, refused.message, fields)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return fault(400, "bad_request", "The request could not be read.")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return fault(404, "not_found", "There is nothing here.")


def server_error(request: HttpRequest) -> HttpResponse:
    return fault(500, "server_error", "Something went wrong here. Deliver it again.", headers=LATER)
