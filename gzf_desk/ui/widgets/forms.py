"""Form rows: label, field, source mark, hint. A value never stands without its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from gzf_desk.ui.theme.look import Kit, Look, Role
from gzf_desk.ui.widgets.labels import label, restyle, set_text


class Source(StrEnum):
    """Where a value comes from."""

    CARD = "card"
    SHARED = "shared"
    DECLARED = "declared"
    EMPTY = "empty"


_SOURCE_TOKEN = {Source.CARD: "brand", Source.SHARED: "ok", Source.DECLARED: "ink2", Source.EMPTY: "near"}


def paint_source(painter: QPainter, rect: QRectF, source: Source, letter: str, look: Look) -> None:
    """Draw a source mark: solid, outlined or dashed square with one letter."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = look.colour(_SOURCE_TOKEN[source])
    box = rect.adjusted(0.75, 0.75, -0.75, -0.75)
    pen = QPen(ink, 1.5)
    if source in (Source.DECLARED, Source.EMPTY):
        pen.setDashPattern([2.0, 1.6])
    painter.setPen(pen)
    painter.setBrush(ink if source is Source.CARD else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(look.colour("on_brand") if source is Source.CARD else ink)
    painter.setFont(look.chain.font(look.px(12), 500))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)
    painter.restore()


