# SPDX-License-Identifier: EUPL-1.2
"""The sound of a call for the player of a browser, part by part; that somebody listens is written down first."""

import errno
import logging
from collections.abc import Iterator
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import ask
from recordings import vault
from recordings.access import NotAllowed
from recordings.beginning import may_begin, note_begun
from recordings.listening import note_listening
from recordings.models import Recording
from recordings.ranges import Unsatisfiable, asked_for
from recordings.sitting import mark_of
from recordings.stores import StoreUnavailable

log = logging.getLogger(__name__)


@login_required
@require_safe
def sound(request: SignedInRequest, recording_id: UUID) -> HttpResponseBase:
    """The bytes that are asked for, decrypting no more than those; 404 for who may not play it (any more)."""
    recording = Recording.objects.playable_by(request.user, mark_of(request)).filter(pk=recording_id).first()
    if recording is None:
        raise Http404
    if not may_begin(request, recording.pk):
        return ask(request)
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{recording.pk.hex}"'}
    try:
        part = _part(request, recording, headers["ETag"])
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{recording.size}"
        return HttpResponse(status=416, headers=headers)
    start, end = part or (0, recording.size)
    headers |= {"Content-Type": recording.media_type, "Content-Length": str(end - start)}
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{recording.size}"
    status = 200 if part is None else 206
    if request.method == "HEAD":
        # No byte of it is given, so nobody listens.
        return HttpResponse(status=status, headers=headers)
    return _played(request, recording, start, end, status, headers)


def _part(request: SignedInRequest, recording: Recording, tag: str) -> tuple[int, int] | None:
    """Which part is asked for; all of it for who had a part of something else. Raises Unsatisfiable."""
    if request.headers.get("If-Range", tag) != tag:
        return None
    return asked_for(request.headers.get("Range", ""), recording.size)


def _played(
    request: SignedInRequest,
    recording: Recording,
    start: int,
    end: int,
    status: int,
    headers: dict[str, str],
) -> HttpResponseBase:
    try:
        pieces = vault.pieces(recording, start, end)
        # What is wrong with the store or the file shows at the first piece, when there is still another answer to give.
        first = next(pieces, b"")
        note_listening(request.user, recording, mark_of(request))
        note_begun(request, recording)
    except (NotAllowed, vault.KeyGone) as error:
        raise Http404 from error
    except vault.Damaged as error:
        log.error("The file of recording %s is missing or damaged.", recording.pk)
        raise Http404 from error
    except StoreUnavailable:
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    return StreamingHttpResponse(_whole(first, pieces, end - start), status=status, headers=headers)


def _whole(first: bytes, pieces: Iterator[bytes], length: int) -> Iterator[bytes]:
    """All the pieces. When the recording becomes due half-way there are fewer bytes than the answer says: the
    connection is broken off, or the player would wait for the rest of them."""
    yield first
    length -= len(first)
    for piece in pieces:
        yield piece
        length -= len(piece)
    if length:
        raise ConnectionResetError(errno.ECONNRESET, "The recording is due.")
