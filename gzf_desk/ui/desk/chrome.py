"""The fixed parts around a page: top bar and rail."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gzf_desk.i18n import Translator
from gzf_desk.ui.desk.navigation import RAIL, PlaceName
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import cap_width, paint_cap
from gzf_desk.ui.widgets.icons import paint_icon
from gzf_desk.ui.widgets.labels import label
from gzf_desk.ui.widgets.sync_pill import SyncPill


class _SearchBox(QPushButton):
    """Looks like a line to type in; opens the finder."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setText(kit.tr("ui_common.search"))
        self.setAccessibleName(kit.tr("ui_common.search_name"))
        self.setAccessibleDescription("Ctrl K")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(kit.px(32))

    def sizeHint(self) -> QSize:
        """Wide enough for the words."""
        return QSize(self._kit.px(250), self._kit.px(32))

    def minimumSizeHint(self) -> QSize:
        """The icon and the key must stay."""
        return QSize(self._kit.px(96), self._kit.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self._kit.look, self._kit.px
        edge = look.colour("on_top2")
        edge.setAlpha(110)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(look.colour("top2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        ink = look.colour("on_top2")
        paint_icon(painter, QRectF(px(10), (self.height() - px(17)) / 2, px(17), px(17)), "search", ink)
        cap = cap_width(look, "Ctrl+K")
        painter.setPen(ink)
        font = look.font(Role.LABEL)
        painter.setFont(font)
        room = self.width() - px(36) - cap - px(16)
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(px(35), 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        rect = QRectF(self.width() - cap - px(8), (self.height() - px(20)) / 2, cap, px(20))
        paint_cap(painter, rect, "Ctrl+K", look, ink, look.colour("top2"), edge)
        painter.end()


class _BarButton(QPushButton):
    """An icon on the top bar, with tooltip and accessible name."""

    def __init__(self, kit: Kit, icon: str, name: str) -> None:
        super().__init__()
        self._kit = kit
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(kit.px(36), kit.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        px = self._kit.px
        rect = QRectF((self.width() - px(20)) / 2, (self.height() - px(20)) / 2, px(20), px(20))
        paint_icon(painter, rect, self._icon, self._kit.look.colour("on_top"))
        painter.end()


class _Brand(QWidget):
    """The house with a light in it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._look = kit.look
        self.setFixedSize(kit.px(26), kit.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, QRectF(self.rect()), "brand", self._look.colour("on_top"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("focus"))
        side = self.width() * 0.26
        painter.drawEllipse(QRectF((self.width() - side) / 2, self.height() * 0.54, side, side))
        painter.end()


class _Initial(QWidget):
    """The family name of who works here, in a disc."""

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self._look = kit.look
        self._letter = name[:1]
        self.setFixedSize(kit.px(28), kit.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("top_one"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(self._look.colour("top"))
        painter.setFont(self._look.font(Role.STRONG))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.end()


class TopBar(QWidget):
    """Product and office · search · sync pill · text size · operator.

    Args:
        kit: look and words.
        site: name of the office.
        who: name of the operator, empty when nobody is signed in.
        post: name of the post.
    """

    find_asked = Signal()
    settings_asked = Signal()
    menu_asked = Signal()

    def __init__(self, kit: Kit, site: str, who: str, post: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(kit.px(48))
        lay = QHBoxLayout(self)
        lay.setContentsMargins(kit.px(16), 0, kit.px(16), 0)
        lay.setSpacing(kit.px(10))
        small = not kit.full
        if not kit.medium:
            menu = _BarButton(kit, "list", kit.tr("ui_common.menu"))
            menu.clicked.connect(self.menu_asked)
            lay.addWidget(menu)
        lay.addWidget(_Brand(kit))
        lay.addWidget(label(kit, kit.tr("ui_common.app"), Role.CARD_TITLE))
        office = label(kit, site, Role.LABEL)
        office.setMinimumWidth(1)
        lay.addSpacing(kit.px(8))
        lay.addWidget(office)
        office.setVisible(kit.medium)
        lay.addStretch(1)
        search = _SearchBox(kit)
        search.clicked.connect(self.find_asked)
        lay.addWidget(search)
        search.setVisible(bool(who))
        self.pill = SyncPill(kit, short=small or kit.tr.language == "en")
        lay.addWidget(self.pill)
        self.pill.setVisible(bool(who))
        size = _BarButton(kit, "text_size", kit.tr("ui_common.text_size"))
        size.clicked.connect(self.settings_asked)
        lay.addWidget(size)
        if who:
            lay.addWidget(_Initial(kit, who))
            if not small:
                names = QVBoxLayout()
                names.setSpacing(0)
                names.addStretch(1)
                names.addWidget(label(kit, kit.look.chain.printable(who), Role.STRONG))
                names.addWidget(label(kit, post, Role.LABEL))
                names.addStretch(1)
                lay.addLayout(names)


class _RailItem(QPushButton):
    """One main page: icon, word, digit."""

    def __init__(self, kit: Kit, icon: str, words: str, digit: str, *, current: bool) -> None:
        super().__init__()
        self._kit = kit
        self._icon, self._digit, self._current = icon, digit, current
        self._tall = not kit.full
        self.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(f"Ctrl {digit}" if digit.isdigit() else digit)
        self.setFixedHeight(kit.px(52) if self._tall else kit.px(38))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self._kit.look, self._kit.px
        if self._current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("brand1" if self._current else "brand0"))
            painter.drawRoundedRect(QRectF(self.rect()), px(6), px(6))
        if self._current:
            painter.setBrush(look.colour("brand"))
            painter.drawRoundedRect(QRectF(0, px(4), px(3), self.height() - px(8)), 1.5, 1.5)
        ink = look.colour("brand7" if self._current else "ink")
        painter.setPen(ink)
        painter.setFont(look.font(Role.STRONG if self._current else Role.BODY))
        if self._tall:
            side = px(17)
            paint_icon(painter, QRectF((self.width() - side) / 2, px(6), side, side), self._icon, ink)
            painter.setFont(look.font(Role.HINT))
            words = QRectF(0, px(25), self.width(), px(24))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        else:
            side = px(18)
            paint_icon(painter, QRectF(px(12), (self.height() - side) / 2, side, side), self._icon, ink)
            painter.drawText(
                QRectF(px(39), 0, self.width(), self.height()), int(Qt.AlignmentFlag.AlignVCenter), self.text()
            )
            painter.setPen(look.colour("ink3"))
            painter.setFont(look.font(Role.HINT))
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(QRectF(0, 0, self.width() - px(11), self.height()), flags, self._digit)
        painter.end()


class Rail(QWidget):
    """The main pages at the left.

    Args:
        kit: look and words.
        current: the page on screen.
        go: shows another page.
        show_help: opens F1.
        show_settings: opens the settings.
    """

    def __init__(
        self,
        kit: Kit,
        current: PlaceName,
        go: Callable[[PlaceName], object],
        show_help: Callable[[], object],
        show_settings: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        narrow = not kit.full
        self.setFixedWidth(92 if narrow else kit.px(142))
        lay = QVBoxLayout(self)
        lay.setContentsMargins(kit.px(4 if narrow else 8), kit.px(10), kit.px(4 if narrow else 8), kit.px(8))
        lay.setSpacing(kit.px(3))
        for number, (place, icon) in enumerate(RAIL, 1):
            item = _RailItem(kit, icon, kit.tr(f"ui_common.nav.{place.value}"), str(number), current=place is current)
            item.clicked.connect(lambda _checked=False, to=place: go(to))
            lay.addWidget(item)
        lay.addStretch(1)
        if not narrow:
            hint = label(kit, kit.tr("ui_common.ctrl_digit"), Role.HINT)
            hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            lay.addWidget(hint)
        for icon, key, digit, act in (
            ("help", "ui_common.help", "F1", show_help),
            ("sliders", "ui_common.nav.settings", "", show_settings),
        ):
            item = _RailItem(kit, icon, kit.tr(key), digit, current=False)
            item.clicked.connect(act)
            lay.addWidget(item)


def show_main_menu(window: QWidget, tr: Translator, go: Callable[[PlaceName], object]) -> None:
    """The main pages as a menu under the top bar, for windows without room for the rail."""
    menu = QMenu(window)
    for number, (place, _) in enumerate(RAIL, 1):
        act = menu.addAction(f"{number}  {tr('ui_common.nav.' + place.value)}")
        act.triggered.connect(lambda _checked=False, to=place: go(to))
    menu.popup(window.mapToGlobal(QPoint(0, 48)))
