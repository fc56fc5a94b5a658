"""A look: one theme at one text size. Immutable; a change of theme, size or language builds the pages anew."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from PySide6.QtGui import QColor, QFont, QPalette

from gzf_desk.i18n import Translator
from gzf_desk.ui.theme.fonts import FontChain
from gzf_desk.ui.theme.tokens import THEMES, ThemeName, Tokens

Scale = Literal[100, 125, 150]
SCALES: tuple[Scale, ...] = (100, 125, 150)
_FULL, _MEDIUM = 1280, 1000


class Role(StrEnum):
    """What a text is for; decides its size and weight."""

    PAGE_TITLE = "page_title"
    CARD_TITLE = "card_title"
    BODY = "body"
    VALUE = "value"
    STRONG = "strong"
    LABEL = "label"
    HINT = "hint"
    KEY = "key"
    FIGURE = "figure"
    PERSON = "person"


_SIZES: dict[Role, tuple[int, int]] = {
    Role.PAGE_TITLE: (21, 700),
    Role.CARD_TITLE: (16, 700),
    Role.BODY: (14, 400),
    Role.VALUE: (14, 500),
    Role.STRONG: (14, 700),
    Role.LABEL: (13, 400),
    Role.HINT: (12, 400),
    Role.KEY: (12, 500),
    Role.FIGURE: (28, 700),
    Role.PERSON: (18, 700),
}
"""Pixels at 100 % and CSS weight."""


@dataclass(frozen=True)
class Look:
    """Tokens, scale and fonts.

    Args:
        tokens: the theme's colours.
        scale: text size in percent.
        chain: font families.
    """

    tokens: Tokens
    scale: Scale
    chain: FontChain

    def px(self, at_100: float) -> int:
        """A length of ``at_100`` pixels at the chosen size."""
        return round(at_100 * self.scale / 100)

    def size_of(self, role: Role) -> int:
        """Text size in px."""
        return self.px(_SIZES[role][0])

    def weight_of(self, role: Role) -> int:
        """CSS weight."""
        return _SIZES[role][1]

    def font(self, role: Role) -> QFont:
        """The font of a role."""
        return self.chain.font(self.size_of(role), self.weight_of(role))

    def colour(self, token: str) -> QColor:
        """A token as a colour."""
        return QColor(str(getattr(self.tokens, token)))

    def palette(self) -> QPalette:
        """For what the style sheet does not reach: system parts of Fusion, selection, placeholder."""
        made = QPalette()
        group = QPalette.ColorRole
        for role, token in (
            (group.Window, "canvas"),
            (group.WindowText, "ink"),
            (group.Base, "surface"),
            (group.AlternateBase, "surface2"),
            (group.Text, "ink"),
            (group.Button, "surface"),
            (group.ButtonText, "ink"),
            (group.Highlight, "brand"),
            (group.HighlightedText, "on_brand"),
            (group.ToolTipBase, "surface"),
            (group.ToolTipText, "ink"),
            (group.PlaceholderText, "ink3"),
            (group.Link, "brand"),
        ):
            made.setColor(role, self.colour(token))
        return made


@dataclass(frozen=True)
class Kit:
    """What every widget is built with: the look and the words.

    Args:
        look: theme and size.
        tr: texts of one language.
        room: width of the window in px at 100 %; decides how much stands side by side.
    """

    look: Look
    tr: Translator
    room: int = 1366

    @property
    def full(self) -> bool:
        """Room for everything side by side, as in the pictures."""
        return self.room >= _FULL

    @property
    def medium(self) -> bool:
        """Room for two columns."""
        return self.room >= _MEDIUM

    def px(self, at_100: float) -> int:
        """See :meth:`Look.px`."""
        return self.look.px(at_100)


def make_kit(
    tr: Translator, chain: FontChain, theme: ThemeName = ThemeName.LIGHT, scale: Scale = 100, width: int = 1366
) -> Kit:
    """A kit from names and the width of the window in px."""
    return Kit(Look(THEMES[theme], scale, chain), tr, width * 100 // scale)


def room_class(room: int) -> int:
    """0, 1 or 2: whether one, two or all columns fit into ``room`` px at 100 %."""
    return (room >= _MEDIUM) + (room >= _FULL)