class SourceMark(QWidget):
    """The mark beside a field.

    Args:
        kit: look and words.
        source: where the value comes from.
    """

    def __init__(self, kit: Kit, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setFixedSize(kit.px(20), kit.px(20))
        self.show_source(source)

    def show_source(self, source: Source, detail: str = "") -> None:
        """Show another source; ``detail`` (department, date) goes to the tooltip."""
        self.source = source
        words = self._kit.tr(f"ui_widgets.source.{source.value}.word")
        self.setAccessibleName(words)
        self.setToolTip(f"{words} {detail}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        letter = self._kit.tr(f"ui_widgets.source.{self.source.value}.letter")
        paint_source(painter, QRectF(self.rect()), self.source, letter, self._kit.look)
        painter.end()


class DraftLine(QLineEdit):
    """A line of a draft. Undo, redo and steps belong to the page, not to the field, so they pass through."""

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl Z, Ctrl Y and Ctrl + arrows to the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and belongs_to_page(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and ↓ go to the next field, ↑ back."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers():
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.returnPressed.emit()
            self.focusNextPrevChild(True)
            return
        super().keyPressEvent(event)


_PAGE_KEYS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return})


def belongs_to_page(event: QKeyEvent) -> bool:
    """Whether a key that a text field would take for itself has a meaning on the page."""
    if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
        return True
    control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
    return control and event.key() in _PAGE_KEYS


class MaskedLine(DraftLine):
    """A line whose text is hidden but for its first characters, unless a person types in it or it is revealed.

    A read-only text stays hidden while it has the focus; only :meth:`reveal` shows it.

    Args:
        mask: text -> what is shown of it.
    """

    def __init__(self, mask: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mask, self._whole, self._revealed = mask, "", False
        self.textEdited.connect(self._typed)

    def text(self) -> str:
        """The whole text, shown or not."""
        return self._whole

    def setText(self, text: str) -> None:
        """Another text."""
        self._whole = text
        self._show_now()

    def reveal(self, on: bool) -> None:
        """Show the whole text, or hide it again."""
        self._revealed = on
        self._show_now()

    def setReadOnly(self, read_only: bool) -> None:
        """A read-only text is hidden even with the focus."""
        super().setReadOnly(read_only)
        self._show_now()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who types sees what is typed."""
        super().focusInEvent(event)
        self._show_now()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hidden again."""
        super().focusOutEvent(event)
        self._show_now()

    def _typed(self, text: str) -> None:
        self._whole = text

    def _show_now(self) -> None:
        open_ = self._revealed or (self.hasFocus() and not self.isReadOnly())
        shown = self._whole if open_ else self._mask(self._whole)
        if super().text() != shown:
            super().setText(shown)


class OwnWords(QPlainTextEdit):
    """Several lines of a person's own words; Tab leaves it, keys of the page pass through."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl Enter and Ctrl + arrows to the page; undo stays here, this is no draft."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if belongs_to_page(event) and not undo:
                event.ignore()
                return False
        return super().event(event)


class ChoiceBox(QComboBox):
    """A list to choose from, with type-ahead by the first letters; the wheel never changes it by accident.

    Args:
        kit: look and words.
        options: ``(value, words)`` each; an empty value stands for "not chosen yet".
    """

    def __init__(self, kit: Kit, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = kit.look
        self.setFont(kit.look.font(Role.VALUE))
        for value, words in options:
            self.addItem(words, value)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def value(self) -> str:
        """The chosen value."""
        return str(self.currentData() or "")

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Other options; nothing is told."""
        self.blockSignals(True)
        self.clear()
        for value, words in options:
            self.addItem(words, value)
        self.blockSignals(False)

    def set_value(self, value: str) -> None:
        """Choose without telling anybody."""
        self.blockSignals(True)
        self.setCurrentIndex(max(0, self.findData(value)))
        self.blockSignals(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page must not change an answer."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw, with the arrow of our own."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("ink2"), 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y, half = self.width() - self._look.px(18), self.height() / 2, self._look.px(4)
        painter.drawPolyline(
            QPolygonF([QPointF(x - half, y - half / 2), QPointF(x, y + half / 2), QPointF(x + half, y - half / 2)])
        )
        painter.end()


class TickBox(QCheckBox):
    """A check box with a drawn tick.

    Args:
        kit: look and words.
        text: what is ticked.
    """

    def __init__(self, kit: Kit, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._look = kit.look
        self.setFont(kit.look.font(Role.BODY))
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw, with the tick of our own."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        rect = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._look.colour("on_brand"), rect.width() * 0.12)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        points = ((0.24, 0.52), (0.43, 0.7), (0.77, 0.31))
        painter.drawPolyline(
            QPolygonF([QPointF(rect.x() + rect.width() * x, rect.y() + rect.height() * y) for x, y in points])
        )
        painter.end()


Field = DraftLine | ChoiceBox


class FormRow(QWidget):
    """Label, field, source mark, and a hint below only when it changes what is typed.

    Args:
        kit: look and words.
        name: the label.
        field: the editor.
        source: where the value comes from.
        hint: one line under the field.
        required: adds the asterisk and the word for screen readers.
        label_width: px at 100 %.
    """

    def __init__(
        self,
        kit: Kit,
        name: str,
        field: Field,
        source: Source = Source.DECLARED,
        *,
        hint: str = "",
        required: bool = False,
        label_width: int = 84,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kit = kit
        self.name = name
        self.field = field
        self.required = required
        self.title: QLabel = label(kit, name + (" *" if required else ""), Role.LABEL)
        self.title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.title.setMinimumWidth(kit.px(label_width))
        self.title.setBuddy(field)
        self.mark = SourceMark(kit, source)
        self.hint: QLabel = label(kit, hint, Role.HINT, wrap=True)
        if not hint:
            self.hint.hide()
        self._hint = hint
        field.setAccessibleName(name + (" " + kit.tr("ui_widgets.required") if required else ""))
        field.setAccessibleDescription(hint)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(kit.px(8))
        grid.setVerticalSpacing(kit.px(7))
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(field, 0, 1)
        grid.addWidget(self.mark, 0, 2)
        grid.addWidget(self.hint, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def text(self) -> str:
        """What the field holds now."""
        return self.field.value() if isinstance(self.field, ChoiceBox) else self.field.text()

    def show_value(self, text: str, source: Source, detail: str = "") -> None:
        """Show a value and its source; a field that is being typed in is left alone."""
        self.mark.show_source(source if text else Source.EMPTY, detail)
        if isinstance(self.field, ChoiceBox):
            self.field.set_value(text)
            return
        if self.field.text() != text and not self.field.hasFocus():
            self.field.setText(text)
        self.field.setReadOnly(source is Source.CARD and bool(text))
        restyle(self.field)

    def force_value(self, text: str) -> None:
        """Show a value even in the field that has the focus (undo, redo)."""
        if isinstance(self.field, ChoiceBox):
            self.field.set_value(text)
        elif self.field.text() != text:
            self.field.blockSignals(True)
            self.field.setText(text)
            self.field.blockSignals(False)

    def show_problem(self, words: str) -> None:
        """Say beside the field what does not fit; empty words take it back."""
        set_text(self.hint, words or self._hint, "bad" if words else "")
        self.hint.setVisible(bool(words or self._hint))
        self.field.setProperty("wrong", "true" if words else "false")
        self.field.setAccessibleDescription(words or self._hint)
        restyle(self.field)

    def on_edit(self, told: Callable[[str], None]) -> None:
        """Tell ``told`` every value that a person puts in."""
        if isinstance(self.field, ChoiceBox):
            box = self.field
            box.activated.connect(lambda _: told(box.value()))
        else:
            self.field.textEdited.connect(told)
