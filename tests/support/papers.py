"""Looking at printed papers with poppler: text, fonts, pictures; and pen strokes for signatures."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw

from gzf_desk.documents import DocumentData, PaperState, PrintContext, ReceiptData, Signature
from gzf_desk.documents.specimens import specimen_context, specimens


def context_for(document: DocumentData) -> PrintContext:
    """Offline, as at a window; the acceptance notice needs the platform's confirmation."""
    confirmed = isinstance(document, ReceiptData) and document.formal
    return specimen_context(PaperState.CONFIRMED if confirmed else PaperState.OFFLINE)


PAPERS = specimens()


def strokes() -> bytes:
    """A transparent PNG with a hand-drawn line."""
    picture = Image.new("RGBA", (600, 160), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.line([(40, 120), (120, 30), (180, 130), (260, 40), (330, 110), (520, 60)], fill=(20, 30, 90, 255), width=9)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def signed(context: PrintContext, *keys: str) -> PrintContext:
    """``context`` with a signature of each of ``keys``, on the day of the print."""
    day = context.printed_at.date()
    given = tuple(
        Signature(signer_key=key, signed_on=day, image=strokes(), note="已比对证件和本人，经办人在场见证")
        for key in keys
    )
    return msgspec.structs.replace(context, signatures=given)


def poppler(tool: str, pdf: bytes, folder: Path, *options: str) -> bytes:
    """What a poppler tool prints about ``pdf``."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    arguments = [tool, *options, str(file)] + (["-"] if tool == "pdftotext" else [])
    return subprocess.run(arguments, check=True, capture_output=True, timeout=60).stdout


def page_picture(pdf: bytes, folder: Path, page: int, dpi: int) -> Image.Image:
    """One page, grey."""
    png = poppler("pdftoppm", pdf, folder, "-r", str(dpi), "-f", str(page), "-l", str(page), "-gray", "-png")
    return Image.open(io.BytesIO(png)).convert("L")
