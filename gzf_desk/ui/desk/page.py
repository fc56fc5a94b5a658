"""The ground of every staff page: title line, trouble line, scrolling body, foot with the acts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gzf_desk.ui.desk.navigation import Navigator, PlaceName
from gzf_desk.ui.presenters.base import Presenter
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.cards import error_conversation, scrolling_column
from gzf_desk.ui.widgets.keys import KeyMap
from gzf_desk.ui.widgets.labels import clear, label


class Page(QWidget):
    """A page of the desk. It is built from its presenter, and built anew when the look changes.

    Args:
        kit: look and words.
        nav: the window.
        presenter: what the page knows.

    Attributes:
        keys: the page's shortcuts.
        body: layout that scrolls.
        foot: layout of the acts, fixed at the lower edge.
    """

    place = PlaceName.TODAY
    rail = True
    """Whether the main pages' rail stands at the left."""

    def __init__(self, kit: Kit, nav: Navigator, presenter: Presenter) -> None:
        super().__init__()
        self.kit, self.nav = kit, nav
        self._base = presenter
        self.keys = KeyMap(self)
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.columns = QHBoxLayout(self)
        self.columns.setContentsMargins(0, 0, 0, 0)
        self.columns.setSpacing(0)
        main = QVBoxLayout()
        main.setContentsMargins(kit.px(18), kit.px(12), kit.px(18), kit.px(10))
        main.setSpacing(kit.px(10))
        self.head = QHBoxLayout()
        self.head.setSpacing(kit.px(10))
        self.trouble_area = QVBoxLayout()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(kit.px(10))
        self.foot = QHBoxLayout()
        self.foot.setSpacing(kit.px(8))
        main.addLayout(self.head)
        main.addLayout(self.trouble_area)
        self.scroller = self.scrolling(self.body)
        main.addWidget(self.scroller, 1)
        main.addLayout(self.foot)
        self.columns.addLayout(main, 1)
        self._stop = presenter.listen(self._told)

    def scrolling(self, body: QVBoxLayout) -> QScrollArea:
        """A column that scrolls up and down, never sideways."""
        return scrolling_column(body)

    def words(self, key: str, **fields: object) -> str:
        """A text of the catalogue."""
        return self.kit.tr(key, **fields)

    def set_title(self, title: str, *beside: QWidget) -> None:
        """Write the title line."""
        clear(self.head)
        self.head.addWidget(label(self.kit, title, Role.PAGE_TITLE))
        for each in beside:
            self.head.addWidget(each)
        self.head.addStretch(1)

    def _told(self) -> None:
        clear(self.trouble_area)
        if self._base.trouble is not None:
            said = error_conversation(self.kit, self._base.trouble)
            said.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.trouble_area.addWidget(said)
        self.refresh()
        self.nav.page_changed()

    def refresh(self) -> None:
        """Show what the presenter knows now."""

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the page is shown."""
        return None

    def help_text(self) -> str:
        """What F1 says about this page."""
        return self.words(f"ui_help.{self.place.value}")

    def trouble_code(self) -> str:
        """Code of the last trouble, for F1 only."""
        return self._base.trouble.code if self._base.trouble else ""

    def leave(self) -> bool:
        """The window goes elsewhere: put what is typed away. Returns whether the page may be left."""
        return True

    def let_go(self) -> None:
        """Listen no more; the page is about to be dropped."""
        self._stop()
