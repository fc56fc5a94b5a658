"""Keeps the pictures that the papers are compared with: ``python -m tests.golden.documents.make`` from the root.

Look at every page before you keep it; the pictures are what was looked at and found right.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from gzf_desk.documents import PrintContext, render
from tests.support.papers import PAPERS, context_for, page_picture, signed

HERE = Path(__file__).resolve().parent
DPI = 60
FOOT_MM = 32
SIGNED = {"D02": ("1", "4"), "D21": ("1",)}
"""Signers whose signature is on the paper of the picture."""
PAGES = {"D01": 1, "D02": 2, "D03": 1, "D05": 1, "D06": 1, "D06-formal": 1, "D21": 4}
"""The page that is kept, the most telling one."""


def circumstances(name: str) -> PrintContext:
    """The print that is kept as a picture."""
    return signed(context_for(PAPERS[name]), *SIGNED.get(name, ()))


def picture(name: str) -> Image.Image:
    """The kept page of one paper, drawn now, without its foot: number, code and hash have tests of their own."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = render(PAPERS[name], circumstances(name)).pdf
        page = page_picture(pdf, Path(folder), PAGES[name], DPI)
    page.paste(255, (0, page.height - round(FOOT_MM / 25.4 * DPI), page.width, page.height))
    return page


def main() -> None:
    """Write all pictures."""
    for name in PAPERS:
        picture(name).quantize(16).save(HERE / f"{name}.png", optimize=True)
        print(name, (HERE / f"{name}.png").stat().st_size)


if __name__ == "__main__":
    main()
