"""Papers: content to PDF bytes, warm, beside plain reportlab that draws the same strings at the same places.

The floor knows neither lines nor pages nor fallback: it gets every string with its font and place, uses reportlab's own
font class, and embeds the same glyphs. The rest of our time is layout, checks, QR code and hash. Two rows stand beside
the times that a window may take: 60 ms for a lease, 400 ms for all papers of one signing. The last row is the first
paper of a fresh process beside the mere opening of the same fonts in one.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from gzf_desk.documents import DocumentData, compose, font_paths, render
from gzf_desk.documents.sheet import PAGE_HEIGHT, PAGE_WIDTH, Sheet, Text
from tests.bench.run import Row, seconds
from tests.support.papers import PAPERS, context_for

SIGNING = ("D01", "D02", "D03", "D06")
FIRST = "from tests.support.papers import *; from gzf_desk.documents import render; d = PAPERS['D21']; "
OPENING = "from reportlab.pdfbase.ttfonts import TTFont; from gzf_desk.documents.fonts import font_paths; "


def draw_plainly(sheets: Sequence[Sheet]) -> bytes:
    """The strings of ``sheets`` with reportlab alone."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, initialFontName="plain-1")
    for sheet in sheets:
        for mark in sheet.marks:
            if isinstance(mark, Text):
                canvas.setFont(f"plain-{mark.face}", mark.size)
                canvas.drawString(mark.x, PAGE_HEIGHT - mark.y, mark.text, charSpace=mark.spacing)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def open_plain_fonts() -> None:
    """Make the same files known to reportlab under other names."""
    for path in font_paths():
        pdfmetrics.registerFont(TTFont(f"plain-{path.stem}", str(path)))
    pdfmetrics.registerFont(TTFont("plain-1", str(font_paths()[0])))


def papers(names: Sequence[str]) -> list[DocumentData]:
    """The specimens called ``names``."""
    return [PAPERS[name] for name in names]


def milliseconds(names: Sequence[str]) -> tuple[float, float]:
    """Ours and the floor's for one run over ``names``."""
    documents = papers(names)
    composed = [compose(one, context_for(one)) for one in documents]
    ours = seconds(lambda: [render(one, context_for(one)) for one in documents], times=15, warm_up=2)
    floor = seconds(lambda: [draw_plainly(sheets) for sheets in composed], times=15, warm_up=2)
    return ours * 1000, floor * 1000


def fresh(code: str) -> float:
    """Milliseconds of a fresh interpreter that runs ``code``."""
    return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True), times=5) * 1000


def run() -> list[Row]:
    """All rows."""
    open_plain_fonts()
    lease, plain_lease = milliseconds(("D21",))
    signing, plain_signing = milliseconds(SIGNING)
    pages = len(compose(PAPERS["D21"], context_for(PAPERS["D21"])))
    first = fresh(FIRST + "render(d, context_for(d))")
    opening = fresh(OPENING + "[TTFont(p.stem, str(p)) for p in font_paths()[:4]]")
    same = "reportlab drawing the same strings"
    return [
        Row(
            name=f"lease, {pages} pages",
            value=lease,
            unit="ms",
            floor_name=same,
            floor_value=plain_lease,
            ratio=lease / plain_lease,
            goal="≤ 2.5",
        ),
        Row(
            name="papers of one signing (D01, D02, D03, D06)",
            value=signing,
            unit="ms",
            floor_name=same,
            floor_value=plain_signing,
            ratio=signing / plain_signing,
            goal="≤ 2.5",
        ),
        _limit(f"lease, {pages} pages", lease, 60),
        _limit("papers of one signing", signing, 400),
        Row(
            name="first paper of a fresh process",
            value=first,
            unit="ms",
            floor_name="a fresh process that opens the fonts",
            floor_value=opening,
            ratio=first / opening,
        ),
    ]


def _limit(name: str, value: float, allowed: float) -> Row:
    return Row(
        name=name,
        value=value,
        unit="ms",
        floor_name="what a window may take",
        floor_value=allowed,
        ratio=value / allowed,
        goal="≤ 1",
    )
