# SPDX-License-Identifier: EUPL-1.2
"""A municipality that can write letters, and how a test reads one."""

import io
import subprocess
from pathlib import Path

from pypdf import PdfReader

from accounts.models import Municipality
from incidents.models import Letterhead

HEAD = {
    "return_address": "Postbus 100, 1234 ZZ Waterrijk",
    "place": "Waterrijk",
    "telephone": "14 0123",
    "website": "waterrijk.example/privacy",
    "complaints": "klachten@waterrijk.example",
    "privacy_contact": "fg@waterrijk.example",
    "on_behalf_of": "Namens het college van burgemeester en wethouders",
    "signatory": "Teammanager Publiekszaken",
}


def make_letterhead(municipality: Municipality) -> Letterhead:
    return Letterhead.objects.create(municipality=municipality, **HEAD)


def read(pdf: bytes) -> tuple[PdfReader, str]:
    """The document, and its text as one line."""
    reader = PdfReader(io.BytesIO(pdf))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def everything_in(pdf: bytes, folder: Path) -> str:
    """Its text as another program reads it, and all that the file says of itself."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    reader, own = read(pdf)
    about = " ".join(f"{name} {value}" for name, value in (reader.metadata or {}).items())
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    return " ".join((" ".join(text.split()), own, about, xmp))
