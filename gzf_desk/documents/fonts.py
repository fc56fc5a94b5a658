"""The fonts of paper and screen: a chain per weight, chosen glyph by glyph, and never a box for a missing one.

Noto Sans SC comes first, then the two fonts of rare ideographs (CJK extensions B to F). The rare fonts are opened only
when a text needs them: they are large and most papers do not.

reportlab writes wrong code points for characters beyond U+FFFF into the table that copying and searching rely on
(five hexadecimal digits where UTF-16 is due). :class:`EmbeddedFont` writes that table itself; nothing is patched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from gzf_desk import assets

Weight = Literal["regular", "medium", "bold"]

_FIRST: dict[Weight, str] = {"regular": "NotoSansSC-Regular", "medium": "NotoSansSC-Medium", "bold": "NotoSansSC-Bold"}
_RARE = ("GZFRare-A", "GZFRare-B")
_OPENING = Lock()
_BLOCK = 100
"""Most entries of one ``beginbfchar`` block. Source: Adobe technical note 5411, ToUnicode mapping file tutorial."""


def font_paths() -> tuple[Path, ...]:
    """The font files in the order of the chain, for a window that wants to show what the paper shows.

    Raises:
        sync.errors.AssetMissing: the installation is incomplete.
    """
    return tuple(assets.path(f"fonts/{name}.ttf") for name in (*_FIRST.values(), *_RARE))


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The CMap that tells a reader which character each code of a font subset stands for.

    Args:
        font_name: the subset's PostScript name.
        subset: code points by character code 0..255.

    Source: ISO 32000-1 §9.10.3: values are UTF-16BE, so a supplementary character is a surrogate pair.
    """
    entries = [f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


class EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A TrueType font that is embedded as subsets whose text can be extracted, also beyond U+FFFF."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # overrides reportlab's method
        """Write the subsets into ``doc``; called by reportlab once per document when it is saved.

        The same steps as the method it replaces, with :func:`to_unicode_map` for the map.
        """
        state = self.state[doc]
        state.frozen = 1
        fonts = doc.idToObject["BasicFonts"].dict
        for number, subset in enumerate(state.subsets):
            internal = self.getSubsetInternalName(number, doc)[1:]
            base = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("pdfdoc")
            font = pdfdoc.PDFTrueTypeFont()
            font.Name = internal
            font.BaseFont = base
            font.FirstChar = 0
            font.LastChar = len(subset) - 1
            font.Widths = pdfdoc.PDFArray([self.face.getCharWidth(point) for point in subset])
            stream = pdfdoc.PDFStream()
            stream.content = to_unicode_map(base, subset)
            if doc.compression:
                stream.filters = [pdfdoc.PDFZCompress]
            font.ToUnicode = doc.Reference(stream, "toUnicodeCMap:" + base)
            font.FontDescriptor = self.face.addSubsetObjects(doc, base, subset)
            doc.Reference(font, internal)
            fonts[internal] = font
        del self.state[doc]


@dataclass(frozen=True)
class Face:
    """One font file, opened.

    Attributes:
        name: the name under which reportlab draws with it.
        widths: advance per code point, in 1/1000 of the font size; what is not a key has no glyph.
    """

    name: str
    widths: dict[int, float]


@dataclass(frozen=True)
class Glyph:
    """Where one character comes from: its face's name and its advance in 1/1000 of the font size."""

    face: str
    advance: float


@cache
def _open(name: str) -> Face:
    font = EmbeddedFont(name, str(assets.path(f"fonts/{name}.ttf")), asciiReadable=False)
    pdfmetrics.registerFont(font)
    glyphs = font.face.charToGlyph
    return Face(name, {code: width for code, width in font.face.charWidths.items() if code in glyphs})


def face(name: str) -> Face:
    """Open a font file of ``resources/fonts`` once and make it known to reportlab; safe from any thread.

    Raises:
        sync.errors.AssetMissing: there is no such file.
    """
    with _OPENING:
        return _open(name)


@cache
def glyph(character: str, weight: Weight = "regular") -> Glyph | None:
    """The first glyph of the chain for ``character``, or None when no font has it."""
    code = ord(character)
    for name in (_FIRST[weight], *_RARE):
        advance = face(name).widths.get(code)
        if advance is not None:
            return Glyph(name, advance)
    return None


@cache
def drawn(character: str, weight: Weight = "regular") -> Glyph:
    """The glyph that layout counts with: a character without a glyph takes a full em of the first face.

    It never reaches paper: :func:`missing` is asked before anything is drawn.
    """
    return glyph(character, weight) or Glyph(_FIRST[weight], 1000.0)


def runs(text: str, weight: Weight = "regular") -> list[tuple[str, str]]:
    """``text`` cut into (face name, part) where neighbours have different faces."""
    found: list[tuple[str, str]] = []
    for character in text:
        name = drawn(character, weight).face
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + character)
        else:
            found.append((name, character))
    return found


def width(text: str, size_pt: float, weight: Weight = "regular") -> float:
    """Length of ``text`` in points."""
    return sum(drawn(character, weight).advance for character in text) * size_pt / 1000.0


def missing(text: str) -> list[str]:
    """Characters of ``text`` that no font can print, each once, in order of appearance.

    Line breaks are layout, not characters to print; any other control character counts as missing.
    """
    found: dict[str, None] = {}
    for character in text:
        if character != "\n" and (ord(character) < 0x20 or glyph(character) is None):
            found.setdefault(character)
    return list(found)


def code_points(characters: Iterable[str]) -> str:
    """``U+20BB7 U+4DAE``: how a missing character is named to a person."""
    return " ".join(f"U+{ord(character):04X}" for character in characters)
