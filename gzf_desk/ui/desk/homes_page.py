"""Waiting households and free homes; contracts to sign. The waiting order has no edit control."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.services.plain_words import grouped_number
from gzf_desk.ui.desk.navigation import Navigator, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.presenters.case import HomesPresenter
from gzf_desk.ui.presenters.fields import Kind, NotUnderstood, money_text, shown, understood
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton, KeyCap, ReasonedButton
from gzf_desk.ui.widgets.cards import Advice, Card
from gzf_desk.ui.widgets.forms import ChoiceBox, DraftLine, TickBox
from gzf_desk.ui.widgets.labels import label, row, set_text
from gzf_desk.ui.widgets.signature_pad import SignaturePad
from gzf_desk.ui.widgets.symbols import Mark
from gzf_desk.ui.widgets.tables import CellTable, Column, PillCell, Row, TextCell

_YEARS = ("1", "2", "3", "5")


class HomesPage(Page):
    """Allocation and leases.

    Args:
        kit: look and words.
        nav: the window.
        presenter: homes, waiting list, leases.
    """

    place = PlaceName.HOMES

    def __init__(self, kit: Kit, nav: Navigator, presenter: HomesPresenter) -> None:
        super().__init__(kit, nav, presenter)
        self.presenter = presenter
        self.set_title(self.words("ui_common.title.homes"))
        self.said = Advice(kit, Mark.WAITING, "")
        self.body.addWidget(self.said)
        both: QHBoxLayout | QVBoxLayout = QHBoxLayout() if kit.full else QVBoxLayout()
        both.setSpacing(kit.px(12))
        both.addWidget(self._waiting_card(), 1)
        both.addWidget(self._units_card(), 1)
        self.body.addLayout(both)
        self.body.addWidget(self._allocate_card())
        self.body.addWidget(self._contract_card())
        self.body.addStretch(1)
        self.refresh()

    def _table(self, name: str, keys: str, columns: list[Column]) -> tuple[Card, CellTable]:
        kit = self.kit
        card = Card(kit, self.words(f"ui_homes.{name}"), margins=(1, 10, 1, 6))
        card.head.setContentsMargins(kit.px(15), 0, kit.px(15), 0)
        card.head.addWidget(KeyCap(kit, keys))
        table = CellTable(kit, self.words(f"ui_homes.{name}"), columns, high=44)
        table.setFixedHeight(kit.px(210))
        card.body.addWidget(table)
        self.keys.bind(keys, table.setFocus)
        return card, table

    def _waiting_card(self) -> Card:
        columns = [Column(self.words("ui_homes.number")), Column(self.words("ui_homes.people"), 80)]
        columns += [Column(self.words("ui_homes.group"), 80), Column(self.words("ui_homes.score"), 80)]
        card, self.waiting = self._table("waiting", "Alt+1", columns)
        self.waiting.moved.connect(lambda _: self._check())
        return card

    def _units_card(self) -> Card:
        columns = [Column(self.words("ui_homes.home")), Column(self.words("ui_homes.area"), 110)]
        columns += [Column(self.words("ui_homes.suits"), 110)]
        card, self.units = self._table("units", "Alt+2", columns)
        self.units.moved.connect(lambda _: self._check())
        return card

    def _allocate_card(self) -> Card:
        kit = self.kit
        card = Card(kit, self.words("ui_homes.allocate_title"), self.words("ui_homes.allocate_note"))
        self.first_day = DraftLine(self.presenter.first_day().isoformat())
        self.first_day.setAccessibleName(self.words("ui_homes.first_day"))
        self.first_day.setFixedWidth(kit.px(140))
        self.first_day.textEdited.connect(lambda _: self._check())
        self.years = ChoiceBox(kit, [(n, self.words("ui_homes.years", n=n)) for n in _YEARS])
        self.years.setAccessibleName(self.words("ui_homes.term"))
        self.years.set_value("3")
        self.years.setFixedWidth(kit.px(110))
        button = KeyButton(kit, self.words("ui_homes.allocate"), "primary", keys="Ctrl+Return")
        button.clicked.connect(self._allocate)
        self.keys.bind_button(button, button.text())
        self.allocate = ReasonedButton(kit, button)
        line = row(label(kit, self.words("ui_homes.first_day"), Role.LABEL), self.first_day, gap=kit.px(8))
        line.addWidget(label(kit, self.words("ui_homes.term"), Role.LABEL))
        line.addWidget(self.years)
        card.body.addLayout(line)
        if kit.medium:
            line.addWidget(self.allocate, 1)
        else:
            line.addStretch(1)
            card.body.addWidget(self.allocate)
        return card

    def _contract_card(self) -> Card:
        kit = self.kit
        self.contract = Card(kit, self.words("ui_homes.contract"))
        self.which = ChoiceBox(kit, [])
        self.which.setAccessibleName(self.words("ui_homes.contract"))
        self.explained = TickBox(kit, self.words("ui_homes.explained"))
        self.pad = SignaturePad(kit)
        button = KeyButton(kit, self.words("ui_homes.sign"), keys="Alt+S", icon="pen")
        button.clicked.connect(self._sign)
        self.keys.bind_button(button, button.text())
        self.sign = ReasonedButton(kit, button)
        self.explained.clicked.connect(self._check)
        self.pad.changed.connect(self._check)
        for part in (self.which, self.explained, self.pad, self.sign):
            self.contract.body.addWidget(part)
        return self.contract

    # --- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        p, tr = self.presenter, self.kit.tr
        self.waiting.show_rows(
            [
                Row(
                    entry.id,
                    (
                        TextCell(grouped_number(entry.number) or tr("ui_homes.no_number"), strong=True),
                        TextCell(str(entry.household_size)),
                        PillCell(str(entry.group)),
                        TextCell(str(entry.score)),
                    ),
                )
                for entry in p.active()
            ]
        )
        self.units.show_rows(
            [
                Row(
                    unit.id,
                    (
                        TextCell(f"{unit.building} {unit.room}", unit.project, strong=True),
                        TextCell(f"{shown(Kind.AREA, unit.area100)} ㎡"),
                        TextCell(tr("ui_homes.persons", a=unit.suits_from, b=unit.suits_to)),
                    ),
                )
                for unit in p.free_units()
            ]
        )
        self._show_contracts()
        act = p.last_act
        self.said.setVisible(act is not None)
        if act is not None:
            words = act.sentence or tr("ui_review.saved_intent" if act.done else "ui_review.not_done")
            set_text(self.said.what, words)
            self.said.set_tone("waiting" if act.done else "bad")
        self._check()

    def _show_contracts(self) -> None:
        open_ones = self.presenter.to_sign()
        self.contract.setVisible(bool(open_ones))
        ids = [str(self.which.itemData(n)) for n in range(self.which.count())]
        if ids != [tenancy.id for tenancy in open_ones]:
            self.which.clear()
            for tenancy in open_ones:
                rent = money_text(tenancy.monthly_rent_fen)
                words = self.words("ui_homes.contract_line", number=grouped_number(tenancy.contract_number), rent=rent)
                self.which.addItem(words, tenancy.id)

    def _day(self) -> date | None:
        try:
            found = understood(Kind.DATE, self.first_day.text())
        except NotUnderstood:
            return None
        return date.fromisoformat(found) if isinstance(found, str) else None

    def _check(self) -> None:
        missing = ""
        if not self.waiting.current_key():
            missing = self.words("ui_homes.missing_household")
        elif not self.units.current_key():
            missing = self.words("ui_homes.missing_home")
        elif self._day() is None:
            missing = self.words("ui_homes.missing_day")
        self.allocate.set_missing(missing)
        missing = ""
        if not self.explained.isChecked():
            missing = self.words("ui_homes.missing_explained")
        elif not self.pad.is_written():
            missing = self.words("ui_sign.not_written")
        self.sign.set_missing(missing)

    # --- acts ------------------------------------------------------------------------------------------------------

    def _allocate(self) -> None:
        day = self._day()
        if day is not None:
            years = int(self.years.value() or "3")
            self.presenter.allocate(self.waiting.current_key(), self.units.current_key(), day, years)

    def _sign(self) -> None:
        self.presenter.sign(self.which.value(), self.pad.png(), explained=self.explained.isChecked())
        self.pad.clear()
        self.explained.setChecked(False)

    def first_focus(self) -> QWidget:
        """The waiting list."""
        return self.waiting
