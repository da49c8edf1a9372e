# SPDX-License-Identifier: EUPL-1.2
"""A logo is pixels and nothing else: bombs, programs and animations are refused, and what was in the file is gone."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, PngImagePlugin

from accounts import logos
from accounts.appearance import logo_of, remove_logo, set_logo
from accounts.models import Logo, Municipality
from tests.accounts.stage import as_
from tests.world import World

SECRET = b"geheim-in-de-metadata"


def picture(
    size: tuple[int, int] = (300, 120), colour: str = "#1d5480", kind: str = "PNG", **saved: object
) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **saved)
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(50_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small file whose comment unpacks to a hundred megabytes."""
    comment = chunk(b"zTXt", b"c\x00\x00" + zlib.compress(bytes(100 * 1024 * 1024), 9))
    plain = picture()
    return plain[:33] + comment + plain[33:]


def animated() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (SVG, logos.NoLogo),
        (b"", logos.NoLogo),
        (b"\x89PNG\r\n\x1a\n", logos.NoLogo),
        (b"<?php echo 1;", logos.NoLogo),
        (picture(kind="JPEG"), logos.NoLogo),
        (picture(kind="GIF"), logos.NoLogo),
        (picture(kind="WEBP"), logos.NoLogo),
        (picture()[:200], logos.BrokenLogo),
        (bomb(60_000, 60_000), logos.LogoTooLarge),
        (bomb(2001, 2000), logos.LogoTooLarge),
        (bomb(1000, 1000), logos.BrokenLogo),
        (picture() + bytes(logos.MOST_BYTES), logos.LogoTooLarge),
        (picture((10, 400)), logos.LogoTooSmall),
        (animated(), logos.MovingLogo),
    ],
)
def test_what_is_no_plain_picture_is_refused(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        logos.clean(data)


def test_a_comment_that_unpacks_without_end_is_refused() -> None:
    data = text_bomb()
    assert len(data) < logos.MOST_BYTES
    with pytest.raises((logos.NoLogo, logos.BrokenLogo)):
        logos.clean(data)


def test_nothing_of_the_file_but_its_pixels_is_kept() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    data = picture((900, 360), pnginfo=notes, exif=exif, icc_profile=SECRET * 20) + SECRET + b"<script>"
    assert SECRET in data
    drawn = logos.clean(data)
    assert SECRET not in drawn.png
    assert b"<script>" not in drawn.png
    names, at = [], 8
    while at < len(drawn.png):
        length, name = struct.unpack(">I4s", drawn.png[at : at + 8])
        names.append(name)
        at += 12 + length
    assert set(names) == {b"IHDR", b"IDAT", b"IEND"}
    with Image.open(io.BytesIO(drawn.png)) as again:
        assert again.size == (drawn.width, drawn.height) == (800, 320)
        assert again.convert("RGB").getpixel((5, 5)) == (0x1D, 0x54, 0x80)


def test_a_logo_on_screen(world: World) -> None:
    ada, url = world.person("Ada", world.root, "administrator"), reverse("appearance_logo")
    client = as_(ada)

    def bring(data: bytes, name: str = "logo.png") -> object:
        return client.post(url, {"logo": SimpleUploadedFile(name, data, "image/png"), "action": "save"})

    for wrong in (SVG, b"", bytes(12 * 1024 * 1024)):
        answer = bring(wrong)
        assert answer.status_code == 200
        assert answer.context["logo_form"].errors["logo"]
    assert not Logo.objects.exists()
    assert bring(picture(), "../../etc/passwd").status_code == 302
    stored = Municipality.objects.select_related("logo").get(slug="waterrijk")
    assert stored.logo_path == f"/huisstijl/{stored.logo.digest}.png"
    page = client.get("/").content.decode()
    assert f'<img class="gir-brand__logo" src="{stored.logo_path}" alt="">' in page
    assert f'src="{stored.logo_path}" alt="Gemeente Waterrijk"' in page
    assert logo_of(stored) == bytes(stored.logo.png)
    # No other municipality's page names it, and nobody's does before they sign in.
    assert "huisstijl" not in as_(world.person("Dora", world.other, "reporter")).get("/").content.decode()
    assert "huisstijl" not in Client().get(reverse("account_login")).content.decode()
    # Another one: the first is gone. Twice the same is one.
    bring(picture(colour="#803050"))
    bring(picture(colour="#803050"))
    assert Logo.objects.count() == 1
    assert not Logo.objects.filter(digest=stored.logo.digest).exists()
    client.post(url, {"action": "remove"})
    client.post(url, {"action": "remove"})
    assert not Logo.objects.exists()
    assert "emblem-waterrijk.svg" in client.get("/").content.decode()


def test_a_logo_has_an_address_by_its_contents_and_by_nothing_else(world: World) -> None:
    ada = world.person("Ada", world.root, "administrator")
    set_logo(ada, picture())
    logo = Logo.objects.get()
    answer = Client().get(f"/huisstijl/{logo.digest}.png")
    assert (answer.content, answer["Content-Type"]) == (bytes(logo.png), "image/png")
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for path in ("1", logo.digest[:12], "waterrijk", "0" * 64, f"{logo.digest}/../x"):
        assert Client().get(f"/huisstijl/{path}.png").status_code == 404, path


def test_a_picture_that_two_municipalities_share_stays_while_one_has_it(world: World) -> None:
    ada = world.person("Ada", world.root, "administrator")
    dirk = world.person("Dirk", world.other_root, "administrator")
    for person in (ada, dirk):
        set_logo(person, picture())
    assert Logo.objects.count() == 1
    remove_logo(ada)
    assert logo_of(Municipality.objects.get(slug="duinveen"))
    assert logo_of(Municipality.objects.get(slug="waterrijk")) is None
    remove_logo(dirk)
    assert not Logo.objects.exists()
