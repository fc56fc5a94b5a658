"""The picture of a screen that the proof of the package looks at."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import pytest

from tests.support.tree import ROOT

sys.path.insert(0, str(ROOT / "installers" / "linux"))

import screen_png

RED, BLUE = (255, 0, 0), (0, 0, 255)


def dump(pixels: list[list[tuple[int, int, int]]], *, little: bool = True, spare: int = 4) -> bytes:
    """An X window dump as Xvfb writes it: header, a name, a colour map, lines with spare bytes at their end."""
    width, height, name, colours = len(pixels[0]), len(pixels), b"Xvfb\0\0\0\0", 2
    words = [100 + len(name), 7, 2, 24, width, height, 0, 0 if little else 1, 32, 0, 32, 32, width * 4 + spare]
    words += [4, 0xFF0000, 0xFF00, 0xFF, 8, 256, colours, width, height, 0, 0, 0]
    lines = b""
    for row in pixels:
        lines += b"".join(bytes((b, g, r, 0)) if little else bytes((0, r, g, b)) for r, g, b in row) + b"\xee" * spare
    return struct.pack(">25I", *words) + name + b"\x55" * 12 * colours + lines


@pytest.mark.parametrize("little", [True, False])
def test_a_screen_is_read_in_either_byte_order(little: bool) -> None:
    screen = screen_png.read_xwd(dump([[RED, BLUE, BLUE], [BLUE, BLUE, BLUE]], little=little))
    assert screen.rows == (bytes(RED + BLUE + BLUE), bytes(BLUE * 3))
    assert screen_png.drawn(screen) == (2, 16)


def test_an_empty_screen_counts_as_nothing_drawn() -> None:
    assert screen_png.drawn(screen_png.read_xwd(dump([[BLUE] * 4] * 3))) == (1, 0)


def test_the_picture_holds_the_same_pixels() -> None:
    picture = screen_png.png(screen_png.read_xwd(dump([[RED, BLUE]])))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    at = picture.index(b"IDAT")
    (length,) = struct.unpack(">I", picture[at - 4 : at])
    assert zlib.decompress(picture[at + 4 : at + 4 + length]) == b"\0" + bytes(RED + BLUE)


def test_something_else_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in {"short": b"xwd", "zeros": bytes(200)}.items():
        (tmp_path / name).write_bytes(content)
        assert screen_png.main([str(tmp_path / name)]) == 2
    assert screen_png.main([str(tmp_path / "nothing")]) == 2
    assert "not an X window dump" in capsys.readouterr().err
