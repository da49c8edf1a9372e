# SPDX-License-Identifier: EUPL-1.2
"""A program of its own that reads one untrusted file and writes it anew; run by incidents/evidence.py.

It runs in a separate process, without the application's keys, settings or database, under limits of memory and time:
a file that breaks the library that reads it breaks this process and nothing else. It imports nothing of the project.

    python inspector.py image|pdf <most bytes to write>  < file  > cleaned file

Says what it made on the first line of its output (a media type), or a word for why it refused, with exit code 3.
"""

import io
import resource
import sys
from typing import Any

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 20
# Enough for the camera of a telephone; a bomb of a few kilobytes claims thousands of times as much.
MOST_PIXELS = 52_000_000
MOST_PAGES = 300
MOST_OBJECTS = 100_000
MOST_NODES = 2_000_000

# What a page needs to be shown; anything else at a page is left behind.
PAGE_KEYS = {
    "/Type",
    "/Parent",
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/Rotate",
    "/Resources",
    "/Contents",
    "/Annots",
    "/UserUnit",
    "/Group",
}
ABOUT_THE_MAKER = ("/Metadata", "/PieceInfo", "/LastModified")
# By the words of the PDF standard: what runs, what carries a file along, what sounds or moves.
REFUSED_KEYS = {
    "/JS": "active",
    "/JavaScript": "active",
    "/XFA": "active",
    "/EF": "embedded",
    "/AF": "embedded",
    "/EmbeddedFiles": "embedded",
    "/RichMediaContent": "media",
    "/RichMediaSettings": "media",
    "/Renditions": "media",
    "/Movie": "media",
    "/Sound": "media",
}
REFUSED_TYPES = {
    "/JavaScript": "active",
    "/Launch": "active",
    "/ImportData": "active",
    "/SubmitForm": "active",
    "/GoToE": "embedded",
    "/GoToR": "embedded",
    "/EmbeddedFile": "embedded",
    "/FileAttachment": "embedded",
    "/Collection": "embedded",
    "/Movie": "media",
    "/Sound": "media",
    "/Rendition": "media",
    "/Screen": "media",
    "/RichMedia": "media",
    "/RichMediaExecute": "media",
    "/3D": "media",
    "/MediaClip": "media",
}


class Refused(Exception):
    """The file is not accepted; the argument says why, in a word."""


def clean_image(data: bytes, most_bytes: int) -> tuple[str, bytes]:
    """The picture itself, turned upright, without anything beside its pixels."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
    except UnidentifiedImageError as error:
        raise Refused("broken") from error
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused("pixels")
    # An animation, or a second picture beside the first (MPO): only the first is kept.
    picture.seek(0)
    picture.load()
    is_png = picture.format == "PNG"
    upright = ImageOps.exif_transpose(picture)
    picture.close()
    plain = _plain(upright, transparent=is_png)
    # Pasted into a new picture, because saving copies profile, comment and text from the old one.
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    out = io.BytesIO()
    if is_png:
        fresh.save(out, "PNG")
        return "image/png", out.getvalue()
    fresh.save(out, "JPEG", quality=90)
    if out.tell() > most_bytes:
        out = io.BytesIO()
        fresh.save(out, "JPEG", quality=75)
    return "image/jpeg", out.getvalue()


def _plain(picture: Any, *, transparent: bool) -> Any:
    """The picture in grey, in colour, or (where allowed) with transparency; nothing more exotic."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    see_through = picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info
    wanted = "RGBA" if see_through and transparent else "L" if picture.mode in ("1", "L") else "RGB"
    return picture if picture.mode == wanted else picture.convert(wanted)


def clean_pdf(data: bytes, most_bytes: int) -> tuple[str, bytes]:
    """The pages, written into a new document: no metadata, no outline, no forms, nothing that is not on a page."""
    from pypdf import PdfReader, PdfWriter, overwrite_configuration
    from pypdf.generic import DictionaryObject

    overwrite_configuration(
        page_tree_maximum_entries=MOST_PAGES * 10,
        zlib_maximum_output_length=4 * most_bytes,
        lzw_maximum_output_length=4 * most_bytes,
        run_length_maximum_output_length=4 * most_bytes,
    )
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Refused("encrypted")
    _refuse_what_is_more_than_paper(reader)
    pages = list(reader.pages)
    if not pages:
        raise Refused("broken")
    if len(pages) > MOST_PAGES:
        raise Refused("pages")
    writer = PdfWriter()
    for page in pages:
        for key in [key for key in page if key not in PAGE_KEYS]:
            del page[key]
        writer.add_page(page)
    for made in writer._objects:
        if isinstance(made, DictionaryObject):
            for key in ABOUT_THE_MAKER:
                made.pop(key, None)
    writer.metadata = None
    # What only the metadata pointed at goes too.
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return "application/pdf", out.getvalue()


def _refuse_what_is_more_than_paper(reader: Any) -> None:
    """Look at every object of the document, also those that no page uses."""
    from pypdf.generic import IndirectObject

    keys = [(number, generation) for generation, table in reader.xref.items() for number in table]
    keys += [(number, 0) for number in reader.xref_objStm]
    if len(keys) > MOST_OBJECTS:
        raise Refused("broken")
    left = MOST_NODES
    left = _look(reader.trailer, left)
    for number, generation in keys:
        found = reader.get_object(IndirectObject(number, generation, reader))
        left = _look(found, left)


def _look(thing: Any, left: int) -> int:
    """Walk one object without following references; answers how much may still be looked at."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    queue = [thing]
    while queue:
        left -= 1
        if left < 0:
            raise Refused("broken")
        current = queue.pop()
        if isinstance(current, DictionaryObject):
            for key, value in dict.items(current):
                if key in REFUSED_KEYS:
                    raise Refused(REFUSED_KEYS[key])
                if key in ("/S", "/Type", "/Subtype") and isinstance(value, NameObject):
                    if value in REFUSED_TYPES:
                        raise Refused(REFUSED_TYPES[value])
                elif isinstance(value, (DictionaryObject, ArrayObject)):
                    queue.append(value)
        elif isinstance(current, ArrayObject):
            queue.extend(v for v in list.__iter__(current) if isinstance(v, (DictionaryObject, ArrayObject)))
    return left


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    kind, most_bytes = sys.argv[1], int(sys.argv[2])
    clean = {"image": clean_image, "pdf": clean_pdf}[kind]
    out = sys.stdout.buffer
    try:
        media_type, content = clean(sys.stdin.buffer.read(), most_bytes)
        if len(content) > most_bytes:
            raise Refused("large")
    except Refused as reason:
        out.write(str(reason).encode())
        return 3
    except Exception:
        # Whatever a library says of a file that it cannot read: it is not accepted, and nothing of it is repeated.
        out.write(b"broken")
        return 3
    out.write(media_type.encode() + b"\n" + content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
