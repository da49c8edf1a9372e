# SPDX-License-Identifier: EUPL-1.2
"""The API by which a telephony system delivers calls: first what is known of one, then its sound.

Served by a process of its own (gir/wsgi_intake.py). Whoever shows a token is one telephony system of one municipality,
and nothing of another's exists for it. Both steps may be repeated at any time.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from ninja import NinjaAPI, Status
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from . import audio, faults
from .api_shapes import Call, Known
from .faults import Fault, FieldFault, fault
from .intake import note_refusal, register_call, store_audio
from .limits import PerTelephonySystem
from .models import Recording, TelephonySystem
from .refusals import Conflict, Refused
from .stores import StoreUnavailable
from .telephony import system_of_token

# What is said about a call is small: 500 pauses are less than a quarter of this.
FACTS_MAX_BYTES = 128 * 1024

DESCRIPTION = """\
A telephony system delivers a call in two steps: `POST /api/recordings` says what is known of it, and answers with an
id; `PUT /api/recordings/{id}/audio` brings its sound. Each can be repeated: the same again changes nothing and answers
200. Whatever is answered with 408, 429 or 5xx, or not at all, is delivered again; any other fault is final. Nothing of
what is refused is kept. The sound is sent as it is, with a Content-Length, and not slower than it was spoken.
"""
HTTP_FAULTS = {
    400: ("not_json", "The body is not JSON."),
    401: ("token", "A valid token of a telephony system is needed: Authorization: Bearer …"),
    429: ("too_many", "Too many requests; see Retry-After."),
}
CONFLICTS = {
    "POST": "A call of this external_id is here already, with other data.",
    "PUT": "This call has another sound already.",
}


class TelephonyToken(HttpBearer):
    """The token of one telephony system, made by an administrator of its municipality."""

    def authenticate(self, request: HttpRequest, token: str) -> TelephonySystem | None:
        return system_of_token(token)


api = NinjaAPI(
    title="GIR: call recordings",
    version="1",
    description=DESCRIPTION,
    # Its pages run scripts from elsewhere; the document itself is at /api/openapi.json.
    docs_url=None,
    auth=TelephonyToken(),
    throttle=[PerTelephonySystem()],
    urls_namespace="intake",
)


def of_bounded_length(limit: int) -> Callable[[Any], Any]:
    """A request whose length is announced and not above the limit; of any other no byte is read."""

    def decorate(run: Any) -> Any:
        @wraps(run)
        def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            length = announced_length(request)
            if length is None:
                return fault(411, "length", "A Content-Length is needed: nothing of unknown length is taken.")
            if length > limit:
                return faults.of_refusal(Refused("too_large"))
            if request.content_type != "application/json":
                return fault(415, "media_type", "What is known of a call comes as application/json.")
            return run(request, *args, **kwargs)

        return bounded

    return decorate


def announced_length(request: HttpRequest) -> int | None:
    """How many bytes the body has by its header; None when it does not say so, or in two ways."""
    text = request.META.get("CONTENT_LENGTH") or ""
    if request.META.get("HTTP_TRANSFER_ENCODING") or not (text.isascii() and text.isdigit()):
        return None
    return int(text)


FAULTS = {
    400: Fault,
    401: Fault,
    409: Fault,
    410: Fault,
    411: Fault,
    413: Fault,
    415: Fault,
    422: Fault,
    429: Fault,
}


@api.post(
    "/recordings",
    response={201: Known, 200: Known, **FAULTS},
    operation_id="announce_call",
    summary="Say that there was a call",
    url_name="announce_call",
)
@decorate_view(of_bounded_length(FACTS_MAX_BYTES))
def announce_call(request: HttpRequest, call: Call) -> Any:
    """201 for a new call, 200 for the same again; 409 when this external_id is another call's, 410 when this
    call was destroyed here before its 48 hours were over. 422 says why it is not
    taken: no plausible end, 48 hours already over, an unknown employee or unit."""
    recording, new = register_call(system_of(request), call.facts())
    return Status(201 if new else 200, Known.of(recording))


@api.put(
    "/recordings/{uuid:recording_id}/audio",
    response={201: Known, 200: Known, 404: Fault, 408: Fault, 503: Fault, **FAULTS},
    operation_id="deliver_audio",
    summary="Deliver the sound of a call",
    url_name="deliver_audio",
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The file itself: wav (PCM, A-law, mu-law, GSM, IMA-ADPCM), mp3, opus or flac.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in sorted(audio.DECLARED - {""})
            },
        }
    },
)
def deliver_audio(request: HttpRequest, recording_id: UUID) -> Any:
    """201 when it is stored, 200 for the same sound again; 409 when the call has another sound. 422 says why it is not
    taken: not audio, or not as long as the call; 408 that less came than was announced, or nothing for too long."""
    recording = Recording.objects.filter(pk=recording_id, telephony_system=system_of(request)).first()
    if recording is None or recording.decide_before <= timezone.now():
        # An approved one is there for longer, which is not the telephony's to know.
        raise Http404
    length = announced_length(request)
    if length is None:
        return fault(411, "length", "A Content-Length is needed: nothing of unknown length is taken.")
    content_type = request.META.get("CONTENT_TYPE", "")
    recording, new = store_audio(recording, Body(request), content_type, length=length)
    return Status(201 if new else 200, Known.of(recording))


class Body:
    """The body of a request, read as it comes. While it comes, this thread holds no connection to the database."""

    def __init__(self, request: HttpRequest) -> None:
        self._request, self._begun = request, False

    def read(self, size: int, /) -> bytes:
        if not self._begun and not connection.in_atomic_block:
            connection.close()
        self._begun = True
        return self._request.read(size)


def system_of(request: HttpRequest) -> TelephonySystem:
    return cast(TelephonySystem, request.auth)  # type: ignore[attr-defined]


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return faults.of_refusal(refused)


@api.exception_handler(Conflict)
def _conflict(request: HttpRequest, conflict: Conflict) -> HttpResponse:
    return fault(409, "conflict", CONFLICTS[str(request.method)])


@api.exception_handler(StoreUnavailable)
def _unavailable(request: HttpRequest, error: StoreUnavailable) -> HttpResponse:
    return fault(503, "store", "The store does not answer now. Deliver it again.", headers=faults.LATER)


@api.exception_handler(UnreadablePostError)
def _stopped(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    return fault(408, "stopped", "Nothing came in any more, or too slowly. Deliver it again.")


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return fault(404, "not_found", "There is no such call of this telephony system, or not any more.")


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    code, detail = HTTP_FAULTS[error.status_code]
    headers = {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else None
    return fault(error.status_code, code, detail, headers=headers)


@api.exception_handler(ValidationError)
def _not_as_agreed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A call that is not described as it should be counts as refused. The answer names fields of ours only."""
    refused = Refused(_code_of(error.errors))
    note_refusal(system_of(request), _external_id_in(request), refused)
    return faults.of_refusal(refused, [_field_fault(one) for one in error.errors])


def _code_of(errors: list[Any]) -> str:
    moments = [one for one in errors if one["loc"][-1] in ("started_at", "ended_at")]
    if not moments:
        return "fields"
    return "no_end" if any(one["type"] == "missing" for one in moments) else "implausible_end"


def _field_fault(error: dict[str, Any]) -> FieldFault:
    # Where it was: body, the name of our parameter, the field, and on; what was sent too much is not repeated.
    where = [str(part) for part in error["loc"][2:]]
    if error["type"] == "extra_forbidden":
        return FieldFault(field=".".join(where[:-1]), detail="There is a field here that is not known.")
    return FieldFault(field=".".join(where), detail=error["msg"])


def _external_id_in(request: HttpRequest) -> str:
    """The call's own number, where that could be read."""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        said = json.loads(request.body)["external_id"]
        if isinstance(said, str):
            return said.encode(errors="replace").decode()
    return ""
