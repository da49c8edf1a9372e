# SPDX-License-Identifier: EUPL-1.2
"""Evidence: PDF, PNG and JPEG by what is in them, written anew without metadata, encrypted; never audio or video."""

import io
import struct
import zlib
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from accounts.models import AccessLogEntry
from incidents.evidence import INSPECTOR, REASONS, EvidenceRefused, cleaned, kind_of, remove
from incidents.models import Evidence, TimelineEntry
from tests.incidents.case import Case, add_evidence, client_of, text_of
from tests.world import World

CANARY = b"KANARIE-Zwartewaterallee-12"


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def jpeg(size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **more)
    return out.getvalue()


def png(size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG", **more)
    return out.getvalue()


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<<>>%s>>"
STREAM = b"<</Length 9>>\nstream\n0 0 m 9 9 \nendstream"


def pdf(
    *more: bytes, catalog: bytes = b"", page: bytes = b"", info: bytes = b"", pages: bytes = b"3 0 R"
) -> bytes:
    """A PDF of one page, written by hand; `more` are further objects, numbered from 5."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[%s]/Count 1>>" % pages,
        PAGE % page,
        STREAM,
        *more,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            info,
            len(out),
        )
    )


def refused(data: bytes) -> str:
    with pytest.raises(EvidenceRefused) as error:
        cleaned(data)
    assert str(error.value.message)
    return error.value.reason


def test_a_photograph_loses_what_it_tells_beside_its_pixels() -> None:
    """Metadata goes, and the turn that only the metadata told of is applied first."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = CANARY.decode(), 6
    data = jpeg(exif=exif, comment=CANARY) + b"\xff\xd8" + CANARY
    assert data.count(CANARY) == 3
    kept = cleaned(data)
    assert kept.media_type == "image/jpeg"
    assert CANARY not in kept.content
    picture = Image.open(io.BytesIO(kept.content))
    assert picture.size == (20, 40)
    assert not picture.getexif()
    assert "icc_profile" not in picture.info
    assert "comment" not in picture.info


def test_a_screenshot_loses_its_texts_and_further_frames() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", CANARY.decode())
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", pnginfo=info, save_all=True, append_images=frames[1:])
    assert CANARY in out.getvalue()
    assert b"acTL" in out.getvalue()
    kept = cleaned(out.getvalue())
    assert kept.media_type == "image/png"
    assert CANARY not in kept.content
    assert b"acTL" not in kept.content
    assert Image.open(io.BytesIO(kept.content)).getpixel((4, 4)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_kind_are_kept(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (9, 9)).save(out, "PNG")
    assert cleaned(out.getvalue()).media_type == "image/png"


def test_a_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 9999)) + chunk(b"IEND", b"")
    assert len(bomb) < 1000
    assert refused(bomb) == "pixels"


def test_a_document_keeps_its_pages_and_nothing_beside_them() -> None:
    data = pdf(
        b"<</Author(%s)>>" % CANARY,
        b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(CANARY), CANARY),
        b"(%s, used by no page)" % CANARY,
        catalog=b"/Metadata 6 0 R",
        page=b"/PieceInfo<</X(%s)>>/Metadata 6 0 R" % CANARY,
        info=b"/Info 5 0 R",
    )
    assert data.count(CANARY) == 4
    kept = cleaned(data + CANARY)
    assert kept.media_type == "application/pdf"
    assert b"0 0 m 9 9" in kept.content
    assert CANARY not in kept.content


