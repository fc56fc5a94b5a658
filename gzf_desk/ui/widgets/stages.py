"""Where a case or a form stands: the stage bar with days left, its small form, the list of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gzf_desk.ui.theme.look import Kit, Look, Role
from gzf_desk.ui.widgets.symbols import Mark, paint_symbol


class StageState(StrEnum):
    """How far a stage is."""

    DONE = "done"
    NOW = "now"
    PAUSED = "paused"
    TODO = "todo"


@dataclass(frozen=True)
class Stage:
    """One stage: its name, its state, and the words below (date, days used, days left, limit)."""

    name: str
    state: StageState
    note: str = ""


def paint_small_stages(painter: QPainter, rect: QRectF, done: int, total: int, look: Look) -> None:
    """Draw the small form: one block per stage, done blocks in brand, the present one in amber."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    wide, high = look.px(11), look.px(5)
    for number in range(total):
        x = rect.x() + number * (wide + look.px(3))
        painter.setBrush(look.colour("brand" if number < done else "focus" if number == done else "track"))
        size = high + look.px(4) if number == done else high
        painter.drawRoundedRect(QRectF(x, rect.center().y() - size / 2, wide, size), 2, 2)
    painter.restore()


class StageBar(QWidget):
    """The stages of a case in a row.

    Args:
        kit: look and words.
        stages: three to nine of them.
    """

    def __init__(self, kit: Kit, stages: Sequence[Stage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = kit.look
        self._tr = kit.tr
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(kit.px(66))
        self.show_stages(stages)

    def show_stages(self, stages: Sequence[Stage]) -> None:
        """Show other stages."""
        self.stages = tuple(stages)
        self.setAccessibleName(self._tr("ui_widgets.stages"))
        spoken = (f"{s.name} {self._tr('ui_widgets.stage.' + s.state.value)} {s.note}".strip() for s in self.stages)
        self.setAccessibleDescription("; ".join(spoken))
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Room for every name side by side."""
        metrics = QFontMetrics(self._look.font(Role.LABEL))
        wide = sum(max(metrics.horizontalAdvance(s.name), metrics.horizontalAdvance(s.note)) + 8 for s in self.stages)
        return QSize(wide, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        if not self.stages:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slot = self.width() / len(self.stages)
        y = self._look.px(14)
        for number in range(len(self.stages) - 1):
            reached = self.stages[number].state is StageState.DONE
            painter.setPen(QPen(self._look.colour("brand" if reached else "track"), self._look.px(3)))
            start, end = (number + 0.5) * slot + self._look.px(13), (number + 1.5) * slot - self._look.px(13)
            painter.drawLine(QPointF(start, y), QPointF(end, y))
        for number, stage in enumerate(self.stages):
            self._paint_stage(painter, stage, number, QRectF(number * slot, 0, slot, self.height()))
        painter.end()

    def _paint_stage(self, painter: QPainter, stage: Stage, number: int, rect: QRectF) -> None:
        look, px = self._look, self._look.px
        centre, radius = QPointF(rect.center().x(), px(14)), px(10)
        disc = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        paint_disc(painter, disc, stage.state, number + 1, look)
        now = stage.state in (StageState.NOW, StageState.PAUSED)
        painter.setPen(look.colour("ink" if stage.state is not StageState.TODO else "ink3"))
        painter.setFont(look.chain.font(look.size_of(Role.LABEL), 700 if now else 500))
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(rect.x(), px(28), rect.width(), px(19)), flags, stage.name)
        painter.setPen(look.colour("near" if now else "ink3"))
        painter.setFont(look.chain.font(look.size_of(Role.HINT), 700 if now else 400))
        painter.drawText(QRectF(rect.x(), px(46), rect.width(), px(18)), flags, stage.note)


def paint_disc(painter: QPainter, rect: QRectF, state: StageState, number: int, look: Look) -> None:
    """Draw one stage's disc: tick, number in the amber ring, two bars, or outlined number."""
    painter.save()
    if state is StageState.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("brand"))
        painter.drawEllipse(rect)
        pen = QPen(look.colour("on_brand"), rect.width() * 0.12)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y, w = rect.x(), rect.y(), rect.width()
        painter.drawPolyline([QPointF(x + w * a, y + w * b) for a, b in ((0.28, 0.53), (0.44, 0.68), (0.73, 0.36))])
    elif state in (StageState.NOW, StageState.PAUSED):
        painter.setPen(QPen(look.colour("focus"), look.px(3)))
        painter.setBrush(look.colour("stage_now"))
        painter.drawEllipse(rect)
        painter.setPen(look.colour("on_stage_now"))
        painter.setFont(look.chain.font(look.px(12), 700))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(number) if state is StageState.NOW else "Ⅱ")
    else:
        painter.setPen(QPen(look.colour("line2"), 1.5))
        painter.setBrush(look.colour("surface"))
        painter.drawEllipse(rect)
        painter.setPen(look.colour("ink3"))
        painter.setFont(look.chain.font(look.px(12), 500))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(number))
    painter.restore()


