"""Icons: path strings from ``resources/icons/icons.toml``, coloured by token when painted."""

from __future__ import annotations

import tomllib
from functools import cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from gzf_desk import assets
from gzf_desk.ui.theme.look import Kit

_STROKE = 1.75


@cache
def icon_paths() -> dict[str, str]:
    """Path strings by icon name."""
    return {str(k): str(v) for k, v in tomllib.loads(assets.read_text("icons/icons.toml")).items()}


@cache
def _svg(name: str, colour: str) -> QByteArray:
    path = icon_paths()[name]
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="' + path + '" fill="none" '
        f'stroke="{colour}" stroke-width="{_STROKE}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    return QByteArray(text.encode())


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw icon ``name`` into ``rect``.

    Raises:
        KeyError: there is no such icon.
    """
    QSvgRenderer(_svg(name, colour.name())).render(painter, rect)


class IconSign(QWidget):
    """An icon beside a word: a neutral sign, where no status symbol would be true.

    Args:
        kit: look and words.
        name: the icon.
        size: side in px at 100 %.
        word: what it means, for screen readers.
    """

    def __init__(self, kit: Kit, name: str, size: int = 18, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._name = kit.look, name
        self.setFixedSize(kit.px(size), kit.px(size))
        self.setAccessibleName(word)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, QRectF(self.rect()), self._name, self._look.colour("ink2"))
        painter.end()
