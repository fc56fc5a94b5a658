"""Text to lines: Chinese line breaking, mixed weights, fonts per glyph. Knows lengths, not pages.

Rules kept: a line does not begin with closing punctuation nor end with opening punctuation, a number or a Latin word is
not torn apart unless it is longer than the line. Lines of running text are spread to the full width.

Source: GB/T 15834-2011 §5.1 (where punctuation may stand in a line).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gzf_desk.documents import fonts
from gzf_desk.documents.fonts import Weight

Align = Literal["left", "center", "right", "justify"]

_NOT_FIRST = frozenset("，。、；：！？）》」』】〕〉”’…—·％℃＊,.;:!?)]}%")
_NOT_LAST = frozenset("（《「『【〔〈“‘([{￥¥")
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_/.,:+@#*")


_LOOSEST = 0.18
"""Most space that spreading may add between two characters, in ems; a looser line is left ragged."""


@dataclass(frozen=True)
class Span:
    """A stretch of text in one look."""

    text: str
    weight: Weight = "regular"
    underline: bool = False


@dataclass(frozen=True)
class Style:
    """The look of a paragraph.

    Attributes:
        size: font size in points.
        leading: distance of the lines in points.
        indent: of the first line, in characters.
        hang: of the other lines, in characters.
        align: how lines stand in the width.
    """

    size: float
    leading: float
    indent: float = 0.0
    hang: float = 0.0
    align: Align = "left"


@dataclass(frozen=True)
class Piece:
    """Part of a line in one font.

    Attributes:
        x: from the left of the column, in points.
        width: its length, added spacing included.
        spacing: added after each character, in points.
    """

    text: str
    face: str
    x: float
    width: float
    underline: bool
    spacing: float = 0.0


@dataclass(frozen=True)
class Line:
    """One line: its pieces and where its ink ends, in points from the left of the column."""

    pieces: tuple[Piece, ...]
    end: float


class _Mark(NamedTuple):
    character: str
    face: str
    advance: float
    underline: bool


def _marks(spans: Sequence[Span], size: float) -> Iterator[_Mark]:
    for span in spans:
        for character in span.text:
            found = fonts.drawn(character, span.weight)
            advance = 0.0 if character == "\n" else found.advance * size / 1000.0
            yield _Mark(character, found.face, advance, span.underline)


def _atoms(marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """Groups that must stay on one line."""
    atom: list[_Mark] = []
    for mark in marks:
        if atom and mark.character != "\n":
            last = atom[-1].character
            together = (
                (last in _WORD and mark.character in _WORD) or mark.character in _NOT_FIRST or last in _NOT_LAST
            ) and last != "\n"
            if not together:
                yield atom
                atom = []
        elif atom:
            yield atom
            atom = []
        atom.append(mark)
    if atom:
        yield atom


def _set(line: list[_Mark], start: float, room: float, style: Style, last: bool) -> Line:
    while line and line[-1].character == " ":
        line.pop()
    natural = sum(mark.advance for mark in line)
    slack = max(0.0, room - natural)
    spacing = 0.0
    if style.align == "center":
        start += slack / 2
    elif style.align == "right":
        start += slack
    elif style.align == "justify" and not last and slack < _LOOSEST * style.size * (len(line) - 1):
        spacing = slack / (len(line) - 1)
    pieces: list[Piece] = []
    x = start
    index = 0
    while index < len(line):
        first = line[index]
        stop = index
        while stop < len(line) and line[stop].face == first.face and line[stop].underline == first.underline:
            stop += 1
        part = line[index:stop]
        length = sum(mark.advance for mark in part) + spacing * len(part)
        text = "".join(mark.character for mark in part)
        pieces.append(Piece(text, first.face, x, length, first.underline, spacing))
        x += length
        index = stop
    return Line(tuple(pieces), x - spacing if line else start)


def set_lines(spans: Sequence[Span], width: float, style: Style) -> list[Line]:
    """Break ``spans`` into lines of at most ``width`` points.

    Returns:
        At least one line; an empty text gives an empty line. A line break in the text ends a line.
    """
    lines: list[Line] = []
    line: list[_Mark] = []
    start = style.indent * style.size
    used = 0.0
    for whole in _atoms(list(_marks(spans, style.size))):
        if whole[0].character == "\n":
            lines.append(_set(line, start, width - start, style, last=True))
            line, used, start = [], 0.0, style.indent * style.size
            continue
        natural = whole[0].advance if len(whole) == 1 else sum(mark.advance for mark in whole)
        torn = natural > width - max(start, style.hang * style.size)
        for atom in [[mark] for mark in whole] if torn else [whole]:
            length = atom[0].advance if torn else natural
            if line and start + used + length > width + 0.01:
                lines.append(_set(line, start, width - start, style, last=False))
                line, used, start = [], 0.0, style.hang * style.size
                while atom and atom[0].character == " ":
                    length -= atom[0].advance
                    atom = atom[1:]
            line.extend(atom)
            used += length
    lines.append(_set(line, start, width - start, style, last=True))
    return lines


def natural_width(text: str, size: float) -> float:
    """Length of the longest line of ``text`` when only its own line breaks count, in points."""
    return max(fonts.width(part, size) for part in text.split("\n"))
