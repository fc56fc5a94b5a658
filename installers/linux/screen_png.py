#!/usr/bin/env python3
"""Turns the screen of a running ``Xvfb -fbdir DIR`` into a PNG and says how much is drawn on it.

    python3 installers/linux/screen_png.py DIR/Xvfb_screen0 [PICTURE.png]

Prints the number of different colours and the share of the screen, in percent, that is not in the commonest of them.
Standard library only, so that proving a package needs no image tools.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

FIELDS = struct.Struct(">25I")  # XWDFile.h of X11: words, most significant byte first; a name and a colour map follow
VERSION = 7
Z_PIXMAP = 2
COLOUR_BYTES = 12
BITS = 32


@dataclass(frozen=True)
class Screen:
    """A picture of a screen: ``rows`` of ``width`` pixels, 3 bytes each (red, green, blue)."""

    width: int
    rows: tuple[bytes, ...]


def read_xwd(data: bytes) -> Screen:
    """Read an X window dump of 24 or 32 bits depth, as Xvfb keeps it.

    Raises:
        ValueError: not such a dump.
    """
    if len(data) < FIELDS.size:
        raise ValueError("not an X window dump")
    header = FIELDS.unpack_from(data)
    header_size, version, pixmap_format, _depth, width, height = header[:6]
    little_endian, bits, line_size, colours = header[7] == 0, header[11], header[12], header[19]
    if (version, pixmap_format, bits) != (VERSION, Z_PIXMAP, BITS):
        raise ValueError("not an X window dump of 32 bits a pixel")
    start = header_size + colours * COLOUR_BYTES
    rows = []
    for at in range(start, start + height * line_size, line_size):
        line = data[at : at + width * 4]
        red, green, blue = (
            (line[2::4], line[1::4], line[0::4]) if little_endian else (line[1::4], line[2::4], line[3::4])
        )
        row = bytearray(width * 3)
        row[0::3], row[1::3], row[2::3] = red, green, blue
        rows.append(bytes(row))
    return Screen(width, tuple(rows))


def png(screen: Screen) -> bytes:
    """The screen as a PNG file."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", screen.width, len(screen.rows), 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in screen.rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def drawn(screen: Screen) -> tuple[int, int]:
    """How many colours there are, and how many percent of the pixels are not in the commonest."""
    counts: Counter[bytes] = Counter()
    for row in screen.rows:
        counts.update(row[at : at + 3] for at in range(0, len(row), 3))
    total = counts.total()
    return len(counts), 100 * (total - max(counts.values())) // total


def main(words: list[str]) -> int:
    """Convert and count; 0, or 2 when the file is no dump."""
    if not words:
        print(__doc__)
        return 2
    try:
        screen = read_xwd(Path(words[0]).read_bytes())
    except (OSError, ValueError) as error:
        print(f"{words[0]}: {error}", file=sys.stderr)
        return 2
    if len(words) > 1:
        Path(words[1]).write_bytes(png(screen))
    print(*drawn(screen))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
