"""Loads the bundled faces. Chain: Noto Sans SC, then the two rare faces; what none has is shown as a code point."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QRawFont

from gzf_desk import assets

FACES = ("NotoSansSC-Regular", "NotoSansSC-Medium", "NotoSansSC-Bold", "GZFRare-A", "GZFRare-B")


@dataclass(frozen=True)
class FontChain:
    """The families to ask for, in order."""

    families: tuple[str, ...]

    def font(self, px: int, weight: int = 400) -> QFont:
        """A font of ``px`` pixels and CSS ``weight``."""
        made = QFont()
        made.setFamilies(list(self.families))
        made.setPixelSize(px)
        made.setWeight(QFont.Weight(weight))
        made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
        made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        return made

    def covers(self, character: str) -> bool:
        """Whether one of the families draws ``character``."""
        return any(QRawFont.fromFont(QFont(family)).supportsCharacter(ord(character)) for family in self.families)

    def printable(self, text: str) -> str:
        """``text`` with every character that no family draws as ``[U+30EDE]``: never an empty box."""
        return "".join(c if ord(c) < 0x3400 or self.covers(c) else f"[U+{ord(c):04X}]" for c in text)


def load_fonts() -> FontChain:
    """Load the bundled faces into the application; each family once, in the chain's order.

    Raises:
        AssetMissing: a face is not in the installation.
    """
    families: list[str] = []
    for face in FACES:
        number = QFontDatabase.addApplicationFont(str(assets.path(f"fonts/{face}.ttf")))
        for family in QFontDatabase.applicationFontFamilies(number) if number >= 0 else []:
            if family not in families:
                families.append(family)
    return FontChain(tuple(families))


def width_of(font: QFont, text: str) -> int:
    """Advance of ``text`` in px, as painters use it."""
    return QFontMetrics(font).horizontalAdvance(text)
