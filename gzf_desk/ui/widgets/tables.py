"""Lists: a table of painted cells with a fixed row height. No widget lives in a cell; a cell speaks in words too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gzf_desk.ui.theme.look import Kit, Look, Role
from gzf_desk.ui.widgets.forms import Source, paint_source
from gzf_desk.ui.widgets.pills import STEP_KEY, STEP_TOKEN, StorageStep, paint_pill, paint_steps, pill_width
from gzf_desk.ui.widgets.stages import paint_small_stages
from gzf_desk.ui.widgets.symbols import Mark, paint_symbol

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class TextCell:
    """One or two lines of text, optionally with a source mark at its left or right."""

    text: str
    below: str = ""
    strong: bool = False
    right: bool = False
    source: Source | None = None
    tone: str = ""


@dataclass(frozen=True)
class PillCell:
    """A state with words."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True)
class StageCell:
    """Where a case is, with the small stage bar below."""

    text: str
    done: int
    total: int


@dataclass(frozen=True)
class StorageCell:
    """Where a piece of work is stored."""

    step: StorageStep


@dataclass(frozen=True)
class SymbolCell:
    """One symbol; ``words`` for screen readers."""

    mark: Mark
    words: str


Cell = TextCell | PillCell | StageCell | StorageCell | SymbolCell


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in px at 100 % (0 takes what is left), whether it stands right."""

    title: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True)
class Row:
    """One row: the key that pages know it by, and its cells."""

    key: str
    cells: tuple[Cell, ...]


class CellModel(QAbstractTableModel):
    """Rows of cells.

    Args:
        kit: look and words.
        columns: heads.
    """

    def __init__(self, kit: Kit, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = kit.tr
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the default that Qt documents
        """Qt's question."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the default that Qt documents
        """Qt's question."""
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, index: Index) -> Cell:
        """The cell at an index."""
        return self.rows[index.row()].cells[index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a cell, for display, type-ahead and screen readers."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(self.cell(index))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()].title}: {self._words(self.cell(index))}"
        return None

    def _words(self, cell: Cell) -> str:
        match cell:
            case TextCell():
                return f"{cell.text} {cell.below}".strip()
            case PillCell():
                return cell.text
            case StageCell():
                return cell.text
            case StorageCell():
                return self._tr(STEP_KEY[cell.step])
            case SymbolCell():
                return cell.words
            case _:
                assert_never(cell)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Heads of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class CellPainter(QStyledItemDelegate):
    """Draws cells.

    Args:
        kit: look and words.
        high: row height in px.
    """

    def __init__(self, kit: Kit, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._high = high

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Fixed height."""
        return QSize(60, self._high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's call to draw one cell."""
        model = index.model()
        view = self.parent()
        if not isinstance(model, CellModel) or not isinstance(view, QTableView):
            return
        rect = QRectF(option.rect)  # type: ignore[attr-defined]  # missing from the stubs of QStyleOption
        look = self._kit.look
        painter.save()
        if view.currentIndex().row() == index.row():
            painter.fillRect(rect, look.colour("brand0"))
            if index.column() == 0:
                painter.fillRect(QRectF(rect.x(), rect.y(), look.px(4), rect.height()), look.colour("brand"))
        painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), look.colour("line"))
        self._paint_cell(painter, rect.adjusted(look.px(9), 0, -look.px(6), -1), model.cell(index))
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        look = self._kit.look
        match cell:
            case TextCell():
                self._paint_text(painter, rect, cell)
            case PillCell():
                wide = min(pill_width(look, cell.text, symbol=cell.mark is not None), rect.width())
                body = QRectF(rect.x(), rect.center().y() - look.px(12), wide, look.px(24))
                paint_pill(painter, body, cell.mark, cell.text, look)
            case StageCell():
                half = rect.height() / 2
                top = QRectF(rect.x(), rect.y() + look.px(6), rect.width(), half - look.px(3))
                self._write(painter, top, cell.text, look.font(Role.BODY), look.colour("ink"))
                bar = QRectF(rect.x(), rect.y() + half + look.px(3), rect.width(), look.px(14))
                paint_small_stages(painter, bar, cell.done, cell.total, look)
            case StorageCell():
                colour = look.colour(STEP_TOKEN[cell.step])
                glyph = QRectF(rect.x(), rect.center().y() - look.px(4.5), look.px(24), look.px(9))
                paint_steps(painter, glyph, cell.step, colour)
                words = rect.adjusted(look.px(30), 0, 0, 0)
                font = look.chain.font(look.size_of(Role.LABEL), 500)
                self._write(painter, words, self._kit.tr(STEP_KEY[cell.step]), font, colour)
            case SymbolCell():
                side = look.px(18)
                centre = rect.center()
                body = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
                paint_symbol(painter, body, cell.mark, look)
            case _:
                assert_never(cell)

    def _paint_text(self, painter: QPainter, rect: QRectF, cell: TextCell) -> None:
        look = self._kit.look
        if cell.source is not None:
            side = look.px(18)
            x = rect.right() - side if cell.right else rect.x()
            box = QRectF(x, rect.center().y() - side / 2, side, side)
            letter = self._kit.tr(f"ui_widgets.source.{cell.source.value}.letter")
            paint_source(painter, box, cell.source, letter, look)
            rect = (
                rect.adjusted(0, 0, -side - look.px(6), 0) if cell.right else rect.adjusted(side + look.px(8), 0, 0, 0)
            )
        ink = look.colour(cell.tone or "ink")
        font = look.font(Role.STRONG if cell.strong else Role.BODY)
        if not cell.below:
            self._write(painter, rect, cell.text, font, ink, right=cell.right)
            return
        middle = rect.center().y()
        upper = QRectF(rect.x(), middle - look.px(20), rect.width(), look.px(21))
        lower = QRectF(rect.x(), middle + look.px(1), rect.width(), look.px(18))
        self._write(painter, upper, cell.text, font, ink, right=cell.right)
        self._write(painter, lower, cell.below, look.font(Role.HINT), look.colour("ink3"), right=cell.right)

    def _write(
        self, painter: QPainter, rect: QRectF, text: str, font: Any, ink: QColor, *, right: bool = False
    ) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