@dataclass(frozen=True)
class Step:
    """One step of a form: its name, the words below, whether it is complete."""

    name: str
    note: str = ""
    done: bool = False


class StepList(QWidget):
    """The steps of a form at the left; arrow keys and clicks move among them.

    Args:
        kit: look and words.
        steps: in order.
        current: index of the step on screen.
    """

    chosen = Signal(int)

    def __init__(self, kit: Kit, steps: Sequence[Step], current: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = kit.look
        self._tr = kit.tr
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(kit.tr("ui_widgets.steps"))
        self.show_steps(steps, current)

    def show_steps(self, steps: Sequence[Step], current: int) -> None:
        """Show other steps or another current one."""
        self.steps, self.current = tuple(steps), current
        self.setFixedHeight(sum(self._heights()))
        words = self._tr("ui_widgets.step_of", n=current + 1, total=len(self.steps), name=self.steps[current].name)
        self.setAccessibleDescription(words)
        self.update()

    def _heights(self) -> list[int]:
        return [self._look.px(48 if step.note else 40) for step in self.steps]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = 0.0
        for number, (step, high) in enumerate(zip(self.steps, self._heights(), strict=True)):
            self._paint_step(painter, step, number, QRectF(0, y, self.width(), high))
            y += high
        painter.end()

    def _paint_step(self, painter: QPainter, step: Step, number: int, rect: QRectF) -> None:
        look, px = self._look, self._look.px
        now = number == self.current
        if now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("brand1"))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), px(6), px(6))
        side = px(22)
        disc = QRectF(px(10), rect.center().y() - side / 2, side, side)
        if step.done and not now:
            paint_symbol(painter, disc, Mark.OK, look)
        else:
            self._paint_number(painter, disc, number + 1, now=now)
        left = disc.right() + px(9)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(look.colour("brand7" if now else "ink"))
        painter.setFont(look.chain.font(look.size_of(Role.BODY), 700 if now else 400))
        top = QRectF(left, rect.y(), rect.right() - left, rect.height())
        if step.note:
            top = QRectF(left, rect.y() + px(4), rect.right() - left, px(21))
            note = QRectF(left, rect.y() + px(24), rect.right() - left, px(18))
            painter.drawText(top, flags, step.name)
            painter.setPen(look.colour("brand7" if now else "ink3"))
            painter.setFont(look.font(Role.HINT))
            painter.drawText(note, flags, step.note)
        else:
            painter.drawText(top, flags, step.name)

    def _paint_number(self, painter: QPainter, disc: QRectF, number: int, *, now: bool) -> None:
        look = self._look
        painter.setPen(QPen(look.colour("stage_now" if now else "line2"), 1.5))
        painter.setBrush(look.colour("stage_now" if now else "surface"))
        painter.drawEllipse(disc.adjusted(0.75, 0.75, -0.75, -0.75))
        painter.setPen(look.colour("on_stage_now" if now else "ink2"))
        painter.setFont(look.chain.font(look.px(12), 700 if now else 500))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows ask for the step above or below."""
        move = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        elif 0 <= self.current + move < len(self.steps):
            self.chosen.emit(self.current + move)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks for the step under the pointer."""
        bottom = 0
        for number, high in enumerate(self._heights()):
            bottom += high
            if event.position().y() < bottom:
                self.chosen.emit(number)
                return
