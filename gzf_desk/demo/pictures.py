"""Pictures of the real window, and the pictures that people make: signatures and a photo of a notice board."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gzf_desk.app.window import show_window
from gzf_desk.clock import Clock
from gzf_desk.demo.desks import ServicePointDesk
from gzf_desk.settings import Settings
from gzf_desk.ui.desk.navigation import Place
from gzf_desk.ui.desk.window import DeskWindow
from gzf_desk.ui.start import prepare_application, when_quiet

_STROKES = (
    ((0.10, 0.30), (0.34, 0.22), (0.16, 0.72)),
    ((0.24, 0.28), (0.24, 0.86)),
    ((0.42, 0.24), (0.60, 0.20), (0.46, 0.58), (0.64, 0.84)),
    ((0.72, 0.20), (0.70, 0.52), (0.92, 0.40), (0.80, 0.86)),
)
_WAIT_S = 20.0


def signature(width: int = 480, height: int = 160) -> bytes:
    """Strokes on a transparent ground, as a pad gives them: PNG. They are nobody's name."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#1b2a6b"), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for stroke in _STROKES:
        painter.drawPolyline(QPolygonF([QPointF(x * width, y * height) for x, y in stroke]))
    painter.end()
    return _png(image)


def board_photo() -> bytes:
    """A drawn stand-in for the photo of the notice board: PNG."""
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#8f9aa3"))
    painter = QPainter(image)
    painter.fillRect(140, 60, 360, 360, QColor("#fdfdf8"))
    painter.setPen(QPen(QColor("#5a646c"), 3))
    for line in range(9):
        painter.drawLine(180, 120 + 30 * line, 460 - 40 * (line % 3), 120 + 30 * line)
    painter.end()
    return _png(image)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt wants the text
    return bytes(buffer.data().data())


class Camera:
    """Photographs pages of a desk's real window.

    Args:
        folder: where the pictures go.
        clock: the demo's time.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        folder.mkdir(parents=True, exist_ok=True)
        self._application, _ = prepare_application(["gzf-desk"])

    def show(self, point: ServicePointDesk, settings: Settings | None = None) -> DeskWindow:
        """Open the window of a desk and wait for its first page."""
        window = show_window(point.desk, settings or Settings(), self._clock, lambda _: None)
        self.wait(window)
        return window

    def wait(self, window: DeskWindow) -> None:
        """Let the window finish what it asked for.

        Raises:
            RuntimeError: it did not come to rest.
        """
        quiet = False

        def rest() -> None:
            nonlocal quiet
            quiet = True

        when_quiet(window, rest)
        deadline = time.monotonic() + _WAIT_S
        while not quiet:
            if time.monotonic() > deadline:
                raise RuntimeError("the window did not come to rest")
            QApplication.processEvents()

    def take(self, window: DeskWindow, name: str, place: Place | None = None) -> Path:
        """A picture of the window, after going to ``place``."""
        if place is not None:
            window.go(place)
            self.wait(window)
        file = self._folder / f"{name}.png"
        window.grab().save(str(file))
        return file

    def press(self, window: DeskWindow, key: Qt.Key, times: int = 1, *, ctrl: bool = False) -> None:
        """Press a key as a person does, and wait for what it brings."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for _ in range(times):
            QTest.keyClick(window, key, held)
            self.wait(window)
