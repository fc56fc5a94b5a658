"""Where ink goes: signature lines, fingerprints, seals, photographs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gzf_desk.documents.blocks import FORM, SMALL, plain
from gzf_desk.documents.capitals import chinese_day
from gzf_desk.documents.context import PrintContext, Signer
from gzf_desk.documents.sheet import MM, Frame, Mark, Picture, Ring, Rule, Slice, text_marks
from gzf_desk.documents.typesetting import Align, Span, Style, set_lines


@dataclass(frozen=True)
class Signing:
    """A line to sign on: who, the signature, a place for a fingerprint, the day.

    Attributes:
        role: in what part the person signs, e.g. 授权人.
        name: the person's name in print.
        image: PNG of the hand-written signature; empty leaves the line free for a pen.
        print_image: PNG of a fingerprint scan; empty leaves the box free.
        fingerprint: whether there is a box for a fingerprint.
        day: the day in words.
        note: under the line, e.g. how the person's identity was compared.
    """

    role: str
    name: str
    day: str
    image: bytes = b""
    print_image: bytes = b""
    fingerprint: bool = True
    note: str = ""

    def slices(self, width: float) -> list[Slice]:
        """See :class:`Block`: one strip of 15.5 mm, 4 more with a note."""
        height = 15.5 * MM
        middle, box, tail = 0.35 * width, 14 * MM, 39 * MM
        end = width - tail - (box + 3 * MM if self.fingerprint else 0) - 2 * MM
        spans = (Span(f"{self.role}　"), Span(self.name, "medium"))
        lines = set_lines(spans, middle - 3 * MM, FORM)
        marks: list[Mark] = text_marks(lines, FORM, 0, height - 3 * MM - len(lines) * FORM.leading)
        marks.append(Rule(middle, height - 3 * MM, end, height - 3 * MM, 0.6))
        if self.image:
            marks.append(Picture(middle + 2, 2 * MM, end - middle - 4, height - 5.2 * MM, self.image))
        if self.fingerprint:
            left = end + 3 * MM
            marks.append(Frame(left, 1 * MM, box, 14 * MM, 0.5, (2, 2), 0.4))
            if self.print_image:
                marks.append(Picture(left + 2, 1 * MM + 2, box - 4, 14 * MM - 4, self.print_image))
            else:
                style = replace(SMALL, align="center")
                marks.extend(text_marks(set_lines(plain("指印"), box, style), style, left, 6.4 * MM, 0.5))
        style = replace(FORM, align="right")
        marks.extend(text_marks(set_lines(plain(self.day), tail, style), style, width - tail, height - 3 * MM - 13))
        if self.note:
            marks.extend(text_marks(set_lines(plain(self.note), width - middle, SMALL), SMALL, middle, height - 1, 0.3))
            height += SMALL.leading
        return [Slice(height, tuple(marks))]


@dataclass(frozen=True)
class SealPlace:
    """Who issues and when, inside a dashed ring where the official seal goes over both.

    Source: GB/T 9704-2012 §7.3.5 (the seal covers the issuer's name and the day); seals are at most 42 mm wide.
    """

    office: str
    day: str
    words: str
    align: Align = "right"

    def slices(self, width: float) -> list[Slice]:
        """See :class:`Block`: one strip of 43 mm."""
        side = 42 * MM
        column = max(side, min(width, 62 * MM))
        left = {"left": 0.0, "center": (width - column) / 2}.get(self.align, width - column)
        large, small = Style(12.0, 21.0, align="center"), replace(SMALL, align="center")
        marks: list[Mark] = [Ring(left + column / 2, side / 2, side / 2)]
        y = 11 * MM
        for text, style, grey in ((self.office, large, 0.0), (self.day, large, 0.0), (self.words, small, 0.45)):
            lines = set_lines(plain(text), column, style)
            marks += text_marks(lines, style, left, y, grey)
            y += len(lines) * style.leading
        return [Slice(side + 1 * MM, tuple(marks))]


@dataclass(frozen=True)
class PictureBox:
    """A framed place for a picture, as high as given; words show when there is none."""

    height: float
    words: str
    image: bytes = b""

    def slices(self, width: float) -> list[Slice]:
        """See :class:`Block`."""
        marks: list[Mark] = [Frame(0, 0, width, self.height)]
        if self.image:
            marks.append(Picture(3, 3, width - 6, self.height - 6, self.image))
        else:
            style = replace(SMALL, align="center")
            lines = set_lines(plain(self.words), width, style)
            marks += text_marks(lines, style, 0, (self.height - len(lines) * style.leading) / 2, 0.4)
        return [Slice(self.height, tuple(marks))]


def signing_line(signer: Signer, context: PrintContext, fingerprint: bool = True) -> Signing:
    """The line of one signer, filled with the signature that was given on the pad."""
    given = context.signature_of(signer.key)
    if given is None:
        return Signing(role=signer.role, name=signer.name, day=chinese_day(None), fingerprint=fingerprint)
    return Signing(
        role=signer.role,
        name=signer.name,
        day=chinese_day(given.signed_on),
        image=given.image,
        print_image=given.fingerprint,
        fingerprint=fingerprint,
        note=given.note,
    )
