"""The last page: the number, where it is stored, when it will be confirmed, what to do next."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gzf_desk.services.plain_words import grouped_number
from gzf_desk.ui.desk.navigation import Navigator, Place, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.presenters.intake import IntakePresenter
from gzf_desk.ui.presenters.rows import storage_step
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.cards import Panel
from gzf_desk.ui.widgets.labels import label, row
from gzf_desk.ui.widgets.pills import STEP_KEY, STEP_TOKEN, StorageGlyph
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol


class DoneStep(Page):
    """Sealed.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the application.
    """

    place = PlaceName.NEW

    def __init__(self, kit: Kit, nav: Navigator, presenter: IntakePresenter) -> None:
        super().__init__(kit, nav, presenter)
        self._presenter = presenter
        self.set_title(self.words("ui_done.title"))
        submitted = presenter.submitted
        panel = Panel(kit, margins=(28, 24, 28, 24), gap=14)
        if submitted is not None:
            step = storage_step(submitted.storage)
            panel.body.addLayout(
                row(StatusSymbol(kit, Mark.OK, 40, submitted.sentence), self._number(submitted.local_number), None)
            )
            panel.body.addWidget(label(kit, submitted.sentence, Role.CARD_TITLE, wrap=True))
            where = label(kit, self.words(STEP_KEY[step]), Role.VALUE)
            where.setProperty("tone", "entitled" if STEP_TOKEN[step] == "info" else STEP_TOKEN[step])
            panel.body.addLayout(row(StorageGlyph(kit, step), where, None, gap=kit.px(10)))
        panel.body.addWidget(label(kit, self.words("ui_done.say"), Role.BODY, wrap=True))
        self.body.addWidget(panel)
        self.body.addStretch(1)
        course = KeyButton(kit, self.words("ui_done.course"), keys="Alt+V", icon="document")
        course.clicked.connect(lambda: nav.go(Place(PlaceName.CASE, presenter.case_id)))
        self.again = KeyButton(kit, self.words("ui_done.next"), "primary", keys="F2", icon="card")
        self.again.clicked.connect(lambda: nav.go(Place(PlaceName.NEW, with_card=True)))
        for button in (course, self.again):
            self.keys.bind_button(button, button.text())
            self.foot.addWidget(button)
        self.foot.insertStretch(1)
        nav.refresh_sync()

    def _number(self, number: str | None) -> QWidget:
        return label(self.kit, grouped_number(number) or self.words("ui_done.no_number"), Role.FIGURE)

    def help_text(self) -> str:
        """What F1 says here."""
        return self.words("ui_help.step_done")

    def first_focus(self) -> QWidget:
        """The way on."""
        return self.again
