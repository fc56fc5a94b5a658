"""The focus ring: one overlay that follows the focus, drawn outside the control, visible on every ground."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from gzf_desk.ui.theme.look import Kit

_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.KeyRelease})
_OUT = 6


@runtime_checkable
class HasFocusRect(Protocol):
    """A widget that draws several things itself and knows which of them has the focus."""

    def focus_rect(self) -> QRect:
        """Where the ring belongs, in the widget's coordinates."""
        ...


class FocusRing(QWidget):
    """2 px line, then a 3 px halo, around what has the focus; in a table around the cell.

    Args:
        kit: look and words.
        window: the window it lies on.
    """

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(window)
        self._look = kit.look
        self._target: QWidget | None = None
        self._watched: list[QObject] = []
        self._tables: list[QAbstractItemView] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new.window() is not self.window():
            return
        for one in self._watched:
            if isValid(one):
                one.removeEventFilter(self)
        self._watched = []
        self._target = new
        while new is not None and new is not self.window():
            new.installEventFilter(self)
            self._watched.append(new)
            new = new.parentWidget()
        target = self._target
        if isinstance(target, QAbstractItemView) and target not in self._tables:
            self._tables = [one for one in self._tables if isValid(one)] + [target]
            target.selectionModel().currentChanged.connect(self.follow)
            target.verticalScrollBar().valueChanged.connect(self.follow)
        if target is not None:
            self._bring_into_view(target)
        self.follow()

    def _bring_into_view(self, target: QWidget) -> None:
        parent = target.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea) and not isinstance(target, QScrollArea):
                parent.ensureWidgetVisible(target, 0, self._look.px(40))
            parent = parent.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what moves under the focus."""
        if event.type() in _MOVES:
            self.follow()
        return False

    def ring_rect(self) -> QRect | None:
        """Where the ring lies in the window, None when nothing has a ring."""
        target = self._target
        if target is None or not isValid(target) or not target.isVisible() or isinstance(target, QScrollArea):
            return None
        rect = target.rect()
        if isinstance(target, QAbstractItemView) and target.currentIndex().isValid():
            cell = target.visualRect(target.currentIndex())
            rect = QRect(target.viewport().mapTo(target, cell.topLeft()), cell.size()).adjusted(3, 3, -3, -4)
        elif isinstance(target, HasFocusRect):
            rect = target.focus_rect()
        inside = QRect(target.mapTo(self.window(), rect.topLeft()), rect.size())
        return self._clipped(target, inside)

    def _clipped(self, target: QWidget, rect: QRect) -> QRect | None:
        parent = target.parentWidget()
        while parent is not None and parent is not self.window():
            if isinstance(parent, QAbstractScrollArea):
                view = parent.viewport()
                seen = QRect(view.mapTo(self.window(), QPoint(0, 0)), view.size()).adjusted(-_OUT, -_OUT, _OUT, _OUT)
                if not seen.contains(rect.center()):
                    return None
            parent = parent.parentWidget()
        return rect

    def follow(self) -> None:
        """Lie where the focus is now."""
        rect = self.ring_rect()
        if rect is None:
            self.hide()
            return
        self.setGeometry(rect.adjusted(-_OUT, -_OUT, _OUT, _OUT))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        halo = float(look.tokens.focus_px)
        outer = QRectF(self.rect()).adjusted(halo / 2, halo / 2, -halo / 2, -halo / 2)
        painter.setPen(QPen(look.colour("focus"), halo))
        painter.drawRoundedRect(outer, look.px(8), look.px(8))
        inner = QRectF(self.rect()).adjusted(halo + 1, halo + 1, -halo - 1, -halo - 1)
        painter.setPen(QPen(look.colour("ring_line"), 2))
        painter.drawRoundedRect(inner, look.px(6), look.px(6))
        painter.end()
