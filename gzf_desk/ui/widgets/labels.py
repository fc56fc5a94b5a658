"""Labels, rules and rows: the small words that pages are set in."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from gzf_desk.ui.theme.look import Kit, Role


def label(kit: Kit, text: str, role: Role = Role.BODY, *, tone: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label in a role, optionally in a state's colour (``tone`` ok, near, bad, unknown, …)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role.value)
    if tone:
        made.setProperty("tone", tone)
    made.setFont(kit.look.font(role))
    made.setWordWrap(wrap)
    made.setAccessibleName(text)
    return made


def set_text(target: QLabel, text: str, tone: str | None = None) -> None:
    """Change a label's text, its accessible name and, if given, its tone."""
    if target.text() != text:
        target.setText(text)
        target.setAccessibleName(text)
    if tone is not None and target.property("tone") != tone:
        target.setProperty("tone", tone)
        restyle(target)


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a dynamic property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def rule(*, vertical: bool = False) -> QFrame:
    """A one-pixel line, decoration only."""
    made = QFrame()
    made.setProperty("rule", "true")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def row(
    *items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] | None = None
) -> QHBoxLayout:
    """A horizontal layout: widgets, layouts, fixed gaps in px (int), or ``None`` for a stretch."""
    made = QHBoxLayout()
    _fill(made, items, gap, margins)
    return made


def column(
    *items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] | None = None
) -> QVBoxLayout:
    """A vertical layout; see :func:`row`."""
    made = QVBoxLayout()
    _fill(made, items, gap, margins)
    return made


def _fill(
    layout: QBoxLayout,
    items: tuple[QWidget | QLayout | int | None, ...],
    gap: int,
    margins: tuple[int, int, int, int] | None,
) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*(margins or (0, 0, 0, 0)))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)


def clear(layout: QLayout) -> None:
    """Take every item out of a layout; the widgets are deleted by Qt when it is safe."""
    while layout.count():
        item = layout.takeAt(0)
        inner = cast("QLayout | None", item.layout())
        widget = cast("QWidget | None", item.widget())
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
            inner.deleteLater()
