# SPDX-License-Identifier: EUPL-1.2
"""Evidence that looks like evidence: a picture of a mail or of messages, and a scanned letter. All drawn here."""

import datetime
import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

INK, GREY, LINE, PAPER = "#1c1c1c", "#666666", "#d8d8d8", "#ffffff"
WIDTH = 900


def mail_picture(sender: str, recipient: str, moment: datetime.datetime, lines: list[str]) -> bytes:
    """A PNG like a screenshot of a mail programme."""
    image = Image.new("RGB", (WIDTH, 210 + 40 * len(lines)), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 44), fill="#2f4a6b")
    draw.text((20, 12), "Postvak IN", fill=PAPER, font=_font(18))
    draw.text((20, 62), "Laatste waarschuwing", fill=INK, font=_font(26))
    draw.text((20, 102), f"Van: {sender}", fill=GREY, font=_font(17))
    draw.text((20, 126), f"Aan: {recipient}", fill=GREY, font=_font(17))
    draw.text((690, 102), f"{moment:%d-%m-%Y %H:%M}", fill=GREY, font=_font(17))
    draw.line((20, 160, WIDTH - 20, 160), fill=LINE, width=2)
    for number, line in enumerate(lines):
        draw.text((20, 180 + 40 * number), line, fill=INK, font=_font(20))
    return _png(image)


def message_picture(sender: str, moment: datetime.datetime, lines: list[str]) -> bytes:
    """A PNG like a screenshot of messages on a telephone."""
    image = Image.new("RGB", (620, 130 + 74 * len(lines)), "#ece5dd")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 620, 64), fill="#3a5a54")
    draw.ellipse((16, 12, 56, 52), fill="#9db8b2")
    draw.text((72, 20), sender, fill=PAPER, font=_font(22))
    for number, line in enumerate(lines):
        top, wide = 88 + 74 * number, 40 + int(_font(18).getlength(line))
        draw.rounded_rectangle((20, top, 20 + wide, top + 58), radius=12, fill=PAPER)
        draw.text((38, top + 8), line, fill=INK, font=_font(18))
        draw.text((38, top + 34), f"{moment:%H:%M}", fill=GREY, font=_font(13))
    return _png(image)


def letter_pdf(town: str, moment: datetime.datetime, lines: list[str]) -> bytes:
    """A PDF of one page with a typed letter."""
    text = [f"Aan de gemeente {town}", "", f"{moment:%d-%m-%Y}", "", *lines]
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in text)
    content = f"BT /F1 13 Tf 22 TL 72 760 Td\n{shown}ET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(written),
        )
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)
    return file.getvalue()