ACTIVE = {
    "script when opened": pdf(catalog=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
    "script in the name tree": pdf(
        b"<</S/JavaScript/JS(x)>>", catalog=b"/Names<</JavaScript<</Names[(a)5 0 R]>>>>"
    ),
    "script that no page uses": pdf(b"<</S/JavaScript/JS(x)>>"),
    "script with its name written otherwise": pdf(b"<</S/Java#53cript/J#53(x)>>"),
    "script at a page": pdf(page=b"/AA<</O<</S/JavaScript/JS(x)>>>>"),
    "a program that is started": pdf(b"<</S/Launch/F(cmd.exe)>>", catalog=b"/OpenAction 5 0 R"),
    "an interactive form": pdf(catalog=b"/AcroForm<</XFA[]>>"),
    "a form that is sent away": pdf(b"<</S/SubmitForm/F(http://example.org)>>"),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_a_document_that_does_something_is_refused(name: str) -> None:
    assert refused(ACTIVE[name]) == "active"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(b"<</Type/Filespec/F(a.exe)/EF<</F 4 0 R>>>>"), "embedded"),
        (pdf(catalog=b"/Names<</EmbeddedFiles<</Names[]>>>>"), "embedded"),
        (pdf(page=b"/Annots[<</Type/Annot/Subtype/FileAttachment>>]"), "embedded"),
        (pdf(page=b"/Annots[<</Type/Annot/Subtype/RichMedia>>]"), "media"),
        (pdf(page=b"/Annots[<</Type/Annot/Subtype/Screen>>]"), "media"),
        (pdf(page=b"/Annots[<</Type/Annot/Subtype/Movie>>]"), "media"),
        (pdf(b"<</S/Sound/Sound 4 0 R>>"), "media"),
        (pdf(b"<</S/Rendition>>"), "media"),
        (b"%PDF-1.7 and nothing more", "broken"),
        (pdf()[:150], "broken"),
        (pdf(pages=b"2 0 R"), "broken"),
        (pdf(pages=b"3 0 R " * 400), "pages"),
        (pdf(catalog=b"/X " + b"[" * 90_000), "broken"),
    ],
)
def test_a_document_with_more_than_pages_or_without_is_refused(data: bytes, reason: str) -> None:
    assert refused(data) == reason


def test_a_document_with_a_password_is_refused() -> None:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("geheim", algorithm="AES-256")
    writer.write(out)
    assert refused(out.getvalue()) == "encrypted"


SOUND_AND_FILM = {
    "wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "avi": b"RIFF\x24\0\0\0AVI LIST",
    "mp3 with tags": b"ID3\x03\0\0\0\0\0\0",
    "mp3": b"\xff\xfb\x90\x64" + b"\0" * 50,
    "aac": b"\xff\xf1\x50\x80" + b"\0" * 50,
    "ogg": b"OggS\0\x02" + b"\0" * 50,
    "flac": b"fLaC\0\0\0\x22",
    "mp4": b"\0\0\0\x18ftypisom\0\0\x02\0",
    "m4a": b"\0\0\0\x18ftypM4A \0\0\x02\0",
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0",
    "webm": b"\x1a\x45\xdf\xa3" + b"\0" * 50,
    "amr": b"#!AMR\n" + b"\0" * 50,
    "aiff": b"FORM\0\0\0\0AIFF",
    "wma": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + b"\0" * 50,
    "midi": b"MThd\0\0\0\x06",
    "mpeg": b"\0\0\x01\xba" + b"\0" * 50,
}


@pytest.mark.parametrize("name", SOUND_AND_FILM)
def test_sound_and_film_are_refused_with_the_reason(name: str) -> None:
    """GRO 7: the call is never stored with an incident."""
    with pytest.raises(EvidenceRefused) as error:
        kind_of(SOUND_AND_FILM[name])
    assert error.value.reason == "audio_video"
    assert "Geluid en video" in str(error.value.message)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\0", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (b"<html><script>alert(1)</script>", "type"),
        (b"PK\x03\x04", "type"),
        (b"GIF89a" + b"\0" * 30, "type"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "type"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "heic"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 90, "broken"),
        (b"\xff\xd8\xff\xe0" + b"x" * 90, "broken"),
        (png()[:60], "broken"),
    ],
)
def test_anything_else_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    assert refused(data) == reason
    assert reason in REASONS


def test_the_process_that_reads_knows_no_keys_and_writes_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    import subprocess

    seen: dict[str, Any] = {}
    real = subprocess.run

    def watched(arguments: list[str], **options: Any) -> Any:
        seen.update(options, arguments=arguments)
        return real(arguments, **options)

    monkeypatch.setenv("GIR_KEY_RING", "geheime sleutel")
    monkeypatch.setattr("incidents.evidence.subprocess.run", watched)
    cleaned(png())
    assert seen["env"] == {}
    # It is named no file but its own program: what it reads comes and goes through pipes.
    paths = [part for part in seen["arguments"][1:] if part.startswith("/")]
    assert paths == [str(INSPECTOR)]


# ---------- on screen ----------


def upload(case: Case, data: bytes, name: str = "IMG_0001.jpg", **more: Any) -> Any:
    posted = case.form(case.bob, "incident_add_evidence") | {
        "caption": "Schermafdruk van het bericht",
        "file": SimpleUploadedFile(name, data, "image/jpeg"),
    }
    return case.post(case.bob, "incident_add_evidence", posted | more)


