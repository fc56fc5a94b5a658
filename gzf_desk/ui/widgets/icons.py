"""Icons: path strings from ``resources/icons/icons.toml``, coloured by token when painted."""

from __future__ import annotations

import tomllib
from functools import cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from gzf_desk import assets

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
