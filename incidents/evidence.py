# SPDX-License-Identifier: EUPL-1.2
"""Evidence: a screenshot, photograph or document that a police report needs; never audio or video (GRO 7).

A file is judged by what is in it, not by its name. It is read in a process of its own (inspector.py), and what is kept
is a new file with the same pixels or pages: no place where a photograph was taken, no author, nothing that runs.
"""

import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .access import NotAllowed
from .forms.texts import LINE_MAX, tidy
from .handling import handling, of_this
from .models import Evidence, Incident, TimelineEntry
from .timeline import note

INSPECTOR = Path(__file__).with_name("inspector.py")
PATIENCE_SECONDS = 40

PRINT_IT = _("Druk de inhoud af als nieuwe pdf (“Afdrukken naar pdf”) en voeg die toe.")
REASONS: dict[str, Any] = {
    "empty": _("Dit bestand is leeg."),
    "audio_video": _(
        "Geluid en video mogen niet bij een melding. Gespreksopnamen hebben een eigen, korte bewaartermijn. "
        "Voeg een schermafdruk toe, of beschrijf bij de feiten wat er te horen of te zien is."
    ),
    "heic": _(
        "Een foto van dit soort (heic) kan hier niet. Bewaar de foto als jpeg, of maak een schermafdruk."
    ),
    "type": _(
        "Alleen een pdf, png of jpeg kan hier. Maak van iets anders eerst een schermafdruk of een pdf."
    ),
    "broken": _("Dit bestand is beschadigd, of het is geen echte pdf, png of jpeg."),
    "pixels": _("Deze afbeelding heeft te veel beeldpunten. Maak hem kleiner, of maak een schermafdruk."),
    "large": _("Dit bestand is te groot."),
    "pages": _("Deze pdf heeft te veel pagina’s. Voeg alleen toe wat nodig is."),
    "encrypted": _("Deze pdf is beveiligd met een wachtwoord. Voeg hem toe zonder wachtwoord."),
    "active": _("In deze pdf zit een programma of formulier; dat kan gevaarlijk zijn."),
    "embedded": _("In deze pdf zit een ander bestand, of er hoort een ander bestand bij."),
    "media": _("In deze pdf zit geluid of video. Dat mag niet bij een melding."),
}

# What a sound or a film begins with; the reason given is then the right one.
SOUND_AND_FILM = (
    b"ID3",
    b"OggS",
    b"fLaC",
    b"MThd",
    b".snd",
    b"caff",
    b"FORM",
    b"#!AMR",
    b"#!SILK",
    b"FLV",
    b"wvpk",
    b"MAC ",
    b"\x1a\x45\xdf\xa3",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    b"\x00\x00\x01\xba",
    b"\x00\x00\x01\xb3",
)
STILL_PICTURES_IN_A_FILM_BOX = (b"heic", b"heix", b"heif", b"mif1", b"avif", b"hevc")


class EvidenceRefused(ValueError):
    """A file that is not accepted; `message` says why, and what somebody can do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def message(self) -> Promise | str:
        if self.reason in ("active", "embedded"):
            return f"{REASONS[self.reason]} {PRINT_IT}"
        return REASONS[self.reason]


@dataclass(frozen=True)
class Cleaned:
    """A file as it is kept."""

    media_type: str
    content: bytes


def kind_of(data: bytes) -> str:
    """What a file is by its first bytes: `pdf` or `image`. Raises EvidenceRefused for anything else."""
    if not data:
        raise EvidenceRefused("empty")
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return "image"
    if data[4:8] == b"ftyp":
        raise EvidenceRefused("heic" if data[8:12] in STILL_PICTURES_IN_A_FILM_BOX else "audio_video")
    riff = data[:4] in (b"RIFF", b"RF64", b"RIFX") and data[8:12] != b"WEBP"
    mpeg_audio = data[0] == 0xFF and len(data) > 1 and data[1] & 0xE0 == 0xE0
    mpeg_stream = data[0] == 0x47 and len(data) > 188 and data[188] == 0x47
    if (
        riff
        or mpeg_audio
        or mpeg_stream
        or data.startswith(SOUND_AND_FILM)
        or data[4:8] in (b"moov", b"mdat")
    ):
        raise EvidenceRefused("audio_video")
    raise EvidenceRefused("type")


def cleaned(data: bytes) -> Cleaned:
    """The file as it may be kept. Raises EvidenceRefused."""
    kind = kind_of(data)
    if len(data) > settings.EVIDENCE_MAX_BYTES:
        raise EvidenceRefused("large")
    # A program of our own with fixed arguments; an empty environment, because it must not know the keys.
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-B", str(INSPECTOR), kind, str(settings.EVIDENCE_MAX_BYTES)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EvidenceRefused("broken") from error
    if done.returncode != 0:
        reason = done.stdout.decode("ascii", "replace")
        raise EvidenceRefused(reason if done.returncode == 3 and reason in REASONS else "broken")
    media_type, _newline, content = done.stdout.partition(b"\n")
    return Cleaned(media_type.decode("ascii"), content)


def attach(
    actor: User, incident: Incident, file: Cleaned, file_name: str, caption: str, token: uuid.UUID
) -> Evidence:
    """Keep a cleaned file with the incident, encrypted in its row. The same token twice keeps one."""
    with handling(actor, incident) as row:
        if known := of_this(row, Evidence, token):
            return known
        note(row, actor, TimelineEntry.Action.EVIDENCE_ADDED)
        return Evidence.objects.create(
            pk=token,
            incident=row,
            author=actor,
            file_name=tidy(file_name)[:LINE_MAX],
            caption=caption,
            media_type=file.media_type,
            size=len(file.content),
            content=file.content,
        )


def remove(actor: User, evidence: Evidence) -> None:
    """Destroy a piece of evidence that should not be here; the timeline keeps that it was there."""
    with handling(actor, evidence.incident) as row:
        current = of_this(row, Evidence, evidence.pk)
        if current is None:
            return
        current.delete()
        note(row, actor, TimelineEntry.Action.EVIDENCE_REMOVED)


def neutral_name(evidence: Evidence) -> str:
    """A file name that tells nobody anything: the reference and a number, such as `2026-000123-2.pdf`."""
    earlier = Evidence.objects.filter(incident=evidence.incident, created_at__lt=evidence.created_at).count()
    ending = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}.get(evidence.media_type)
    if ending is None:
        raise NotAllowed
    return f"{evidence.incident.reference}-{earlier + 1}.{ending}"