def test_evidence_is_added_and_downloaded(case: Case) -> None:
    assert upload(case, jpeg(), "Bedreiging door P. Verzonnen.jpg").status_code == 302
    evidence = Evidence.objects.get()
    response = case.get(case.sonja, "incident_evidence", evidence_id=evidence.pk)
    assert response.status_code == 200
    assert Image.open(io.BytesIO(response.content)).format == "JPEG"
    assert response["Content-Disposition"] == f'attachment; filename="{case.incident.reference}-1.jpg"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    look = AccessLogEntry.objects.get(action="read_evidence")
    assert (look.actor, look.object_id) == (case.sonja, evidence.pk)


def test_evidence_is_encrypted_in_its_row(case: Case) -> None:
    evidence = add_evidence(case.bob, case.incident, CANARY, caption=CANARY.decode())
    assert case.get(case.bob, "incident_evidence", evidence_id=evidence.pk).content == CANARY
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, caption, file_name FROM incidents_evidence")
        row = b"".join(bytes(value) for value in cursor.fetchone())
    assert CANARY not in row
    assert b"IMG_0001" not in row


def test_the_content_is_not_read_for_the_page(case: Case) -> None:
    add_evidence(case.bob, case.incident)
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        case.get(case.bob)
    assert not any('"incidents_evidence"."content"' in query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"RIFF\x24\0\0\0WAVEfmt ", "gesprek.jpg", "Geluid en video mogen niet"),
        (b"MZ\x90\0", "virus.png", "Alleen een pdf, png of jpeg"),
        (b"", "leeg.png", "Dit bestand is leeg"),
        (jpeg()[:50], "half.jpg", "beschadigd"),
        (ACTIVE["script when opened"], "brief.pdf", "gevaarlijk"),
    ],
)
def test_what_is_refused_says_why_at_the_field_and_keeps_the_rest(
    case: Case, data: bytes, name: str, words: str
) -> None:
    response = upload(case, data, name)
    assert response.status_code == 200
    assert words in " ".join(response.context["form"].errors["file"])
    assert "Schermafdruk van het bericht" in text_of(response)
    assert not Evidence.objects.exists()
    assert not TimelineEntry.objects.filter(action="evidence_added").exists()


def test_a_file_that_is_too_large_is_told_at_the_field(case: Case, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 2_000
    response = upload(case, jpeg() + b"\0" * 3_000)
    assert response.status_code == 200
    assert "te groot" in " ".join(response.context["form"].errors["file"])
    assert "Schermafdruk van het bericht" in text_of(response)
    assert not Evidence.objects.exists()


def test_an_upload_stays_in_memory() -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["gir.uploads.MemoryOnlyUploadHandler"]


def test_a_second_click_adds_one(case: Case) -> None:
    data = case.form(case.bob, "incident_add_evidence") | {"caption": "Foto"}
    for _ in range(2):
        file = SimpleUploadedFile("a.png", png(), "image/png")
        assert case.post(case.bob, "incident_add_evidence", data | {"file": file}).status_code == 302
    assert Evidence.objects.count() == 1


def test_removing_asks_first_and_stays_on_the_timeline(case: Case) -> None:
    evidence = add_evidence(case.bob, case.incident, CANARY)
    where = {"evidence_id": evidence.pk}
    assert "komt niet terug" in text_of(case.get(case.bob, "incident_remove_evidence", **where))
    assert Evidence.objects.exists()
    assert case.post(case.bob, "incident_remove_evidence", {}, **where).status_code == 302
    assert not Evidence.with_due.exists()
    assert TimelineEntry.objects.filter(action="evidence_removed", actor=case.bob).count() == 1
    remove(case.bob, evidence)
    assert TimelineEntry.objects.filter(action="evidence_removed").count() == 1


def test_who_may_not_see_the_incident_finds_no_evidence(case: Case) -> None:
    evidence = add_evidence(case.bob, case.incident, CANARY)
    elsewhere = case.world.incident(case.alice)
    for person in (
        case.alice,
        case.eve,
        case.world.person("Nel"),
        case.world.person("Ad", None, "administrator"),
    ):
        for name in ("incident_evidence", "incident_remove_evidence"):
            assert case.get(person, name, evidence_id=evidence.pk).status_code == 404
            assert case.post(person, name, {}, evidence_id=evidence.pk).status_code == 404
    # Through another incident, which Bob handles too, it is not found either.
    path = reverse("incident_evidence", kwargs={"incident_id": elsewhere.pk, "evidence_id": evidence.pk})
    assert client_of(case.bob).get(path).status_code == 404
    assert Evidence.objects.exists()
