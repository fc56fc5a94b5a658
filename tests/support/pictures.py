"""Pictures of widgets, and a comparison that forgives what differs from machine to machine."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, qGray
from PySide6.QtWidgets import QWidget


def picture_of(widget: QWidget) -> QImage:
    """What a widget shows now."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def painted(size: int, draw: object) -> QImage:
    """A white square picture that ``draw(painter)`` painted on."""
    image = QImage(QSize(size, size), QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    draw(painter)  # type: ignore[operator]  # any callable that takes the painter
    painter.end()
    return image


def _averaged(image: QImage, columns: int, rows: int) -> QImage:
    mode = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(columns, rows, *mode)


def grey(image: QImage, cells: int = 16) -> list[list[int]]:
    """Brightness, 0 to 255, averaged over ``cells`` × ``cells`` fields."""
    small = _averaged(image, cells, cells)
    return [[qGray(small.pixel(QPoint(x, y))) for x in range(cells)] for y in range(cells)]


def shares_that_differ(one: QImage, other: QImage, *, field_px: int = 8, tolerance: int = 24) -> float:
    """The share of small fields whose mean brightness differs by more than ``tolerance``.

    Font hinting and anti-aliasing move single pixels, a layout that moved or a text that changed moves fields.
    """
    if one.size() != other.size():
        return 1.0
    columns, rows = one.width() // field_px, one.height() // field_px
    small = [_averaged(image, columns, rows) for image in (one, other)]
    different = 0
    for y in range(rows):
        for x in range(columns):
            place = QPoint(x, y)
            different += abs(qGray(small[0].pixel(place)) - qGray(small[1].pixel(place))) > tolerance
    return different / (columns * rows)


def load(path: Path) -> QImage:
    """A stored picture."""
    return QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