class CellTable(QTableView):
    """A list with painted cells. Enter opens a row, Space asks for a quick look, arrows walk.

    Args:
        kit: look and words.
        name: accessible name.
        columns: heads and widths.
        high: row height in px at 100 %: 40, or 54 for two lines.
        by_cell: arrows walk cells (a table to edit) instead of rows.
    """

    opened = Signal(str)
    looked = Signal(str)
    moved = Signal(str)

    def __init__(
        self,
        kit: Kit,
        name: str,
        columns: Sequence[Column],
        *,
        high: int = 54,
        by_cell: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look: Look = kit.look
        self._high = kit.px(high)
        self._by_cell = by_cell
        self.cells = CellModel(kit, columns, self)
        self.setModel(self.cells)
        self.setItemDelegate(CellPainter(kit, self._high, self))
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self._high)
        self._set_up_head()
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.key_at(index.row())))

    def _set_up_head(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setFixedHeight(self._look.px(30))
        for number, column in enumerate(self.cells.columns):
            if column.width:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
                head.resizeSection(number, self._look.px(column.width))
            else:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows and keep the current one if it is still there."""
        key = self.current_key()
        column = max(0, self.currentIndex().column())
        self.cells.show_rows(rows)
        numbers = [n for n, row in enumerate(self.cells.rows) if row.key == key]
        if self.cells.rows:
            self.setCurrentIndex(self.cells.index(numbers[0] if numbers else 0, column))

    def fit_height(self) -> None:
        """Take the height of all rows, for a table inside a page that scrolls."""
        self.setFixedHeight(self.horizontalHeader().height() + self._high * len(self.cells.rows) + 2)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def key_at(self, number: int) -> str:
        """The key of a row, empty when there is none."""
        return self.cells.rows[number].key if 0 <= number < len(self.cells.rows) else ""

    def current_key(self) -> str:
        """The key of the current row."""
        return self.key_at(self.currentIndex().row())

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self.viewport().update()
        if now.row() != before.row():
            self.moved.emit(self.key_at(now.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space looks; left and right walk only in a table of cells."""
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.current_key())
        elif key == Qt.Key.Key_Space:
            self.looked.emit(self.current_key())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self._by_cell:
            event.ignore()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._at_edge(key == Qt.Key.Key_Down):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _at_edge(self, down: bool) -> bool:
        number = self.currentIndex().row()
        return number == len(self.cells.rows) - 1 if down else number <= 0
