"""What stands on a page, as plain values that can be checked before anything is drawn.

Lengths are points (1/72 inch); x grows to the right, y grows downwards from the top of whatever holds the mark.
Blocks (:mod:`gzf_desk.documents.blocks`) yield slices, :mod:`gzf_desk.documents.flow` puts them on sheets,
:mod:`gzf_desk.documents.painting` draws sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gzf_desk.documents.typesetting import Line, Style

MM = 72 / 25.4
"""Points in a millimetre."""
PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM


@dataclass(frozen=True)
class Text:
    """One piece of text in one font, on its baseline."""

    x: float
    y: float
    text: str
    face: str
    size: float
    width: float
    spacing: float = 0.0
    grey: float = 0.0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the characters' bodies."""
        return self.x, self.y - 0.80 * self.size, self.x + self.width, self.y + 0.12 * self.size


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float = 0.5
    dash: tuple[float, float] | None = None
    grey: float = 0.0


@dataclass(frozen=True)
class Frame:
    """A rectangle's outline."""

    x: float
    y: float
    width: float
    height: float
    thickness: float = 0.5
    dash: tuple[float, float] | None = None
    grey: float = 0.0


@dataclass(frozen=True)
class Ring:
    """A circle's outline: the place of a seal."""

    x: float
    y: float
    radius: float
    grey: float = 0.5


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG, scaled into a box without distortion."""

    x: float
    y: float
    width: float
    height: float
    image: bytes


@dataclass(frozen=True)
class Tick:
    """A tick box, empty or ticked."""

    x: float
    y: float
    size: float
    ticked: bool


@dataclass(frozen=True)
class Code:
    """The paper's QR code, in a square."""

    x: float
    y: float
    size: float


Mark = Text | Rule | Frame | Ring | Picture | Tick | Code


def moved(mark: Mark, dx: float, dy: float) -> Mark:
    """``mark`` at another place."""
    if isinstance(mark, Text):  # spelt out: most marks are texts, and ``replace`` takes three times as long
        x, y = mark.x + dx, mark.y + dy
        return Text(x, y, mark.text, mark.face, mark.size, mark.width, mark.spacing, mark.grey)
    if isinstance(mark, Rule):
        return replace(mark, x1=mark.x1 + dx, x2=mark.x2 + dx, y1=mark.y1 + dy, y2=mark.y2 + dy)
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


@dataclass(frozen=True)
class Slice:
    """A strip over the column's width that must not be torn.

    Attributes:
        height: in points.
        marks: placed from the strip's top left corner.
        keep: stands on the same page as the slice after it.
        header: repeated above this slice when it begins a page.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    keep: bool = False
    header: Slice | None = None


@dataclass(frozen=True)
class Sheet:
    """One page: marks placed from the top left corner of the paper."""

    marks: tuple[Mark, ...]


def text_marks(lines: Sequence[Line], style: Style, x: float, y: float, grey: float = 0.0) -> list[Mark]:
    """The marks of set lines below each other, the first line's strip beginning at ``y``."""
    marks: list[Mark] = []
    for index, line in enumerate(lines):
        baseline = y + index * style.leading + (style.leading - style.size) / 2 + 0.86 * style.size
        for piece in line.pieces:
            left = x + piece.x
            marks.append(Text(left, baseline, piece.text, piece.face, style.size, piece.width, piece.spacing, grey))
            if piece.underline:
                low = baseline + 0.17 * style.size
                marks.append(Rule(left, low, left + piece.width - piece.spacing, low, 0.4))
    return marks
