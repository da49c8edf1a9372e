# SPDX-License-Identifier: EUPL-1.2
import datetime
import http.client
import io
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import soundfile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recordings.made_speech import as_wave, conversation

KINDS = {
    "WAV": "audio/wav",
    "WAVEX": "audio/wav",
    "MP3": "audio/mpeg",
    "OGG": "audio/ogg",
    "FLAC": "audio/flac",
}


class Command(BaseCommand):
    help = (
        "Play the telephony system: deliver one call, that ended just now, through the API. Without a file its sound "
        "is made up."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--token", required=True, help="of ./run manage telephony_token")
        parser.add_argument("--employee", required=True, help="personnel id, extension or e-mail address")
        parser.add_argument("--file", type=Path, help="the recorded call: wav, mp3, opus or flac")
        parser.add_argument(
            "--seconds", type=float, default=20, help="how long it is when its sound is made up"
        )
        parser.add_argument("--ended-ago", type=float, default=5, help="how many seconds ago it ended")
        parser.add_argument("--caller-number", default="", help="the caller's number")
        parser.add_argument(
            "--external-id", default="", help="the call's own number; the same again is harmless"
        )
        parser.add_argument("--url", default=f"http://localhost:{os.environ.get('INTAKE_PORT', '8001')}")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        sound = path.read_bytes() if path else as_wave(conversation(options["seconds"], secrets.randbits(32)))
        try:
            read = soundfile.info(io.BytesIO(sound))
        except soundfile.LibsndfileError as error:
            raise CommandError("There is no sound in this file that can be read.") from error
        ended = timezone.now() - datetime.timedelta(seconds=options["ended_ago"])
        call = {
            "external_id": options["external_id"] or secrets.token_hex(8),
            "started_at": (ended - datetime.timedelta(seconds=read.duration)).isoformat(),
            "ended_at": ended.isoformat(),
            "employee": options["employee"],
            "direction": "inbound",
            "caller_number": options["caller_number"],
        }
        exchange = _Exchange(options["url"], options["token"])
        known = exchange.send("POST", "/api/recordings", "application/json", json.dumps(call).encode())
        kind = KINDS.get(read.format, "application/octet-stream")
        exchange.send("PUT", f"/api/recordings/{known['id']}/audio", kind, sound)
        self.stdout.write(
            f"Delivered: {known['id']}, destroyed at {known['destroy_at']} unless it is approved."
        )


class _Exchange:
    """The side of the telephony. Raises CommandError with what the intake says."""

    def __init__(self, url: str, token: str) -> None:
        self._at, self._token = urlsplit(url), token

    def send(self, method: str, path: str, kind: str, body: bytes) -> Any:
        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        if self._at.scheme not in kinds:
            raise CommandError("The address begins with http:// or https://.")
        connection = kinds[self._at.scheme](self._at.netloc, timeout=60)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            said = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CommandError(
                f"The intake at {self._at.netloc} does not answer ({type(error).__name__})."
            ) from error
        finally:
            connection.close()
        if response.status >= 300:
            raise CommandError(f"{response.status}: {said['detail']}")
        return said
